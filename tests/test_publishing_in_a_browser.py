"""What a person sees of publishing, in Chromium, in English and in Arabic.

One evening of an editor: a draft, what it changes, the receipt, the page Published, back to an
earlier version, the banner, and undone. With WRITE_DOCS=1 the screens are kept in docs/pictures.
"""

from __future__ import annotations

import os
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wagtail.users.models import UserProfile

from cms.documents.publish import publish
from tests import content
from tests.cms_server import CmsServer
from tests.people import PASSWORD

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"

WORDS = {
    "en": {
        "what changes": "What changes",
        "publish": "Publish",
        "live": re.compile(r"Live in .+, version (\d+), in English and Arabic\."),
        "restore": "Go back to this",
        "confirm": "Go back to this version",
        "undo": "Undo: publish the present",
        "renamed": "“About us” → “Who we are”",
        "dir": "ltr",
    },
    "ar": {
        "what changes": "ما الذي يتغير",
        "publish": "نشر",
        "live": re.compile(r"ظهر للقراء خلال .+، الإصدار (\d+)، باللغات: "),
        "restore": "العودة إلى هذا",
        "confirm": "العودة إلى هذا الإصدار",
        "undo": "إلغاء: نشر الحاضر",
        "renamed": "«About us» ← «Who we are»",
        "dir": "rtl",
    },
}


class Visitor:
    """Somebody at a screen."""

    def __init__(self, page: Any, server: CmsServer, language: str) -> None:
        self.page, self.server, self.language = page, server, language
        self.words = WORDS[language]

    def goes_to(self, path: str) -> None:
        self.page.goto(f"{self.server.url}{path}")
        assert self.page.locator("html").get_attribute("dir") == self.words["dir"]

    def opens_the_actions(self) -> None:
        """The menu beside the editor's "Save draft"."""
        self.page.locator("footer [data-w-dropdown-target=toggle]").click()

    def takes_a_picture(self, name: str) -> None:
        """Fails when the screen is wider than the window, in whichever direction it is read."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"
        if os.environ.get("WRITE_DOCS") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            path = PICTURES / f"{name}.{self.language}.png"
            self.page.screenshot(path=str(path), animations="disabled")

    def reads(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.server.url}{path}") as answer:
            return bytes(answer.read())


@pytest.fixture(params=["en", "ar"])
def visitor(
    request: pytest.FixtureRequest, database: None, browser: Any, cms_server: CmsServer
) -> Iterator[Visitor]:
    user = get_user_model().objects.create_superuser(
        "mariam", password=PASSWORD, first_name="Mariam"
    )
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = request.param
    profile.save()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{cms_server.url}/admin/login/")
    page.fill("input[name=username]", "mariam")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    yield Visitor(page, cms_server, request.param)
    context.close()
    assert errors == []


def test_an_evening_of_an_editor(visitor: Visitor) -> None:
    page, words = visitor.page, visitor.words
    item = content.menu_item("About us")
    content.partner()
    content.hero()
    content.arabic(content.page("Sailing", "sailing"), title="الإبحار")
    good = publish().version

    # Before publishing: what changes.
    visitor.goes_to(f"/admin/snippets/snippets/menuitem/edit/{item.pk}/")
    page.fill("input[name=label]", "Who we are")
    page.locator(
        "footer button[aria-expanded], footer [data-w-dropdown-target=toggle]"
    ).first.click()
    page.click("button[name=action-what-changes]")
    page.wait_for_url("**/what-changes/**")
    changes = page.locator(".cms-changes")
    assert words["renamed"] in re.sub(r"[\u2068\u2069]", "", changes.inner_text())
    visitor.takes_a_picture("what-changes")
    assert b"About us" in visitor.reads("/api/menu-items/?locale=en")
    page.click(".cms-json summary")
    assert page.locator(".cms-json__line--new", has_text="Who we are").first.is_visible()
    visitor.takes_a_picture("what-changes-json")

    # Publishing, and the receipt.
    page.click("#main a.button[href*='/edit/']")
    page.locator(
        "footer button[aria-expanded], footer [data-w-dropdown-target=toggle]"
    ).first.click()
    page.click("button[name=action-publish]")
    receipt = page.locator(".messages li", has_text=words["live"])
    receipt.wait_for()
    visitor.takes_a_picture("receipt")
    told = words["live"].search(receipt.inner_text())
    assert int(told[1]) > good
    assert b"Who we are" in visitor.reads("/api/menu-items/?locale=en")

    # The page Published, and the first page.
    receipt.locator("a.button").click()
    page.wait_for_url("**/admin/published/")
    assert page.locator(f"tr[data-version='{told[1]}']", has_text="Mariam").is_visible()
    assert page.locator(".cms-layer--ok").count() == 4
    visitor.takes_a_picture("published")
    page.locator("#history-section").scroll_into_view_if_needed()
    visitor.takes_a_picture("published-history")
    visitor.goes_to("/admin/")
    assert page.locator("#went-live-section", has_text="Who we are").is_visible()
    visitor.takes_a_picture("first-page")

    # Back to an earlier version, and undone.
    visitor.goes_to("/admin/published/")
    page.locator(f"tr[data-version='{good}']").get_by_role("link", name=words["restore"]).click()
    page.fill("input[name=reason]", "Wrong name")
    visitor.takes_a_picture("going-back")
    page.get_by_role("button", name=words["confirm"]).click()
    banner = page.locator(".cms-held")
    banner.wait_for()
    assert "Wrong name" in banner.inner_text()
    visitor.takes_a_picture("held")
    assert b"About us" in visitor.reads("/api/menu-items/?locale=en")
    visitor.goes_to("/admin/pages/")
    assert banner.is_visible()
    visitor.takes_a_picture("held-elsewhere")
    banner.get_by_role("button", name=words["undo"]).click()
    page.wait_for_url("**/admin/published/")
    assert banner.count() == 0
    assert b"Who we are" in visitor.reads("/api/menu-items/?locale=en")


def test_every_screen_fits_a_phone(visitor: Visitor) -> None:
    item = content.menu_item("About us")
    item.label = "Who we are"
    item.save_revision()
    publish()
    visitor.page.set_viewport_size({"width": 390, "height": 800})
    for path, name in (
        (f"/admin/what-changes/snippets/menuitem/{item.pk}/", "what-changes-phone"),
        ("/admin/published/", "published-phone"),
    ):
        visitor.goes_to(path)
        visitor.takes_a_picture(name)
