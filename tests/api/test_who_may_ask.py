"""Browsers of every website may read what is public, and every answer can be purged from a CDN."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client, RequestFactory

from cms.api.documents import DocumentsFirst
from cms.api.openapi.document import build
from cms.api.response_cache import ResponseCache
from cms.publishing.publish import publish

ELSEWHERE = "https://elsewhere.example"
# Headers that a script may read, and that it may send: conditions, types, traces of requests.
EXPOSED = "ETag, Retry-After, X-Content-Version"
SENT = ["If-None-Match", "Content-Type", "traceparent", "sentry-trace", "baggage"]
# What has no part in a website: these answer the editors' own website alone.
OF_EDITORS = ("/api/drafts/", "/api/preview/", "/api/update-redis/")


def served(method: str, path: str, **headers: str) -> tuple[int, dict[str, str]]:
    """The answer through the layers of production: kept answers have headers of their own."""
    application = DocumentsFirst(ResponseCache(get_wsgi_application()))
    status_and_headers: list[Any] = []

    def start_response(status: str, header_pairs: Any, *args: Any) -> None:
        status_and_headers[:] = [
            int(status[:3]),
            {name.lower(): value for name, value in header_pairs},
        ]

    request = RequestFactory().generic(method, path, headers=headers)
    b"".join(application({**request.environ, "QUERY_STRING": request.META["QUERY_STRING"]},
                         start_response))  # fmt: skip
    return status_and_headers[0], status_and_headers[1]


@pytest.fixture
def addresses(about: Any) -> list[str]:
    publish()
    every = [path for path in build()["paths"] if path.startswith("/api/")]
    paths = [path for path in every if not path.startswith(OF_EDITORS)]
    assert len(paths) > 20
    return [path.replace("{id}", str(about.pk)) for path in sorted(paths)]


def test_any_website_may_read_what_is_public(addresses: list[str]) -> None:
    for path in set(addresses) - {"/api/docs/"}:
        for query in ("", "?nothing=1", "?search=about"):
            _status, headers = served("GET", path + query, Origin=ELSEWHERE)
            assert headers.get("access-control-allow-origin") == "*", path + query
            assert headers.get("access-control-expose-headers") == EXPOSED, path + query
            assert "access-control-allow-credentials" not in headers, path + query


@pytest.mark.parametrize(
    "path", ["/api/nothing/", "/api/v2/nothing/", "/api/website-data/nothing/", "/api/v2/pages/0/"]
)
def test_any_website_may_read_that_there_is_nothing(addresses: list[str], path: str) -> None:
    status, headers = served("GET", path, Origin=ELSEWHERE)
    assert status == 404
    assert headers.get("access-control-allow-origin") == "*"


@pytest.mark.parametrize(
    "path", ["/api/v2/pages", "/api/version", "/api/website-data", "/api/docs"]
)
def test_who_forgets_the_last_slash_is_sent_there(addresses: list[str], path: str) -> None:
    for method in ("GET", "HEAD"):
        status, headers = served(method, f"{path}?locale=ar", Origin=ELSEWHERE)
        assert (status, headers["location"]) == (301, f"{path}/?locale=ar")
        assert headers["access-control-allow-origin"] == "*"
    assert served("POST", path)[0] in (403, 404)


def test_a_browser_may_ask_whether_it_may_ask(addresses: list[str]) -> None:
    preflight = {"Origin": ELSEWHERE, "Access-Control-Request-Method": "GET"}
    preflight["Access-Control-Request-Headers"] = "if-none-match"
    of_data = [path for path in addresses if path.startswith("/api/v2/") or path.endswith("-data/")]
    assert len(of_data) > 10
    for path in of_data:
        status, headers = served("OPTIONS", path, **preflight)
        assert status == 204, path
        assert headers["access-control-allow-origin"] == "*"
        assert headers["access-control-allow-methods"] == headers["allow"] == "GET, HEAD, OPTIONS"
        assert headers["access-control-allow-headers"].split(", ") == SENT


def test_what_is_of_editors_is_for_their_website_alone(database: None) -> None:
    for origin, allowed in ((ELSEWHERE, False), (settings.FRONTEND_URL, True)):
        for path in ("/api/preview/?token=x", "/api/drafts/website-data/"):
            response = Client().get(path, headers={"Origin": origin})
            assert (response.headers.get("Access-Control-Allow-Origin") == origin) is allowed


def test_every_answer_names_by_what_it_is_purged(addresses: list[str]) -> None:
    for path in [*addresses, "/sitemap.xml", "/robots.txt", "/.well-known/security.txt"]:
        status, headers = served("GET", path)
        assert headers["cache-tag"].split(",")[0] == "cms", (path, status)
        assert headers["cache-control"], path
    for path in addresses:
        if path.startswith("/api/v2/"):
            status, headers = served("GET", f"{path}?nothing=1")
            assert status == 400
            assert headers["cache-tag"].startswith("cms,v2,")
            assert headers["cache-control"] == "no-store"


def test_a_head_says_what_a_get_would(addresses: list[str]) -> None:
    for path in addresses:
        (status, headers), (again, same) = served("GET", path), served("HEAD", path)
        assert status == again, path
        assert headers.get("etag") == same.get("etag"), path
