"""An editor makes a share link, and somebody without an account looks around with it: in English
and in Arabic."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.demo_site import Served

pytestmark = pytest.mark.timeout(600)

TITLE = {"en": "A summer that nobody knows of", "ar": "صيف لا يعرفه أحد"}
BANNER = {"en": "With all drafts", "ar": "مع جميع المسودات"}
MADE = {"en": "Copy it now", "ar": "انسخه الآن"}
COPY = {"en": "Copy", "ar": "نسخ"}
COPIED = {"en": "Copied", "ar": "نُسخ"}
ENDED = "This link has ended"
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture(scope="module")
def served(database_of_the_module: None) -> Iterator[Served]:
    from tests import content
    from tests.demo_site import on_the_air

    def add_drafts() -> None:
        for code, title in TITLE.items():
            content.page(title, "a-summer", parent=content.home(code), live=False)

    with on_the_air(add_drafts, with_demo=False) as served:
        yield served


@pytest.fixture
def somebody(browser: Any) -> Iterator[Callable[..., Any]]:
    """A fresh browser."""
    contexts = []

    def opened(**options: Any) -> Any:
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def looks(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_form_to_a_page_that_nobody_else_sees(
    language: str, served: Served, somebody: Callable[..., Any]
) -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group
    from django.test import Client
    from wagtail.users.models import UserProfile

    from cms.previews.share_links import ShareLink
    from tests.people import PASSWORD

    user = get_user_model().objects.create_user(f"salma-{language}", password=PASSWORD)
    user.groups.add(Group.objects.get(name="Editors"))
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    client = Client()
    client.force_login(user)

    editor = somebody(permissions=["clipboard-read", "clipboard-write"])
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    editor.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": served.cms}]
    )
    editor.goto(f"{served.cms}/admin/share-links/new/")
    editor.locator("[name=name]").fill("For the board")
    looks(editor, f"share-form-{language}")
    editor.locator("form button[type=submit]").last.click()
    editor.get_by_text(MADE[language]).wait_for()
    assert editor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    editor.get_by_role("button", name=COPY[language], exact=True).click()
    editor.locator("#copied").get_by_text(COPIED[language]).wait_for()
    looks(editor, f"share-made-{language}")
    link = editor.evaluate("navigator.clipboard.readText()")
    assert link == editor.locator("#secret").input_value()
    editor.goto(f"{served.cms}/admin/share-links/")
    looks(editor, f"share-list-{language}")

    guest = somebody(locale={"en": "en-GB", "ar": "ar-AE"}[language])
    guest.goto(link)
    guest.get_by_text(BANNER[language]).wait_for()
    assert "admsc_share" not in guest.url
    guest.goto(f"{served.url}/{language}/a-summer/")
    assert guest.locator("h1").inner_text() == TITLE[language]
    guest.get_by_text(BANNER[language]).wait_for()
    looks(guest, f"share-guest-{language}")

    stranger = somebody()
    stranger.goto(f"{served.url}/{language}/a-summer/")
    stranger.locator("h1").wait_for()
    assert TITLE[language] not in stranger.content()

    ShareLink.objects.get(maker=user).revoke()
    ended = somebody(locale="en-GB")
    ended.goto(link)
    ended.get_by_text(ENDED).wait_for()
    assert TITLE[language] not in ended.content()
