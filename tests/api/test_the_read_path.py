"""The same answer whichever layer gives it: bytes, status, ETag and headers.

Layers: the WSGI layer in front of Django, Django's own view, a real gunicorn, nginx from the
published files, and for bytes any Redis client. No layer asks PostgreSQL or Redis anything to
answer a reader.
"""

from __future__ import annotations

import gzip
import http.client
import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.api.documents import DocumentsFirst
from cms.background import threads
from cms.delivery.registry import DOCUMENTS
from cms.publishing.publish import publish
from cms.publishing.snapshot import keys
from cms.publishing.stores import files
from config.wsgi import _django
from tests import content, wsgi
from tests.cms_server import CmsServer
from tests.nginx import HOST, Nginx, needs_nginx
from tests.people import Reader
from tests.wsgi import WsgiAnswer

Ask = Callable[..., WsgiAnswer]

# Headers of the connection and of the server's name, not of the answer.
OF_THE_SERVER = {"date", "server", "connection", "transfer-encoding", "keep-alive"}


def over_http(port: int) -> Ask:
    def ask(url: str, method: str = "GET", **headers: str) -> WsgiAnswer:
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        link.putrequest(method, url, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": HOST, **named}.items():
            link.putheader(name, value)
        link.endheaders()
        answer = link.getresponse()
        body = answer.read()
        link.close()
        pairs = [(name.lower(), value) for name, value in answer.getheaders()]
        assert len({name for name, _ in pairs}) == len(pairs), f"a header is sent twice: {pairs}"
        return WsgiAnswer(
            answer.status,
            {name: value for name, value in pairs if name not in OF_THE_SERVER},
            body,
        )

    return ask


def of_django(url: str, method: str = "GET", **headers: str) -> WsgiAnswer:
    response = Client().generic(method, url, headers=headers)
    return WsgiAnswer(
        response.status_code,
        {name.lower(): value for name, value in response.headers.items()},
        b"" if method == "HEAD" else response.content,
    )


@pytest.fixture
def layers(database: None, cms_server: CmsServer) -> Iterator[dict[str, Ask]]:
    hero = content.hero(title="Sail with us")
    content.arabic(hero, title="أبحر معنا")
    content.page()
    content.menu_item()
    publish()
    first = DocumentsFirst(_django)
    by_layer: dict[str, Ask] = {
        "the WSGI layer": lambda url, method="GET", **headers: wsgi.ask(
            first, url, method, **headers
        ),
        "Django's view": of_django,
        "gunicorn": over_http(cms_server.port),
    }
    with Nginx(Path(os.environ["DATA_DIR"]), f"127.0.0.1:{cms_server.port}") as nginx:
        by_layer["nginx"] = over_http(nginx.port)
        yield by_layer


# Django's middleware guards the pages that it makes with these. Where it stands before a document
# (only where somebody runs Django without the WSGI layer) they are on it too.
OF_MIDDLEWARE = {
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "vary",
}


# What nginx says on every answer (tests/operations/test_what_browsers_are_told.py).
OF_NGINX = {
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
}


def what_clients_see(answer: WsgiAnswer, through_middleware: bool) -> dict[str, Any]:
    """What a client can tell one answer from another by. An error has the time of its request."""
    # Of config/wsgi.py and nginx (tests/operations/test_the_content_security_policy.py).
    dropped, body = {"content-security-policy"}, answer.body
    if answer.status >= 400 and body:
        error = json.loads(body)
        error.pop("timestamp")
        body = json.dumps(error).encode()
    if through_middleware:
        assert "Accept-Encoding" in answer.headers.get("vary", "") or answer.status not in (
            200,
            304,
        )
        dropped |= OF_MIDDLEWARE
    headers = {name: value for name, value in answer.headers.items() if name not in dropped}
    return {"status": answer.status, "headers": headers, "body": body}


def assert_all_equal(
    layers: dict[str, Ask], url: str, method: str = "GET", **headers: str
) -> WsgiAnswer:
    answers = {name: ask(url, method, **headers) for name, ask in layers.items()}
    for name, answer in answers.items():
        through = name == "Django's view"
        expected = what_clients_see(answers["the WSGI layer"], False)
        if through:
            for guarding in OF_MIDDLEWARE:
                expected["headers"].pop(guarding, None)
            if not answer.body:
                # Django gives every answer a length, also those that may have none.
                answer.headers.pop("content-length", None)
                expected["headers"].pop("content-length", None)
        seen = what_clients_see(answer, through)
        if name == "nginx":
            for told in OF_NGINX:
                seen["headers"].pop(told, None)
                expected["headers"].pop(told, None)
        assert seen == expected, (name, method, url, headers)
    return answers["the WSGI layer"]


ADDRESSES = [
    document.path + query for document in DOCUMENTS for query in ("", "?locale=en", "?locale=ar")
]


@needs_nginx
def test_every_document_is_the_same_everywhere(layers: dict[str, Ask]) -> None:
    in_redis = redis.Redis.from_url(os.environ["REDIS_URL"])
    for address, key in zip(ADDRESSES, keys(("en", "ar")), strict=True):
        answer = assert_all_equal(layers, address)
        assert answer.status == 200
        assert answer.body == in_redis.get(key)
        version = answer.headers["x-content-version"]
        assert answer.headers["etag"] == f'"{version}-{len(answer.body):x}"'


@needs_nginx
def test_gzip_is_the_same_everywhere(layers: dict[str, Ask]) -> None:
    accepting = ("gzip", "GZIP", "br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip;q=0.001")
    for address, accepted in zip(ADDRESSES, itertools.cycle(accepting), strict=False):
        answer = assert_all_equal(layers, address, accept_encoding=accepted)
        plain = layers["the WSGI layer"](address)
        if "content-encoding" in answer.headers:
            assert gzip.decompress(answer.body) == plain.body
            assert answer.headers["etag"] != plain.headers["etag"]
        assert answer.headers["vary"] == "Accept-Encoding"
        if "website-data" in address:
            assert answer.headers["content-encoding"] == "gzip"


@needs_nginx
def test_whoever_does_not_take_gzip_gets_none(layers: dict[str, Ask]) -> None:
    for accepted in (
        "",
        "br",
        "*",
        "x-gzip",
        "gzip;q=0",
        "gzip; q=0.0",
        "gzip;q=2",
        "gzip;q=bad",
        "gzip;x=1",
    ):
        answer = assert_all_equal(layers, "/api/website-data/", accept_encoding=accepted)
        assert "content-encoding" not in answer.headers


@needs_nginx
def test_head_is_the_same_everywhere(layers: dict[str, Ask]) -> None:
    for address in ADDRESSES:
        head = assert_all_equal(layers, address, "HEAD")
        get = layers["the WSGI layer"](address)
        assert (head.status, head.headers, head.body) == (200, get.headers, b"")


@needs_nginx
def test_conditional_requests_are_the_same_everywhere(layers: dict[str, Ask]) -> None:
    hows = ("{}", "W/{}", '"x", {}', "*", '"x"', "x")
    for address, zipped, validator in itertools.product(
        ("/api/website-data/", "/api/seo-data/?locale=ar"), ("", "gzip"), hows
    ):
        etag = layers["nginx"](address, accept_encoding=zipped).headers["etag"]
        known = validator.format(etag)
        answer = assert_all_equal(layers, address, if_none_match=known, accept_encoding=zipped)
        assert answer.status == (200 if validator in ('"x"', "x") else 304)
        if answer.status == 304:
            assert answer.body == b""
            assert not {"content-type", "content-length", "content-encoding"} & set(answer.headers)


RARE = (
    ("GET", "/api/website-data/?locale=xx", 400),
    ("GET", "/api/website-data/?locale=EN", 400),
    ("GET", "/api/website-data/?locale=", 400),
    ("GET", "/api/website-data/?locale=en&locale=ar", 400),
    ("GET", "/api/website-data/?locale=en&x=1", 400),
    ("GET", "/api/website-data/?path=/en/", 400),
    ("GET", "/api/seo-data/?path=/en/nothing/", 404),
    ("GET", "/api/seo-data/?path=/en/about/", 200),
    ("GET", "/api/seo-data/?locale=en&path=/en/about/", 200),
    ("GET", "/api/website-data/?", 200),
    ("GET", "/api/website-data/?locale=%65n", 200),
    ("HEAD", "/api/website-data/?locale=xx", 400),
    ("POST", "/api/website-data/", 405),
    ("DELETE", "/api/website-data/", 405),
    ("OPTIONS", "/api/website-data/", 204),
)


@needs_nginx
def test_errors_and_rare_requests_are_the_same_everywhere(layers: dict[str, Ask]) -> None:
    for method, url, status in RARE:
        assert assert_all_equal(layers, url, method).status == status, (method, url)


def test_a_read_asks_nothing_of_postgresql_or_redis(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.page()
    publish()
    first = DocumentsFirst(_django)
    monkeypatch.setattr(threads, "was_started", lambda: True)
    requests: list[Any] = []
    send = redis.connection.AbstractConnection.send_packed_command
    monkeypatch.setattr(
        redis.connection.AbstractConnection,
        "send_packed_command",
        lambda self, *args, **named: (requests.append(args), send(self, *args, **named))[1],
    )
    with CaptureQueriesContext(connection) as queries:
        for address in (*ADDRESSES, "/api/seo-data/?path=/en/about/", "/api/heroes/?locale=xx"):
            for method in ("GET", "HEAD"):
                wsgi.ask(first, address, method)
                wsgi.ask(first, address, method, accept_encoding="gzip", if_none_match='"x"')
    assert (len(queries), requests) == (0, [])
    # The count would notice.
    reader.redis.get("content_version")
    assert b"content_version" in b"".join(requests[-1][0])


def test_another_process_that_publishes_on_this_machine_is_seen_by_the_next_read(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the files alone: no thread has told this process anything."""
    from cms.publishing.stores import memory

    content.page()
    older = publish()
    first = DocumentsFirst(_django)
    monkeypatch.setattr(threads, "was_started", lambda: True)
    wsgi.ask(first, "/api/website-data/")
    before = memory.newest()
    content.menu_item()
    newer = publish()
    monkeypatch.setattr(memory, "_newest", before)
    answer = wsgi.ask(first, "/api/website-data/")
    assert answer.headers["x-content-version"] == str(newer.version)
    assert newer.version > older.version
    assert files.version() == newer.version


def test_strangers_cannot_fill_the_memory_with_spellings_of_a_query(reader: Reader) -> None:
    from cms.publishing.stores import memory

    publish()
    first = DocumentsFirst(_django)
    for query in ("locale=%65n", "locale=e%6e", "locale=%65%6e", "locale=%65%6E", "&locale=en"):
        wsgi.ask(first, f"/api/heroes/?{query}")
    snapshot = memory.newest()
    assert snapshot is not None
    assert [key for key in snapshot.derived if key[0] == "/api/heroes/"] == []
