"""A build makes again what a change touches, and takes over the rest from the build before.

That what it takes over is right is the promise of tests/publishing/
test_documents_equal_a_cold_build.py and tests/api/test_kept_answers_follow_what_they_read.py. Here
is counted what is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.delivery import reuse
from cms.delivery.content import read_content
from cms.delivery.kinds import seo_data
from cms.delivery.registry import DOCUMENTS
from cms.publishing.publish import publish
from cms.publishing.stores import memory
from home.models import ContentPage, HomePage
from snippets.models import MenuItem
from tests import content

pytestmark = pytest.mark.usefixtures("database")


# Every document of one language, but for that which comes in parts.
EVERY = {
    f"{document.name}:{code}"
    for document in DOCUMENTS
    if document.in_parts is None
    for code in ("en", "ar")
}


@pytest.fixture
def documents_made(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys of the documents that were built."""
    names: set[str] = set()
    once = reuse.Pieces.once

    def noted(pieces: reuse.Pieces, key: Hashable, make: Callable[[], Any]) -> Any:
        def making() -> Any:
            if key in EVERY:
                names.add(str(key))
            return make()

        return once(pieces, key, making)

    monkeypatch.setattr(reuse.Pieces, "once", noted)
    return names


@pytest.fixture
def pages_built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the pages of which an entry of seo_data was built."""
    built: list[int] = []
    metadata = seo_data.metadata_with_relatives

    def noted(site: Any, ids: list[int]) -> Any:
        built.extend(ids)
        return metadata(site, ids)

    monkeypatch.setattr(seo_data, "metadata_with_relatives", noted)
    return built


@pytest.fixture
def linked() -> Page:
    """A page that a menu item leads to."""
    page = content.page("Linked", "linked")
    content.menu_item("Linked", page=page)
    content.partner()
    publish()
    return page


def incomplete_images() -> frozenset[int]:
    snapshot = memory.newest()
    assert snapshot is not None
    return snapshot.incomplete_images


def of_all(name: str) -> set[str]:
    return {f"{name}:{code}" for code in ("en", "ar")}


def test_a_snippet_is_in_the_documents_that_show_it(linked: Page, documents_made: set[str]) -> None:
    documents_made.clear()
    MenuItem.objects.update(label="Sail")
    publish()
    assert documents_made == of_all("menu_items") | of_all("website_data")


def test_a_page_in_no_menu_is_in_none_but_seo_data(linked: Page, documents_made: set[str]) -> None:
    above = content.page("Above", "above")
    elsewhere = content.page("Elsewhere", "elsewhere")
    documents_made.clear()
    other = content.page("Other", "other", parent=above)
    other.title = "Another"
    other.save_revision().publish()
    other.move(elsewhere, pos="last-child")
    publish()
    assert documents_made == set()


@pytest.mark.parametrize("which", ["linked", "home"])
def test_a_page_that_documents_show_is_in_all_of_them(
    linked: Page, documents_made: set[str], which: str
) -> None:
    documents_made.clear()
    page = linked if which == "linked" else content.home()
    Page.objects.filter(pk=page.pk).update(title="Another")
    publish()
    assert documents_made == EVERY


def test_the_translation_of_a_linked_page_is_in_the_menu(
    linked: Page, documents_made: set[str]
) -> None:
    documents_made.clear()
    arabic = content.arabic(linked, title="مرتبط")
    publish()
    assert documents_made == EVERY
    documents_made.clear()
    Page.objects.filter(pk=arabic.pk).update(live=False)
    publish()
    assert documents_made == EVERY


def test_a_page_that_nobody_could_read_yet_is_in_the_menu_when_it_is_live(
    documents_made: set[str],
) -> None:
    draft = content.page("Draft", "draft", live=False)
    content.menu_item("Draft", page=draft)
    publish()
    documents_made.clear()
    draft.save_revision().publish()
    publish()
    assert documents_made == EVERY


def test_the_home_pages_own_fields_are_in_documents(linked: Page, documents_made: set[str]) -> None:
    documents_made.clear()
    HomePage.objects.update(seo_title="Home")
    publish()
    assert documents_made == EVERY


def test_while_a_picture_lacks_renditions_each_build_says_so(documents_made: set[str]) -> None:
    picture = content.image("Logo", size=(400, 300))
    content.partner(image=picture)
    for label in ("Sail", "Row"):
        documents_made.clear()
        content.menu_item(label)
        publish()
        assert documents_made >= of_all("partners")
        assert incomplete_images() == {picture.pk}


def test_a_picture_of_a_page_that_lacks_renditions_is_named_while_the_page_has_it(
    linked: Page, documents_made: set[str]
) -> None:
    picture = content.image("Sea", size=(400, 300))
    other = content.page("Other", "other", social_image=picture)
    assert incomplete_images() == {picture.pk}
    documents_made.clear()
    MenuItem.objects.update(label="Sail")
    publish()
    assert documents_made == of_all("menu_items") | of_all("website_data")
    ContentPage.objects.filter(pk=other.pk).update(social_image=None)
    publish()
    assert incomplete_images() == frozenset()


def test_another_page_of_the_part_is_not_built_again(linked: Page, pages_built: list[int]) -> None:
    neighbours = [content.page(f"Page {n}", f"page-{n}") for n in range(3)]
    publish()
    pages_built.clear()
    ContentPage.objects.filter(pk=neighbours[1].pk).update(seo_title="Another")
    publish()
    assert set(pages_built) == {neighbours[1].pk}
    pages_built.clear()
    neighbours[0].delete()
    publish()
    assert pages_built == []


def test_no_piece_reads_a_table_whose_changes_are_passed_over(linked: Page) -> None:
    with CaptureQueriesContext(connection) as queries:
        names = read_content()
        for document in DOCUMENTS:
            if document.in_parts is None:
                for language in names.languages:
                    document.build(names, language)
    tables = {name for query in queries for name in re.findall(r'"(\w+)"', query["sql"])}
    assert "wagtailcore_page" in tables
    assert tables.isdisjoint(reuse.tables_that_no_piece_reads())
