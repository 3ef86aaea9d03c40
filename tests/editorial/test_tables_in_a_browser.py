"""A table is filled by typing or by pasting; what is pasted elsewhere keeps its words apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from home.models import ContentPage
from tests import content
from tests.screens import Screen, becomes

pytestmark = pytest.mark.timeout(600)

WORDS = {
    "en": {"caption": "Courses", "head": ("Course", "Days"), "row": ("Dinghy", "Sat, Sun")},
    "ar": {
        "caption": "الدورات",
        "head": ("الدورة", "الأيام"),
        "row": ("قارب صغير", "السبت والأحد"),
    },
}
DIR = {"en": "ltr", "ar": "rtl"}
# As Word and browsers copy it: paragraphs within cells.
HTML = (
    "<html><body><h1>{caption}</h1><table><tr><td><p>{0}</p></td><td><p>{1}</p></td></tr>"
    "<tr><td><p><b>{2}</b></p></td><td><p>{3}</p></td></tr></table></body></html>"
)
PASTE = """(element, html) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html);
    clipboardData.setData("text/plain", "as plain text");
    const options = { clipboardData, bubbles: true, cancelable: true };
    element.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def a_page(language: str) -> ContentPage:
    page: ContentPage = content.page(
        WORDS[language]["caption"],
        "courses-table",
        parent=content.home(language),
        body=[("paragraph", "<p></p>")],
    )
    return page


def test_a_pasted_table_fills_the_table_and_reaches_readers(
    screen_of: Callable[..., Screen], language: str
) -> None:
    words = WORDS[language]
    page = a_page(language)
    html = HTML.format(*words["head"], *words["row"], caption=words["caption"])
    screen = screen_of("publisher")
    screen.edits(page)
    becomes(screen.page, "performance.now() > window.isWatchedFrom")

    prose = screen.page.locator("[data-contentpath=body] .public-DraftEditor-content")
    prose.click()
    prose.evaluate(PASTE, html)
    screen.page.locator(".Draftail-Editor h3").wait_for()

    screen.page.locator("[data-contentpath=body] .c-sf-add-button").last.click()
    screen.page.locator("[role=option]:has(.icon-table)").click()
    table = screen.page.locator(".typed-table-block")
    heading = table.locator(".column-heading").first
    assert heading.evaluate("(element) => getComputedStyle(element).direction") == DIR[language]
    heading.evaluate(
        PASTE, html.replace("</table>", "<tr><td>K</td><td>F</td><td>!</td></tr></table>")
    )
    assert table.locator(".column-heading").count() == 3
    table.locator("thead select").first.select_option("row_heading")
    table.locator("input[name$=caption]").fill(words["caption"])
    screen.fits("a table in the editor")
    screen.presses("action-publish")

    def read() -> Any:
        body = screen.page.request.get(f"{screen.served.cms}/api/v2/pages/{page.pk}/").json()[
            "body"
        ]
        return [block["value"] for block in body]

    prose_shown, table_shown = read()
    first, second = words["head"], words["row"]
    assert f"{words['caption']}</h3>" in prose_shown
    assert f"<p>{first[0]} | {first[1]}</p>" in prose_shown
    assert f"<b>{second[0]}</b> | {second[1]}" in prose_shown
    assert table_shown == {
        "caption": words["caption"],
        "columns": [
            {"type": "row_heading", "heading": first[0]},
            {"type": "text", "heading": first[1]},
            {"type": "text", "heading": ""},
        ],
        "rows": [[*second, ""], ["K", "F", "!"]],
    }

    tab = screen.looks_at_the_website(f"/{language}/courses-table/")
    assert tab.locator("table thead th[scope=col]").all_inner_texts() == list(first)
    assert tab.locator("tbody th[scope=row]").first.inner_text() == second[0]
    align = tab.locator("tbody td").first.evaluate("(cell) => getComputedStyle(cell).textAlign")
    assert align == "start"
    assert tab.locator("table caption").inner_text() == words["caption"]
    tab.close()
