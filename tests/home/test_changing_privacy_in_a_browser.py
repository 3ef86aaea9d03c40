"""The dialog "Change privacy" in Chromium, in both languages: asked, answered, and shown.

What Wagtail's script does when it closes the dialog has to happen although the answer stays open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import PageViewRestriction
from wagtail.users.models import UserProfile

from tests import content
from tests.cms_server import CmsServer
from tests.people import Person
from tests.screens import DIR, becomes, text_of

SAYS = {
    "en": ("“الأعضاء” (Arabic): private: no reader of the website gets it (changed with it)"),
    "ar": ("«الأعضاء» (العربيّة): خاصة: لا يصل إليها أي قارئ للموقع (تغيرت معها)"),
}


@pytest.fixture(params=("en", "ar"))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def screen(browser: Any, cms_server: CmsServer, admin: Person, language: str) -> Iterator[Any]:
    profile = UserProfile.get_for_user(admin.user)
    profile.preferred_language = language
    profile.save()
    client = Client()
    client.force_login(admin.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 1280, "height": 1100}, base_url=cms_server.url)
    context.set_default_timeout(30_000)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": cms_server.url}
    context.add_cookies([cookie])
    yield context.new_page()
    context.close()


def _picture(screen: Any, name: str) -> None:
    if folder := os.environ.get("LOOK"):
        screen.screenshot(path=f"{folder}/{name}.png", animations="disabled")


def test_who_makes_a_page_private_is_asked_and_told(screen: Any, language: str) -> None:
    page = content.page("Members", "members")
    arabic = content.arabic(page, title="الأعضاء")
    page.create_alias(parent=content.home(), update_slug="again")
    screen.goto(f"/admin/pages/{page.pk}/edit/")
    assert screen.locator("html").get_attribute("dir") == DIR[language]
    screen.click("[data-side-panel-toggle=status]")
    screen.click("[data-a11y-dialog-show=set-privacy]")
    dialog = screen.locator("#set-privacy")
    dialog.locator("form").wait_for()
    assert not dialog.locator("input[name=cover]").first.is_visible()

    dialog.locator("input[value=login]").check()
    boxes = dialog.locator("input[name=cover]")
    boxes.first.wait_for()
    assert [box.is_visible() and box.is_checked() for box in boxes.all()] == [True, True]
    _picture(screen, f"asked.{language}")
    wide = screen.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    dialog.locator("input[type=submit]").click()

    answer = dialog.locator("[role=status]")
    answer.wait_for()
    _picture(screen, f"answered.{language}")
    assert SAYS[language] in text_of(answer)
    assert PageViewRestriction.objects.filter(page=arabic).exists()
    # Beside the page, behind the dialog.
    private = screen.locator("div[data-w-zone-switch-key-value='!isPublic']")
    assert "w-hidden" not in private.get_attribute("class")

    # The button that was pressed is gone; without the keyboard here, Escape would close nothing.
    becomes(screen, "document.activeElement.id === 'privacy-changed'")
    screen.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    screen.click("[data-a11y-dialog-show=set-privacy] >> visible=true")
    dialog.locator("form").wait_for()
    dialog.locator("input[name=restriction_type][value=none]").check()
    lifts = dialog.locator("input[name=lift]")
    lifts.first.wait_for()
    assert [box.is_visible() and not box.is_checked() for box in lifts.all()] == [True, True]
    _picture(screen, f"lifting.{language}")
