"""nginx answers documents from the published files, and leaves everything else to the application.

Real nginx with production's configuration, files laid out as the publisher lays them out, and
behind it an application that says what it was asked. The promises:

- headers, ETags and bytes are those of the contract (docs/operations.md, "Published files");
- the version in the header is the version of the body, while versions are published;
- nobody reads an older version after a newer one;
- what is not exactly a document goes to the application, as the client wrote it;
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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import pytest

from tests.nginx import HOST, Answer, Nginx, free_port, needs_nginx

pytestmark = needs_nginx

CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=86400"


# --- The publisher and the application, as nginx sees them ------------------------------------


def publish(root: Path, version: int, documents: dict[str, bytes]) -> None:
    """Lay out one version as the publisher does, and make it the current one."""
    directory = root / "versions" / str(version)
    directory.mkdir(parents=True)
    moment = int(str(version), 16)
    for name, plain in documents.items():
        packed = gzip.compress(plain, 9, mtime=0)
        variants = {f"{name}.json": plain}
        if len(packed) < len(plain):
            variants[f"{name}.json.gz"] = packed
        for filename, content in variants.items():
            path = directory / filename
            path.write_bytes(content)
            os.utime(path, (moment, moment))
    swap = root / "current.new"
    swap.symlink_to(f"versions/{version}")
    swap.replace(root / "current")


def document(version: int, words: int = 400) -> bytes:
    data = {"version": version, "text": "مرحبا " * words}
    return json.dumps({"status": "success", "data": data}, ensure_ascii=False).encode()


class Application:
    """Says what it was asked; answers with the status in X-Answer-With, 200 without it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                received = len(self.rfile.read(length))
                # Not self.path: http.server tidies a leading // away.
                address = self.requestline.split(" ")[1]
                asked.append(f"{self.command} {address}")
                kind = "application/xml" if "sitemap" in address else "application/json"
                said = json.dumps(
                    {
                        "method": self.command,
                        "address": address,
                        "received": received,
                        "headers": {k.lower(): v for k, v in self.headers.items()},
                    }
                ).encode()
                self.send_response(int(self.headers.get("X-Answer-With", 200)))
                self.send_header("Content-Type", kind)
                self.send_header("X-Answered-By", "application")
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(said)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

            def log_message(self, *_: object) -> None:
                """The tests look at `asked`."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def application() -> Iterator[Application]:
    with Application() as running:
        yield running


@pytest.fixture
def nginx(tmp_path: Path, application: Application) -> Iterator[Nginx]:
    """nginx, version 1289 of three documents, and an application behind it."""
    with Nginx(tmp_path, application.address) as running:
        publish_everything(running)
        yield running
        assert "[emerg]" not in running.errors()
        assert "[alert]" not in running.errors()


@pytest.fixture
def nginx_alone(tmp_path: Path) -> Iterator[Nginx]:
    """nginx, version 1289 of three documents, and nothing behind it."""
    with Nginx(tmp_path, f"127.0.0.1:{free_port()}") as running:
        publish_everything(running)
        yield running


def publish_everything(nginx: Nginx) -> None:
    publish(
        nginx.published,
        1289,
        {
            "website-data": document(1289),
            "website-data.ar": document(1289, 300),
            "website-data.pt-BR": document(1289, 50),
            "seo-data.en": b'{"version": 1289}',
        },
    )


def by_the_application(answer: Answer) -> bool:
    return answer.header("X-Answered-By") == "application"


def envelope(answer: Answer) -> dict[str, object]:
    """The one entry of `errors`, of an error whose envelope is checked key by key."""
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("Cache-Control") == "no-store"
    said = json.loads(answer.body)
    assert list(said) == ["status", "data", "message", "timestamp", "errors"]
    assert said["status"] == "error"
    assert said["data"] is None
    assert said["message"]
    when = datetime.fromisoformat(said["timestamp"])
    assert abs((datetime.now(UTC) - when).total_seconds()) < 60
    (error,) = said["errors"]
    assert list(error) == ["code", "field", "detail"]
    assert error["field"] is None
    assert error["detail"]
    return dict(error)


# --- A document ------------------------------------------------------------------------------

OF_THE_SERVER = {"server", "date", "connection"}


def headers_of_the_document(answer: Answer) -> dict[str, str]:
    names = [name.lower() for name, _ in answer.headers]
    assert len(names) == len(set(names)), f"a header is sent twice: {names}"
    return {k.lower(): v for k, v in answer.headers if k.lower() not in OF_THE_SERVER}


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
    for held in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = nginx.ask(
            "/api/website-data/?locale=ar", method=method, headers=asking | {"If-None-Match": held}
        )
        assert again.status == 304, held
        assert again.body == b""
        expected = headers_of_the_document(whole)
        for name in ("content-type", "content-length", "content-encoding"):
            expected.pop(name, None)
        assert headers_of_the_document(again) == expected


def test_who_has_another_version_gets_the_document(nginx: Nginx) -> None:
    body = document(1289)
    for held in (f'"1288-{len(body):x}"', '"1289-1"', f"1289-{len(body):x}", ""):
        answer = nginx.ask("/api/website-data/", headers={"If-None-Match": held})
        assert (answer.status, answer.body) == (200, body), held


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


# --- What is not exactly a document ----------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "/api/website-data/?locale=fr",
        "/api/website-data/?locale=AR",
        "/api/website-data/?locale=",
        "/api/website-data/?locale=ar&locale=ar",
        "/api/website-data/?locale=ar&",
        "/api/website-data/?locale=ar&draft=1",
        "/api/website-data/?lang=ar",
        "/api/website-data/?locale=%61r",
        "/api/website-data/?locale=%00",
        "/api/website-data/?locale=../1289/website-data",
        "/api/website-data/?locale=ar.json",
        "/api/website-data?locale=ar",
        "/api/website-data",
        "/api//website-data/",
        "//api/website-data/",
        "/api/./website-data/",
        "/api/x/../website-data/",
        "/api/%77ebsite-data/",
        "/api/website-data/.json",
        "/api/website-data.json",
        "/api/website_data/",
        "/api/seo-data/?path=/ar/about/",
        "/api/menu-items/",
        "/api/",
        "/",
        "/health/",
        "/health/live/",
        "/health/ready/",
        "/sitemap.xml",
        "/admin/login/?next=/admin/",
    ],
)
def test_the_application_answers_it_as_the_client_wrote_it(nginx: Nginx, address: str) -> None:
    answer = nginx.ask(address)
    assert by_the_application(answer)
    assert json.loads(answer.body)["address"] == address


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_the_applications(nginx: Nginx, method: str) -> None:
    answer = nginx.ask("/api/website-data/", method=method, body=b"{}")
    assert by_the_application(answer)
    assert json.loads(answer.body)["method"] == method


@pytest.mark.parametrize("header", ["If-Match", "If-Unmodified-Since"])
def test_conditions_on_writing_are_the_applications(nginx: Nginx, header: str) -> None:
    answer = nginx.ask("/api/website-data/", headers={header: '"x"'})
    assert by_the_application(answer)


@pytest.mark.parametrize(
    "address",
    ["/api/v2/pages/?limit=100", "/api/openapi.json", "/sitemap.xml", "/sitemap.xml?part=1"],
)
def test_what_grows_with_the_site_is_zipped_on_its_way(nginx: Nginx, address: str) -> None:
    long = {"X-Padding": "a" * 2000}
    answer = nginx.ask(address, headers={"Accept-Encoding": "gzip", "Via": "1.0 cdn", **long})
    assert by_the_application(answer)
    assert answer.header("Content-Encoding") == "gzip"
    assert answer.header("Vary") == "Accept-Encoding"
    assert json.loads(gzip.decompress(answer.body))["address"] == address
    plain = nginx.ask(address, headers=long)
    assert plain.header("Content-Encoding") is None
    assert json.loads(plain.body)["address"] == address


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 429, 500, 502, 503, 504])
def test_an_error_of_the_application_is_passed_on_untouched(nginx: Nginx, status: int) -> None:
    address = "/api/website-data/?locale=fr"
    answer = nginx.ask(address, headers={"X-Answer-With": str(status)})
    assert answer.status == status
    assert by_the_application(answer)
    assert json.loads(answer.body)["address"] == address


def test_without_published_files_the_application_answers(nginx: Nginx) -> None:
    (nginx.published / "current").unlink()
    assert by_the_application(nginx.ask("/api/website-data/?locale=ar"))


def test_a_file_that_is_lost_between_looking_and_opening_is_the_applications(nginx: Nginx) -> None:
    # A FIFO is there when nginx looks and is no file when it opens it, every time.
    lost = nginx.published / "versions/1289/website-data.ar.json"
    lost.unlink()
    lost.with_name(f"{lost.name}.gz").unlink()
    os.mkfifo(lost)
    answer = nginx.ask("/api/website-data/?locale=ar")
    assert by_the_application(answer)
    assert answer.status == 200
    assert json.loads(answer.body)["address"] == "/api/website-data/?locale=ar"


def test_a_client_cannot_say_who_it_is(nginx: Nginx) -> None:
    claims = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Port": "1",
        "X-Real-IP": "1.2.3.4",
        "Forwarded": "for=1.2.3.4;host=evil.example",
        "Proxy": "http://evil.example",
        "X_Forwarded_For": "1.2.3.4",
    }
    for address in ("/health/", "/api/", "/api/v2/pages/", "/api/update-redis/", "/admin/login/"):
        seen = json.loads(nginx.ask(address, headers=claims).body)["headers"]
        assert seen["x-forwarded-for"] == "127.0.0.1"
        assert seen["x-forwarded-proto"] == "http"
        assert seen["host"] == HOST
        for name in ("x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded", "proxy"):
            assert name not in seen
        assert "x_forwarded_for" not in seen


@pytest.mark.parametrize("address", ["/api/website-data/", "/admin/login/", "/health/live/", "/"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "cms.example.com.evil.example"])
def test_another_host_is_refused(
    nginx: Nginx, application: Application, address: str, host: str
) -> None:
    answer = nginx.ask(address, host=host)
    assert answer.status == 400
    assert envelope(answer)["code"] == "unknown_host"
    assert application.asked == []


# --- While versions are published ------------------------------------------------------------


def test_version_etag_and_body_are_of_one_version_and_never_older(nginx: Nginx) -> None:
    """Readers of both variants, keeping their connections, while 400 versions are published."""
    newest_read = 1289
    versions_read: set[int] = set()
    done = threading.Event()

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
            while not done.is_set():
                read(connection, accepted)

    with ThreadPoolExecutor() as threads:
        readers = [threads.submit(keep_reading, a) for a in ("gzip", "identity", "gzip")]
        for version in range(1290, 1690):
            # Lengths go up and down, or an ETag of the wrong version would have the right length.
            publish(nginx.published, version, {"website-data": document(version, version % 7 * 40)})
            shutil.rmtree(nginx.published / "versions" / str(version - 5), ignore_errors=True)
            time.sleep(0.002)
        done.set()
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


# --- While the application is down -----------------------------------------------------------


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


# --- What nginx refuses itself ---------------------------------------------------------------


def test_an_upload_of_twenty_megabytes_passes_and_a_larger_one_does_not(
    nginx: Nginx, application: Application
) -> None:
    limit = 20 * 1024 * 1024
    answer = nginx.ask("/admin/images/add/", method="POST", body=b"x" * limit)
    assert json.loads(answer.body)["received"] == limit
    application.asked.clear()

    page = nginx.ask("/admin/images/add/", method="POST", body=b"x" * (limit + 1))
    assert page.status == 413
    assert "at most 20 MB" in page.body.decode()
    assert "الملف كبير جدًا" in page.body.decode()

    for address in ("/api/update-redis/", "/api/website-data/", "/api/v2/pages/"):
        error = nginx.ask(address, method="POST", body=b"x" * (limit + 1))
        assert error.status == 413
        assert envelope(error)["code"] == "payload_too_large"
    assert application.asked == []


def test_rebuilding_is_limited_and_says_so_in_the_envelope(
    nginx: Nginx, application: Application
) -> None:
    answers = [nginx.ask("/api/update-redis/", method="POST") for _ in range(14)]
    assert [a.status for a in answers[:11]] == [200] * 11
    refused = answers[-1]
    assert refused.status == 429
    assert envelope(refused)["code"] == "throttled"
    assert refused.header("Retry-After") == "10"
    assert len(application.asked) == sum(a.status == 200 for a in answers)


@pytest.mark.parametrize(
    "address", ["/admin/login/", "/django-admin/login/", "/admin/password_reset/"]
)
def test_guessing_passwords_is_limited_and_looking_at_the_form_is_not(
    nginx: Nginx, address: str
) -> None:
    statuses = [nginx.ask(address, method="POST", body=b"").status for _ in range(9)]
    assert statuses[:6] == [200] * 6
    assert statuses[-1] == 429
    page = nginx.ask(address, method="POST", body=b"")
    assert "Too many attempts" in page.body.decode()
    assert "محاولات كثيرة" in page.body.decode()
    assert {nginx.ask(address).status for _ in range(20)} == {200}


def test_tracing_is_refused_in_the_envelope(nginx: Nginx) -> None:
    answer = nginx.ask("/api/website-data/", method="TRACE")
    assert answer.status == 405
    assert envelope(answer)["code"] == "method_not_allowed"


def test_an_address_that_is_too_long_is_refused_before_anybody_reads_it(
    nginx: Nginx, application: Application
) -> None:
    answer = nginx.ask("/api/?" + "x" * 9000)
    assert answer.status == 414
    assert envelope(answer)["code"] == "uri_too_long"
    assert application.asked == []


def test_a_header_that_is_too_large_is_a_bad_request(nginx: Nginx) -> None:
    answer = nginx.ask("/api/website-data/", headers={"Cookie": "x" * 40_000})
    assert answer.status == 400
    assert envelope(answer)["code"] == "bad_request"


def test_it_does_not_say_which_nginx_it_is(nginx: Nginx) -> None:
    for address, host in (("/api/website-data/", HOST), ("/", HOST), ("/", "evil.example")):
        assert nginx.ask(address, host=host).header("Server") == "nginx"


def test_its_own_answers_to_errors_cannot_be_asked_for(nginx: Nginx) -> None:
    for address in ("/.nginx/json", "/.nginx/html"):
        assert by_the_application(nginx.ask(address))


# --- Files -----------------------------------------------------------------------------------


def test_a_static_file_with_a_hash_in_its_name_is_kept_for_ever(nginx: Nginx) -> None:
    (nginx.static / "admin.0123456789ab.css").write_text("a {}")
    (nginx.static / "admin.css").write_text("a {}")
    hashed = nginx.ask("/static/admin.0123456789ab.css")
    assert hashed.status == 200
    assert hashed.header("Content-Type") == "text/css"
    assert hashed.header("Cache-Control") == "public, max-age=31536000, immutable"
    assert nginx.ask("/static/admin.css").header("Cache-Control") == "public, max-age=60"


def test_a_prepared_zipped_static_file_is_used(nginx: Nginx) -> None:
    (nginx.static / "a.css").write_text("a {}")
    (nginx.static / "a.css.gz").write_bytes(gzip.compress(b"a {}"))
    answer = nginx.ask("/static/a.css", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.body) == b"a {}"


@pytest.mark.parametrize("address", ["/static/none.css", "/static/", "/media/none.png", "/media/"])
def test_a_file_that_is_not_there_is_the_applications_to_refuse(nginx: Nginx, address: str) -> None:
    assert by_the_application(nginx.ask(address))


def test_an_uploaded_image_cannot_run_anything(nginx: Nginx) -> None:
    (nginx.media / "images").mkdir()
    (nginx.media / "images/hero.avif").write_bytes(b"AVIF")
    answer = nginx.ask("/media/images/hero.avif")
    assert (answer.status, answer.body) == (200, b"AVIF")
    assert answer.header("Content-Type") == "image/avif"
    assert answer.header("X-Content-Type-Options") == "nosniff"
    assert "sandbox" in str(answer.header("Content-Security-Policy"))


def test_an_uploaded_document_is_never_served_past_its_permissions(nginx: Nginx) -> None:
    (nginx.media / "documents").mkdir()
    (nginx.media / "documents/salaries.pdf").write_bytes(b"PDF")
    for address in (
        "/media/documents/salaries.pdf",
        "/media//documents/salaries.pdf",
        "/media/x/../documents/salaries.pdf",
        "/media/%64ocuments/salaries.pdf",
    ):
        answer = nginx.ask(address)
        assert by_the_application(answer)
        assert b"PDF" not in answer.body


def test_nobody_climbs_out_of_the_directories(nginx: Nginx) -> None:
    for address in (
        "/static../published/current/website-data.json",
        "/media../access.log",
        "/static/../published/current/website-data.json",
        "/static/%2e%2e/published/current/website-data.json",
    ):
        answer = nginx.ask(address)
        assert b"version" not in answer.body or by_the_application(answer)
        assert answer.status == 400 or by_the_application(answer)


# --- The log and the configuration -----------------------------------------------------------


def logged(nginx: Nginx, count: int) -> list[dict[str, object]]:
    """The log's lines by their address: each worker writes its own at a time of its own."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if nginx.access_log.exists():
            lines = nginx.access_log.read_text().splitlines()
            if len(lines) >= count:
                return sorted(map(json.loads, lines), key=lambda line: line["uri"])
        time.sleep(0.05)
    raise AssertionError(f"fewer than {count} lines in the log after 5 s")


def test_the_log_says_how_long_the_application_took_and_when_it_was_not_asked(nginx: Nginx) -> None:
    nginx.ask("/api/website-data/?locale=ar")
    arabic = 'a "quoted" عميل'
    on_the_wire = arabic.encode().decode("latin-1")
    nginx.ask("/api/website-data/?locale=fr", headers={"User-Agent": on_the_wire})
    from_file, from_application = logged(nginx, 2)
    assert from_file["uri"] == "/api/website-data/?locale=ar"
    assert from_file["application_seconds"] == ""
    assert from_file["status"] == 200
    assert float(str(from_application["application_seconds"])) >= 0
    assert from_application["application_status"] == "200"
    assert from_application["client"] == "127.0.0.1"
    assert from_application["user_agent"] == arabic


def test_the_log_keeps_no_token(nginx: Nginx) -> None:
    nginx.ask("/api/preview/?token=secret-1")
    nginx.ask("/api/preview/?locale=ar&token=secret-2&x=1")
    nginx.ask("/admin/password_reset/confirm/MQ/secret-3/")
    nginx.ask("/health/", headers={"Referer": "https://x/?token=secret-4", "Cookie": "s=secret-5"})
    lines = logged(nginx, 4)
    assert "secret" not in nginx.access_log.read_text()
    assert [line["uri"] for line in lines] == [
        "/admin/password_reset/confirm/hidden",
        "/api/preview/?token=hidden",
        "/api/preview/?token=hidden",
        "/health/",
    ]


def test_nginx_accepts_the_configuration_without_a_warning(nginx: Nginx) -> None:
    said = nginx.check()
    assert "[warn]" not in said
    assert "successful" in said
