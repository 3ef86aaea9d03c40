"""The table of the guides: what somebody does to a page, and what becomes of its kin.

The rows are read from docs/editors.md and docs/editors.ar.md. Each is done as a person does it, to
a page with an Arabic translation and an alias; these have to become what the row says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page

from cms.background import schedule
from cms.publishing.publish import publish
from config.env import ROOT
from home.models import ContentPage
from home.privacy.restrictions import is_private
from tests import content
from tests.home.locks import Lock, lock_all
from tests.home.privacy import Dialog, group_of_three
from tests.people import Person, Reader

GUIDES = ("editors.md", "editors.ar.md")


@dataclass(frozen=True)
class State:
    is_live: bool
    is_private: bool
    is_locked: bool
    place: str
    has_picture: bool


def state_of(page: Page, reader: Reader) -> State:
    now = ContentPage.objects.get(pk=page.pk)
    publish()
    entries = reader.seo_data(now.locale.language_code)["pages"]
    pictures = [entry["social"]["image"] for entry in entries if entry["id"] == now.pk]
    return State(now.live, is_private(now), now.locked, now.url_path, any(pictures))


# --- What somebody does -----------------------------------------------------------------------

PUBLIC_AGAIN = "make it public again"
UNLOCKED = "unlock it"
Act = Callable[[Person, Any], object]


def _post(view: str, *more: Any, **data: Any) -> Act:
    return lambda admin, page: admin.client.post(
        reverse(f"wagtailadmin_pages:{view}", args=[page.pk, *more]), data
    )


def _expire(_admin: Person, page: Any) -> None:
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save_revision().publish()
    schedule.carry_out()


def _move(admin: Person, page: Any) -> None:
    elsewhere = content.page("Elsewhere", "elsewhere")
    admin.client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, elsewhere.pk]))
    page.refresh_from_db()
    assert page.url_path.endswith("/elsewhere/members/")


def _hide_pictures(_admin: Person, page: Any) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    page.social_image.collection = private
    page.social_image.save()


ACTS: dict[str, Act] = {
    "make it private": lambda admin, page: Dialog(admin, page).is_answered("login"),
    PUBLIC_AGAIN: lambda admin, page: Dialog(admin, page).is_answered("none"),
    "lock it": lock_all,
    UNLOCKED: lambda admin, page: Lock(admin, page, "unlock").is_answered(as_it_is=True),
    "unpublish it": _post("unpublish"),
    "delete it": _post("delete"),
    "it expires": _expire,
    "move it": _move,
    "make the collection of its pictures private": _hide_pictures,
}

# --- What it says, and whether that is so -------------------------------------------------------

MEANS: dict[str, Callable[[State, State], bool]] = {
    "private too, unless you untick them": lambda was, now: now.is_private and not was.is_private,
    "stay private, unless you tick them": lambda _was, now: now.is_private,
    "locked too, unless you untick them": lambda was, now: now.is_locked and not was.is_locked,
    "stay locked, unless you tick them": lambda was, now: now.is_locked and was.is_locked,
    "stay live, unless you tick them": lambda was, now: now == was and now.is_live,
    "stay live": lambda was, now: now == was and now.is_live,
    "not live any more": lambda was, now: was.is_live and not now.is_live,
    "stay where they are, unless you tick them": lambda was, now: now == was,
    "stay where they are": lambda was, now: now == was,
    "without the pictures": lambda was, now: was.has_picture and not now.has_picture,
}


def table_of(guide: str) -> list[list[str]]:
    """The rows below the second heading that the table has in both guides."""
    text = (ROOT / "docs" / guide).read_text()
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    [table] = [table for table in tables if len(table.splitlines()) == len(ACTS) + 2]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


ROWS = table_of("editors.md")


def test_the_table_has_a_row_for_each_act() -> None:
    assert [act for act, _translations, _aliases in ROWS] == list(ACTS)


def test_the_arabic_table_says_the_same() -> None:
    """Each phrase has one Arabic phrase, and no two have the same."""
    pairs = {
        (english, arabic)
        for row, arabic_row in zip(ROWS, table_of("editors.ar.md"), strict=True)
        for english, arabic in zip(row, arabic_row, strict=True)
    }
    for side in (0, 1):
        assert len({pair[side] for pair in pairs}) == len(pairs)


@pytest.mark.parametrize(("act", "translations", "aliases"), ROWS, ids=[row[0] for row in ROWS])
def test_it_is_as_the_row_says(
    act: str, translations: str, aliases: str, admin: Person, reader: Reader
) -> None:
    page, arabic, alias = group_of_three()
    picture = content.image()
    for page_or_kin in (page, arabic, alias):
        ContentPage.objects.filter(pk=page_or_kin.pk).update(social_image=picture)
    page = ContentPage.objects.get(pk=page.pk)
    if act == PUBLIC_AGAIN:
        Dialog(admin, page).is_answered("login")
    if act == UNLOCKED:
        lock_all(admin, page)
    was, *before = [state_of(page_or_kin, reader) for page_or_kin in (page, arabic, alias)]

    ACTS[act](admin, page)

    deleted = not ContentPage.objects.filter(pk=page.pk).exists()
    assert deleted or state_of(page, reader) != was, "nothing was done"
    after = [state_of(page_or_kin, reader) for page_or_kin in (arabic, alias)]
    assert MEANS[translations](before[0], after[0]), (before[0], after[0])
    assert MEANS[aliases](before[1], after[1]), (before[1], after[1])
