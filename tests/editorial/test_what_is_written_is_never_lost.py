"""Text that somebody types is saved or kept, whatever happens while they write.

They are logged out, the token of the form is gone, the network is away, the tab crashes: the page
says so in words, and saving goes on when it can.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tests import content
from tests.people import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Route

    from tests.screens import Screen

INTRODUCTION = "#id_introduction"
SAYS = ".cms-writing:not([hidden])"
REFUSED = {"en": "This form is too old to be taken.", "ar": "هذا النموذج أقدم من أن يُقبل."}


@pytest.fixture
def page(served: Any, language: str, request: pytest.FixtureRequest) -> Any:
    slug = re.sub(r"\W+", "-", request.node.name).strip("-")
    return content.page("Regatta", slug, parent=content.home(language))


@pytest.fixture
def editor(screen_of: Callable[..., Screen], page: Any) -> Screen:
    screen = screen_of("publisher")
    screen.edits(page)
    return screen


def draft(page: Any) -> str:
    page.refresh_from_db()
    return str(page.get_latest_revision_as_object().introduction)


def waits_for(editor: Screen, page: Any, text: str) -> None:
    for _attempt in range(150):
        if draft(page) == text:
            return
        editor.page.wait_for_timeout(100)
    pytest.fail(f"saved was {draft(page)!r}")


def is_logged_out() -> None:
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


def logs_in_on_the_page(editor: Screen) -> None:
    editor.page.locator(f"{SAYS}[data-says=loggedOut] [data-does=logIn]").click()
    log_in = editor.page.frame_locator(".cms-log-in iframe")
    log_in.locator("input[name=username]").fill("publisher")
    log_in.locator("input[name=password]").fill(PASSWORD)
    log_in.locator("button[type=submit]").click()


def logs_in_without_leaving(editor: Screen) -> None:
    address = editor.page.url
    logs_in_on_the_page(editor)
    editor.page.locator(".cms-log-in").wait_for(state="hidden")
    assert editor.page.url == address


def test_who_is_logged_out_logs_in_on_the_page_and_saving_goes_on(
    editor: Screen, page: Any
) -> None:
    editor.types(INTRODUCTION, "One")
    waits_for(editor, page, "One")
    is_logged_out()
    editor.page.fill(INTRODUCTION, "One, and two")
    editor.page.locator(f"{SAYS}[data-says=loggedOut]").wait_for()
    editor.page.fill(INTRODUCTION, "One, two and three")
    logs_in_without_leaving(editor)
    waits_for(editor, page, "One, two and three")
    assert editor.page.input_value(INTRODUCTION) == "One, two and three"
    editor.page.fill(INTRODUCTION, "And four")
    waits_for(editor, page, "And four")
    assert not editor.page.locator(SAYS).count()


def test_a_button_that_was_pressed_is_pressed_after_the_log_in(editor: Screen, page: Any) -> None:
    editor.types(INTRODUCTION, "Published")
    waits_for(editor, page, "Published")
    is_logged_out()
    editor.opens_the_actions()
    editor.page.locator("footer button[name=action-publish]").click()
    editor.page.locator(f"{SAYS}[data-says=loggedOut]").wait_for()
    with editor.page.expect_navigation():
        logs_in_on_the_page(editor)
    editor.page.locator(".messages .success").first.wait_for()
    page.refresh_from_db()
    assert page.introduction == "Published"


def test_a_save_that_is_answered_late_does_not_hide_that_they_are_logged_out(
    editor: Screen, page: Any
) -> None:
    late: list[tuple[Route, APIResponse]] = []
    editor.page.route(
        f"**/pages/{page.pk}/edit/",
        lambda route: (
            late.append((route, route.fetch()))
            if route.request.method == "POST"
            else route.continue_()
        ),
    )
    editor.types(INTRODUCTION, "Saved, and not yet answered")
    waits_for(editor, page, "Saved, and not yet answered")
    is_logged_out()
    editor.opens_the_actions()
    editor.page.locator("footer button[name=action-publish]").click()
    editor.page.locator(f"{SAYS}[data-says=loggedOut]").wait_for()
    with editor.page.expect_response("**/still-here/"):
        for route, answer in late:
            route.fulfill(response=answer)
    editor.page.unroute_all(behavior="ignoreErrors")
    with editor.page.expect_navigation():
        logs_in_on_the_page(editor)
    editor.page.locator(".messages .success").first.wait_for()
    page.refresh_from_db()
    assert page.introduction == "Saved, and not yet answered"


def test_a_token_that_is_gone_is_made_anew_in_silence(editor: Screen, page: Any) -> None:
    editor.types(INTRODUCTION, "One")
    waits_for(editor, page, "One")
    editor.page.context.clear_cookies(name="csrftoken")
    editor.page.fill(INTRODUCTION, "Two")
    waits_for(editor, page, "Two")
    assert not editor.page.locator(SAYS).count()


def test_while_the_network_is_away_it_says_so_and_saves_when_it_is_back(
    editor: Screen, page: Any
) -> None:
    editor.types(INTRODUCTION, "One")
    waits_for(editor, page, "One")
    editor.page.context.set_offline(True)
    editor.page.fill(INTRODUCTION, "Written in a tunnel")
    editor.page.locator(f"{SAYS}[data-says=away]").wait_for()
    editor.page.context.set_offline(False)
    waits_for(editor, page, "Written in a tunnel")
    editor.page.locator(".cms-writing").wait_for(state="hidden")


def test_after_a_crash_the_copy_is_offered_and_taken_back(editor: Screen, page: Any) -> None:
    editor.types(INTRODUCTION, "One")
    waits_for(editor, page, "One")
    editor.page.context.set_offline(True)
    editor.page.fill(INTRODUCTION, "Lost in the crash")
    editor.page.locator(f"{SAYS}[data-says=away]").wait_for()
    editor.page.wait_for_timeout(1500)  # a copy is kept each second
    address = editor.page.url
    crashed, editor.page = editor.page, editor.page.context.new_page()
    crashed.close(run_before_unload=False)
    editor.page.context.set_offline(False)
    assert draft(page) == "One"
    editor.page.goto(address)
    offered = editor.page.locator(f"{SAYS}[data-says=kept]")
    offered.wait_for()
    with editor.page.expect_navigation():
        offered.locator("[data-does=take]").click()
    assert draft(page) == "Lost in the crash"
    editor.page.goto(address)
    assert editor.page.input_value(INTRODUCTION) == "Lost in the crash"
    editor.page.wait_for_timeout(4500)
    assert not editor.page.locator(SAYS).count(), "what is saved is not offered"


def test_what_is_typed_while_a_save_is_on_its_way_is_saved_too(editor: Screen, page: Any) -> None:
    editor.types(INTRODUCTION, "One")
    waits_for(editor, page, "One")
    with editor.page.expect_request(lambda request: request.method == "POST"):
        editor.page.fill(INTRODUCTION, "Two")
    editor.page.fill(INTRODUCTION, "Two and three")
    waits_for(editor, page, "Two and three")


def test_a_form_that_is_refused_says_so_in_the_language_of_the_admin(
    screen_of: Callable[..., Screen], language: str
) -> None:
    from wagtail.users.models import UserProfile

    screen_of("publisher")
    profile = UserProfile.objects.get(user__username="publisher")
    client = Client(enforce_csrf_checks=True)
    client.force_login(profile.user)
    refused = client.post("/admin/pages/1/edit/", {"title": "x"})
    assert refused.status_code == 403
    assert REFUSED[language] in refused.content.decode()
    assert f'lang="{language}"' in refused.content.decode()
    stranger = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
    assert REFUSED[language] in stranger.post("/admin/login/", {}).content.decode()
