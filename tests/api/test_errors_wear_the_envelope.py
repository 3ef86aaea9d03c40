"""Every error under /api/ and /health/ is JSON in the envelope, with a real status."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

KEYS = {"status", "data", "message", "timestamp", "errors"}


def problem(response: Any) -> Any:
    """The first reason of an error in the envelope."""
    error = response.json()
    assert error.keys() == KEYS
    assert (error["status"], error["data"]) == ("error", None)
    assert response.headers["Cache-Control"] == "no-store"
    return error["errors"][0]


@pytest.fixture
def postgresql_gone(database: None) -> Iterator[None]:
    connection.close()
    host, connection.settings_dict["HOST"] = connection.settings_dict["HOST"], "/nowhere"
    yield
    connection.settings_dict["HOST"] = host


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/api/", 404, "not_found"),
        ("GET", "/api/nothing/", 404, "not_found"),
        ("POST", "/api/nothing/", 404, "not_found"),
        ("POST", "/api/website-data/", 405, "method_not_allowed"),
        ("DELETE", "/api/menu-items/", 405, "method_not_allowed"),
        ("GET", "/api/website-data/?locale=xx", 400, "unknown_locale"),
        ("GET", "/api/website-data/?locale=EN", 400, "unknown_locale"),
        ("GET", "/api/website-data/?locale=", 400, "malformed_value"),
        ("GET", "/api/website-data/?locale=en&locale=en", 400, "repeated_parameter"),
        ("GET", "/api/website-data/?language=en", 400, "unknown_parameter"),
        ("GET", "/api/website-data/?%ff=1", 400, "malformed_query"),
        ("GET", "/api/website-data/?locale=%00", 400, "malformed_value"),
        ("GET", "/api/website-data/?locale", 400, "malformed_query"),
        ("GET", "/api/website-data/?locale=" + "x" * 9000, 400, "query_too_long"),
        ("GET", "/api/menu-items/?path=/en/", 400, "unknown_parameter"),
        ("GET", "/api/seo-data/?path=/en/nothing/", 404, "unknown_path"),
    ],
)
def test_an_error_says_what_is_wrong(
    database: None, method: str, address: str, status: int, code: str
) -> None:
    response = Client().generic(method, address)
    assert response.status_code == status
    error = problem(response)
    assert error["code"] == code
    assert error["detail"]


def test_an_error_of_a_parameter_names_it(database: None) -> None:
    response = Client().get("/api/website-data/?locale=xx")
    assert problem(response)["field"] == "locale"
    assert problem(Client().get("/api/website-data/?a=1"))["field"] == "a"


def test_api_v2_without_postgresql_is_503_and_not_500(postgresql_gone: None) -> None:
    response = Client(raise_request_exception=False).get("/api/v2/pages/")
    assert response.status_code == 503
    assert problem(response)["code"] == "unavailable"
    assert int(response.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "address", ["/sitemap.xml", "/robots.txt", "/documents/1/rules.pdf", "/admin/login/"]
)
def test_what_is_for_people_and_search_engines_without_postgresql_is_503_and_not_500(
    postgresql_gone: None, settings: Any, address: str
) -> None:
    settings.MAY_BE_INDEXED = True
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    response = client.get(address)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "not available at the moment" in response.content.decode()
    assert "غير متاح حاليًا" in response.content.decode()


def test_an_error_of_our_own_stays_a_500_everywhere(database: None, monkeypatch: Any) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("cms.seo.robots.website", broken)
    monkeypatch.setattr("django.conf.settings.MAY_BE_INDEXED", True)
    response = Client(raise_request_exception=False).get("/robots.txt")
    assert response.status_code == 500


def test_health_without_postgresql_is_503_and_says_which_is_not_well(postgresql_gone: None) -> None:
    response = Client(raise_request_exception=False).get("/health/")
    assert response.status_code == 503
    assert not response.json()["data"]["checks"]["postgresql"]["ok"]
    assert Client().get("/health/live/").status_code == 200


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/en/about/", "/en/about/"),
        ("/ar/about/?utm=1&x=%20", "/ar/about/?utm=1&x=%20"),
        ("/ar/", "/ar/"),
        ("/ar//evil.example/", "/ar//evil.example/"),
        ("/ar/عنا/", "/ar/%D8%B9%D9%86%D8%A7/"),
    ],
)
def test_who_asks_for_a_page_here_is_sent_to_the_website(
    database: None, settings: Any, address: str, leads_to: str
) -> None:
    response = Client().get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{settings.FRONTEND_URL}{leads_to}"


def test_pages_for_people_keep_their_own_errors(database: None) -> None:
    response = Client().get("/nothing-here/")
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")
