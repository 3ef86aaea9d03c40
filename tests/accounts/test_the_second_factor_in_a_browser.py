"""Somebody whose role needs a second factor sets up an app and a passkey, logs in with each, and
goes on writing after a session that ended, in both languages of the admin.

The passkey is of an authenticator that Chromium has for tests (WebAuthn.addVirtualAuthenticator).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group, User
from wagtail.users.models import UserProfile

from tests import content
from tests.accounts.second_factor import SCREEN, code_of
from tests.people import PASSWORD
from tests.screens import DIR, LOCALES, NOTICES, becomes, edit_address

INTRODUCTION = "#id_introduction"
LOGGED_OUT = ".cms-writing:not([hidden])[data-says=loggedOut]"


@pytest.fixture(scope="module")
def served(database_of_the_module: None) -> Iterator[Any]:
    from tests.demo_site import on_the_air

    def add() -> None:
        for language in LOCALES:
            user = User.objects.create_user(f"mona-{language}", password=PASSWORD)
            user.groups.add(Group.objects.get(name="Publishers"))
            UserProfile.objects.create(user=user, preferred_language=language)

    needed = {"SECOND_FACTOR": "true", "SECOND_FACTOR_REQUIRED_FOR": "Publishers"}
    with patch.dict(os.environ, needed), on_the_air(add, with_demo=False) as served:
        yield served


class Mona:
    def __init__(self, page: Any, served: Any, language: str) -> None:
        self.page, self.cms, self.language = page, served.cms, language
        self.secret, self.steps = "", 0
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.device = added["authenticatorId"]

    def looks(self, name: str) -> None:
        page = self.page
        assert page.locator("html").get_attribute("dir") == DIR[self.language]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        if folder := os.environ.get("LOOK"):
            page.screenshot(path=Path(folder, f"{name}.{self.language}.png"))

    def gives_the_password(self, at: Any = None) -> None:
        at = at or self.page
        at.locator("input[name=username]").fill(f"mona-{self.language}")
        at.locator("input[name=password]").fill(PASSWORD)
        at.locator("form.login-form button[type=submit]").click()

    def next_code(self) -> str:
        """Each is good once, and the server takes that of one step later too."""
        self.steps += 1
        return code_of(self.secret, self.steps - 1)

    def logs_out(self) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.cms}/admin/login/")


@pytest.mark.parametrize("language", LOCALES)
def test_a_second_factor_from_its_set_up_to_the_log_in_on_the_page(
    browser: Any, served: Any, language: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale=LOCALES[language])
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(NOTICES)
    mona = Mona(page, served, language)

    # The password leads to the set-up, and nowhere else.
    page.goto(f"{mona.cms}/admin/pages/")
    mona.gives_the_password()
    page.wait_for_url(f"**{SCREEN}")
    page.locator(".help-warning").wait_for()
    mona.looks("led")
    page.click(f"a[href='{SCREEN}app/add/']")
    mona.secret = page.locator("#totp-secret").inner_text()
    mona.looks("app")
    page.fill("input[name=code]", "000 000")
    page.click("main form button[type=submit]")
    page.locator(".w-field__errors .error-message").wait_for()
    mona.secret = page.locator("#totp-secret").inner_text()
    page.fill("input[name=code]", mona.next_code())
    page.click("main form button[type=submit]")
    codes = page.locator(".cms-codes code")
    codes.first.wait_for()
    assert codes.count() == 10
    assert all(re.fullmatch(r"\d{8}", code) for code in codes.all_inner_texts())
    mona.looks("codes")
    page.click("main .cms-actions a.button >> nth=0")
    page.wait_for_url("**/admin/pages/")

    # A passkey besides.
    page.goto(f"{mona.cms}{SCREEN}passkeys/add/")
    page.fill("input[name=name]", "Mona")
    mona.looks("passkey")
    page.click("#passkey-add")
    page.wait_for_url(f"**{SCREEN}")
    assert page.locator("td", has_text="Mona").count() == 1
    mona.looks("both")

    page.goto(f"{mona.cms}/admin/account/sessions/")
    assert page.locator("td", has_text="Chrome, Linux").count() == 1
    mona.looks("sessions")

    # The log-in asks for one of them; a device that has no passkey says so.
    mona.logs_out()
    mona.gives_the_password()
    page.wait_for_url("**/admin/login/second-factor/")
    mona.looks("log-in")
    device = {"authenticatorId": mona.device}
    (passkey,) = mona.cdp.send("WebAuthn.getCredentials", device)["credentials"]
    mona.cdp.send("WebAuthn.clearCredentials", device)
    page.click("#passkey-use")
    page.locator("#passkey-failed").wait_for()
    mona.looks("stopped")
    mona.cdp.send("WebAuthn.addCredential", {**device, "credential": passkey})
    page.click("#passkey-use")
    page.wait_for_url("**/admin/")

    # The session ends while she writes: she logs in on the page, with a code, and is saved.
    written = content.page("Regatta", f"regatta-{language}", parent=content.home(language))
    page.goto(mona.cms + edit_address(written))
    becomes(page, "performance.now() > window.isWatchedFrom")
    page.fill(INTRODUCTION, "One")
    page.wait_for_timeout(200)
    context.clear_cookies()
    page.fill(INTRODUCTION, "One and two")
    page.locator(f"{LOGGED_OUT} [data-does=logIn]").click()
    frame = page.frame_locator(".cms-log-in iframe")
    mona.gives_the_password(frame)
    frame.locator("input[name=code]").fill(mona.next_code())
    mona.looks("dialog")
    frame.locator("form.login-form button[type=submit]").click()
    page.locator(".cms-log-in").wait_for(state="hidden")
    for _attempt in range(100):
        written.refresh_from_db()
        if written.get_latest_revision_as_object().introduction == "One and two":
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("what was written was not saved")
    assert not complaints
    context.close()
