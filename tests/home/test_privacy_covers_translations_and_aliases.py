"""Who changes the privacy of a page is asked about its translations and aliases, and told.

The safe side is chosen beforehand: private covers them all, public covers none but the page.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Page

from cms.publishing.publish import publish
from home.privacy.restrictions import own_restriction
from tests import content
from tests.home.privacy import Dialog, group_of_three, make_private, privacy, words_of
from tests.home.roles import person
from tests.people import Person, Reader


def test_private_covers_translations_and_aliases(admin: Person, reader: Reader) -> None:
    page, arabic, alias = group_of_three()
    dialog = Dialog(admin, page)
    assert dialog.boxes("cover") == {
        "“الأعضاء” (Arabic)": True,
        "“Members” (English, alias under “Section”)": True,
    }

    answer = dialog.is_answered("login")

    assert privacy(page, arabic, alias) == [True, True, True]
    assert answer["is_public"] is False
    assert words_of(answer) == [
        "“Members” (English): private: no reader of the website gets it",
        "“Members” (English, alias under “Section”): private: no reader of the website gets it"
        " (changed with it)",
        "“الأعضاء” (Arabic): private: no reader of the website gets it (changed with it)",
    ]
    publish()
    assert "Members" not in reader.titles("en")
    assert "الأعضاء" not in reader.titles("ar")


def test_all_of_it_is_the_same_privacy(admin: Person) -> None:
    page, arabic, alias = group_of_three()
    staff = Group.objects.get(name="Editors")

    Dialog(admin, page).is_answered("groups", groups=[staff.pk])

    for kin in (page, arabic, alias):
        own = own_restriction(kin)
        assert own is not None
        assert (own.restriction_type, list(own.groups.all())) == ("groups", [staff])


def test_an_unticked_one_stays_as_it_is_and_is_named(admin: Person) -> None:
    page, arabic, alias = group_of_three()

    answer = Dialog(admin, page).is_answered("login", cover=[str(alias.pk)])

    assert privacy(page, arabic, alias) == [True, False, True]
    assert "“الأعضاء” (Arabic): public: every reader gets it (not changed)" in words_of(answer)


def test_a_form_that_was_not_asked_covers_all(admin: Person) -> None:
    """A script, or what was made while the dialog was open."""
    page, arabic, alias = group_of_three()

    Dialog(admin, page).is_answered("login", cover=[], offered="")

    assert privacy(page, arabic, alias) == [True, True, True]


def test_lifting_is_offered_and_chosen_by_nobody_beforehand(admin: Person) -> None:
    page, arabic, alias = group_of_three()
    Dialog(admin, page).is_answered("login")
    dialog = Dialog(admin, page)
    assert list(dialog.boxes("lift").values()) == [False, False]

    answer = dialog.is_answered("none", lift=[str(arabic.pk)])

    assert privacy(page, arabic, alias) == [False, False, True]
    assert answer["is_public"] is True
    assert [line.split(": ", 1)[1] for line in words_of(answer)] == [
        "public: every reader gets it",
        "private: no reader of the website gets it (not changed)",
        "public: every reader gets it (changed with it)",
    ]


def test_one_that_is_private_in_another_way_is_left_so_beforehand(admin: Person) -> None:
    page, arabic, _alias = group_of_three()
    make_private(arabic, "password", password="secret")

    dialog = Dialog(admin, page)
    assert dialog.boxes("cover")["“الأعضاء” (Arabic) (private already)"] is False
    dialog.is_answered("login")

    own = own_restriction(arabic)
    assert own is not None
    assert own.restriction_type == "password"


def test_the_kin_of_everything_under_the_page_is_covered(admin: Person) -> None:
    """The alias of a page of a private section tells what is in it."""
    section = content.page("Members", "members")
    inner = content.page("Minutes", "minutes", parent=section)
    arabic = content.arabic(section, title="الأعضاء")
    below = content.arabic(inner, title="المحاضر")
    alias = inner.create_alias(parent=content.home(), update_slug="minutes-again")
    dialog = Dialog(admin, section)
    assert len(dialog.boxes("cover")) == 2, "what is under another of the kin goes with it"

    dialog.is_answered("login")

    assert privacy(section, inner, arabic, below, alias) == [True] * 5


def test_nobody_covers_what_he_may_not_change(database: None) -> None:
    page, arabic, alias = group_of_three()
    publisher = person("P")
    GroupPagePermission.objects.filter(group__name="Publishers").delete()
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=Group.objects.get(name="Publishers"),
            page=content.home("en"),
            permission=_permission(codename),
        )
    dialog = Dialog(publisher, page)
    assert list(dialog.boxes("cover")) == ["“Members” (English, alias under “Section”)"]
    assert "a page of another section (Arabic)" in dialog.says()
    assert "الأعضاء" not in dialog.says(), "its title is not the publisher's to read"

    answer = dialog.is_answered("login", cover=[str(alias.pk)])
    assert privacy(page, arabic, alias) == [True, False, True]
    assert (
        "a page of another section (Arabic): public: every reader gets it"
        " (not changed, because you may not change its privacy)"
    ) in words_of(answer)

    for name, kind in (("cover", "login"), ("lift", "none")):
        make_private(arabic) if name == "lift" else None
        before = privacy(page, arabic, alias)
        Dialog(publisher, page).is_answered(kind, **{name: [str(arabic.pk)]})
        assert privacy(page, arabic, alias) == before


def _permission(codename: str) -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")


def test_a_page_without_kin_is_answered_as_ever(admin: Person) -> None:
    page = content.page()
    answer = Dialog(admin, page).is_answered("login")
    assert answer == {"step": "set_privacy_done", "is_public": False}


def test_an_alias_has_a_privacy_of_its_own(admin: Person) -> None:
    """Its screen shows and changes its own, and never makes a second one."""
    page, _arabic, alias = group_of_three()
    Dialog(admin, page).is_answered("login")
    alias = Page.objects.get(pk=alias.pk)

    Dialog(admin, alias).is_answered("password", password="secret")
    Dialog(admin, alias).is_answered("none")

    assert privacy(page, alias) == [True, False]


@pytest.mark.parametrize("role", ["E", "S", "N"])
def test_who_may_not_change_privacy_may_not_for_kin_either(role: str, database: None) -> None:
    page, arabic, alias = group_of_three()
    limited_person = person(role)
    address = f"/admin/pages/{page.pk}/privacy/"
    answer = limited_person.client.post(
        address, {"restriction_type": "login", "cover": [str(arabic.pk), str(alias.pk)]}
    )
    assert answer.status_code in (302, 403)
    assert privacy(page, arabic, alias) == [False, False, False]
