"""Somebody at a screen of the admin, in Chromium, and the pictures of the guides.

With WRITE_DOCS=1 the tests that come by a screen of `SCREENS` keep it in docs/pictures, once in
each language of the admin; docs/editors.md and docs/editors.ar.md show them. The palette of a
picture is reduced: a screen has few colours, and the pictures are in the repository.
"""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image
from wagtail.users.models import UserProfile

from tests.demo_site import Served
from tests.people import PASSWORD

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 900
DIR = {"en": "ltr", "ar": "rtl"}
LOCALES = {"en": "en-GB", "ar": "ar-AE"}

SCREENS = (
    "log-in",
    "first-page",
    "pages",
    "editing-a-page",
    "what-changes",
    "what-changes-json",
    "receipt",
    "on-the-website",
    "menu-items",
    "adding-a-menu-item",
    "dragging",
    "heroes",
    "partners",
    "footer-links",
    "translations",
    "translating-a-page",
    "translating-a-hero",
    "an-image",
    "seo",
    "seo-report",
    "seo-table",
    "what-an-editor-may-do",
    "awaiting-review",
    "schedule",
    "releases",
    "a-release",
    "adding-to-a-release",
    "deleted",
    "trash",
    "published",
    "published-history",
    "rollback",
    "rolled-back",
)

# When the editor begins to notice changes: two seconds after the form was put where it stays.
NOTICES = """
    document.addEventListener("w-unsaved:ready", () => {
      window.isWatchedFrom = performance.now() + 2100;
    });
"""
# Marks of direction, which Arabic sentences carry around names and numbers.
_MARKS = re.compile(r"[\u200e\u200f\u2066-\u2069]")


class Screen:
    """What somebody does at it and sees on it. Selectors, not words: it is in two languages."""

    def __init__(self, page: Any, served: Served, language: str) -> None:
        self.page, self.served, self.language = page, served, language

    # --- Going about ---------------------------------------------------------------------------

    def is_of(self, username: str) -> None:
        """Somebody who logged in before they came, with the admin in their language."""
        user = self._reads_the_language(username)
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.served.cms}]
        )

    def _reads_the_language(self, username: str) -> Any:
        user = get_user_model().objects.get(username=username)
        profile = UserProfile.get_for_user(user)
        profile.preferred_language = self.language
        profile.save()
        return user

    def logs_in(self, username: str, picture: str) -> None:
        self._reads_the_language(username)
        self.goes_to("/admin/login/")
        self.page.fill("input[name=username]", username)
        self.takes_a_picture(picture)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.wait_for_url("**/admin/")

    def goes_to(self, path: str) -> None:
        self.page.goto(self.served.cms + path)
        assert self.page.locator("html").get_attribute("dir") == DIR[self.language]

    def edits(self, instance: Any) -> None:
        self.goes_to(edit_address(instance))

    def types(self, selector: str, text: str) -> None:
        """As a person does, who is not there in the first two seconds: what is in a form by then
        Wagtail takes for what was there, and neither saves nor previews it by itself."""
        becomes(self.page, "performance.now() > window.isWatchedFrom")
        self.page.fill(selector, text)

    def opens_the_actions(self) -> None:
        """The menu beside the editor's "Save draft"."""
        toggle = self.page.locator("footer [data-w-dropdown-target=toggle]")
        if toggle.get_attribute("aria-expanded") != "true":
            toggle.click()

    def presses(self, action: str) -> None:
        """A button of that menu, by the name that it is sent with; waits for the next page."""
        button = self.page.locator(f"footer button[name={action}]")
        if not button.is_visible():
            self.opens_the_actions()
        with self.page.expect_navigation():
            button.click()

    def opens_the_panel(self, name: str) -> Any:
        """One at the side: preview, status, checks."""
        panel = self.page.locator(f"[data-side-panel={name}]")
        if not panel.is_visible():
            self.page.click(f"[data-side-panel-toggle={name}]")
        panel.wait_for()
        return panel

    # --- Seeing --------------------------------------------------------------------------------

    @property
    def preview(self) -> Any:
        """The website inside the preview panel."""
        return self.page.frame_locator("#w-preview-iframe")

    def says(self, pattern: str) -> re.Match[str]:
        """The message on top that matches; fails when there is none."""
        messages = self.page.locator(".messages li")
        messages.first.wait_for()
        texts = [text_of(message) for message in messages.all()]
        matching = [match for text in texts if (match := re.search(pattern, text))]
        assert matching, texts
        return matching[0]

    def reads(self, path: str) -> Any:
        """What any reader of the API gets."""
        answer = self.page.request.get(self.served.cms + path)
        assert answer.ok, (path, answer.status)
        return answer.json()["data"]

    def looks_at_the_website(self, path: str) -> Any:
        """A new tab on the real website; the caller closes it."""
        tab = self.page.context.new_page()
        tab.goto(self.served.url + path)
        tab.wait_for_selector("main[aria-busy=false] h1")
        return tab

    def takes_a_picture(self, name: str, page: Any = None) -> None:
        """Fails when the screen is wider than the window, in whichever direction it is read."""
        assert name in SCREENS
        page = page or self.page
        self.fits(name, page)
        if os.environ.get("WRITE_DOCS") == "1":
            page.wait_for_load_state("networkidle")
            png = page.screenshot(animations="disabled")
            with Image.open(io.BytesIO(png)) as picture:
                quantized = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
                PICTURES.mkdir(parents=True, exist_ok=True)
                quantized.save(PICTURES / f"{name}.{self.language}.png", optimize=True)

    def fits(self, name: str, page: Any = None) -> None:
        wide = (page or self.page).evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"


def becomes(page: Any, expression: str, arg: Any = None) -> None:
    """Waits until it is true. (Playwright's own way needs eval(), which pages of ours forbid.)"""
    deadline = time.monotonic() + 15
    while not page.evaluate(expression, arg):
        assert time.monotonic() < deadline, f"never: {expression}"
        time.sleep(0.03)


def text_of(element: Any) -> str:
    """What somebody reads there, without the invisible marks of direction."""
    return " ".join(_MARKS.sub("", element.inner_text()).split())


def edit_address(instance: Any) -> str:
    from wagtail.admin.admin_url_finder import AdminURLFinder

    return str(AdminURLFinder().get_edit_url(instance))


@contextmanager
def at_a_screen(browser: Any, served: Served, language: str) -> Iterator[Callable[..., Screen]]:
    """Answers a function from a username to their screen, each with a browser of their own.

    Whatever a script complained of on any screen fails the test.
    """
    contexts, complaints = [], []

    def of(username: str, picture: str = "") -> Screen:
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale=LOCALES[language]
        )
        context.set_default_timeout(15_000)
        # Nothing of these tests leaves the machine.
        context.route(
            lambda url: urlsplit(url).hostname != "localhost",
            lambda route: route.fulfill(body="<title>elsewhere</title>", content_type="text/html"),
        )
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(NOTICES)
        page.on("pageerror", lambda error: complaints.append(f"{username}: {error}"))
        screen = Screen(page, served, language)
        if picture:
            screen.logs_in(username, picture)
        else:
            screen.is_of(username)
        return screen

    try:
        yield of
    finally:
        for context in contexts:
            context.close()
    assert not complaints, complaints
