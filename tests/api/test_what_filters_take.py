"""Filters of API v2 answer what was meant, or say which parameter was not: never "0 items" without
a word. Moments are in one format, in answers and in filters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.api.response_cache import ResponseCache
from cms.api.v2.router import ENDPOINTS
from cms.delivery.registry import DOCUMENTS
from cms.publishing.publish import publish
from config.wsgi import _django
from tests import content
from tests.api.test_no_request_gets_a_500 import message_of
from tests.people import Reader
from tests.wsgi import ask

LOOKS_LIKE_A_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
A_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# Of pages in the tests; half a second is in no answer.
FIRST = datetime(2026, 3, 1, 21, 30, 15, 500_000, tzinfo=UTC)


@pytest.fixture
def about(database: None) -> Page:
    page = content.page("About", "about")
    Page.objects.filter(pk=page.pk).update(first_published_at=FIRST)
    publish()
    return page


@pytest.fixture(params=["UTC", "Asia/Dubai", "America/New_York"])
def time_zone(request: pytest.FixtureRequest) -> Iterator[str]:
    with override_settings(TIME_ZONE=request.param), timezone.override(request.param):
        yield request.param


def a_document(title: str) -> None:
    get_document_model()(title=title).file.save(f"{title}.pdf", ContentFile(b"%PDF-"))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


def titles_of(reader: Reader, query: str) -> list[str]:
    response = reader.get(f"/api/v2/pages/?{query}")
    assert response.status_code == 200, response.content
    return [item["title"] for item in response.json()["items"]]


def test_every_answer_has_moments_in_one_format(
    about: Page, reader: Reader, time_zone: str
) -> None:
    content.image()
    a_document("Rules")
    addresses = [
        *(f"/api/v2/{name}/?fields=*" for name in ENDPOINTS),
        *(f"/api/v2/pages/{about.pk}/", "/api/v2/pages/find/?html_path=/en/about/"),
        *(f"/api/{document.slug}/" for document in DOCUMENTS),
        "/api/version/",
    ]
    moments = []
    for address in addresses:
        response = reader.get(address)
        assert response.status_code == 200, address
        moments += [text for text in texts(response.json()) if LOOKS_LIKE_A_MOMENT.match(text)]
    assert "2026-03-01T21:30:15Z" in moments
    assert [moment for moment in moments if not A_MOMENT.fullmatch(moment)] == []


@pytest.mark.parametrize(
    ("value", "finds"),
    [
        ("2026-03-01T21:30:15Z", True),
        ("2026-03-01T21:30:15", True),
        ("2026-03-02T01:30:15%2B04:00", True),
        ("2026-03-01T21:30:15.5Z", True),
        ("2026-03-01", True),
        ("2026-03-01T21:30:14Z", False),
        ("2026-03-01T21:30:15.4Z", False),
        ("2026-03-02", False),
    ],
)
def test_a_moment_is_found_as_exactly_as_it_is_given(
    about: Page, reader: Reader, time_zone: str, value: str, finds: bool
) -> None:
    assert ("About" in titles_of(reader, f"first_published_at={value}")) is finds


@pytest.mark.parametrize("value", ["yesterday", "2026-06-31", "2026", "", "10:00", "0000-00-00"])
def test_what_is_no_moment_is_refused(about: Page, reader: Reader, value: str) -> None:
    response = reader.get(f"/api/v2/pages/?first_published_at={value}")
    assert response.status_code == 400
    assert "first_published_at" in message_of(response)


@pytest.mark.parametrize(
    "query", ["slug=about,team", "slug=a%20b", "slug=/about/", "title=" + "x" * 300]
)
def test_what_a_field_can_never_be_is_refused(about: Page, reader: Reader, query: str) -> None:
    response = reader.get(f"/api/v2/pages/?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in message_of(response)


def test_what_a_field_can_be_is_looked_for(about: Page, reader: Reader) -> None:
    assert titles_of(reader, "slug=about") == ["About"]
    assert titles_of(reader, "slug=من-نحن") == []


SEARCHING = {"pages", "images", "documents"}


@pytest.mark.parametrize("name", sorted(ENDPOINTS))
@pytest.mark.parametrize("query", ["search=club", "search_operator=and"])
def test_an_endpoint_searches_or_says_that_it_does_not(
    about: Page, reader: Reader, name: str, query: str
) -> None:
    response = reader.get(f"/api/v2/{name}/?{query}")
    if name in SEARCHING:
        assert response.status_code == 200
    else:
        assert response.status_code == 400
        assert query.partition("=")[0] in message_of(response)


@pytest.mark.parametrize("name", ["images", "documents"])
@pytest.mark.parametrize("words", ["", "%20"])
def test_a_search_for_nothing_finds_nothing_in_whichever_order(
    database: None, reader: Reader, name: str, words: str
) -> None:
    make = content.image if name == "images" else a_document
    make("Boats")
    for query in (f"search={words}", f"search={words}&order=title", f"order=-id&search={words}"):
        response = reader.get(f"/api/v2/{name}/?{query}")
        assert response.status_code == 200, response.content
        assert response.json()["items"] == []


def test_a_cache_buster_makes_no_new_answer(about: Page) -> None:
    requests: list[str] = []

    def counting(environ: Any, start_response: Any) -> Any:
        requests.append(environ["QUERY_STRING"])
        return _django(environ, start_response)

    process = ResponseCache(counting)
    answers = [
        ask(process, f"/api/v2/pages/?{query}")
        for query in ("limit=5", "limit=5&_=1", "_=2&limit=5", "limit=6&_=1")
    ]
    assert requests == ["limit=5", "limit=6&_=1"]
    assert len({answer.body for answer in answers[:3]}) == 1
    assert json.loads(answers[0].body)["meta"]["total_count"] > 0
