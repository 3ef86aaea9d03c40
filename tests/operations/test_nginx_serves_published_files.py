"""nginx answers documents from the published files.

Real nginx with production's configuration, files laid out as the publisher lays them out, and
behind it an application that says what it was asked. The promises:

- headers, ETags and bytes are those of the contract (docs/operations.md, "Published files");
- the version in the header is the version of the body, while versions are published;
- nobody reads an older version after a newer one;
- documents are served while the application is down; the rest says so, in the envelope.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.utils import formatdate

import pytest

from tests.nginx import HOST, Nginx, NginxAnswer, needs_nginx
from tests.operations.nginx_site import (
    document,
    envelope,
    publish,
)

pytestmark = needs_nginx

CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=86400"


# --- A document -------------------------------------------------------------------------------


# What every answer has: test_what_browsers_are_told.py.
OF_EVERY_ANSWER = {
    *("server", "date", "connection", "x-content-type-options", "referrer-policy"),
    *("permissions-policy", "cross-origin-opener-policy", "cross-origin-resource-policy"),
    "content-security-policy",
}


def headers_of_the_document(answer: NginxAnswer) -> dict[str, str]:
    names = [name.lower() for name, _ in answer.headers]
    assert len(names) == len(set(names)), f"a header is sent twice: {names}"
    return {k.lower(): v for k, v in answer.headers if k.lower() not in OF_EVERY_ANSWER}


def test_the_document_of_one_language_has_exactly_the_headers_of_the_contract(nginx: Nginx) -> None:
    answer = nginx.ask("/api/website-data/?locale=ar")
    body = document(1289, 300)
    assert answer.status == 200
    assert answer.body == body
    assert headers_of_the_document(answer) == {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "etag": f'"1289-{len(body):x}"',
        "cache-control": CACHE_CONTROL,
        "x-content-version": "1289",
        "cache-tag": "cms,website-data,ar",
        "content-language": "ar",
        "vary": "Accept-Encoding",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "ETag, Retry-After, X-Content-Version",
    }


def test_the_combined_document_names_no_language(nginx: Nginx) -> None:
    headers = headers_of_the_document(nginx.ask("/api/website-data/"))
    assert "content-language" not in headers
    assert headers["cache-tag"] == "cms,website-data"
    assert headers["x-content-version"] == "1289"


def test_the_zipped_document_differs_in_its_bytes_its_length_and_its_etag_alone(
    nginx: Nginx,
) -> None:
    plain = nginx.ask("/api/website-data/?locale=ar")
    zipped = nginx.ask("/api/website-data/?locale=ar", headers={"Accept-Encoding": "gzip"})
    assert zipped.status == 200
    assert zipped.body == gzip.compress(plain.body, 9, mtime=0)
    assert headers_of_the_document(zipped) == headers_of_the_document(plain) | {
        "content-encoding": "gzip",
        "content-length": str(len(zipped.body)),
        "etag": f'"1289-{len(zipped.body):x}"',
    }


@pytest.mark.parametrize(
    "accepted",
    ["gzip", "GZIP", "br, gzip", "deflate,gzip", "gzip;q=0.001", "br;q=1.0, gzip;q=0.8, *;q=0.1"],
)
def test_it_is_zipped_for_whoever_accepts_gzip(nginx: Nginx, accepted: str) -> None:
    answer = nginx.ask("/api/website-data/", headers={"Accept-Encoding": accepted})
    assert answer.header("Content-Encoding") == "gzip"


@pytest.mark.parametrize(
    "accepted", ["", "identity", "br", "*", "x-gzip", "gzip;q=0", "gzip; q=0.0"]
)
def test_it_is_plain_for_whoever_does_not(nginx: Nginx, accepted: str) -> None:
    answer = nginx.ask("/api/website-data/", headers={"Accept-Encoding": accepted})
    assert answer.header("Content-Encoding") is None
    assert answer.body == document(1289)


def test_it_is_zipped_for_caches_in_between_as_well(nginx: Nginx) -> None:
    answer = nginx.ask("/api/website-data/", headers={"Accept-Encoding": "gzip", "Via": "1.0 cdn"})
    assert answer.header("Content-Encoding") == "gzip"


def test_a_document_too_short_to_zip_is_sent_plain(nginx: Nginx) -> None:
    answer = nginx.ask("/api/seo-data/?locale=en", headers={"Accept-Encoding": "gzip"})
    assert answer.header("Content-Encoding") is None
    assert answer.header("Vary") == "Accept-Encoding"
    assert answer.body == b'{"version": 1289}'


def test_a_question_mark_with_nothing_after_it_changes_nothing(nginx: Nginx) -> None:
    assert nginx.ask("/api/website-data/?").body == nginx.ask("/api/website-data/").body


def test_a_language_with_a_region_needs_no_configuration(nginx: Nginx) -> None:
    answer = nginx.ask("/api/website-data/?locale=pt-BR")
    assert answer.header("Content-Language") == "pt-BR"
    assert answer.header("Cache-Tag") == "cms,website-data,pt-BR"


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
def test_head_says_what_get_would_and_sends_nothing(nginx: Nginx, accepted: str) -> None:
    asking = {"Accept-Encoding": accepted}
    get = nginx.ask("/api/website-data/?locale=ar", headers=asking)
    head = nginx.ask("/api/website-data/?locale=ar", headers=asking, method="HEAD")
    assert head.status == 200
    assert head.body == b""
    assert headers_of_the_document(head) == headers_of_the_document(get)


@pytest.mark.parametrize("accepted", ["identity", "gzip"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_document_is_told_so_with_the_same_headers(
    nginx: Nginx, accepted: str, method: str
) -> None:
    asking = {"Accept-Encoding": accepted}
    whole = nginx.ask("/api/website-data/?locale=ar", headers=asking)
    etag = whole.header("ETag")
    assert etag is not None
    for known_etag in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = nginx.ask(
            "/api/website-data/?locale=ar",
            method=method,
            headers=asking | {"If-None-Match": known_etag},
        )
        assert again.status == 304, known_etag
        assert again.body == b""
        expected = headers_of_the_document(whole)
        for name in ("content-type", "content-length", "content-encoding"):
            expected.pop(name, None)
        assert headers_of_the_document(again) == expected


def test_who_has_another_version_gets_the_document(nginx: Nginx) -> None:
    body = document(1289)
    for known_etag in (f'"1288-{len(body):x}"', '"1289-1"', f"1289-{len(body):x}", ""):
        answer = nginx.ask("/api/website-data/", headers={"If-None-Match": known_etag})
        assert (answer.status, answer.body) == (200, body), known_etag


def test_the_etag_of_one_variant_does_not_confirm_the_other(nginx: Nginx) -> None:
    plain = nginx.ask("/api/website-data/").header("ETag")
    answer = nginx.ask(
        "/api/website-data/", headers={"Accept-Encoding": "gzip", "If-None-Match": str(plain)}
    )
    assert answer.status == 200


@pytest.mark.parametrize(
    "header",
    [
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Modified-Since": formatdate(int("1289", 16), usegmt=True)},
        {"Range": "bytes=0-9"},
        {"Range": "bytes=0-9", "If-Range": "anything"},
    ],
    ids=str,
)
def test_dates_and_ranges_are_ignored(nginx: Nginx, header: dict[str, str]) -> None:
    answer = nginx.ask("/api/website-data/", headers=header)
    assert (answer.status, answer.body) == (200, document(1289))
    assert answer.header("Last-Modified") is None
    assert answer.header("Accept-Ranges") is None


# --- While versions are published -------------------------------------------------------------


def test_version_etag_and_body_are_of_one_version_and_never_older(nginx: Nginx) -> None:
    """Readers of both variants, keeping their connections, while 400 versions are published."""
    newest_read = 1289
    versions_read: set[int] = set()
    is_over = threading.Event()

    def read(connection: http.client.HTTPConnection, accepted: str) -> None:
        nonlocal newest_read
        at_least = newest_read
        connection.request(
            "GET", "/api/website-data/", headers={"Host": HOST, "Accept-Encoding": accepted}
        )
        answer = connection.getresponse()
        sent = answer.read()
        assert answer.status == 200
        assert answer.getheader("X-Answered-By") is None, "it came from the application"
        zipped = answer.getheader("Content-Encoding") == "gzip"
        version = json.loads(gzip.decompress(sent) if zipped else sent)["data"]["version"]
        assert answer.getheader("X-Content-Version") == str(version)
        assert answer.getheader("ETag") == f'"{version}-{len(sent):x}"'
        assert version >= at_least, f"version {version} after {at_least}"
        newest_read = max(newest_read, version)
        versions_read.add(version)

    def keep_reading(accepted: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=10)
        with closing(connection):
            while not is_over.is_set():
                read(connection, accepted)

    with ThreadPoolExecutor() as threads:
        readers = [threads.submit(keep_reading, a) for a in ("gzip", "identity", "gzip")]
        for version in range(1290, 1690):
            # Lengths go up and down, or an ETag of the wrong version would have the right length.
            publish(nginx.published, version, {"website-data": document(version, version % 7 * 40)})
            shutil.rmtree(nginx.published / "versions" / str(version - 5), ignore_errors=True)
            time.sleep(0.002)
        is_over.set()
    for reader in readers:
        reader.result()  # raises what the reader found
    assert len(versions_read) > 50, "the readers saw too few versions to prove anything"


def test_a_version_of_the_same_length_in_the_same_second_is_not_taken_for_the_old_one(
    nginx: Nginx,
) -> None:
    publish(nginx.published, 1290, {"website-data": b'{"title": "old"}'})
    etag = nginx.ask("/api/website-data/").header("ETag")
    publish(nginx.published, 1291, {"website-data": b'{"title": "new"}'})
    answer = nginx.ask("/api/website-data/", headers={"If-None-Match": str(etag)})
    assert (answer.status, answer.body) == (200, b'{"title": "new"}')


def test_the_first_read_after_a_publish_is_of_the_new_version(nginx: Nginx) -> None:
    for version in range(2000, 2050):
        publish(nginx.published, version, {"website-data": document(version, 1)})
        assert nginx.ask("/api/website-data/").header("X-Content-Version") == str(version)


# --- While the application is down ------------------------------------------------------------


def test_documents_are_served_while_the_application_is_down(nginx_alone: Nginx) -> None:
    answer = nginx_alone.ask("/api/website-data/?locale=ar")
    assert (answer.status, answer.body) == (200, document(1289, 300))
    assert answer.header("X-Content-Version") == "1289"


@pytest.mark.parametrize(
    "address",
    [
        "/api/menu-items/",
        "/api/website-data/?locale=fr",
        "/api/v2/pages/",
        "/api/update-redis/",
        "/api/?next=/admin/",
        "/health/ready/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_rest_of_the_api_says_so_in_the_envelope(
    nginx_alone: Nginx, address: str, method: str
) -> None:
    answer = nginx_alone.ask(address, method=method)
    assert answer.status == 503
    assert envelope(answer)["code"] == "unavailable"
    assert int(answer.header("Retry-After") or 0) > 0


def test_a_file_that_is_lost_while_the_application_is_down_is_unavailable(
    nginx_alone: Nginx,
) -> None:
    lost = nginx_alone.published / "versions/1289/website-data.json"
    lost.unlink()
    lost.with_name(f"{lost.name}.gz").unlink()
    os.mkfifo(lost)
    answer = nginx_alone.ask("/api/website-data/")
    assert answer.status == 503
    assert envelope(answer)["code"] == "unavailable"
    assert nginx_alone.ask("/static/none.css").status == 503


def test_editors_are_told_in_both_languages(nginx_alone: Nginx) -> None:
    for method in ("GET", "POST"):
        answer = nginx_alone.ask("/admin/pages/", method=method)
        assert answer.status == 503
        assert answer.header("Content-Type") == "text/html; charset=utf-8"
        assert answer.header("Cache-Control") == "no-store"
        page = answer.body.decode()
        assert "not available at the moment" in page
        assert '<section lang="ar" dir="rtl">' in page
        assert "غير متاح" in page
