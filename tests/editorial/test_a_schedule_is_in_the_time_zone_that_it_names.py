"""What somebody writes in the schedule is a time of the zone that the dialog names.

The dialog, the moment that is stored and the receipt say the same, whatever zone a person chose and
whether the clocks change in between. An hour that there is not, or twice, is refused at its field.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from snippets.models import MenuItem
from tests import content
from tests.people import Person, snippet_url

# The server's, east of Greenwich with a change of clocks, and west of it.
ZONES = ("Asia/Dubai", "Europe/Berlin", "America/New_York")
SUMMER, WINTER = "2099-07-01 09:30", "2099-12-01 09:30"
UTC = {
    "Asia/Dubai": ("05:30", "05:30"),
    "Europe/Berlin": ("07:30", "08:30"),
    "America/New_York": ("13:30", "14:30"),
}


def lives_in(person: Person, zone: str, language: str = "en") -> None:
    """As somebody chooses it in the account. The server's zone need not be chosen."""
    chosen = "" if zone == "Asia/Dubai" else zone
    UserProfile.objects.update_or_create(
        user=person.user,
        defaults={"current_time_zone": chosen, "preferred_language": language},
    )


def editors(page: Page, item: MenuItem) -> list[str]:
    return [
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        snippet_url(MenuItem, "edit", item.pk),
    ]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "In the time zone {}."), ("ar", "بحسب المنطقة الزمنية {}.")],
)
def test_the_dialog_names_the_zone(zone: str, language: str, says: str, admin: Person) -> None:
    lives_in(admin, zone, language)
    for url in editors(content.page(), content.menu_item()):
        html = admin.opens(url).content.decode()
        assert html.count(says.format(zone)) == 2, url


def receipt(person: Person) -> str:
    page = person.reads("/admin/")
    texts = [each.get_text(" ", strip=True) for each in page.select(".messages ul > li")]
    return next(text for text in texts if text.startswith("Not live yet"))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("season", [0, 1], ids=["summer", "winter"])
def test_it_comes_out_as_the_receipt_says(zone: str, season: int, admin: Person) -> None:
    lives_in(admin, zone)
    written = (SUMMER, WINTER)[season]
    page = content.page(live=False)

    admin.edits_page(page, go_live_at=written)

    stored = Page.objects.get(pk=page.pk).scheduled_revision.approved_go_live_at
    assert stored == datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))
    assert stored.astimezone(ZoneInfo("UTC")).strftime("%H:%M") == UTC[zone][season]
    text = receipt(admin)
    assert f"9:30 a.m. ({zone})" in text
    assert "2099" in text


MISSING_AND_DOUBLED = {
    "Europe/Berlin": ("2099-03-29 02:30", "2099-10-25 02:30"),
    "America/New_York": ("2099-03-08 02:30", "2099-11-01 01:30"),
}


@pytest.mark.parametrize("zone", MISSING_AND_DOUBLED)
@pytest.mark.parametrize("which", [0, 1], ids=["an hour that is not", "an hour that is twice"])
@pytest.mark.parametrize(
    ("language", "reason"),
    [("en", "choose another hour"), ("ar", "اختر ساعة أخرى")],
)
def test_an_hour_that_is_not_or_is_twice_is_refused_with_the_reason(
    zone: str, which: int, language: str, reason: str, admin: Person
) -> None:
    lives_in(admin, zone, language)
    page, item = content.page(live=False), content.menu_item(live=False)
    hour = MISSING_AND_DOUBLED[zone][which]
    for url in editors(page, item):
        data: dict[str, Any] = {"go_live_at": hour, "action-publish": "1", "body-count": "0"}
        answer = admin.submits(url, expect=200, **data)
        html = BeautifulSoup(answer.content.decode(), "html.parser")
        text = " ".join(html.get_text(" ").split())
        assert reason in text, url
        assert zone in text
    assert Page.objects.get(pk=page.pk).scheduled_revision is None
    assert MenuItem.objects.get(pk=item.pk).scheduled_revision is None
