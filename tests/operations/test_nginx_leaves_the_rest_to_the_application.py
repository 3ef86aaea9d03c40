"""What is not exactly a document goes to the application, as the client wrote it."""

from __future__ import annotations

import gzip
import json
import os

import pytest

from tests.nginx import HOST, Nginx, needs_nginx
from tests.operations.nginx_site import (
    Application,
    by_the_application,
    envelope,
)

pytestmark = needs_nginx


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
        headers = json.loads(nginx.ask(address, headers=claims).body)["headers"]
        assert headers["x-forwarded-for"] == "127.0.0.1"
        assert headers["x-forwarded-proto"] == "http"
        assert headers["host"] == HOST
        for name in ("x-forwarded-host", "x-forwarded-port", "x-real-ip", "forwarded", "proxy"):
            assert name not in headers
        assert "x_forwarded_for" not in headers


@pytest.mark.parametrize("address", ["/api/website-data/", "/admin/login/", "/health/live/", "/"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "cms.example.com.evil.example"])
def test_another_host_is_refused(
    nginx: Nginx, application: Application, address: str, host: str
) -> None:
    answer = nginx.ask(address, host=host)
    assert answer.status == 400
    assert envelope(answer)["code"] == "unknown_host"
    assert application.asked == []
