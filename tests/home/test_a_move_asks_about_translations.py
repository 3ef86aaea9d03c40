"""Who moves a page chooses whether its translations move along, each in its own language.

Nothing is ticked beforehand; what cannot move is not offered; the answer says what became of each.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from tests import content
from tests.home.locks import Lock, plain, says
from tests.home.roles import person
from tests.people import Person, Reader


@pytest.fixture
def club(database: None) -> dict[str, Any]:
    """Two sections and a page in both languages."""
    made: dict[str, Any] = {}
    for title, slug, arabic in (("Races", "races", "السباقات"), ("Boats", "boats", "القوارب")):
        made[slug] = content.page(title, slug)
        made[f"{slug}:ar"] = content.arabic(made[slug], title=arabic)
    made["regatta"] = content.page("Regatta", "regatta", made["races"])
    made["regatta:ar"] = content.arabic(made["regatta"], title="سباق الكورنيش")
    return made


def address(club: dict[str, Any]) -> str:
    return reverse("wagtailadmin_pages:move_confirm", args=[club["regatta"].pk, club["boats"].pk])


def boxes(who: Person, url: str) -> dict[str, bool]:
    html = who.reads(url).select("input[name=together]")
    return {plain(box.parent.get_text()): box.has_attr("checked") for box in html}


def moves(who: Person, club: dict[str, Any], *together: Any) -> str:
    keys = [str(each.pk) for each in together]
    return says(who.client.post(address(club), {"together": keys}, follow=True))


def above(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).get_parent().specific


def test_a_translation_stays_unless_it_is_ticked(club: dict[str, Any], admin: Person) -> None:
    assert boxes(admin, address(club)) == {"“سباق الكورنيش” (Arabic)": False}
    answer = moves(admin, club)
    assert above(club["regatta"]) == club["boats"]
    assert above(club["regatta:ar"]) == club["races:ar"]
    assert "Moved: “Regatta” (English). Not moved: “سباق الكورنيش” (Arabic)." in answer


def test_what_is_ticked_moves_to_the_same_page_in_its_language(
    club: dict[str, Any], admin: Person, reader: Reader
) -> None:
    before = reader.paths("ar")
    answer = moves(admin, club, club["regatta:ar"])
    assert above(club["regatta"]) == club["boats"]
    assert above(club["regatta:ar"]) == club["boats:ar"]
    assert "Moved: “Regatta” (English) and “سباق الكورنيش” (Arabic)." in answer
    [old] = set(before) - set(reader.paths("ar"))
    assert reader.get(f"/api/head/?path={old}").status_code == 301


def test_what_cannot_move_is_not_offered(club: dict[str, Any], admin: Person) -> None:
    club["boats:ar"].delete()
    assert boxes(admin, address(club)) == {}
    assert "Not moved: “سباق الكورنيش” (Arabic)." in moves(admin, club, club["regatta:ar"])
    assert above(club["regatta:ar"]) == club["races:ar"]


def test_nor_is_what_is_locked(club: dict[str, Any], admin: Person) -> None:
    Lock(admin, club["regatta:ar"]).is_answered()
    other = person("A")
    assert boxes(other, address(club)) == {}
    moves(other, club, club["regatta:ar"])
    assert above(club["regatta:ar"]) == club["races:ar"]


def test_nor_is_one_whose_slug_is_taken_there(club: dict[str, Any], admin: Person) -> None:
    slug = Page.objects.get(pk=club["regatta:ar"].pk).slug
    content.page("Other", slug, club["boats:ar"])
    assert boxes(admin, address(club)) == {}


def test_it_is_asked_in_arabic(club: dict[str, Any], admin: Person) -> None:
    UserProfile.objects.create(user=admin.user, preferred_language="ar")
    text = plain(admin.reads(address(club)).get_text())
    assert "انقل هذه الترجمات أيضًا إلى الصفحة نفسها بلغتها" in text
