"""Every page has one graph of structured data in its head: linked, and with nothing that the page
does not say. All pages of the demo are walked in tests/website, as its website serves them."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from home.models import ArticlePage, EventPage, SiteMetadata, page_types
from tests import content
from tests.api.one_of_everything import one_of_everything
from tests.seo.google_properties import GOOGLE
from tests.seo.structured_data import IN_THE_ANSWER, by_type, graph, missing, said_otherwise

DUBAI = ZoneInfo("Asia/Dubai")
WATCH = "https://watch.example.com/"


def head(path: str) -> str:
    response = Client().get("/api/head/", {"path": path, "format": "html"})
    assert response.status_code == 200, response.content
    return response.content.decode()


def nodes(path: str) -> dict[str, Any]:
    return by_type(graph(head(path)))


def published(page: Any, parent: Page | None = None) -> Any:
    page.locale = content.locale("en")
    (parent or content.home()).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def event(**fields: Any) -> Any:
    given = {
        "title": "Regatta",
        "slug": "regatta",
        "start": datetime(2026, 12, 5, 12, 30, tzinfo=DUBAI),
        "place": "Corniche",
        **fields,
    }
    return published(EventPage(**given))


def article(**fields: Any) -> Any:
    return published(ArticlePage(**{"title": "News", "slug": "news", **fields}))


@pytest.fixture
def named(database: None) -> Any:
    site = content.snippet(SiteMetadata, site_name="ADMSC")
    content.arabic(site, site_name="النادي")
    return site


@transaction.atomic
def one_of_each_type() -> None:
    """In both languages; events and articles with all that they can say, and with the least."""
    ids = one_of_everything()
    metadata = SiteMetadata.objects.get()
    content.arabic(metadata, site_name="النادي")
    whole = {
        "introduction": "Forty dhows",
        "end": datetime(2026, 12, 6, 17, 0, tzinfo=DUBAI),
        "address": "Corniche Road",
        "online_url": "https://watch.example.com/",
        "price": Decimal("150.00"),
        "organiser": "The race office",
        "lead_picture_id": ids["images"],
    }
    content.arabic(event(**whole), title="سباق", place="الكورنيش", organiser="مكتب السباقات")
    content.arabic(event(slug="days", is_all_day=True, **{**whole, "price": 0, "online_url": ""}))
    content.arabic(event(slug="bare"))
    dated = {"published": date(2026, 1, 1), "updated": date(2026, 2, 1), "author": "Noura"}
    content.arabic(article(lead_picture_id=ids["images"], **dated), author="نورة")
    content.arabic(article(slug="bare-news"))


def test_one_of_everything_has_all_that_google_asks_for_in_both_languages(database: None) -> None:
    one_of_each_type()
    types = set()
    for page in Page.objects.filter(depth__gt=1):
        types.add(page.specific_class)
        code = page.locale.language_code
        path = f"/{code}/{page.url_path.split('/', 2)[2]}"
        answer = Client().get("/api/v2/pages/find/", {"html_path": path}).json()
        found = graph(head(path))
        assert missing(found, answer) == [], path
        name = {"en": "ADMSC", "ar": "النادي"}[code]
        assert said_otherwise(found, answer, name) == [], path
    assert types == set(page_types())


def test_what_google_recommends_is_known_to_be_in_content_or_not() -> None:
    recommended = {(kind, name) for kind, table in GOOGLE.items() for name in table.recommended}
    assert set(IN_THE_ANSWER) == recommended


def test_the_nodes_name_each_other_and_the_languages_have_one_organisation(
    named: Any, about: Any
) -> None:
    content.arabic(about, title="من نحن")
    content.arabic(content.page("Team", "team", about), title="الفريق")
    found = nodes("/en/about/team/")
    base, page = "http://localhost", "http://localhost/en/about/team/"
    assert found.keys() == {"Organization", "WebSite", "WebPage", "BreadcrumbList"}
    assert found["WebSite"] == {
        "@type": "WebSite",
        "@id": f"{base}/en/#website",
        "name": "ADMSC",
        "alternateName": "النادي",
        "url": f"{base}/en/",
        "inLanguage": "en",
        "publisher": {"@id": f"{base}/#organization"},
    }
    assert found["WebPage"] == {
        "@type": "WebPage",
        "@id": f"{page}#webpage",
        "url": page,
        "name": "Team",
        "inLanguage": "en",
        "isPartOf": {"@id": f"{base}/en/#website"},
        "breadcrumb": {"@id": f"{page}#breadcrumb"},
    }
    arabic = nodes("/ar/about/team/")
    assert arabic["Organization"]["@id"] == found["Organization"]["@id"]
    assert arabic["Organization"]["name"] == "النادي"
    assert arabic["WebSite"]["@id"] == f"{base}/ar/#website"
    assert arabic["WebPage"]["inLanguage"] == "ar"


def test_breadcrumbs_are_the_live_pages_above_in_that_language(named: Any, about: Any) -> None:
    content.arabic(about, title="من نحن")
    draft = content.page("Draft", "draft", about, live=False)
    draft.copy_for_translation(content.locale("ar"))
    content.arabic(content.page("Team", "team", draft), title="الفريق")

    def trail(path: str) -> list[tuple[int, str, str]]:
        items = nodes(path)["BreadcrumbList"]["itemListElement"]
        return [(item["position"], item["name"], item["item"]) for item in items]

    home = content.home()
    assert trail("/en/about/draft/team/") == [
        (1, home.title, "http://localhost/en/"),
        (2, "About", "http://localhost/en/about/"),
        (3, "Team", "http://localhost/en/about/draft/team/"),
    ]
    assert [name for _, name, _ in trail("/ar/about/draft/team/")][-2:] == ["من نحن", "الفريق"]
    assert "BreadcrumbList" not in nodes("/en/")
    assert nodes("/en/")["WebPage"]["about"] == {"@id": "http://localhost/#organization"}


EVENTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"startDate": "2026-12-05T12:30:00+04:00", "eventStatus": "EventScheduled"}),
    (
        {"is_all_day": True, "end": datetime(2026, 12, 7, 0, 0, tzinfo=DUBAI)},
        {"startDate": "2026-12-05", "endDate": "2026-12-07"},
    ),
    ({"status": "cancelled"}, {"eventStatus": "EventCancelled"}),
    ({"status": "postponed"}, {"eventStatus": "EventPostponed"}),
    (
        {"status": "moved_online", "online_url": WATCH},
        {
            "eventStatus": "EventMovedOnline",
            "eventAttendanceMode": "OnlineEventAttendanceMode",
            "location": {"@type": "VirtualLocation", "url": WATCH},
        },
    ),
    ({"place": "", "online_url": WATCH}, {"eventAttendanceMode": "OnlineEventAttendanceMode"}),
    ({"online_url": WATCH}, {"eventAttendanceMode": "MixedEventAttendanceMode"}),
    ({"price": Decimal("0.00")}, {"isAccessibleForFree": True}),
    (
        {"price": Decimal("99.50"), "currency": "USD"},
        {"offers": {"@type": "Offer", "price": "99.50", "priceCurrency": "USD"}},
    ),
    ({"organiser": "ADMSC"}, {"organizer": {"@id": "http://localhost/#organization"}}),
]


def test_an_event_says_when_where_and_how(named: Any) -> None:
    with transaction.atomic():
        for number, (fields, _expected) in enumerate(EVENTS):
            # By SQL: also what no form lets through.
            page = event(slug=f"event-{number}")
            if fields:
                EventPage.objects.filter(pk=page.pk).update(**fields)
    for number, (fields, expected) in enumerate(EVENTS):
        said = nodes(f"/en/event-{number}/")["Event"]
        for name in ("eventStatus", "eventAttendanceMode"):
            said[name] = said[name].removeprefix("https://schema.org/")
        assert {name: said.get(name) for name in expected} == expected, fields


def test_an_event_that_is_nowhere_is_a_page_alone(named: Any) -> None:
    page = event()
    EventPage.objects.filter(pk=page.pk).update(place="", online_url="javascript:alert(1)")
    found = nodes("/en/regatta/")
    assert "Event" not in found
    assert "mainEntity" not in found["WebPage"]


def test_a_copy_speaks_of_its_original(named: Any) -> None:
    page = article(author="Noura")
    page.copy_for_translation(content.locale("ar"), alias=True)
    found, original = nodes("/ar/news/"), nodes("/en/news/")
    assert "BreadcrumbList" not in found
    assert found["Article"] == original["Article"]
    assert found["WebPage"]["@id"] == original["WebPage"]["@id"]
    assert found["WebPage"]["inLanguage"] == "en"


def test_nothing_that_an_editor_writes_ends_the_script(named: Any) -> None:
    title = "</script><script>alert(1)</script><!-- & \u2028 \"'"
    article(title=title)
    served = head("/en/news/")
    assert nodes("/en/news/")["Article"]["headline"] == " ".join(title.split())
    [script] = re.findall(r"<script.*?</script>", served, re.DOTALL)
    body = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not re.search("[<>&\u2028]", body)
    data = Client().get("/api/head/", {"path": "/en/news/"}).json()["data"]
    tag = data["tags"][-1]
    assert (tag["tag"], tag["attributes"]) == ("script", {"type": "application/ld+json"})
    assert tag["content"] == body
    assert json.loads(body)["@graph"]


def test_what_is_no_page_and_a_website_without_a_name_say_less(about: Any) -> None:
    Site.objects.update(site_name="")
    found = nodes("/en/about/")
    assert found.keys() == {"WebPage", "BreadcrumbList"}
    assert "isPartOf" not in found["WebPage"]
    for path in ("/en/nothing/", "/en/search/", "/about/"):
        response = Client().get("/api/head/", {"path": path, "format": "html"})
        assert b"ld+json" not in response.content


def test_a_head_costs_the_same_on_a_website_of_any_size(named: Any, about: Any) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            head(path)
        return len(captured)

    deep = content.page("Team", "team", about)
    picture = content.image()
    event(lead_picture_id=picture.pk)
    paths = ("/en/about/", "/en/about/team/", "/en/regatta/")
    head("/en/")
    before = [queries(path) for path in paths]
    for number in range(5):
        content.page(f"Page {number}", f"page-{number}", deep)
    event(slug="other", lead_picture_id=picture.pk)
    head("/en/")
    assert [queries(path) for path in paths] == before
    assert max(before) <= 16
