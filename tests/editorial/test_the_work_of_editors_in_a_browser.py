"""What editors do all day, in Chromium: pages, menu items, pictures, lists, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from snippets.models import MenuItem, SiteImage
from tests.demo_site import LANGUAGES, Served
from tests.editorial.stories import FAMILY, LIVE, a_page, labels, reach_readers
from tests.screens import Screen, text_of

# The demo's pictures are resized for real.
pytestmark = pytest.mark.timeout(600)

OTHER = {"en": "ar", "ar": "en"}
RENAMED = {"en": "“{}” → “{}”", "ar": "«{}» ← «{}»"}


def test_an_edit_is_previewed_and_compared_and_published_and_on_the_website(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    about = a_page(words, "page", language)
    path, old, new = f"/{language}/{about.slug}/", about.title, words["new title"]
    screen = screen_of("publisher", "log-in")
    page = screen.page
    screen.goes_to(f"/admin/pages/{about.get_parent().pk}/")
    screen.takes_a_picture("pages")

    # Typed, not published: the preview shows it, readers do not get it.
    screen.edits(about)
    screen.opens_the_panel("preview")
    screen.preview.locator("h1", has_text=old).wait_for()
    screen.types("#id_title", new)
    screen.preview.locator("h1", has_text=new).wait_for()
    assert screen.preview.locator("html").get_attribute("lang") == language
    screen.takes_a_picture("editing-a-page")
    tab = screen.looks_at_the_website(path)
    assert text_of(tab.locator("h1")) == old
    tab.close()

    # What publishing it would change.
    screen.presses("action-what-changes")
    page.wait_for_url("**/what-changes/**")
    changes = page.locator(".cms-changes")
    assert RENAMED[language].format(old, new) in text_of(changes)
    screen.takes_a_picture("what-changes")
    page.click(".cms-json summary")
    assert page.locator(".cms-json__line--new", has_text=new).first.is_visible()
    screen.takes_a_picture("what-changes-json")

    # Published: the receipt, and the website.
    page.click("#main a.button[href*='/edit/']")
    # The panel is still open; a preview that is on its way is refused once its page was published.
    screen.preview.locator("wagtail-userbar").wait_for(state="attached")
    screen.presses("action-publish")
    version = int(screen.says(LIVE[language])[1])
    screen.takes_a_picture("receipt")
    tab = screen.looks_at_the_website(path)
    assert text_of(tab.locator("h1")) == new
    screen.takes_a_picture("on-the-website", tab)
    tab.close()
    page.locator(".messages a[href$='/published/']").click()
    page.wait_for_url("**/admin/published/")
    assert page.locator(f"tr[data-version='{version}']", has_text=new).is_visible()


def test_a_menu_item_is_made_and_dragged_and_both_languages_follow(
    screen_of: Callable[..., Screen], served: Served, words: dict[str, Any], language: str
) -> None:
    screen = screen_of("publisher")
    page = screen.page
    other, new = OTHER[language], words["item"]

    def both() -> dict[str, list[str]]:
        return {code: labels(screen.reads(f"/api/menu-items/?locale={code}")) for code in LANGUAGES}

    menu = both()
    screen.goes_to(f"/admin/snippets/snippets/menuitem/add/?locale={language}")
    page.fill("input[name=label]", new)
    page.fill("input[name=route]", "https://forecast.example/abu-dhabi")
    screen.takes_a_picture("adding-a-menu-item")
    screen.presses("action-publish")
    screen.says(LIVE[language])
    reach_readers(both, {code: [*menu[code], new] for code in LANGUAGES})

    # With the mouse, from the last place to right after the first.
    screen.goes_to(f"/admin/snippets/snippets/menuitem/?locale={language}")
    screen.takes_a_picture("menu-items")
    screen.goes_to(f"/admin/snippets/snippets/menuitem/?locale={language}&ordering=order")
    rows = page.locator("tr[data-w-orderable-target=item]")
    handle = rows.last.locator("[data-w-orderable-target=handle]")
    assert new in text_of(rows.last)
    start, second = handle.bounding_box(), rows.nth(1).bounding_box()
    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 20, steps=4)
    # The rows make room one after the other, each with an animation.
    for step in range(100):
        if new in text_of(rows.nth(1)):
            break
        page.mouse.move(x, second["y"] + second["height"] * 0.3 + step % 2, steps=4)
        page.wait_for_timeout(50)
    screen.takes_a_picture("dragging")
    with page.expect_response(re.compile("/reorder/")) as answered:
        page.mouse.up()
    assert answered.value.ok

    wanted = {code: [menu[code][0], new, *menu[code][1:]] for code in LANGUAGES}
    reach_readers(both, wanted)
    for code in (language, other):
        tab = screen.looks_at_the_website(f"/{code}/")
        menu_labels = tab.locator("#menu > ul > li > a").all_inner_texts()
        assert [label.strip() for label in menu_labels] == wanted[code]
        tab.close()
    MenuItem.objects.filter(label=new).delete()


def test_alternative_texts_of_a_picture_are_in_the_language_of_who_hears_them(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    picture = SiteImage.objects.get(title=FAMILY)
    screen = screen_of("publisher")
    page = screen.page
    screen.edits(picture)
    for code, direction in (("en", "ltr"), ("ar", "rtl")):
        box = page.locator(f"input[name=alt_text_{code}]")
        assert box.evaluate("one => getComputedStyle(one).direction") == direction
    page.fill(f"input[name=alt_text_{language}]", words["alt"])
    screen.takes_a_picture("an-image")
    with page.expect_navigation():
        page.locator("form[action*='/images/'] button[type=submit], footer button").first.click()
    screen.says(LIVE[language])
    by_language = {code: str(screen.reads(f"/api/heroes/?locale={code}")) for code in LANGUAGES}
    assert words["alt"] in by_language[language]
    assert words["alt"] not in by_language[OTHER[language]]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("heroes", "/admin/snippets/snippets/hero/?locale={}"),
        ("partners", "/admin/snippets/snippets/partner/?locale={}"),
        ("footer-links", "/admin/snippets/snippets/footerlink/?locale={}"),
    ],
)
def test_lists_show_what_the_website_shows(
    name: str, path: str, screen_of: Callable[..., Screen], language: str
) -> None:
    screen = screen_of("publisher")
    screen.goes_to(path.format(language))
    listed = text_of(screen.page.locator("#listing-results"))
    ours = [
        entry
        for entry in screen.reads(f"/api/{name}/?locale={language}")
        if entry["locale"] == language
    ]
    assert ours
    for entry in ours:
        assert next(entry[key] for key in ("title", "name", "label") if key in entry) in listed
    broken = "[...document.images].filter((one) => !one.naturalWidth).map((one) => one.src)"
    assert screen.page.evaluate(broken) == []
    screen.takes_a_picture(name)


def test_every_screen_fits_a_phone(screen_of: Callable[..., Screen], language: str) -> None:
    item = MenuItem.objects.filter(locale__language_code=language).first()
    assert item is not None
    screen = screen_of("admin")
    screen.page.set_viewport_size({"width": 390, "height": 800})
    for path in (
        f"/admin/what-changes/snippets/menuitem/{item.pk}/",
        "/admin/published/",
        "/admin/translations/",
        "/admin/",
    ):
        screen.goes_to(path)
        screen.fits(path)
