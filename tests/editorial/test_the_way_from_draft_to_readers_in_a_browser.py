"""From a draft to readers in Chromium: translated, approved, scheduled, rolled back."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from home.models import ContentPage
from snippets.models import Hero
from tests import content
from tests.background.scheduled import the_time_comes
from tests.background.test_scheduling import HURRIED, working
from tests.editorial.stories import LIVE, a_page, labels, reach_readers
from tests.screens import Screen, text_of
from tests.snippets.translating import in_language

# The demo's pictures are resized for real.
pytestmark = pytest.mark.timeout(600)

NOT_YET = {"en": "Not live yet: readers see it from ", "ar": "لم يظهر للقراء بعد: يرونه ابتداءً من "}
PICKER = ".xdsoft_datetimepicker >> visible=true"


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
    while remaining := waiting.count():
        item = waiting.first
        source = text_of(item.locator("p.title, p").first)
        item.locator("button").last.click()
        box = page.locator(".js-translation-editor textarea").first
        box.fill(ARABIC[source])
        # Each text is read in its own direction, whatever the admin's is.
        assert box.evaluate("one => getComputedStyle(one).unicodeBidi") == "plaintext"
        if remaining == 1:
            box.evaluate("one => one.scrollIntoView({block: 'center'})")
            screen.takes_a_picture(picture)
        box.locator("xpath=following::button[2]").click()  # after "Cancel"
        screen_waits(lambda: waiting.count() < remaining)


def screen_waits(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.03)


@pytest.mark.parametrize("kind", ["page", "hero"])
def test_from_missing_to_live_in_arabic(
    kind: str, screen_of: Callable[..., Screen], language: str
) -> None:
    instance: Hero | ContentPage = (
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
    title = ARABIC[instance.title]
    screen = screen_of("publisher")
    page = screen.page
    screen.goes_to("/admin/translations/?state=missing")
    row = page.locator(f'tr[data-thing="{instance._meta.label_lower}:{instance.pk}"]')
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
    heading = tab.locator("h1" if kind == "page" else ".hero.highlighted h2")
    assert text_of(heading) == title
    assert tab.locator("html").get_attribute("dir") == "rtl"
    tab.close()
    assert in_language(instance, "ar").live is False

    page.locator("footer .w-dropdown-button button").first.click()
    page.wait_for_selector(".messages li")
    assert in_language(instance, "ar").live is True
    screen.goes_to(f"/admin/translations/?q={quote(instance.title)}")
    assert cell.get_attribute("data-state") == "live"
    if kind == "page":
        tab = screen.looks_at_the_website(f"/ar/{instance.slug}/")
        assert text_of(tab.locator("h1")) == title
        tab.close()
    else:
        heroes = screen.reads("/api/heroes/?locale=ar")
        assert title in [hero["title"] for hero in heroes]


def test_an_editor_submits_and_a_publisher_approves(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    instance = a_page(words, "submitted", language)
    path = f"/{language}/{instance.slug}/"
    editor, publisher = screen_of("editor"), screen_of("publisher")

    editor.edits(instance)
    editor.page.fill("#id_title", words["approved"])
    editor.opens_the_actions()
    offered = editor.page.locator("footer button[name^=action-]")
    names = {button.get_attribute("name") for button in offered.all()}
    assert "action-submit" in names
    assert not names & {"action-publish", "action-unpublish"}
    editor.takes_a_picture("what-an-editor-may-do")
    editor.presses("action-submit")
    editor.page.wait_for_selector(".messages li")
    tab = editor.looks_at_the_website(path)
    assert text_of(tab.locator("h1")) == instance.title
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
    instance = a_page(words, "scheduled", language, live=False)
    path = f"/{language}/{instance.slug}/"
    screen = screen_of("publisher")
    page = screen.page
    screen.edits(instance)
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

    screen.presses("action-publish")
    screen.says(NOT_YET[language])
    with working("-c", "import django; django.setup()\n" + HURRIED):
        assert path not in paths(screen, language)
        the_time_comes(hours=48)
        screen_waits(lambda: path in paths(screen, language))
    tab = screen.looks_at_the_website(path)
    assert text_of(tab.locator("h1")) == instance.title
    tab.close()


def paths(screen: Screen, language: str) -> list[str]:
    return [page["path"] for page in screen.reads(f"/api/seo-data/?locale={language}")["pages"]]


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
    screen.takes_a_picture("rollback")
    page.click("button.serious")
    banner = page.locator(".cms-rollback")
    banner.wait_for()
    assert words["reason"] in text_of(banner)
    reach_readers(has, (True, False))
    screen.goes_to(f"/admin/pages/{content.home(language).pk}/")
    assert banner.is_visible()
    screen.takes_a_picture("rolled-back")
    banner.locator("button").click()
    page.wait_for_url("**/admin/published/")
    assert banner.count() == 0
    reach_readers(has, (False, True))
    item.refresh_from_db()
    item.delete()
