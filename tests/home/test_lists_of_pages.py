"""Lists of pages in the admin: as many questions to the database for many rows as for few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from home.models import ContentPage
from snippets.upstream_patches import PATCHES
from tests import content
from tests.people import Person
from tests.snippets.translating import translate

pytestmark = pytest.mark.usefixtures("database")


def urls(parent: ContentPage) -> dict[str, str]:
    return {
        "chooser": reverse("wagtailadmin_choose_page_child", args=[parent.pk]),
        "search of the chooser": reverse("wagtailadmin_choose_page_search") + "?q=thing",
        "search": reverse("wagtailadmin_pages:search") + "?q=thing",
    }


def some_pages(numbers: range, parent: ContentPage) -> None:
    for number in numbers:
        page = content.page(f"Thing {number}", f"thing-{number}", parent=parent)
        if number % 2:
            translate(page)


@pytest.mark.parametrize("name", ["chooser", "search of the chooser", "search"])
def test_a_list_asks_as_often_for_nine_rows_as_for_three(name: str, admin: Person) -> None:
    parent = content.page("Section", "section")
    some_pages(range(3), parent)
    url = urls(parent)[name]
    admin.opens(url)
    with CaptureQueriesContext(connection) as few:
        admin.opens(url)
    queries_of_three = len(few)
    some_pages(range(3, 9), parent)
    with CaptureQueriesContext(connection) as many:
        listing = admin.opens(url).content.decode()
    assert "Thing 8" in listing
    assert len(many) <= queries_of_three


def rows(person: Person, url: str) -> list[tuple[str, list[dict[str, object]]]]:
    """Each row of the chooser, as it is shown and with what its links say of the page."""
    answer = person.opens(url)
    is_json = answer.headers["Content-Type"] == "application/json"
    html = answer.json()["html"] if is_json else answer.content.decode()
    return [
        (row.get_text(" ", strip=True), [link.attrs for link in row.select("a")])
        for row in BeautifulSoup(html, "html.parser").select("tbody tr")
    ]


@pytest.mark.parametrize("name", ["chooser", "search of the chooser"])
def test_the_chooser_shows_what_wagtails_own_shows(
    name: str, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its parent, its language, its schedule and its workflow."""
    from wagtail.admin.views import chooser

    parent = content.page("Section", "section")
    some_pages(range(3), parent)
    scheduled = content.page("Thing to come", "to-come", parent=parent)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision(approved_go_live_at=scheduled.go_live_at)
    draft = content.page("Thing in draft", "draft", parent=parent, live=False)
    draft.get_workflow().start(draft, admin.user)
    ours = rows(admin, urls(parent)[name])
    titles = " ".join(text for text, _links in ours)
    assert "scheduled" in titles
    assert "in moderation" in titles
    wagtails = chooser.PageChooserTable.__mro__[1]
    assert wagtails.__module__ == "wagtail.admin.views.chooser"
    monkeypatch.setattr(chooser, "PageChooserTable", wagtails)
    assert rows(admin, urls(parent)[name]) == ours


def test_the_chooser_that_is_replaced_is_in_the_table() -> None:
    assert any(row.target.endswith("PageChooserTable") for row in PATCHES.rows)
