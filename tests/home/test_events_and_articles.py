"""Events and articles: what editors may say of them, what readers get, how lists of events are
filtered, and how plain pages become one."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from wagtail.models import Page, ReferenceIndex

from home.models import ArticlePage, ContentPage, EventPage
from home.type_changes import CannotChangeType, change_type
from tests import content
from tests.people import Person

DUBAI = ZoneInfo("Asia/Dubai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DUBAI)


@transaction.atomic
def event(slug: str, start: str, end: str | None = None, **fields: Any) -> Any:
    home = content.home()
    page = EventPage(
        title=slug.title(),
        slug=slug,
        locale=home.locale,
        start=at(start),
        end=at(end) if end else None,
        **{"place": "Corniche", **fields},
    )
    page.clean()
    home.add_child(instance=page)
    page.save_revision().publish()
    return EventPage.objects.get(pk=page.pk)


def told(**fields: Any) -> dict[str, list[str]]:
    """What is said of an event with these fields; nothing of one that may be saved."""
    given = {"title": "Race", "slug": "race", "start": at("2026-12-05T12:30"), "place": "Corniche"}
    try:
        EventPage(
            locale=content.locale("en"), path="00019999", depth=2, **given | fields
        ).full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


def test_an_event_is_refused_with_the_field_that_mends_it(database: None) -> None:
    assert told() == {}
    assert told(end=at("2026-12-05T12:30"), price=0, online_url="https://example.org/live") == {}
    assert "before it begins" in told(end=at("2026-12-05T12:29"))["end"][0]
    # Of whole days: the time of day is not compared.
    assert told(end=at("2026-12-05T01:00"), is_all_day=True) == {}
    assert "say where" in told(status="moved_online")["online_url"][0]
    assert "where it takes place" in told(place="")["place"][0]
    assert told(place="", online_url="https://example.org/live") == {}
    assert "no name of a place" in told(place="", address="Street 1")["place"][0]
    assert set(told(price=-1, currency="XXX", status="nothing", online_url="javascript:1")) == {
        *("price", "currency", "status", "online_url"),
    }


def test_an_article_is_not_updated_before_it_was_published(database: None) -> None:
    article = ArticlePage(title="News", published=date(2026, 11, 14), updated=date(2026, 11, 13))
    with pytest.raises(ValidationError, match="before it was published"):
        article.clean()
    article.published = None
    with pytest.raises(ValidationError, match="say when it was published"):
        article.clean()


def test_readers_get_an_event_in_the_time_of_the_place(database: None) -> None:
    picture = content.image()
    page = event("race", "2026-12-05T12:30", price=Decimal(60), lead_picture=picture)
    arabic = content.arabic(page, title="سباق", place="الكورنيش")
    answer = Client().get(f"/api/v2/pages/{arabic.pk}/").json()
    assert answer["start"] == "2026-12-05T12:30:00+04:00"
    assert answer["end"] is None
    assert (answer["place"], answer["price"], answer["currency"]) == ("الكورنيش", "60.00", "AED")
    assert answer["lead_picture"]["id"] == picture.pk
    assert answer["lead_picture"]["src"].startswith("http")
    found = Client().get(
        "/api/v2/pages/find/?html_path=/ar/race/&fields=_,start,lead_picture(_,src)"
    )
    assert found.json()["lead_picture"].keys() == {"src"}
    page.start = at("2026-12-06T10:00")
    page.save_revision().publish()
    # What is the same in all languages follows the source at once.
    answer = Client().get(f"/api/v2/pages/{arabic.pk}/").json()
    assert answer["start"] == "2026-12-06T10:00:00+04:00"


def test_whole_days_begin_and_end_at_midnight(database: None) -> None:
    page = event("camp", "2026-12-05T12:30", "2026-12-07T17:00", is_all_day=True)
    assert (page.start, page.end) == (at("2026-12-05T00:00"), at("2026-12-07T00:00"))


@pytest.fixture(scope="module")
def season(database_of_the_module: None) -> None:
    event("past", "2026-11-01T17:00", "2026-11-01T19:00")
    event("late", "2027-04-02T00:00", "2027-04-04T00:00", is_all_day=True)
    event("today", "2026-12-05T12:30", "2026-12-05T17:00")
    event("night", "2026-12-05T23:30")
    content.page("Plain", "plain")


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("order=start", ["past", "today", "night", "late"]),
        ("order=-start", ["late", "night", "today", "past"]),
        # 5 December begins at 20:00 of the 4th in UTC, and ends at 20:00.
        ("order=start&starts_after=2026-12-05", ["today", "night", "late"]),
        ("order=start&starts_after=2026-12-05T08:30:01Z", ["night", "late"]),
        ("order=start&starts_after=2026-12-06", ["late"]),
        ("order=start&starts_before=2026-12-05", ["past", "today", "night"]),
        ("order=start&starts_before=2026-12-05T12:30:00", ["past", "today"]),
        ("order=start&ends_after=2026-12-05T13:00:00", ["today", "night", "late"]),
        ("order=start&ends_after=2026-12-05T17:00:01", ["night", "late"]),
        ("order=start&ends_after=2027-04-04T23:59:59", ["late"]),
        ("order=start&ends_after=2027-04-05", []),
        ("order=start&starts_after=2026-12-05&starts_before=2026-12-31", ["today", "night"]),
    ],
)
def test_lists_of_events_are_of_the_moments_that_are_given(
    season: None, query: str, slugs: list[str]
) -> None:
    answer = Client().get(f"/api/v2/pages/?type=home.EventPage&{query}")
    assert [item["meta"]["slug"] for item in answer.json()["items"]] == slugs


@pytest.mark.parametrize(
    ("query", "field", "reason"),
    [
        ("type=home.EventPage&starts_after=now", "starts_after", "must be like"),
        ("type=home.EventPage&starts_after=", "starts_after", "must be like"),
        ("type=home.EventPage&ends_after=2026-06-31", "ends_after", "must be like"),
        ("type=home.EventPage&starts_after=9999-12-31T23:00:00-20:00", "starts_after", ""),
        ("starts_after=2026-12-05", "starts_after", "needs type=home.EventPage"),
        ("type=home.ContentPage&starts_before=2026-12-05", "starts_before", "needs type"),
        ("order=start", "order", "start"),
        ("type=home.EventPage&order=place_of_birth", "order", "place_of_birth"),
    ],
)
def test_what_a_list_of_events_cannot_take_is_refused(
    season: None, query: str, field: str, reason: str
) -> None:
    answer = Client().get(f"/api/v2/pages/?{query}")
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert reason in answer.json()["message"]


def test_a_plain_page_becomes_an_event_with_all_that_belongs_to_it(database: None) -> None:
    User.objects.create_superuser("editor")
    editor = Person("editor")
    page = content.page("Regatta", "regatta", introduction="Three days")
    arabic = content.arabic(page, title="سباق")
    editor.edits_page(page, title="Regatta, written anew", action="draft")
    linking = content.page(
        "Links", "links", body=[("paragraph", f'<a linktype="page" id="{page.pk}">x</a>')]
    )
    call_command(
        "change_page_type",
        arabic.pk,
        to="home.EventPage",
        set=["start=2027-01-22T11:00", "place=Corniche"],
    )
    for pk, title in ((page.pk, "Regatta"), (arabic.pk, "سباق")):
        changed = Page.objects.get(pk=pk).specific
        assert isinstance(changed, EventPage)
        assert (changed.title, changed.introduction) == (title, "Three days")
        assert changed.start == at("2027-01-22T11:00")
        assert changed.get_latest_revision_as_object().place == "Corniche"
    assert not ContentPage.objects.filter(pk__in=[page.pk, arabic.pk]).exists()
    assert Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object().title == (
        "Regatta, written anew"
    )
    answer = Client().get(f"/api/v2/pages/{page.pk}/").json()
    assert answer["meta"]["type"] == "home.EventPage"
    assert (
        ReferenceIndex.get_references_to(Page.objects.get(pk=page.pk))
        .filter(object_id=str(linking.pk))
        .exists()
    )
    # It is edited and published as any other.
    editor.edits_page(Page.objects.get(pk=page.pk).specific, place="Breakwater")
    assert EventPage.objects.get(pk=page.pk).place == "Breakwater"
    assert editor.client.get(f"/admin/pages/{page.pk}/history/").status_code == 200


def test_a_change_of_type_loses_nothing(database: None) -> None:
    page = content.page("Regatta", "regatta")
    with pytest.raises(CommandError, match=r"start.*--set"):
        call_command("change_page_type", page.pk, to="home.EventPage")
    with pytest.raises(CommandError, match="no type of page"):
        call_command("change_page_type", page.pk, to="home.SiteMetadata")
    with pytest.raises(CommandError, match="give one of"):
        call_command("change_page_type", page.pk, to="home.EventPage", set=["live=1"])
    assert type(Page.objects.get(pk=page.pk).specific) is ContentPage
    with pytest.raises(CannotChangeType, match="start"):
        change_type(event("race", "2026-12-05T12:30"), ContentPage, {})
