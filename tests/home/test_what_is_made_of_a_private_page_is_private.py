"""Translated, aliased, copied: what is made of a private page later is private too.

Its privacy may be its own or that of a page above it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from home.privacy.restrictions import own_restriction
from tests import content
from tests.home.privacy import Dialog, make_private, privacy
from tests.people import Person

Make = Callable[[Any, Any], Any]


def _translated(page: Any, _elsewhere: Any) -> Any:
    translate_object(page, [content.locale("ar")])
    return Page.objects.get(translation_key=page.translation_key, locale=content.locale("ar"))


MADE: dict[str, Make] = {
    "a translation": _translated,
    "an alias": lambda page, elsewhere: page.create_alias(parent=elsewhere),
    "an alias in the other language": lambda page, _elsewhere: page.copy_for_translation(
        content.locale("ar"), alias=True
    ),
    "a copy": lambda page, elsewhere: page.copy(to=elsewhere),
}


def _private_itself() -> Any:
    page = content.page("Minutes", "minutes")
    make_private(page)
    return page


def _under_a_private_page() -> Any:
    """Its section has a public Arabic translation, so what is made comes to stand in public."""
    section = content.page("Members", "members")
    content.arabic(section, title="الأعضاء")
    make_private(section)
    return content.page("Minutes", "minutes", parent=section)


@pytest.mark.parametrize("make", MADE.values(), ids=MADE.keys())
@pytest.mark.parametrize("start", [_private_itself, _under_a_private_page])
def test_what_is_made_is_private(start: Callable[[], Any], make: Make, database: None) -> None:
    page = start()
    assert privacy(make(page, content.page("Elsewhere", "elsewhere"))) == [True]


def test_it_is_for_the_same_groups(database: None) -> None:
    page = content.page()
    staff = Group.objects.get(name="Editors")
    make_private(page, "groups").groups.add(staff)
    for make in MADE.values():
        own = own_restriction(make(page, content.page("Elsewhere", f"e{Page.objects.count()}")))
        assert own is not None
        assert list(own.groups.all()) == [staff]
        Page.objects.filter(locale=content.locale("ar"), depth=3).delete()


def test_what_is_made_of_a_public_page_is_public(database: None) -> None:
    page = content.page()
    for make in MADE.values():
        new_page = make(page, content.page("Elsewhere", f"e{Page.objects.count()}"))
        assert privacy(new_page) == [False]
        new_page.delete()


@pytest.mark.parametrize("kind", ["copy", "create_alias"])
def test_a_branch_is_copied_with_the_privacy_of_its_parts(kind: str, database: None) -> None:
    section = content.page("Section", "section")
    content.page("Open", "open", parent=section).delete()
    content.page("News", "news", parent=section)
    inner = content.page("Inner", "inner", parent=section)
    make_private(content.page("Minutes", "minutes", parent=inner))
    elsewhere = content.page("Elsewhere", "elsewhere")

    if kind == "copy":
        section.copy(to=elsewhere, recursive=True)
    else:
        section.create_alias(parent=elsewhere, recursive=True)

    copies = Page.objects.descendant_of(Page.objects.get(pk=elsewhere.pk))
    assert {page.title: privacy(page) for page in copies} == {
        "Section": [False],
        "News": [False],
        "Inner": [False],
        "Minutes": [True],
    }


def test_a_page_that_becomes_an_alias_of_a_private_page_is_private(admin: Person) -> None:
    page = content.page()
    arabic = _translated(page, None)
    make_private(page)

    admin.client.post(reverse("wagtail_localize:convert_to_alias", args=[arabic.pk]))

    arabic = Page.objects.get(pk=arabic.pk)
    assert arabic.alias_of_id == page.pk
    assert privacy(arabic) == [True]


def test_saving_a_text_changes_no_privacy(admin: Person) -> None:
    """A translation that was left public on purpose stays so, and a private one private."""
    page = content.page()
    arabic = _translated(page, None)
    translation = Translation.objects.get()
    Dialog(admin, page).is_answered("login", cover=[])

    translation.save_target(publish=True)
    assert privacy(page, arabic) == [True, False]

    Dialog(admin, page).is_answered("none")
    make_private(arabic)
    translation.save_target(publish=True)
    assert privacy(page, arabic) == [False, True]


def test_aliases_of_pages_that_were_private_before_become_private(database: None) -> None:
    section = content.page("Section", "section")
    page = content.page("Members", "members", parent=section)
    alias = page.create_alias(parent=content.home(), update_slug="again")
    second = alias.create_alias(parent=content.home(), update_slug="and-again")
    public = content.page("News", "news").create_alias(parent=content.home(), update_slug="n")
    make_private(section, "groups").groups.add(Group.objects.get(name="Editors"))
    assert privacy(alias, second, public) == [False, False, False]

    migration = import_module("home.migrations.0005_aliases_of_private_pages")
    migration.make_private(apps, None)
    migration.make_private(apps, None)

    assert privacy(alias, second, public) == [True, True, False]
    assert PageViewRestriction.objects.count() == 3
    assert all(own.groups.count() == 1 for own in PageViewRestriction.objects.all())
