"""An administrator makes a webhook and looks at what came of it, in English and in Arabic."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from cms.webhooks.models import Webhook
from tests import content
from tests.changes.follower import everything_is_live
from tests.cms_server import CmsServer
from tests.people import PASSWORD
from tests.screens import DIR
from tests.webhooks.receiver import Receiver


@pytest.fixture(scope="module")
def cms_server() -> Iterator[CmsServer]:
    """It may call this machine by its name."""
    with CmsServer(workers=1, environment={"WEBHOOK_ALLOWED_HOSTS": "localhost"}) as server:
        yield server


def fits(page: Any) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} px too wide"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_address_to_what_was_delivered(
    language: str,
    endpoint: Webhook,
    receiver: Receiver,
    delivers: Any,
    browser: Any,
    cms_server: CmsServer,
) -> None:
    content.page("Camp", "camp")
    everything_is_live()
    receiver.behaves = [500, 200]
    # The server's own recorder may be at it.
    delivers(lambda: Webhook.objects.get(pk=endpoint.pk).failures == 1)
    user = get_user_model().objects.create_superuser("mariam", password=PASSWORD)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": cms_server.url}]
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(cms_server.url + reverse("webhook:add"))
    assert page.locator("html").get_attribute("dir") == DIR[language]
    assert page.locator("input[name=address]").get_attribute("dir") == "ltr"
    page.fill("input[name=name]", "Website")
    page.fill("input[name=address]", "https://127.1/")
    page.click("main form button[type=submit]")
    page.locator(".error-message").first.wait_for()
    fits(page)
    _keep(page, f"refused-{language}")
    page.fill("input[name=address]", f"http://localhost:{receiver.port}/hook")
    page.click("main form button[type=submit]")
    page.locator(".messages code").wait_for()
    secret = Webhook.objects.latest("pk").secret
    assert page.locator(".messages code").inner_text() == secret
    fits(page)
    _keep(page, f"made-{language}")
    page.goto(cms_server.url + reverse("webhook:inspect", args=[endpoint.pk]))
    page.click("details summary")
    fits(page)
    _keep(page, f"deliveries-{language}")
    page.goto(cms_server.url + reverse("webhook:index"))
    assert page.locator("table.listing tbody tr").count() == 2
    fits(page)
    _keep(page, f"list-{language}")
    assert errors == []
    context.close()


def _keep(page: Any, name: str) -> None:
    """With KEEP_PICTURES=folder, for whoever changed a screen and looks at it."""
    if folder := os.environ.get("KEEP_PICTURES"):
        page.screenshot(path=Path(folder, f"webhooks-{name}.png"), full_page=True)
