"""The website in frontend/ shows every page of the demo site whole, in its language, in Chromium.

On a phone and on a desk: it says what the CMS says, and nothing moves while it loads.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from home.blocks import BodyBlock
from tests.demo_site import Served
from tests.website.visitor import DIR, LONGEST_SHIFT, OTHER, SCROLL, WIDTHS, Visitor

# The demo's pictures are resized for real: half a minute, on a machine that does nothing else.
pytestmark = pytest.mark.timeout(600)

LOOK = """() => {
    const images = [...document.images], links = [...document.links];
    const leaves = (link) => link.origin !== location.origin && link.protocol.startsWith("http");
    return {
      lang: document.documentElement.lang,
      dir: getComputedStyle(document.body).direction,
      headings: document.querySelectorAll("h1").length,
      without_alt: images.filter((one) => !one.hasAttribute("alt")).length,
      without_size: images.filter((one) => !one.hasAttribute("height")).length,
      leaky: links.filter((one) => leaves(one) && !one.rel.includes("noopener")).length,
      blocked,
    };
}"""


STRUCTURED = "head script[type='application/ld+json']"
BROKEN = "[...document.images].filter((one) => !one.naturalWidth).map((one) => one.currentSrc)"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", DIR)
def test_every_page_shows_whole_in_its_language(
    visits: Callable[..., Any], served: Served, language: str, width: int
) -> None:
    assert len(served.paths[language]) >= 13
    types = set()
    with visits(width) as visitor:
        for path in served.paths[language]:
            visitor.opens(path)
            look = visitor.page.evaluate(LOOK)
            assert look == {
                "lang": language,
                "dir": DIR[language],
                "headings": 1,
                "without_alt": 0,
                "without_size": 0,
                "leaky": 0,
                "blocked": [],
            }, path
            visitor.page.evaluate(SCROLL)
            assert visitor.page.evaluate(BROKEN) == [], path
            assert visitor.page.evaluate("moved") < LONGEST_SHIFT, path
            blocks = visitor.api(f"/api/v2/pages/find/?html_path={path}")["body"]
            blocks_shown = visitor.page.locator(".block").evaluate_all(
                "(all) => all.map((one) => one.dataset.contentpath.split('.')[0])"
            )
            assert blocks_shown == [block["id"] for block in blocks], path
            types |= {block["type"] for block in blocks}
            assert visitor.complaints == [], path
    # The demo has no table; one is shown in tests/editorial/test_tables_in_a_browser.py.
    assert types == set(BodyBlock.base_blocks) - {"table"}


def test_the_head_says_what_the_api_says(visitor: Visitor) -> None:
    for path in ("/en/", "/ar/about/"):
        seo = visitor.api(f"/api/v2/pages/find/?html_path={path}")["seo"]
        visitor.opens(path)
        [structured] = visitor.page.locator(STRUCTURED).all_text_contents()
        assert f"{seo['canonical']}#webpage" in structured
        assert visitor.page.title() == seo["title"]
        assert visitor.attribute("link[rel=canonical]", "href") == seo["canonical"]
        for name, value in (
            ("description", seo["description"]),
            ("robots", "index, follow"),
            ("twitter:card", "summary_large_image"),
        ):
            assert visitor.attribute(f"meta[name='{name}']", "content") == value
        for name, value in (
            ("og:title", seo["social"]["title"]),
            ("og:url", seo["url"]),
            ("og:image", seo["social"]["image"]["src"]),
        ):
            assert visitor.attribute(f"meta[property='{name}']", "content") == value
        alternates = visitor.page.locator("link[rel=alternate]").evaluate_all(
            "(all) => all.map(({hreflang, href}) => ({hreflang, href}))"
        )
        assert alternates == seo["alternates"]
        assert {link["hreflang"] for link in alternates} == {"en", "ar", "x-default"}


def test_the_head_of_one_page_is_gone_on_the_next(visitor: Visitor) -> None:
    visitor.opens("/en/")
    visitor.follows("#menu a", has_text="Membership")
    assert "/en/membership/" in str(visitor.attribute("link[rel=canonical]", "href"))
    for selector in ("link[rel=canonical]", "meta[name=description]", "meta[property='og:title']"):
        assert visitor.page.locator(selector).count() == 1
    # Nobody who reads structured data follows links without loading the page.
    assert visitor.page.locator(STRUCTURED).count() == 0


def test_dates_are_hijri_too_in_arabic(visitor: Visitor) -> None:
    visitor.opens("/en/news/mangrove-clean-up/")
    assert visitor.page.locator(".date").inner_text() == (
        "By Khalid Al Suwaidi · Published 31 October 2026"
    )
    visitor.opens("/ar/news/mangrove-clean-up/")
    assert re.search(r"20\d\d · \d{1,2} .+ 14\d\d هـ", visitor.page.locator(".date").inner_text())


def test_an_article_without_a_date_has_that_of_its_first_publication(visitor: Visitor) -> None:
    visitor.opens("/en/log/")
    first = visitor.api("/api/v2/pages/find/?html_path=/en/log/")["meta"]["first_published_at"]
    assert visitor.page.locator(".date").inner_text().startswith("By Noura · Published ")
    assert visitor.attribute(".date time", "datetime") == first


@pytest.mark.parametrize("language", DIR)
def test_an_event_says_when_and_where_by_the_clock_of_the_place(
    visits: Callable[..., Any], language: str
) -> None:
    with visits(1280, timezone_id="America/New_York") as visitor:
        path = f"/{language}/events/eid-al-etihad-dhow-race/"
        event = visitor.api(f"/api/v2/pages/find/?html_path={path}")
        visitor.opens(path)
        said = visitor.page.locator(".event").inner_text()
        assert "12:30" in said
        assert {"en": "Free", "ar": "مجانًا"}[language] in said
        for name in ("place", "address", "organiser"):
            assert event[name] in said
        assert visitor.attribute(".event time", "datetime") == event["start"]
        visitor.opens(f"/{language}/events/corniche-regatta/")
        days = visitor.page.locator(".event time").inner_text()
        assert "22" in days
        assert "24" in days
        assert ":" not in days


def test_a_section_lists_what_is_to_come(visits: Callable[..., Any]) -> None:
    with visits(1280) as visitor:
        visitor.page.clock.set_fixed_time("2026-12-06T08:00:00Z")
        visitor.opens("/ar/events/")
        links = visitor.page.locator(".coming a").evaluate_all(
            "(all) => all.map((a) => a.pathname)"
        )
        assert links == ["/ar/events/corniche-regatta/", "/ar/events/powerboat-grand-prix/"]


def test_a_phone_gets_smaller_pictures_in_a_modern_format(visits: Callable[..., Any]) -> None:
    width_of = {}
    for name, width in WIDTHS.items():
        with visits(width) as visitor:
            visitor.opens("/en/")
            visitor.becomes("document.querySelector('.hero img').complete")
            source = visitor.page.locator(".hero img").evaluate("(img) => img.currentSrc")
            width_of[name] = int(re.search(r"width-(\d+)\.format-avif", source)[1])
    assert width_of["phone"] < width_of["desk"]


def test_the_focal_point_stays_in_view(visitor: Visitor) -> None:
    hero = visitor.api("/api/website-data/?locale=en")["data"]["hero"]
    focus = hero["background_image"]["focal_point"]
    visitor.opens("/en/")
    position = visitor.page.locator(".hero img").evaluate(
        "(img) => getComputedStyle(img).objectPosition"
    )
    x, y = (float(part.rstrip("%")) / 100 for part in position.split())
    assert (x, y) == pytest.approx((focus["x"], focus["y"]), abs=0.001)


@pytest.mark.parametrize(
    ("preferred", "language"),
    [("ar-AE", "ar"), ("en-US", "en"), ("fr-FR", "en")],
)
def test_the_first_visit_is_in_the_browsers_language(
    visits: Callable[..., Any], preferred: str, language: str
) -> None:
    with visits(locale=preferred) as visitor:
        visitor.opens("/")
        visitor.arrives(f"/{language}/")
        assert visitor.attribute("html", "dir") == DIR[language]
        assert visitor.complaints == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("language", DIR)
def test_the_language_switch_stays_on_the_page(
    visits: Callable[..., Any], language: str, width: int
) -> None:
    with visits(width) as visitor:
        for rest in ("", "news/mangrove-clean-up/", "search/?q=sea"):
            visitor.opens(f"/{language}/{rest}")
            visitor.follows(f".languages a[hreflang={OTHER[language]}]")
            assert visitor.path == f"/{OTHER[language]}/{rest}"
            assert visitor.attribute("html", "lang") == OTHER[language]
            assert visitor.attribute("html", "dir") == DIR[OTHER[language]]
            assert visitor.page.locator(".notice").count() == 0


def test_without_a_translation_the_switch_leads_home_and_says_so(visitor: Visitor) -> None:
    visitor.opens("/en/rules/")
    visitor.follows(".languages a[hreflang=ar]")
    assert visitor.path == "/ar/"
    assert "غير متوفرة" in visitor.page.locator(".notice").inner_text()
    visitor.follows("#menu a", has_text="العضوية")
    assert visitor.page.locator(".notice").count() == 0


def test_a_page_that_is_not_translated_falls_back_and_says_so(visitor: Visitor) -> None:
    visitor.opens("/ar/rules/")
    assert visitor.path == "/ar/rules/"
    assert visitor.heading == "Rules of racing"
    assert (visitor.attribute("html", "lang"), visitor.attribute("html", "dir")) == ("ar", "rtl")
    assert (visitor.attribute("article", "lang"), visitor.attribute("article", "dir")) == (
        "en",
        "ltr",
    )
    assert "غير متوفرة باللغة العربية" in visitor.page.locator(".notice").inner_text()
    assert visitor.attribute("link[rel=canonical]", "href") == f"{visitor.served.url}/en/rules/"


def test_an_address_without_a_language_is_that_of_the_readers(visits: Callable[..., Any]) -> None:
    with visits(locale="ar-AE") as visitor:
        visitor.opens("/membership/")
        visitor.arrives("/ar/membership/")
