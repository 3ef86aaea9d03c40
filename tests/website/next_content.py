"""What the website of the Next.js starter shows in tests: each kind of page, in both languages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

TITLE = {"en": "About the club", "ar": "عن النادي"}
HOME = {"en": "Sail with us", "ar": "أبحروا معنا"}
PLACE = {"en": "Corniche", "ar": "الكورنيش"}


def add_content() -> None:
    from wagtail.contrib.redirects.models import Redirect

    from home.models.redirect_details import RedirectDetails
    from tests import content

    sea = content.image("Sea", (1600, 1000))
    hero = content.hero(HOME["en"], background_image=sea)
    hero_in_arabic = content.arabic(hero, title=HOME["ar"])
    for code, shown in {"en": hero, "ar": hero_in_arabic}.items():
        home = content.home(code)
        home.hero = shown
        home.save_revision().publish()
    team = content.page("Team", "team")
    link = f'<p>We <b>sail</b>. <a linktype="page" id="{team.pk}">Who we are</a></p>'
    cards = {"cards": [{"title": "Boats", "image": sea, "link": {"page": team}}]}
    body = [("heading", {"text": "History", "level": "h2"}), ("paragraph", link), ("cards", cards)]
    about = content.page(TITLE["en"], "about", introduction="Since 1990", body=body)
    content.arabic(about, title=TITLE["ar"], introduction="منذ عام 1990")
    content.arabic(content.menu_item("About", page=about), label="عن النادي")
    content.footer_link("privacy", "Privacy", route="/en/team/")
    moved = content.page("Regatta", "regatta")
    moved.move(about, pos="last-child")
    add_event_and_article(sea)
    Redirect.objects.create(old_path="/en/join", redirect_page=team, is_permanent=False)
    for language in ("en", "ar"):
        gone = Redirect.objects.create(old_path=f"/{language}/gone-for-good")
        RedirectDetails.objects.create(redirect=gone, is_gone=True)


def add_event_and_article(picture: Any) -> None:
    from home.models import ArticlePage, EventPage
    from tests import content

    columns = [{"type": "row_heading", "heading": ""}, {"type": "text", "heading": "Starts"}]
    results = {
        "caption": "Races",
        "columns": columns,
        "rows": [{"values": ["Optimist", "12:30"]}],
    }
    dubai = ZoneInfo("Asia/Dubai")
    race = EventPage(
        title="Race",
        slug="race",
        introduction="Round the island",
        start=datetime(2026, 12, 5, 12, 30, tzinfo=dubai),
        end=datetime(2026, 12, 5, 17, tzinfo=dubai),
        status="postponed",
        place=PLACE["en"],
        address="Street 1",
        online_url="https://live.example.org/race",
        price=60,
        lead_picture=picture,
        body=[("table", results)],
        locale=content.locale("en"),
    )
    news = ArticlePage(
        title="News", slug="news", author="Mona", published=date(2026, 11, 14),
        locale=content.locale("en"),
    )  # fmt: skip
    for page in (race, news):
        content.home().add_child(instance=page)
        page.save_revision().publish()
    content.arabic(race, title="سباق", place=PLACE["ar"])
    content.arabic(news, title="خبر", author="منى")
