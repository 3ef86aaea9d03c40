"""Filters of pages that compare take lists, spans of time and words of a title, from a closed list
that OpenAPI has; a value that a field cannot have is refused with the filter's name."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms.api.openapi.document import build
from cms.api.response_cache import ResponseCache
from cms.api.v2.lookups import COMPARED, MOST_VALUES, OF_TYPES
from cms.publishing.publish import publish
from config.wsgi import _django
from tests import content
from tests.api.test_no_request_gets_a_500 import message_of
from tests.wsgi import ask

pytestmark = pytest.mark.usefixtures("three_pages")
# Half a second is in no answer.
NOON = datetime(2026, 3, 1, 12, 0, 0, 500_000, tzinfo=UTC)
PAGES: dict[str, Any] = {}


@pytest.fixture(scope="module")
def three_pages(database_of_the_module: None) -> None:
    for slug, title, day in (
        ("boats", "Racing boats", 1),
        ("card", "بطاقة العضوية", 2),
        ("sail", "Sailing for a beginner", 3),
    ):
        page = PAGES[slug] = content.page(title, slug)
        at = NOON.replace(day=day)
        Page.objects.filter(pk=page.pk).update(first_published_at=at, last_published_at=at)
    publish()


def listed(query: str) -> list[str]:
    response = Client().get(f"/api/v2/pages/?type=home.ContentPage&{query}")
    assert response.status_code == 200, response.content.decode()
    answer = response.json()
    assert answer["meta"]["total_count"] == len(answer["items"])
    return [item["meta"]["slug"] for item in answer["items"]]


def test_a_list_of_values_finds_each() -> None:
    ids = f"{PAGES['boats'].pk},{PAGES['sail'].pk},999999"
    keys = f"{PAGES['card'].translation_key},{PAGES['sail'].translation_key}"
    assert listed(f"id__in={ids}") == ["boats", "sail"]
    assert listed("slug__in=sail,boats,nothing") == ["boats", "sail"]
    assert listed(f"translation_key__in={keys}") == ["card", "sail"]
    assert listed(f"translation_key__in={keys}&slug__in=sail") == ["sail"]


@pytest.mark.parametrize("column", ["first_published_at", "last_published_at"])
@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("gte=2026-03-02", ["card", "sail"]),
        ("lte=2026-03-02", ["boats", "card"]),
        ("gte=2026-03-02T12:00:00Z", ["card", "sail"]),
        ("lte=2026-03-02T12:00:00Z", ["boats", "card"]),
        ("gte=2026-03-02T12:00:01Z", ["sail"]),
        ("lte=2026-03-02T11:59:59Z", ["boats"]),
        ("lte=2026-03-02T15:59:59%2B04:00", ["boats"]),
    ],
)
def test_a_span_of_time_has_its_first_and_last_day_or_second(
    column: str, query: str, slugs: list[str]
) -> None:
    assert listed(f"{column}__{query}") == slugs


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        *(("sail", ["sail"]), ("BEGIN sailing", ["sail"]), ("boat", ["boats"])),
        *(("بطاقه", ["card"]), ("البطاقة", ["card"]), ("عضويه", ["card"])),
        *(("boats sailing", []), ("oats", [])),
    ],
)
def test_words_of_a_title_are_compared_as_a_search_compares_them(
    words: str, slugs: list[str]
) -> None:
    assert listed(f"title__contains={words}") == slugs


def test_what_a_title_says_is_never_older_than_the_page() -> None:
    page = PAGES["boats"]
    process = ResponseCache(_django)
    url = "/api/v2/pages/?title__contains=boats&fields=_,id"
    assert str(page.pk) in ask(process, url).body.decode()
    for title in ("Racing yachts", "Racing boats"):
        Page.objects.filter(pk=page.pk).update(title=title)
        publish()
        assert (str(page.pk) in ask(process, url).body.decode()) is ("boats" in title)


def test_what_is_asked_before_the_texts_have_followed_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = PAGES["boats"]
    process = ResponseCache(_django)
    url = "/api/v2/pages/?title__contains=dinghies&fields=_,id"
    Page.objects.filter(pk=page.pk).update(title="Racing dinghies")
    publish()
    with monkeypatch.context() as others_make_the_texts:
        others_make_the_texts.setattr("cms.search.index.catch_up", lambda: 0)
        assert str(page.pk) not in ask(process, url).body.decode()
    assert str(page.pk) in ask(process, url).body.decode()


@pytest.mark.parametrize(
    "query",
    [
        *("id__in=a", "id__in=", "id__in=1,,2", "id__in=-1", "id__in=99999999", "id__in=١"),
        *("slug__in=a b", "slug__in=", "slug__in=a,", "translation_key__in=1", "title__contains=,"),
        *("first_published_at__gte=yesterday", "first_published_at__lte=2026-06-31"),
        *("last_published_at__lte=9999-12-31", "last_published_at__gte="),
        "id__in=" + ",".join("1" * (MOST_VALUES + 1)),
        "title__contains=" + "boat " * 21,
        *("title__in=a", "first_published_at__gt=2026-01-01", "slug__contains=a"),
    ],
)
def test_what_is_no_such_filter_or_value_is_refused(query: str) -> None:
    response = Client().get(f"/api/v2/pages/?{query}")
    assert response.status_code == 400, response.content.decode()
    assert query.partition("=")[0] in message_of(response)


def test_every_filter_is_documented_and_others_are_not() -> None:
    listing = build(closed=True)["paths"]["/api/v2/pages/"]["get"]
    documented = {parameter["name"] for parameter in listing["parameters"]}
    assert {name for name in documented if "__" in name or name in OF_TYPES} == COMPARED
