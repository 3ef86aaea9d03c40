"""Titles and descriptions of the whole website are written in one table and published at once.

By the role "SEO staff" alone, in both languages of the admin. Clicks are counted: everything else
is typed. Where the demo site has fewer pages in two languages, the rest are made here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from home.text_width import TITLE, width
from tests import content
from tests.editorial.test_the_seo_tab_in_a_browser import LONG
from tests.screens import DIR

if TYPE_CHECKING:
    from tests.screens import Screen

MOST_CLICKS = 25
PAGES = 20
TITLES = "[data-field=seo_title]"


class Clicks:
    """Counts them."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.count = screen, 0

    def __call__(self, selector: str) -> None:
        self.count += 1
        self.screen.page.locator(selector).first.click()

    def __repr__(self) -> str:
        return f"{self.count} clicks"


def is_ready(screen: Screen) -> None:
    screen.page.locator("[data-metadata-bar][data-ready]").wait_for(state="attached")


def groups() -> list[tuple[int, int]]:
    """The English and the Arabic page of each of twenty that are translated."""
    from wagtail.models import Page

    from home.models import HomePage

    of_language = {
        code: dict(
            Page.objects.live()
            .not_type(HomePage)
            .filter(locale__language_code=code, alias_of=None, depth__gt=2)
            .values_list("translation_key", "pk")
        )
        for code in ("en", "ar")
    }
    both = of_language["en"].keys() & of_language["ar"].keys()
    return [(of_language["en"][key], of_language["ar"][key]) for key in sorted(both)][:PAGES]


@pytest.fixture
def twenty_pages(served: Any) -> list[tuple[int, int]]:
    from cms.publishing.publish import publish

    for number in range(PAGES - len(groups())):
        content.arabic(content.page(f"More {number}", f"more-{number}"), title=f"المزيد {number}")
    publish()
    return groups()


@pytest.mark.parametrize("language", ["en"])
def test_twenty_pages_in_two_languages_are_written_and_live_with_few_clicks(
    screen_of: Callable[..., Screen], twenty_pages: list[tuple[int, int]]
) -> None:
    screen = screen_of("seo")
    screen.goes_to("/admin/")
    page, click = screen.page, Clicks(screen)
    version = page.request.get(f"{screen.served.cms}/api/version/").json()["data"]["version"]
    click("li:has(a[href='/admin/reports/seo/table/']) button")
    click("a[href='/admin/reports/seo/table/']")
    is_ready(screen)
    listed = page.locator("tr[data-page]").evaluate_all(
        "rows => rows.map((row) => row.dataset.page)"
    )
    wanted = {str(pk): f"Title {pk}" for pair in twenty_pages for pk in pair}
    assert len(wanted) == 2 * PAGES
    assert set(wanted) <= set(listed)
    click(TITLES)
    for pk in listed:
        if pk in wanted:
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(wanted[pk])
        page.keyboard.press("Enter")
    assert page.locator("tr.cms-row--changed").count() == len(wanted)
    screen.fits("the table")
    with page.expect_navigation():
        click("[data-publish]")
    assert click.count <= MOST_CLICKS, click
    is_ready(screen)
    assert page.locator("[data-metadata-bar]").is_hidden()
    assert (
        page.request.get(f"{screen.served.cms}/api/version/").json()["data"]["version"]
        == version + 1
    )
    served = {
        str(entry["id"]): entry["title"]
        for code in ("en", "ar")
        for entry in screen.reads(f"/api/seo-data/?locale={code}")["pages"]
    }
    assert {pk: served[pk] for pk in wanted} == wanted
    # And back, from the message.
    page.locator(".messages a[href='/admin/reports/seo/table/undo/']").click()
    with page.expect_navigation():
        page.locator("form[action$='/publish/'] button[type=submit]").click()
    titles = [entry["title"] for entry in screen.reads("/api/seo-data/?locale=en")["pages"]]
    assert not set(titles) & set(wanted.values())


def test_what_is_written_stays_until_it_is_published_or_discarded(
    screen_of: Callable[..., Screen], served: Any
) -> None:
    from home.models import ContentPage

    screen = screen_of("seo")
    page = screen.page
    own = ContentPage.objects.get(slug="membership", locale__language_code=screen.language)
    other_code = {"en": "ar", "ar": "en"}[screen.language]
    other = ContentPage.objects.get(slug="membership", locale__language_code=other_code)
    for each in (own, other):
        each.seo_title = ""
        each.save_revision().publish()
    screen.goes_to("/admin/reports/seo/table/")
    is_ready(screen)
    for each, code in ((own, screen.language), (other, other_code)):
        row = page.locator(f"tr[data-page='{each.pk}']")
        field = row.locator(TITLES)
        assert field.evaluate("(field) => getComputedStyle(field).direction") == DIR[code]
        meter = row.locator("td:has([data-field=seo_title]) [data-width]")
        field.fill(LONG[code])
        row.locator("[data-state=wide]").wait_for()
        measured = width(LONG[code], TITLE.size)
        assert abs(int(meter.get_attribute("data-width")) - measured) < 0.02 * measured
    page.locator("tr.cms-row--changed").first.evaluate(
        "(row) => row.scrollIntoView({ block: 'center' })"
    )
    screen.takes_a_picture("seo-table")
    # Filters change the rows without loading the screen; paging and coming back load it.
    screen.goes_to(f"/admin/reports/seo/table/?language={other_code}")
    is_ready(screen)
    assert page.locator("[data-elsewhere]").inner_text()
    assert page.locator(f"tr[data-page='{own.pk}']").count() == 0
    assert page.locator(f"tr[data-page='{other.pk}'] {TITLES}").input_value() == LONG[other_code]
    page.locator("[data-show]").click()
    is_ready(screen)
    assert page.locator("tr[data-page]").count() == 2
    # Somebody else was faster: that is said, and nothing is published over it.
    own.seo_title = "Of somebody else"
    own.save_revision().publish()
    with page.expect_navigation():
        page.locator("[data-publish]").click()
    assert page.locator("[data-refused] tbody tr").count() == 1
    other.refresh_from_db()
    assert other.seo_title != LONG[other_code]
    screen.goes_to("/admin/reports/seo/table/?text=membership")
    is_ready(screen)
    row = page.locator(f"tr[data-page='{own.pk}']")
    assert "Of somebody else" in row.locator("[data-stale]").inner_text()
    row.locator("[data-discard]").click()
    assert row.locator(TITLES).input_value() == "Of somebody else"
    with page.expect_navigation():
        page.locator("[data-publish]").click()
    is_ready(screen)
    other.refresh_from_db()
    assert other.seo_title == LONG[other_code]
    assert page.locator("[data-metadata-bar]").is_hidden()
