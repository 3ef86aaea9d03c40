"""The work of those who make the website, in Chromium, with the admin in English and in Arabic.

On the demo site with the real website beside it: what somebody types is seen in the preview, what
they publish is seen where readers see it. Each story is about things of its own, in the language
of its admin, so they may run in any order. With WRITE_DOCS=1 they take the pictures of the guides.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from home.models import ContentPage
from snippets.models import Hero, MenuItem, SiteImage
from tests import content
from tests.demo_site import LANGUAGES, Served, on_the_air
from tests.screens import Screen, at_a_screen, text_of
from tests.test_scheduling import HURRIED, working
from tests.test_translations_do_what_editors_expect import in_language

# The demo's pictures are resized for real.
pytestmark = pytest.mark.timeout(600)

OTHER = {"en": "ar", "ar": "en"}
LIVE = {
    "en": r"Live in .+, version (\d+)",
    "ar": r"ظهر للقراء خلال .+، الإصدار (\d+)",
}
NOT_YET = {"en": "Not live yet: readers see it from ", "ar": "لم يظهر للقراء بعد: يرونه ابتداءً من "}
PICKER = ".xdsoft_datetimepicker >> visible=true"
RENAMED = {"en": "“{}” → “{}”", "ar": "«{}» ← «{}»"}

# What the stories are about, in the language of whoever tells them.
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "page": ("Family day on the water", "family-day"),
        "introduction": "Boats, kites and a picnic on the pontoon, every first Friday.",
        "paragraph": "<p>Bring sun cream and a change of clothes. We bring the boats.</p>",
        "new title": "Family Friday on the water",
        "item": "Weather",
        "renamed item": "Wind and weather",
        "wrong item": "Weether",
        "reason": "A wrong word in the menu",
        "submitted": ("Night sailing", "night-sailing"),
        "approved": "Night sailing under a full moon",
        "scheduled": ("National Day parade", "national-day-parade"),
        "search title": "Become a member of the Corniche's sailing club",
        "alt": "Dinghies with orange sails off the Corniche",
    },
    "ar": {
        "page": ("يوم العائلة على الماء", "family-day"),
        "introduction": "قوارب وطائرات ورقية ونزهة على الرصيف، في أول جمعة من كل شهر.",
        "paragraph": "<p>أحضروا واقي الشمس وملابس إضافية، والقوارب علينا.</p>",
        "new title": "جمعة العائلة على الماء",
        "item": "الطقس",
        "renamed item": "الرياح والطقس",
        "wrong item": "الطقص",
        "reason": "كلمة خاطئة في القائمة",
        "submitted": ("إبحار ليلي", "night-sailing"),
        "approved": "إبحار ليلي تحت البدر",
        "scheduled": ("مسيرة اليوم الوطني", "national-day-parade"),
        "search title": "انضم إلى نادي الإبحار على الكورنيش",
        "alt": "قوارب بأشرعة برتقالية قبالة الكورنيش",
    },
}


@pytest.fixture(scope="module")
def served(database_of_the_module: None) -> Iterator[Served]:
    with on_the_air() as served:
        yield served


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def words(language: str) -> dict[str, Any]:
    return WORDS[language]


@pytest.fixture
def screen_of(browser: Any, served: Served, language: str) -> Iterator[Callable[..., Screen]]:
    with at_a_screen(browser, served, language) as screen_of:
        yield screen_of


def a_page(words: dict[str, Any], name: str, language: str, **fields: Any) -> ContentPage:
    """A page whose source is the language of the story."""
    title, slug = words[name]
    body = [
        ("image", {"image": SiteImage.objects.get(title=FAMILY), "caption": ""}),
        ("paragraph", words["paragraph"]),
    ]
    fields = {"introduction": words["introduction"], "body": body} | fields
    made: ContentPage = content.page(title, slug, parent=content.home(language), **fields)
    return made


FAMILY = "Sailing school"


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


def reach_readers(seen: Callable[[], Any], wanted: Any) -> None:
    """Whichever process of the CMS answers: all of them have it within a second."""
    deadline = time.monotonic() + 1
    while (found := seen()) != wanted:
        assert time.monotonic() < deadline, (found, wanted)


def labels(menu: list[dict[str, Any]]) -> list[str]:
    return [item["label"] for item in menu]


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
        shown = tab.locator("#menu > ul > li > a").all_inner_texts()
        assert [one.strip() for one in shown] == wanted[code]
        tab.close()
    MenuItem.objects.filter(label=new).delete()


def preview_of(screen: Screen) -> Any:
    """Clicks on the preview of the translations' editor; answers the tab with the website."""
    with screen.page.context.expect_page() as opened:
        screen.page.locator("footer a[href*='/preview/']").click()
    tab = opened.value
    tab.wait_for_url(f"{screen.served.url}/preview/**")
    tab.wait_for_selector("main[aria-busy=false] h1")
    return tab


ARABIC = {
    "Winter camp": "مخيم الشتاء",
    "Five days on the water for children from eight to fourteen.": (
        "خمسة أيام على الماء للأطفال من الثامنة إلى الرابعة عشرة."
    ),
    "<p>Lunch, boats and life jackets are included.</p>": "الغداء والقوارب وسترات النجاة مشمولة.",
    "Lunch, boats and life jackets are included.": "الغداء والقوارب وسترات النجاة مشمولة.",
    "Learn to row": "تعلّم التجديف",
    "Mornings at six, when the water is a mirror.": "صباحًا في السادسة، حين يكون الماء مرآة.",
    "Join a crew": "انضم إلى طاقم",
}


def translates_everything(screen: Screen, picture: str) -> None:
    page = screen.page
    waiting = page.locator(".js-translation-editor li.incomplete")
    waiting.first.wait_for()
    while left := waiting.count():
        item = waiting.first
        source = text_of(item.locator("p.title, p").first)
        item.locator("button").last.click()
        box = page.locator(".js-translation-editor textarea").first
        box.fill(ARABIC[source])
        # Each text is read in its own direction, whatever the admin's is.
        assert box.evaluate("one => getComputedStyle(one).unicodeBidi") == "plaintext"
        if left == 1:
            box.evaluate("one => one.scrollIntoView({block: 'center'})")
            screen.takes_a_picture(picture)
        box.locator("xpath=following::button[2]").click()  # after "Cancel"
        screen_waits(lambda: waiting.count() < left)


def screen_waits(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.03)


@pytest.mark.parametrize("kind", ["page", "hero"])
def test_from_missing_to_live_in_arabic(
    kind: str, screen_of: Callable[..., Screen], language: str
) -> None:
    thing: Hero | ContentPage = (
        content.hero(
            "Learn to row",
            description="Mornings at six, when the water is a mirror.",
            button_label="Join a crew",
            button_route="/membership/",
        )
        if kind == "hero"
        else content.page(
            "Winter camp",
            f"winter-camp-{language}",
            introduction="Five days on the water for children from eight to fourteen.",
            body=[("paragraph", "<p>Lunch, boats and life jackets are included.</p>")],
        )
    )
    title = ARABIC[thing.title]
    screen = screen_of("publisher")
    page = screen.page
    screen.goes_to("/admin/translations/?state=missing")
    row = page.locator(f'tr[data-thing="{thing._meta.label_lower}:{thing.pk}"]')
    cell = row.locator("td[data-language=ar]")
    assert cell.get_attribute("data-state") == "missing"
    row.locator("input[name=thing]").check()
    page.locator("input[name=language][value=ar]").check()
    screen.takes_a_picture("translations")
    page.click("#send button[type=submit]")
    page.wait_for_selector(".messages li")
    screen.goes_to("/admin/translations/?state=draft")
    assert cell.get_attribute("data-state") == "draft"

    cell.locator("a").first.click()
    translates_everything(screen, f"translating-a-{kind}")
    tab = preview_of(screen)
    shown = tab.locator("h1" if kind == "page" else ".hero.highlighted h2")
    assert text_of(shown) == title
    assert tab.locator("html").get_attribute("dir") == "rtl"
    tab.close()
    assert in_language(thing, "ar").live is False

    page.locator("footer .w-dropdown-button button").first.click()
    page.wait_for_selector(".messages li")
    assert in_language(thing, "ar").live is True
    screen.goes_to(f"/admin/translations/?q={quote(thing.title)}")
    assert cell.get_attribute("data-state") == "live"
    if kind == "page":
        tab = screen.looks_at_the_website(f"/ar/{thing.slug}/")
        assert text_of(tab.locator("h1")) == title
        tab.close()
    else:
        heroes = screen.reads("/api/heroes/?locale=ar")
        assert title in [hero["title"] for hero in heroes]


def test_an_editor_submits_and_a_publisher_approves(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    thing = a_page(words, "submitted", language)
    path = f"/{language}/{thing.slug}/"
    editor, publisher = screen_of("editor"), screen_of("publisher")

    editor.edits(thing)
    editor.page.fill("#id_title", words["approved"])
    editor.opens_the_actions()
    offered = editor.page.locator("footer button[name^=action-]")
    names = {one.get_attribute("name") for one in offered.all()}
    assert "action-submit" in names
    assert not names & {"action-publish", "action-unpublish"}
    editor.takes_a_picture("what-an-editor-may-do")
    editor.presses("action-submit")
    editor.page.wait_for_selector(".messages li")
    tab = editor.looks_at_the_website(path)
    assert text_of(tab.locator("h1")) == thing.title
    tab.close()

    publisher.goes_to("/admin/")
    waiting = publisher.page.locator("#awaiting-review-section tr", has_text=words["approved"])
    assert "Editor" in text_of(waiting)
    waiting.locator("[data-w-dropdown-target=toggle]").click()
    publisher.takes_a_picture("awaiting-review")
    approve = waiting.locator("button[data-workflow-action-url*='/approve/']").first
    with publisher.page.expect_navigation():
        approve.click()
    publisher.says(LIVE[language])
    tab = publisher.looks_at_the_website(path)
    assert text_of(tab.locator("h1")) == words["approved"]
    tab.close()
    assert publisher.page.locator(
        "#went-live-section", has_text=words["approved"]
    ).first.is_visible()
    publisher.takes_a_picture("first-page")


def test_seo_staff_see_the_seo_tab_alone_and_publish_it(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    membership = ContentPage.objects.get(slug="membership", locale__language_code=language)
    screen = screen_of("seo")
    page = screen.page
    screen.edits(membership)
    assert page.locator("#id_title, #id_introduction, [name=body-count]").count() == 0
    page.fill("input[name=seo_title]", words["search title"])
    page.locator("input[name=seo_title]").blur()
    screen.takes_a_picture("seo")
    screen.presses("action-publish")
    screen.says(LIVE[language])
    tab = screen.looks_at_the_website(f"/{language}/membership/")
    assert words["search title"] in tab.title()
    assert text_of(tab.locator("h1")) == membership.title
    tab.close()


def test_what_is_scheduled_goes_live_by_itself(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    thing = a_page(words, "scheduled", language, live=False)
    path = f"/{language}/{thing.slug}/"
    screen = screen_of("publisher")
    page = screen.page
    screen.edits(thing)
    screen.opens_the_panel("status")
    page.click("[data-a11y-dialog-show=schedule-publishing-dialog]")
    dialog, picker = page.locator("#schedule-publishing-dialog"), page.locator(PICKER)
    page.click("#id_go_live_at")
    picker.wait_for()
    tomorrow = timezone.localtime() + timedelta(days=1)
    page.fill("#id_go_live_at", f"{tomorrow:%Y-%m-%d} 09:00")
    dialog.locator("h2").click()
    picker.wait_for(state="hidden")
    screen.takes_a_picture("schedule")
    with page.expect_navigation():
        dialog.locator(".action-save").click()

    # The picker knows whole minutes. The form knows seconds, and the test is in a hurry.
    moment = (timezone.localtime() + timedelta(seconds=5)).replace(microsecond=0)
    page.locator("#id_go_live_at").evaluate(
        "(one, moment) => { one.value = moment; }", f"{moment:%Y-%m-%d %H:%M:%S}"
    )
    screen.presses("action-publish")
    screen.says(NOT_YET[language])
    assert path not in paths(screen, language)
    assert timezone.localtime() < moment, "the test was too slow for its own schedule"

    with working("-c", "import django; django.setup()\n" + HURRIED):
        screen_waits(lambda: path in paths(screen, language))
    assert timezone.localtime() >= moment
    tab = screen.looks_at_the_website(path)
    assert text_of(tab.locator("h1")) == thing.title
    tab.close()


def paths(screen: Screen, language: str) -> list[str]:
    return [one["path"] for one in screen.reads(f"/api/seo-data/?locale={language}")["pages"]]


def test_back_to_an_earlier_version_and_undone(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    item = content.menu_item(words["renamed item"], code=language)
    screen = screen_of("admin")
    page = screen.page
    good, wrong = words["renamed item"], words["wrong item"]
    screen.edits(item)
    screen.presses("action-publish")
    before = int(screen.says(LIVE[language])[1])
    screen.edits(item)
    page.fill("input[name=label]", wrong)
    screen.presses("action-publish")
    screen.says(LIVE[language])

    def has() -> tuple[bool, bool]:
        menu = labels(screen.reads(f"/api/menu-items/?locale={language}"))
        return good in menu, wrong in menu

    reach_readers(has, (False, True))
    screen.goes_to("/admin/published/")
    assert page.locator(".cms-layer--ok").count() == 4
    screen.takes_a_picture("published")
    page.locator("#history-section").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#history-section').scrollIntoView()")
    screen.takes_a_picture("published-history")
    page.locator(f"tr[data-version='{before}'] a[href*='/restore/']").click()
    page.fill("input[name=reason]", words["reason"])
    screen.takes_a_picture("going-back")
    page.click("button.serious")
    banner = page.locator(".cms-held")
    banner.wait_for()
    assert words["reason"] in text_of(banner)
    reach_readers(has, (True, False))
    screen.goes_to(f"/admin/pages/{content.home(language).pk}/")
    assert banner.is_visible()
    screen.takes_a_picture("held")
    banner.locator("button").click()
    page.wait_for_url("**/admin/published/")
    assert banner.count() == 0
    reach_readers(has, (False, True))
    item.refresh_from_db()
    item.delete()


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
    told = {code: str(screen.reads(f"/api/heroes/?locale={code}")) for code in LANGUAGES}
    assert words["alt"] in told[language]
    assert words["alt"] not in told[OTHER[language]]


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
