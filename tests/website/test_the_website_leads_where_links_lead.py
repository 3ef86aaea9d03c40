"""The website in frontend/ leads where addresses, links, searches and previews lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.demo_site import Served
from tests.people import Person
from tests.previews.test_previews import page_preview, snippet_preview
from tests.website.visitor import DIR, WIDTHS, Visitor

GONE = ("This page is gone", "لم تعد هذه الصفحة موجودة")
# The demo's pictures are resized for real: half a minute, on a machine that does nothing else.
pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("language", DIR)
def test_an_address_without_a_page_is_a_404_that_helps(
    visits: Callable[..., Any], language: str
) -> None:
    with visits() as visitor:
        visitor.opens(f"/{language}/no-such-page/")
        assert visitor.path == f"/{language}/no-such-page/"
        assert visitor.heading in ("Page not found", "الصفحة غير موجودة")
        assert visitor.attribute("meta[name=robots]", "content") == "noindex"
        assert visitor.page.locator("link[rel=canonical]").count() == 0
        answer = visitor.page.goto(f"{visitor.served.url}/{language}/gone-for-good/")
        visitor.page.wait_for_selector("h1")
        assert (answer.status, visitor.heading in GONE) == (410, True)
        visitor.page.fill("input[type=search]", "dhow")
        visitor.page.keyboard.press("Enter")
        visitor.arrives(f"/{language}/search/?q=dhow")


def test_a_redirect_shows_the_page_at_its_new_address(visitor: Visitor) -> None:
    visitor.opens("/en/join/?from=poster#top")
    assert visitor.path == "/en/membership/?from=poster"
    assert visitor.heading == "Membership"
    assert visitor.page.evaluate("history.length") == 2, "about:blank and the page"


def test_a_page_that_moved_is_found_at_its_old_address(visitor: Visitor) -> None:
    visitor.opens("/en/night-sailing/")
    assert visitor.path == "/en/events/night-sailing/"
    assert visitor.heading == "Night sailing"


def test_a_redirect_to_another_website_leaves(visitor: Visitor) -> None:
    """The website's server sends it, and where a link was followed, the page that is open."""
    answer = visitor.page.request.get(f"{visitor.served.url}/en/shop/", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (301, "https://shop.example/boats")

    visitor.opens("/en/")
    visitor.page.evaluate("document.querySelector('#menu a').href = '/en/shop/'")
    with visitor.page.expect_request("https://shop.example/boats"):
        visitor.page.click("#menu a")


def test_a_missing_slash_is_added(visitor: Visitor) -> None:
    visitor.opens("/en/about")
    assert visitor.path == "/en/about/"


def test_links_open_without_loading_the_page_again(visitor: Visitor) -> None:
    visitor.opens("/en/")
    visitor.page.evaluate("window.mine = true")
    visitor.follows("#menu a", has_text="About")
    assert visitor.page.evaluate("window.mine") is True
    assert visitor.path == "/en/about/"
    # Whoever does not see the page hears which one it is, and reads on from its heading.
    assert visitor.focus == visitor.heading == "About the club"
    assert visitor.page.locator("#announcer").inner_text() == "About the club"
    assert visitor.page.title().startswith("About ADMSC")
    assert visitor.page.evaluate("scrollY") == 0
    assert visitor.attribute("#menu [aria-current=page]", "href") == "/en/about/"


def test_the_way_back_leads_to_where_one_was(visitor: Visitor) -> None:
    visitor.opens("/en/")
    visitor.page.locator(".card a").nth(3).scroll_into_view_if_needed()
    visitor.becomes("history.state?.y > 0")
    position_before = visitor.page.evaluate("scrollY")
    visitor.follows(".card a >> nth=3")
    assert visitor.page.evaluate("scrollY") == 0
    visitor.page.go_back()
    visitor.page.wait_for_selector(".hero")
    visitor.becomes(f"Math.abs(scrollY - {position_before}) < 5")
    visitor.page.go_forward()
    visitor.page.wait_for_selector("article")
    assert visitor.page.evaluate("scrollY") == 0


def test_what_is_hovered_is_there_at_the_click(visitor: Visitor) -> None:
    visitor.opens("/en/")
    with visitor.page.expect_response(lambda answer: "html_path=%2Fen%2Fprivacy%2F" in answer.url):
        visitor.page.hover(".footer a[href='/en/privacy/']")
    visitor.follows(".footer a[href='/en/privacy/']")
    assert sum("html_path=%2Fen%2Fprivacy%2F" in url for url in visitor.asked) == 1


def test_a_slower_answer_does_not_replace_what_was_asked_for_later(visitor: Visitor) -> None:
    visitor.opens("/en/")
    requests_held: list[Any] = []
    visitor.page.route(
        "**/find/?html_path=%2Fen%2Fabout%2F", lambda route: requests_held.append(route)
    )
    visitor.page.click("#menu a[href='/en/about/']")
    visitor.follows("#menu a[href='/en/membership/']")
    requests_held[0].continue_()
    visitor.page.wait_for_load_state("networkidle")
    assert (visitor.path, visitor.heading) == ("/en/membership/", "Membership")


def test_a_cms_that_does_not_answer_can_be_asked_again(visits: Callable[..., Any]) -> None:
    with visits(locale="ar-AE") as visitor:
        cms = f"{visitor.served.cms}/**"
        visitor.page.route(cms, lambda route: route.abort())
        visitor.opens("/ar/about/")
        assert visitor.heading == "تعذّر تحميل هذه الصفحة"
        assert visitor.attribute("html", "dir") == "rtl"
        assert visitor.attribute("meta[name=robots]", "content") == "noindex"
        visitor.page.unroute(cms)
        visitor.follows("main button")
        assert visitor.heading == "عن النادي"
        assert visitor.path == "/ar/about/"


@pytest.mark.parametrize(
    ("language", "query", "title"),
    [("en", "dhow", "Dhow Race"), ("ar", "المحامل", "للمحامل")],
)
def test_search_finds_pages_of_the_language_and_marks_the_match(
    visitor: Visitor, language: str, query: str, title: str
) -> None:
    visitor.opens(f"/{language}/")
    visitor.follows("header .tools a[href$='/search/']")
    visitor.page.fill("input[type=search]", query)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(".results li")
    assert visitor.path == f"/{language}/search/?q={quote(query)}"
    assert title in visitor.page.locator(".results").inner_text()
    assert visitor.page.locator(".results mark").count() > 0
    hrefs = visitor.page.locator(".results a").evaluate_all("(all) => all.map((a) => a.pathname)")
    assert all(href.startswith(f"/{language}/") for href in hrefs)
    assert visitor.attribute("meta[name=robots]", "content") == "noindex, follow"
    visitor.follows(".results a")
    visitor.page.go_back()
    visitor.page.wait_for_selector(".results li")
    assert visitor.page.input_value("input[type=search]") == query


def test_search_says_when_nothing_was_found_and_shows_what_was_typed_as_text(
    visitor: Visitor,
) -> None:
    typed = "<b>zzzqqqxxx</b>"
    visitor.opens(f"/en/search/?q={quote(typed)}")
    assert typed in visitor.page.locator(".results").inner_text()
    assert visitor.page.locator(".results li").count() == 0


@pytest.fixture
def editor(served: Served) -> Person:
    return Person("editor")


def test_a_draft_of_a_page_is_shown_and_nowhere_else(visitor: Visitor, editor: Person) -> None:
    from wagtail.models import Page

    about = Page.objects.get(slug="about", locale__language_code="en").specific
    visitor.opens(f"/preview/?token={page_preview(editor, about, title='Who we are')}")
    assert visitor.heading == "Who we are"
    assert visitor.page.locator(".preview-banner").inner_text() == "Preview – not published"
    assert visitor.attribute("meta[name=robots]", "content") == "noindex, nofollow"
    assert visitor.page.locator("link[rel=canonical]").count() == 0
    visitor.opens("/en/about/")
    assert visitor.heading == "About the club"


def test_an_arabic_draft_is_read_from_right_to_left(visitor: Visitor, editor: Person) -> None:
    from wagtail.models import Page

    page = Page.objects.get(title="إبحار ليلي").specific
    visitor.opens(f"/preview/?token={page_preview(editor, page, title='إبحار عند القمر')}")
    assert visitor.heading == "إبحار عند القمر"
    assert visitor.attribute("html", "dir") == "rtl"
    assert visitor.page.locator(".preview-banner").inner_text() == "معاينة – غير منشورة"


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_draft_of_a_menu_item_is_outlined_in_the_menu(
    visits: Callable[..., Any], editor: Person, width: int
) -> None:
    from snippets.models import MenuItem

    item = MenuItem.objects.get(label="Corniche Regatta")
    token = snippet_preview(editor, item, label="Regatta!")
    with visits(width) as visitor:
        visitor.opens(f"/preview/?token={token}")
        outlined = visitor.page.locator(".highlighted")
        outlined.wait_for()
        assert outlined.inner_text() == "Regatta!"
        assert visitor.complaints == []


def test_a_draft_of_a_hero_that_no_page_shows_is_shown_above_the_home_page(
    visitor: Visitor, editor: Person
) -> None:
    from snippets.models import Hero

    unused = Hero.objects.get(title="Learn to sail this winter")
    visitor.opens(f"/preview/?token={snippet_preview(editor, unused, title='Learn to row')}")
    assert visitor.page.locator(".hero.highlighted h2").inner_text() == "Learn to row"
    assert visitor.heading == "The sea is our home ground"


def test_the_editors_tools_work_inside_a_preview(visitor: Visitor, editor: Person) -> None:
    from wagtail.models import Page

    about = Page.objects.get(slug="about", locale__language_code="en").specific
    visitor.opens(f"/preview/?token={page_preview(editor, about)}")
    visitor.becomes("Boolean(document.querySelector('wagtail-userbar')?.shadowRoot)")
    assert visitor.page.evaluate("blocked") == []


def test_a_preview_that_may_not_be_seen_says_what_to_do(visits: Callable[..., Any]) -> None:
    with visits(locale="ar-AE") as visitor:
        visitor.opens("/preview/?token=nonsense")
        assert visitor.heading == "انتهت صلاحية هذه المعاينة أو أنها ليست لك"
        assert visitor.attribute("meta[name=robots]", "content") == "noindex"
