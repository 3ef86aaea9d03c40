"""What publishing would change is said of the pages that it touches, wherever they are.

The documents that list every page come in parts on a large website; here a part has two pages.
"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from cms.delivery import page_parts
from cms.editorial import simulation
from cms.editorial.differences import sentences
from cms.editorial.simulation import simulate
from cms.editorial.what_changes import address
from home.models import SiteMetadata
from tests import content
from tests.people import Person


@pytest.fixture(autouse=True)
def parts_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_parts, "PAGES_OF_A_PART", 2)
    monkeypatch.setattr(page_parts, "PAGES_UNDIVIDED", 2)


def pages(count: int) -> list[Any]:
    return [content.page(f"Page {number}", f"page-{number}") for number in range(count)]


def said_of(instance: Any) -> str:
    return "\n".join(sentence.text for sentence in sentences(simulate(instance)))


@pytest.mark.usefixtures("database")
def test_a_page_in_a_further_part_is_compared_and_no_other() -> None:
    last = pages(6)[5]
    last.title = "Another title"
    last.save_revision()
    text = said_of(last)
    assert "Another title" in text
    assert "/en/page-5/" in text
    assert "/en/page-4/" not in text


@pytest.mark.usefixtures("database")
def test_a_new_page_appears() -> None:
    pages(6)
    draft = content.page("New", "new", live=False)
    assert "/en/new/" in said_of(draft)


@pytest.mark.usefixtures("database")
def test_a_new_address_is_said_of_every_page_below_and_of_their_translations() -> None:
    section = content.page("Section", "section")
    below = [content.page(f"Below {n}", f"below-{n}", parent=section) for n in range(5)]
    content.arabic(section, slug="ar-section")
    content.arabic(below[0], slug="ar-below")
    section.slug = "another"
    section.save_revision()
    text = said_of(section)
    for number in range(5):
        assert f"/en/another/below-{number}/" in text
    assert "/ar/ar-section/ar-below/" in text


@pytest.mark.usefixtures("database")
def test_it_asks_as_many_questions_among_many_pages_as_among_few() -> None:
    def questions(page: Any) -> int:
        page.title += "!"
        page.save_revision()
        simulate(page)
        with CaptureQueriesContext(connection) as queries:
            simulate(page)
        return len(queries)

    page = pages(6)[5]
    few = questions(page)
    for number in range(20):
        content.page(f"More {number}", f"more-{number}")
    assert questions(page) == few


def test_of_what_may_touch_every_page_so_many_are_compared_and_it_says_so(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages(6)
    metadata = content.snippet(SiteMetadata, site_name="Club")
    metadata.title_suffix = " – sailing"
    metadata.save_revision()
    assert simulate(metadata).looked_at is None
    monkeypatch.setattr(simulation, "MOST_PAGES", 3)
    assert simulate(metadata).looked_at == (3, 8)
    page = BeautifulSoup(admin.opens(address(metadata)).content.decode(), "html.parser")
    assert "3 of 8 pages were compared" in " ".join(page.get_text().split())
    UserProfile.objects.update_or_create(user=admin.user, defaults={"preferred_language": "ar"})
    page = BeautifulSoup(admin.opens(address(metadata)).content.decode(), "html.parser")
    assert "قورنت 3 من أصل 8 صفحة" in " ".join(page.get_text().split())
