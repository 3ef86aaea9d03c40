"""What readers ask costs what the answer holds, and not what the website holds."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Page

from cms.engines.versioned_cache import VersionedCache
from cms.seo import sitemap
from tests.many_pages import Cost, cost_of, make_pages

PAGES = 2000


@pytest.fixture(scope="module")
def large_site(database_of_the_module: None) -> None:
    make_pages(PAGES)


def ask(path: str) -> Any:
    response = Client().get(f"/api/v2/pages/{path}")
    assert response.status_code in (200, 404), response.content.decode()
    return response.json()


def cost(path: str) -> Cost:
    return cost_of(lambda: ask(path))


@pytest.mark.usefixtures("large_site")
class TestFindingAPageByItsAddress:
    def test_it_reads_a_handful_of_rows(self) -> None:
        plan = cost("find/?html_path=/en/page-77/")
        assert plan.rows < 100
        assert "cms_page_address" in plan.indexes

    def test_so_does_an_address_that_no_page_has(self) -> None:
        assert cost("find/?html_path=/en/nothing/here/").rows < 100


@pytest.mark.usefixtures("large_site")
class TestListings:
    def test_the_parts_of_a_listing_are_in_one_order_and_nothing_comes_twice(self) -> None:
        parts = [ask(f"?limit=50&offset={offset}")["items"] for offset in range(0, PAGES + 40, 50)]
        ids = [item["id"] for part in parts for item in part]
        live = Page.objects.filter(live=True, depth__gt=1).order_by("path")
        assert ids == list(live.values_list("pk", flat=True))

    @pytest.mark.parametrize("offset", [0, PAGES // 2, PAGES - 20])
    def test_a_part_reads_the_rows_of_the_answer_alone(self, offset: int) -> None:
        """PostgreSQL walks to the offset in an index; it reads no page on its way. So few pages it
        would rather sort, were it allowed to."""
        ask("?limit=1")  # counts the pages
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
            plan = cost(f"?limit=20&offset={offset}")
            cursor.execute("RESET enable_seqscan")
        assert plan.rows <= offset + 20 + 100

    @pytest.mark.parametrize("query", ["order=title", "order=-title", "order=slug", "locale=en"])
    def test_so_does_a_part_of_a_listing_in_another_order(self, query: str) -> None:
        ask(f"?limit=1&{query}")  # counts the pages
        offset = PAGES // 2
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
            plan = cost(f"?limit=20&offset={offset}&{query}")
            cursor.execute("RESET enable_seqscan; RESET enable_bitmapscan")
        assert plan.rows <= offset + 20 + 100
        assert "title" not in query or "cms_page_by_alphabet" in plan.indexes

    @pytest.mark.parametrize("order", ["", "&order=title"])
    def test_so_does_the_first_part_with_what_is_not_translated(self, order: str) -> None:
        query = f"?limit=20&locale=ar&fallback=true&fields=has_children{order}"
        ask(query)  # counts the pages
        assert cost(query).rows < 150

    def test_the_pages_are_counted_once_for_a_version(self) -> None:
        ask("?limit=1&type=home.ContentPage")
        assert cost("?limit=20&type=home.ContentPage").rows < PAGES

    def test_an_offset_behind_the_last_page_reads_nothing(self) -> None:
        ask("?limit=1")
        assert cost(f"?offset={PAGES * 10}").rows < 100


@pytest.mark.usefixtures("large_site")
class TestSearches:
    def test_a_word_of_one_page_reads_a_handful_of_rows(self) -> None:
        plan = cost("?search=77")
        assert plan.rows < 200
        assert "page_text_words" in plan.indexes

    def test_so_does_a_word_of_a_title(self) -> None:
        plan = cost("?title__contains=77")
        assert plan.rows < 200
        assert "cms_page_text_title_words" in plan.indexes

    def test_a_word_that_nobody_says_reads_no_page(self) -> None:
        plan = cost("?search=xqzwvk")
        assert not {"wagtailcore_page", "cms_pagetext"} & plan.scanned
        assert plan.rows < 100

    def test_a_misspelt_word_is_looked_for_among_the_words(self) -> None:
        assert ask("?search=everybdy&limit=1")["meta"]["search"]["instead"] == ["Everybody"]


@pytest.mark.usefixtures("large_site")
def test_which_parts_a_sitemap_has_is_known_without_reading_the_pages(monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemap, "PAGES_OF_A_PART", 500)
    monkeypatch.setattr(sitemap, "_listed", VersionedCache(sitemap.MAX_BYTES))
    plan = cost_of(lambda: Client().get("/sitemap.xml"))
    assert plan.rows < PAGES
