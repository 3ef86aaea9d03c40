"""Who deletes or unpublishes a page or snippet chooses whether its translations go with it.

The answer says what became of each. Nothing is ticked beforehand, and nobody takes down what he may
not, or what is locked.
"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page
from wagtail.users.models import UserProfile

from home.models import SiteMetadata
from snippets.snippet_types import snippet_types
from tests import content
from tests.home.locks import Lock, plain, says
from tests.home.privacy import group_of_three
from tests.home.roles import person
from tests.people import Person, snippet_url

WAYS = pytest.mark.parametrize(
    ("way", "done"),
    [("delete", "eleted"), ("unpublish", "npublished")],
    ids=["delete", "unpublish"],
)


def address(way: str, row: Any) -> str:
    if isinstance(row, Page):
        return reverse(f"wagtailadmin_pages:{way}", args=[row.pk])
    return snippet_url(type(row), way, row.pk)


def boxes(who: Person, way: str, page: Any) -> dict[str, bool]:
    html = who.reads(address(way, page)).select("input[name=together]")
    return {plain(box.parent.get_text()): box.has_attr("checked") for box in html}


def takes_down(who: Person, way: str, page: Any, *together: Any) -> str:
    keys = [str(each.pk) for each in together]
    return says(who.client.post(address(way, page), {"together": keys}, follow=True))


def live(*rows: Any) -> list[bool]:
    models = [Page if isinstance(row, Page) else type(row) for row in rows]
    return [
        model.objects.filter(pk=row.pk, live=True).exists()
        for model, row in zip(models, rows, strict=True)
    ]


@WAYS
def test_translations_are_offered_and_none_is_ticked(way: str, done: str, admin: Person) -> None:
    page, arabic, alias = group_of_three()
    assert boxes(admin, way, page) == {"“الأعضاء” (Arabic)": False}

    answer = takes_down(admin, way, page)

    assert live(page, arabic, alias) == [False, True, False]
    assert f"{done}: “Members” (English)." in answer
    assert f"ot {'d' if way == 'delete' else 'u'}{done}: “الأعضاء” (Arabic)." in answer
    assert "Not live any more, because they showed it: “Members” (English, alias)." in answer


@WAYS
def test_what_is_ticked_goes_with_it(way: str, done: str, admin: Person) -> None:
    page, arabic, alias = group_of_three()
    answer = takes_down(admin, way, page, arabic)
    assert live(page, arabic, alias) == [False, False, False]
    assert f"{done}: “Members” (English) and “الأعضاء” (Arabic)." in answer


@WAYS
def test_what_is_locked_is_not_offered_and_stays(way: str, done: str, admin: Person) -> None:
    page, arabic, _alias = group_of_three()
    Lock(admin, arabic).is_answered()
    other = person("A")
    assert boxes(other, way, page) == {}
    takes_down(other, way, page, arabic)
    assert live(page, arabic) == [False, True]


@WAYS
def test_nobody_takes_down_what_he_may_not(way: str, done: str, database: None) -> None:
    page, arabic, _alias = group_of_three()
    publisher = person("P")
    GroupPagePermission.objects.filter(group__name="Publishers").delete()
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=Group.objects.get(name="Publishers"),
            page=content.home("en"),
            permission=Permission.objects.get(
                codename=codename, content_type__app_label="wagtailcore"
            ),
        )
    assert boxes(publisher, way, page) == {}
    answer = takes_down(publisher, way, page, arabic)
    assert live(page, arabic) == [False, True]
    assert "الأعضاء" not in answer, "its title is not the publisher's to read"


@WAYS
def test_the_last_home_page_is_not_taken_along(way: str, done: str, admin: Person) -> None:
    english, arabic = content.home("en"), content.home("ar")
    for home in (english, arabic):
        home.save_revision().publish()
    assert boxes(admin, way, english) == {}
    answer: Any = admin.client.post(address(way, english), {"together": [str(arabic.pk)]})
    assert answer.status_code == 302
    assert live(arabic) == [True]


@WAYS
def test_it_is_asked_in_arabic(way: str, done: str, admin: Person) -> None:
    UserProfile.objects.create(user=admin.user, preferred_language="ar")
    page, _arabic, _alias = group_of_three()
    html = BeautifulSoup(admin.opens(address(way, page)).content.decode(), "html.parser")
    assert "هذه الترجمات أيضًا" in html.get_text()
    assert "الأعضاء» (العربيّة)" in plain(html.get_text())


def pair_of_each_type() -> dict[str, tuple[Any, Any]]:
    """An English and an Arabic row of every snippet type, by the type's name."""
    english = {
        "menu item": content.menu_item("Sea"),
        "hero": content.hero("Sea"),
        "partner": content.partner("Sea"),
        "footer link": content.footer_link("sea", "Sea"),
        "site metadata": content.snippet(SiteMetadata, site_name="Sea"),
    }
    fields = {row: type(row).title_field for row in english.values()}
    return {
        name: (row, content.arabic(row, **{fields[row]: "بحر"})) for name, row in english.items()
    }


@WAYS
def test_snippets_of_every_type_ask_too(way: str, done: str, admin: Person) -> None:
    pairs = pair_of_each_type()
    assert {type(row) for row, _arabic in pairs.values()} == set(snippet_types())
    for name, (english, arabic) in pairs.items():
        assert boxes(admin, way, english) == {"“بحر” (Arabic)": False}, name
        answer = takes_down(admin, way, english)
        assert live(english, arabic) == [False, True], name
        assert f"{done}: “Sea” (English)." in answer, name
        assert f"ot {'d' if way == 'delete' else 'u'}{done}: “بحر” (Arabic)." in answer, name


@WAYS
def test_a_snippet_takes_along_what_is_ticked(way: str, done: str, admin: Person) -> None:
    for name, (english, arabic) in pair_of_each_type().items():
        answer = takes_down(admin, way, english, arabic)
        assert live(english, arabic) == [False, False], name
        assert f"{done}: “Sea” (English) and “بحر” (Arabic)." in answer, name


@WAYS
def test_a_locked_translation_of_a_snippet_is_not_offered(
    way: str, done: str, admin: Person
) -> None:
    english, arabic = pair_of_each_type()["menu item"]
    Lock(admin, arabic).is_answered()
    other = person("A")
    assert boxes(other, way, english) == {}
    takes_down(other, way, english, arabic)
    assert live(english, arabic) == [False, True]
