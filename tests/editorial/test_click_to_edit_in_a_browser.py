"""Editors click what they see in the preview and are at its field, and the other way round."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from home.models import ContentPage
from snippets.models import FooterLink
from tests import content
from tests.screens import Screen, becomes, edit_address, text_of

# The demo's pictures are resized for real.
pytestmark = pytest.mark.timeout(600)

FOCUSED = "document.activeElement.value ?? document.activeElement.textContent"
INTRODUCTION = {"en": "Introduction", "ar": "المقدمة"}
FOOTER_LINK = {"en": "Footer link", "ar": "رابط التذييل"}


WORDS = {
    "en": {
        "title": "Open day",
        "introduction": "Come and row",
        "heading": "What to bring",
        "prose": "Sun cream and a hat.",
        "card": "Dinghies",
        "card text": "For two",
        "second card": "Kayaks",
        "question": "May dogs come?",
    },
    "ar": {
        "title": "يوم مفتوح",
        "introduction": "تعالوا وجدّفوا",
        "heading": "ماذا تحضرون",
        "prose": "واقي شمس وقبعة.",
        "card": "قوارب صغيرة",
        "card text": "لشخصين",
        "second card": "كاياك",
        "question": "هل يُسمح بالكلاب؟",
    },
}


def a_page_with_blocks(language: str) -> ContentPage:
    """One of each kind of nesting: text, a struct, a list of structs, rich text in a list."""
    if (page := ContentPage.objects.filter(title=WORDS[language]["title"]).first()) is not None:
        return page
    words = WORDS[language]
    cards = [{"title": words["card"], "text": words["card text"]}, {"title": words["second card"]}]
    body = [
        ("heading", {"text": words["heading"], "level": "h2"}),
        ("paragraph", f"<p>{words['prose']}</p>"),
        ("cards", {"cards": cards}),
        ("faq", {"questions": [{"question": words["question"], "answer": "<p>…</p>"}]}),
    ]
    fields = {"introduction": words["introduction"], "body": body}
    page = content.page(words["title"], "open-day", parent=content.home(language), **fields)
    return page


@pytest.fixture
def screen(screen_of: Callable[..., Screen], language: str) -> Screen:
    """The page in its editor, beside its preview."""
    screen = screen_of("publisher")
    screen.edits(a_page_with_blocks(language))
    screen.opens_the_panel("preview")
    screen.preview.locator("wagtail-userbar").wait_for(state="attached")
    return screen


#: What is clicked, what it says, and where that is written.
SEEN = {
    "title": ("h1", "[data-contentpath=title]"),
    "introduction": (".introduction", "[data-contentpath=introduction]"),
    "heading": (".block-heading span", "[data-contentpath=text]"),
    "prose": (".prose p", ".Draftail-Editor"),
    "second card": (".card:nth-child(2) :is(h2, h3)", "[data-contentpath=title]"),
    "card text": (".card:nth-child(1) p", "[data-contentpath=text]"),
    "question": ("summary", "[data-contentpath=question]"),
}


def test_a_click_on_what_is_seen_leads_to_its_field(screen: Screen, language: str) -> None:
    for name, (selector, field) in SEEN.items():
        text = WORDS[language][name]
        screen.preview.locator(selector, has_text=text).first.click()
        becomes(screen.page, f"(text) => ({FOCUSED}).trim() === text", arg=text)
        focused = screen.page.evaluate_handle("document.activeElement")
        assert focused.evaluate("(element, field) => !!element.closest(field)", field), name
        assert focused.evaluate(IS_IN_SIGHT), name


IS_IN_SIGHT = """(element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def test_a_field_on_another_tab_in_a_closed_panel_is_opened(screen: Screen, language: str) -> None:
    title = "[data-contentpath=title]"
    block = screen.page.locator("[data-contentpath=body] [data-streamfield-child]").first
    block.locator("[data-panel-toggle]").first.click()
    screen.page.locator("[role=tab]").nth(1).click()
    assert not screen.page.locator(title).first.is_visible()
    screen.preview.locator(".block-heading span").click()
    becomes(screen.page, f"(text) => {FOCUSED} === text", arg=WORDS[language]["heading"])


def test_a_field_is_named_where_one_points_and_outlined_where_one_writes(
    screen: Screen, language: str
) -> None:
    screen.preview.locator(".introduction").hover()
    tag = screen.preview.locator(".edit-tag", has_text=INTRODUCTION[language])
    tag.wait_for(timeout=5000)
    screen.preview.locator(".footer .about + nav a").first.hover()
    assert text_of(screen.preview.locator(".edit-tag")) == FOOTER_LINK[language]

    screen.page.focus("[data-contentpath=introduction] textarea")
    screen.preview.locator(".introduction.edited").wait_for(timeout=5000)
    titles = screen.page.locator("[data-contentpath=cards] [data-contentpath=title] input")
    titles.last.focus()
    outlined = screen.preview.locator(".edited")
    screen.preview.locator(".card .edited").wait_for(timeout=5000)
    assert text_of(outlined) == WORDS[language]["second card"]

    # And still after the preview was made anew with what was typed.
    screen.types("[data-contentpath=introduction] textarea", "Come and sail")
    screen.preview.locator(".introduction.edited", has_text="Come and sail").wait_for(timeout=15000)


def test_what_belongs_to_something_else_opens_there_and_coming_back_shows_it_anew(
    screen: Screen, language: str
) -> None:
    page = screen.page
    link = screen.preview.locator(".footer .about + nav a").first
    footer_link = FooterLink.objects.get(pk=link.get_attribute("data-id"))
    with page.context.expect_page() as opening:
        link.click()
    tab = opening.value
    tab.wait_for_url(f"**{edit_address(footer_link)}*")
    assert tab.evaluate("window.opener") is None

    # Published there, seen here.
    footer_link.label = "Something new"
    footer_link.save_revision().publish()
    page.bring_to_front()
    tab.close()
    comes_back(page)
    screen.preview.locator(".footer a", has_text="Something new").first.wait_for(timeout=15000)


def comes_back(page: Any) -> None:
    """Chromium without a window shows all tabs at all times, and tells none that it is back."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_with_a_key_held_a_click_does_what_it_does_on_the_website(
    screen: Screen, language: str
) -> None:
    link = screen.preview.locator(".footer .about + nav a").first
    with screen.page.context.expect_page() as opening:
        link.click(modifiers=["ControlOrMeta"])
    opening.value.wait_for_url(f"{screen.served.url}/**")


TELLS = "parent.postMessage({ cms: { type: 'edit', contentpath: 'title' } }, '*')"
FRAME = """(url) => new Promise((done) => {
    const frame = document.body.appendChild(document.createElement("iframe"));
    frame.onload = done;
    frame.src = url;
})"""


def test_a_message_is_believed_from_a_frame_of_the_panel_alone(screen: Screen) -> None:
    page, name = screen.page, "document.activeElement.name"
    page.focus("[data-contentpath=introduction] textarea")
    # From the admin itself, and from the website in another frame.
    page.evaluate(TELLS)
    page.evaluate(FRAME, f"{screen.served.url}/en/")
    [elsewhere] = [frame for frame in page.frames if frame.url == f"{screen.served.url}/en/"]
    elsewhere.evaluate(TELLS)
    page.wait_for_timeout(300)
    assert page.evaluate(name) == "introduction"

    preview = page.query_selector("#w-preview-iframe").content_frame()
    preview.evaluate(TELLS)
    becomes(page, f"{name} === 'title'")
