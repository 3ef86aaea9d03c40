"""Who deletes something by mistake presses "Undo" in the message, or finds it in the trash."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import content
from tests.screens import Screen
from tests.trash.deleting import delete_address

pytestmark = pytest.mark.timeout(600)

WORDS = {
    "en": {"page": "Summer camp", "below": "What to bring", "partner": "Blue Water", "by": "Sara"},
    "ar": {"page": "المخيم الصيفي", "below": "ماذا تحضر", "partner": "الماء الأزرق", "by": "سارة"},
}


def test_what_is_deleted_by_mistake_comes_back(
    screen_of: Callable[..., Screen], language: str
) -> None:
    words = WORDS[language]
    slug = f"summer-camp-{language}"
    page = content.page(words["page"], slug, parent=content.home(language))
    content.page(words["below"], "what-to-bring", parent=page)
    partner = content.partner(words["partner"])
    screen = screen_of("publisher")
    menu = "a[href='/admin/trash/']"

    def paths() -> set[str]:
        pages = screen.reads(f"/api/seo-data/?locale={language}")["pages"]
        return {each["path"] for each in pages}

    def deletes(row: object) -> None:
        screen.goes_to(delete_address(row))
        screen.page.click("main form [type=submit]")
        screen.page.locator(".cms-undo").wait_for()

    deletes(page)
    assert f"/{language}/{slug}/" not in paths()
    screen.fits("the message with Undo")
    screen.takes_a_picture("deleted")
    screen.page.click(".cms-undo button")
    screen.says(words["page"])
    assert {f"/{language}/{slug}/", f"/{language}/{slug}/what-to-bring/"} <= paths()

    deletes(partner)
    deletes(page)
    screen.page.locator(menu).click()
    listed = screen.page.locator("table.listing tbody tr")
    listed.first.wait_for()
    assert words["page"] in listed.first.inner_text()
    screen.fits("the trash")
    screen.takes_a_picture("trash")
    listed.first.locator("a.button").click()
    screen.page.locator("main form button[type=submit]").click()
    screen.says(words["page"])
    assert f"/{language}/{slug}/what-to-bring/" in paths()
