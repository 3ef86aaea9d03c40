"""`/api/seo-data/?path=` understands the addresses that `find` understands."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from wagtail.contrib.redirects.models import Redirect

from cms.api.documents import DocumentsFirst
from config.wsgi import _django
from tests import content
from tests.wsgi import WsgiAnswer, ask


def seo(path: str, **more: str) -> WsgiAnswer:
    return ask(DocumentsFirst(_django), f"/api/seo-data/?{urlencode({'path': path, **more})}")


def data(path: str, **more: str) -> Any:
    answer = seo(path, **more)
    assert answer.status == 200, answer.body
    return json.loads(answer.body)["data"]


@pytest.mark.parametrize(
    "path",
    [
        *("/en/about/", "/en/about", "//en//about//", "/en/%61bout/", "/en/about/?utm_source=x"),
        *("/en/about#team", "/about/", "/old", "/old?fbclid=y", "/%D9%82%D8%AF%D9%8A%D9%85"),
        *("/قديم/", "/ar/about/"),
    ],
)
def test_an_address_that_leads_to_a_page_gets_its_metadata(about: Any, path: str) -> None:
    for old in ("/old", "/قديم"):
        Redirect.add_redirect(old, about)
    assert data(path) == data("/en/about/")


def test_the_answer_says_where_the_page_is(about: Any) -> None:
    Redirect.add_redirect("/old", about)
    answer = seo("/old")
    assert json.loads(answer.body)["data"]["path"] == "/en/about/"
    assert answer.headers["content-location"] == "/api/seo-data/?path=%2Fen%2Fabout%2F"
    assert answer.headers["etag"] == seo("/en/about/").headers["etag"]


def test_an_address_that_leads_away_says_where(about: Any) -> None:
    Redirect.add_redirect("/shop", "https://shop.example.com/")
    answer = seo("/shop")
    assert answer.status == 404
    assert "https://shop.example.com/" in answer.body.decode()


def test_what_is_not_there_is_a_404(about: Any) -> None:
    for path in ("/en/nothing/", "nothing", "/a/../b", "//[x/", "/" + "ب" * 1000):
        assert seo(path).status == 404


def test_an_address_that_a_page_has_asks_the_database_nothing(about: Any) -> None:
    data("/en/about/")
    with connection.execute_wrapper(_refuse):
        assert data("/en/about?x=1")["id"] == about.pk


def _refuse(*_args: Any) -> Any:
    raise AssertionError("the database was asked")


def test_a_page_of_arabic_letters_is_found_encoded_and_not(database: None) -> None:
    page = content.page("قهوة", "qahwa", parent=content.home("ar"))
    assert data("/ar/qahwa")["id"] == page.pk
