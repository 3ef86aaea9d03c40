"""The question at deletion and unpublishing in Chromium, in both languages: a page is chosen, or
the address is said to be gone, and the list of redirects says so."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.users.models import UserProfile

from tests import content
from tests.cms_server import CmsServer
from tests.people import Person
from tests.screens import DIR

GONE = {"en": "Gone for good", "ar": "أُزيل نهائيًا"}


def _looks(screen: Any, name: str, language: str) -> None:
    assert screen.locator("html").get_attribute("dir") == DIR[language]
    assert screen.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if folder := os.environ.get("LOOK"):
        screen.screenshot(path=f"{folder}/{name}.{language}.png", animations="disabled")


def test_who_takes_pages_down_says_what_their_addresses_do(
    browser: Any, cms_server: CmsServer, admin: Person
) -> None:
    client = Client()
    client.force_login(admin.user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 1100, "height": 1000}, base_url=cms_server.url)
    context.set_default_timeout(30_000)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": cms_server.url}
    context.add_cookies([cookie])
    screen = context.new_page()
    for language in ("en", "ar"):
        profile = UserProfile.get_for_user(admin.user)
        profile.preferred_language = language
        profile.save()
        moved = content.page("Moved", f"moved-{language}")
        deleted = content.page("Deleted", f"deleted-{language}")

        screen.goto(f"/admin/pages/{moved.pk}/unpublish/")
        screen.locator("input[name=address_does][value=elsewhere]").check()
        screen.locator("[data-chooser-action-choose]").first.click()
        dialog = screen.locator(".modal")
        dialog.get_by_role("link", name="Home", exact=True).first.click()
        dialog.wait_for(state="hidden")
        _looks(screen, "asked", language)
        screen.locator("form button[type=submit]").last.click()
        screen.locator(".messages").wait_for()
        redirect = Redirect.objects.get(old_path=f"/en/moved-{language}")
        assert redirect.redirect_page_id == content.home().pk

        screen.goto(f"/admin/pages/{deleted.pk}/delete/")
        screen.locator("input[name=address_does][value=gone]").check()
        screen.fill("input[name=address_link]", "/en/")
        screen.locator("input[type=submit].serious").click()
        screen.locator(".error-message").first.wait_for()
        _looks(screen, "refused", language)
        assert Page.objects.filter(pk=deleted.pk).exists()
        screen.fill("input[name=address_link]", "")
        screen.locator("input[type=submit].serious").click()
        screen.locator(".messages").wait_for()

        screen.goto("/admin/redirects/")
        row = screen.locator("tr", has_text=f"/en/deleted-{language}")
        assert GONE[language] in row.inner_text()
        _looks(screen, "list", language)
        row.locator("a").first.click()
        assert screen.locator("input[name=is_gone]").is_checked()
        _looks(screen, "form", language)
    context.close()
