"""Who deletes or unpublishes many pages or snippets at once is asked about their translations.

As for one: nothing is ticked beforehand, nobody takes down what he may not or what is locked, and
the answer names what stayed. Moving many says why one cannot be moved there.
"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.models import Page
from wagtail.users.models import UserProfile

from tests import content
from tests.home.locks import Lock, plain, says
from tests.home.roles import person
from tests.people import Person


def pages() -> tuple[list[Any], list[Any]]:
    """Two pages, and their Arabic translations."""
    english = [content.page("Members", "members"), content.page("Races", "races")]
    return english, [content.arabic(page, title=f"{page.title} بالعربية") for page in english]


def items() -> tuple[list[Any], list[Any]]:
    english = [content.menu_item("Members"), content.menu_item("Races", "/races/")]
    return english, [content.arabic(item, label=f"{item.label} بالعربية") for item in english]


CASES = pytest.mark.parametrize(
    ("way", "made"),
    [("delete", pages), ("unpublish", pages), ("delete", items)],
    ids=["delete pages", "unpublish pages", "delete menu items"],
)


def address(way: str, things: list[Any]) -> str:
    model = Page if isinstance(things[0], Page) else type(things[0])
    names = [model._meta.app_label, model._meta.model_name, way]
    chosen = urlencode([("id", thing.pk) for thing in things])
    following = reverse("wagtailadmin_explore_root")
    return f"{reverse('wagtail_bulk_action', args=names)}?{chosen}&next={following}"


def boxes(who: Person, url: str) -> dict[str, bool]:
    html = who.reads(url).select("input[name=together]")
    return {plain(box.parent.get_text()): box.has_attr("checked") for box in html}


def takes_down(who: Person, url: str, *together: Any) -> str:
    keys = [str(each.pk) for each in together]
    return says(who.client.post(url, {"together": keys}, follow=True))


def live(things: list[Any]) -> list[bool]:
    return [type(each).objects.filter(pk=each.pk, live=True).exists() for each in things]


@CASES
def test_translations_are_offered_and_what_is_ticked_goes_too(
    way: str, made: Any, admin: Person
) -> None:
    english, arabic = made()
    url = address(way, english)
    offered = boxes(admin, url)
    assert len(offered) == 2
    assert not any(offered.values())
    assert all("بالعربية” (Arabic)" in name for name in offered)

    answer = takes_down(admin, url, arabic[0])

    assert live(english) == [False, False]
    assert live(arabic) == [False, True]
    assert "Races بالعربية” (Arabic)" in answer.partition("Not ")[2]


@CASES
def test_what_is_locked_is_not_offered_and_stays(way: str, made: Any, admin: Person) -> None:
    english, arabic = made()
    Lock(admin, arabic[0]).is_answered()
    other = person("A")
    url = address(way, english)
    assert len(boxes(other, url)) == 1
    takes_down(other, url, *arabic)
    assert live(arabic)[0]


def test_a_page_below_one_that_is_ticked_goes_with_it(admin: Person) -> None:
    parent = content.page("Races", "races")
    child = content.page("Results", "results", parent)
    arabic = [content.arabic(page) for page in (parent, child)]
    takes_down(admin, address("delete", [parent, child]), *arabic)
    assert live([parent, child, *arabic]) == [False] * 4


def test_home_pages_and_what_has_no_translation_ask_nothing(admin: Person) -> None:
    assert boxes(admin, address("unpublish", [content.home("en")])) == {}
    assert boxes(admin, address("delete", [content.menu_item()])) == {}


@CASES
def test_the_question_costs_little_for_each(way: str, made: Any, admin: Person) -> None:
    """Of each, Wagtail asks what is below it and what locks it, and so do we of its translation."""
    english, _arabic = made()

    def queries(things: list[Any]) -> int:
        boxes(admin, address(way, things))
        with CaptureQueriesContext(connection) as asked:
            assert len(boxes(admin, address(way, things))) == len(things)
        return len(asked)

    of_two = queries(english)
    more = [content.menu_item(f"Item {n}") for n in range(6)]
    if made is pages:
        more = [content.page(f"Page {n}", f"page-{n}") for n in range(6)]
    for each in more:
        content.arabic(each)
    assert queries([*english, *more]) - of_two <= 6 * 7


@CASES
def test_it_is_asked_in_arabic(way: str, made: Any, admin: Person) -> None:
    UserProfile.objects.create(user=admin.user, preferred_language="ar")
    english, _arabic = made()
    page = BeautifulSoup(admin.opens(address(way, english)).content, "html.parser")
    asked = "حذف هذه الترجمات أيضًا" if way == "delete" else "ألغِ نشر هذه الترجمات أيضًا"
    assert asked in plain(page.get_text())


def test_moving_many_under_another_language_says_why_not(admin: Person) -> None:
    english, _arabic = pages()
    answer = admin.client.post(
        address("move", english), {"chooser": content.home("ar").pk}, follow=True
    )
    text = says(answer)
    assert "“Members” is in English and cannot be moved under" in text
    assert "which is in Arabic" in text
    assert [page.get_parent().locale.language_code for page in english] == ["en", "en"]
