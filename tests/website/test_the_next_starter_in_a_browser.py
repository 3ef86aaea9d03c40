"""The starter in frontend/next on the real CMS, in English and in Arabic: what a page shows, where
addresses lead, what a publish makes anew, and drafts for those who may see them."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.website.next_content import HOME, PLACE, TITLE
from tests.website.next_site import asks, kept, sends

if TYPE_CHECKING:
    from cms.webhooks.models import Webhook
    from tests.demo_site import Served

# Next is installed and built the first time.
pytestmark = pytest.mark.timeout(600)

DIR = {"en": "ltr", "ar": "rtl"}
OTHER = {"en": "ar", "ar": "en"}
NOT_FOUND = {"en": "Page not found", "ar": "الصفحة غير موجودة"}
GONE = {"en": "This page is gone", "ar": "لم تعد هذه الصفحة موجودة"}
PREVIEW = {"en": "Preview – not published", "ar": "معاينة – غير منشورة"}
DRAFTS = {"en": "With all drafts", "ar": "مع جميع المسودات"}
LEAVE = {"en": "Show what is published", "ar": "عرض المنشور"}
WHEN = {"en": "5 December 2026, 12:30–17:00", "ar": "5 ديسمبر 2026"}
PRICE = {"en": "AED 60", "ar": "60 د.إ."}
POSTPONED = {"en": "Postponed", "ar": "مؤجّلة"}
BY = {"en": "By Mona · Published 14 November 2026", "ar": "بقلم منى · نُشر في 14 نوفمبر 2026"}
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(scope="module")
def secret() -> str:
    from cms.webhooks.models import new_secret

    return new_secret()


@pytest.fixture(scope="module")
def served(
    database_of_the_module: None, secret: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    from tests.demo_site import on_the_air
    from tests.website.next_content import add_content
    from tests.website.next_site import next_website

    website = partial(next_website, folder=tmp_path_factory.mktemp("next"), secret=secret)
    with on_the_air(add_content, with_demo=False, website=website) as served:
        yield served


@pytest.fixture
def reader(browser: Any) -> Iterator[Any]:
    """A fresh browser, whose console stays silent."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def hear(message: Any) -> None:
        # A 404 is asked for here.
        if message.type == "error" and not re.search(r"\b(404|410) \(", message.text):
            complaints.append(message.text)

    page.on("console", hear)
    yield page
    context.close()
    assert complaints == []


def looks(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("language", DIR)
def test_a_page_comes_whole_from_the_server_and_leads_to_its_other_language(
    served: Served, reader: Any, language: str
) -> None:
    from django.test import Client

    path = f"/{language}/about/"
    status, headers, html = asks(served, path)
    assert status == 200
    assert headers["content-security-policy"].startswith("frame-ancestors 'none'")
    assert f'<html lang="{language}" dir="{DIR[language]}">' in html
    assert f'<h1 data-contentpath="title">{TITLE[language]}</h1>' in html

    reader.goto(served.url + path)
    tags = Client().get("/api/head/", {"path": path}).json()["data"]["tags"]
    for tag in tags:
        if tag["tag"] == "title":
            assert reader.title() == tag["content"]
            continue
        named = "".join(
            f"[{name}={json.dumps(value, ensure_ascii=False)}]"
            for name, value in tag["attributes"].items()
        )
        # React leaves structured data where it is made.
        place = "" if tag["tag"] == "script" else "head "
        element = reader.locator(f"{place}{tag['tag']}{named}")
        assert element.count() == 1, tag
        assert (element.text_content() or None) == tag.get("content"), tag
    assert reader.locator("main .prose strong").inner_text() == "sail"
    assert reader.locator("main .prose a").get_attribute("href") == "/en/team/"
    card = reader.locator(".card img")
    assert [card.get_attribute(name) for name in ("width", "height")] == ["800", "600"]
    assert "data:image/png;base64," in card.get_attribute("style")
    assert reader.locator(".card source").evaluate_all("(all) => all.map((one) => one.type)") == [
        "image/avif", "image/webp",
    ]  # fmt: skip
    looks(reader, f"about-{language}")

    reader.evaluate("window.isTheSame = true")
    reader.locator(f".tools a[hreflang={OTHER[language]}]").click()
    reader.wait_for_url(f"{served.url}/{OTHER[language]}/about/")
    reader.locator("h1", has_text=TITLE[OTHER[language]]).wait_for()
    assert reader.locator("html").get_attribute("dir") == DIR[OTHER[language]]

    reader.goto(f"{served.url}/{language}/")
    assert reader.locator("h1").inner_text() == HOME[language]
    hero = reader.locator(".hero img")
    assert hero.evaluate("(img) => img.complete && img.naturalWidth > 0")
    assert int(hero.get_attribute("width")) * 9 == int(hero.get_attribute("height")) * 16
    looks(reader, f"home-{language}")


@pytest.mark.parametrize("language", DIR)
def test_an_event_says_when_and_where_and_an_article_by_whom(
    served: Served, reader: Any, language: str
) -> None:
    reader.goto(f"{served.url}/{language}/race/")
    facts = [
        text.replace("\N{NO-BREAK SPACE}", " ") for text in reader.locator("dd").all_inner_texts()
    ]
    when, where, online, price = (text.replace("\N{RIGHT-TO-LEFT MARK}", "") for text in facts)
    assert when.startswith(WHEN[language])
    assert where == f"{PLACE[language]}\nStreet 1"
    assert online == "live.example.org"
    assert price == PRICE[language]
    assert reader.locator(".status").inner_text() == POSTPONED[language]
    assert reader.locator(".introduction").inner_text() == "Round the island"
    assert reader.locator(".lead img").evaluate("(img) => img.complete && img.naturalWidth > 0")
    assert reader.locator("th[scope=row]").inner_text() == "Optimist"
    assert reader.locator("th[scope=col]").inner_text() == "Starts"
    assert reader.locator("table caption").inner_text() == "Races"
    looks(reader, f"event-{language}")
    reader.goto(f"{served.url}/{language}/news/")
    assert reader.locator(".byline").inner_text().startswith(BY[language])
    looks(reader, f"article-{language}")


def test_addresses_lead_where_the_cms_says_with_its_status(served: Served, reader: Any) -> None:
    from django.test import Client

    def leads(path: str, **headers: str) -> tuple[int, str]:
        status, answer, _ = asks(served, path, **headers)
        return status, answer.get("location", "").removeprefix(served.url)

    assert leads("/en/regatta/?from=poster") == (301, "/en/about/regatta/?from=poster")
    assert leads("/en/join/") == (302, "/en/team/")
    assert leads("/en/about") == (308, "/en/about/")
    assert leads("/", **{"Accept-Language": "ar-AE,ar;q=0.9"}) == (302, "/ar/")
    assert leads("/about/", **{"Accept-Language": "ar"}) == (302, "/ar/about/")
    assert leads("/", **{"Accept-Language": "fr"}) == (302, "/en/")

    for path in ("/robots.txt", "/sitemap.xml"):
        assert asks(served, path)[2] == Client().get(path).content.decode()

    for language, title in NOT_FOUND.items():
        answer = reader.goto(f"{served.url}/{language}/nothing/")
        assert (answer.status, reader.locator("h1").inner_text()) == (404, title)
        assert reader.locator("html").get_attribute("dir") == DIR[language]
        assert reader.locator("meta[name=robots]").first.get_attribute("content") == "noindex"
        looks(reader, f"not-found-{language}")
        answer = reader.goto(f"{served.url}/{language}/gone-for-good/")
        assert (answer.status, reader.locator("h1").inner_text()) == (410, GONE[language])
        reader.goto("about:blank")

    # Not translated yet: in the other language, and it says so.
    reader.goto(f"{served.url}/ar/team/")
    assert reader.locator("article").get_attribute("dir") == "ltr"
    assert reader.locator("[role=status]").count() == 1
    reader.goto(f"{served.url}/en/search/?q=club")
    reader.locator(".results a", has_text=TITLE["en"]).click()
    reader.wait_for_url(f"{served.url}/en/about/")


@pytest.fixture
def webhook(served: Served, secret: str, settings: Any) -> Webhook:
    from cms.publishing import version
    from cms.webhooks import outbox
    from cms.webhooks.models import Webhook
    from tests.changes.follower import everything_is_live

    settings.WEBHOOK_ALLOWED_HOSTS = {"localhost"}
    version.raise_version()
    everything_is_live()
    address = f"http://localhost:{urlsplit(served.url).port}/api/webhook/"
    webhook = Webhook(name="Next", address=address, secret=secret)
    webhook.events = ["content.published", "content.unpublished"]
    outbox.begin(webhook)
    webhook.save()
    return webhook


@pytest.fixture
def delivers(webhook: Webhook) -> Iterator[Callable[..., None]]:
    """What the keeper, the recorder and the worker do."""
    from tests.changes.follower import everything_is_live
    from tests.webhooks.courier import at_work, run

    courier = at_work()

    def deliver(until: Callable[[], bool] | None = None) -> None:
        everything_is_live()
        run(courier, until, 10)

    yield deliver
    courier.close()


def test_a_publish_is_served_within_a_second_and_makes_no_other_page_anew(
    served: Served, reader: Any, delivers: Callable[..., None]
) -> None:
    from home.models import ContentPage
    from tests import content

    others = ["/en/", "/ar/", "/en/about/regatta/"]
    for path in (*others, "/en/team/"):
        asks(served, path)
        assert kept(served, path) == "HIT", path
    assert asks(served, "/en/boats/")[0] == 404

    team = ContentPage.objects.get(slug="team", locale__language_code="en")
    team.introduction = "Ten of us"
    revision = team.save_revision()
    began = time.monotonic()
    revision.publish()
    delivers(until=lambda: "Ten of us" in asks(served, "/en/team/")[2])
    took = time.monotonic() - began
    print(f"\nA publish was served after {took * 1000:.0f} ms")
    assert took < 1
    reader.goto(f"{served.url}/en/team/")
    assert reader.locator(".introduction").inner_text() == "Ten of us"
    delivers()
    assert [kept(served, path) for path in others] == ["HIT"] * len(others)

    # What shows a page in another way is made anew with it: the CMS's tags say so alone.
    asks(served, "/en/about/")
    assert kept(served, "/en/about/") == "HIT"
    team.title = "The crew"
    team.save_revision().publish()
    content.page("Boats", "boats")
    delivers()
    assert kept(served, "/en/team/") == "MISS"
    assert kept(served, "/en/boats/") == "MISS"
    assert kept(served, "/en/about/") == "MISS"

    item = content.menu_item("Boats", route="/en/boats/")
    delivers()
    reader.goto(f"{served.url}/en/about/")
    assert reader.locator("nav a", has_text="Boats").count() == 1
    item.unpublish()
    ContentPage.objects.get(slug="boats").unpublish()
    delivers()
    assert asks(served, "/en/boats/")[0] == 404
    assert "Boats" not in asks(served, "/en/about/")[2].partition("<main")[0]


def test_only_the_cms_can_say_that_something_changed(served: Served, secret: str) -> None:
    from cms.webhooks.models import new_secret

    asks(served, "/en/about/")
    assert sends(served, new_secret(), everything=True) == 401
    assert kept(served, "/en/about/") == "HIT"
    assert sends(served, secret, everything=True) == 204
    assert kept(served, "/en/about/") == "MISS"


def test_a_server_of_the_cms_that_is_behind_is_asked_again(served: Served, secret: str) -> None:
    from cms.publishing import version
    from home.models import ContentPage
    from tests.changes.follower import everything_is_live

    everything_is_live()
    newest = version.read().number
    page = ContentPage.objects.get(slug="regatta", locale__language_code="en")
    page.introduction = "Every Friday"
    revision = page.save_revision()
    path = "/en/about/regatta/"
    asks(served, path)
    # The website hears of it before this server of the CMS has it.
    assert sends(served, secret, version=newest + 1, since=newest, paths=[path]) == 204
    with ThreadPoolExecutor(1) as visitor:
        visit = visitor.submit(asks, served, path)
        time.sleep(0.1)
        revision.publish()
        assert "Every Friday" in visit.result()[2]

    # One that does not catch up is no reason to wait for long, nor to keep the page for long.
    assert sends(served, secret, version=newest + 99, since=newest, paths=[path]) == 204
    status, headers, _ = asks(served, path)
    assert (status, headers["cache-control"].split(",")[0]) == (200, "s-maxage=5")
    assert sends(served, secret, everything=True) == 204
    assert asks(served, path)[1]["cache-control"].split(",")[0] == "s-maxage=900"


@pytest.mark.parametrize("language", DIR)
def test_drafts_are_shown_to_editors_and_to_whoever_has_a_share_link(
    served: Served, reader: Any, language: str
) -> None:
    from django.contrib.auth import get_user_model

    from cms.previews.share_links import ShareLink
    from home.models import ContentPage
    from tests.people import PASSWORD, Person
    from tests.previews.test_previews import page_preview

    user, _ = get_user_model().objects.get_or_create(
        username="boss", defaults={"is_superuser": True, "is_staff": True, "password": PASSWORD}
    )
    page = ContentPage.objects.get(slug="about", locale__language_code=language)
    token = page_preview(Person("boss"), page, title="2030")
    answer = reader.goto(f"{served.url}/preview/?token={token}")
    assert reader.locator("h1").inner_text() == "2030"
    assert reader.locator(".banner").inner_text() == PREVIEW[language]
    assert reader.locator("html").get_attribute("dir") == DIR[language]
    assert answer.headers["cache-control"] == "private, no-store"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"frame-ancestors 'self' {served.cms}")
    reader.locator("wagtail-userbar").wait_for(state="attached")
    reader.locator("h1").hover()
    reader.locator(".edit-tag").wait_for()
    looks(reader, f"preview-{language}")

    page.title = "2040"
    page.save_revision(clean=False)
    link = ShareLink(name="For the board").make(user, timedelta(days=7))
    reader.goto(f"{served.url}/preview/?drafts={link}")
    assert link not in reader.url
    reader.goto(f"{served.url}/{language}/about/")
    assert reader.locator("h1").inner_text() == "2040"
    assert DRAFTS[language] in reader.locator(".banner").inner_text()
    assert TITLE[language] in asks(served, f"/{language}/about/")[2]
    looks(reader, f"drafts-{language}")
    reader.locator(".banner a", has_text=LEAVE[language]).click()
    reader.goto(f"{served.url}/{language}/about/")
    assert reader.locator("h1").inner_text() == TITLE[language]


def test_a_preview_that_is_over_says_so(served: Served, reader: Any) -> None:
    reader.goto(f"{served.url}/preview/?token=nonsense")
    assert reader.locator("h1").inner_text() == "This preview has expired or is not yours"
