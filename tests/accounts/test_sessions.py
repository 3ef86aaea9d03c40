"""People see where they are logged in and end it; sessions end by themselves at their limits, and
when their owner's password or role changes."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.accounts.sessions.devices import device_of
from cms.accounts.sessions.ending import forget_what_is_gone
from cms.accounts.sessions.middleware import BEGAN, USED
from cms.audit.models import AuditEvent
from tests.accounts.second_factor import HOME, is_in
from tests.people import PASSWORD, Person

SCREEN = "/admin/account/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
)


@pytest.fixture
def sara(database: None) -> User:
    user = User.objects.create_user("sara", password=PASSWORD)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def logged_in(user: User, browser: str = FIREFOX, address: str = "203.0.113.7") -> Client:
    client = Client(HTTP_USER_AGENT=browser, REMOTE_ADDR=address)
    client.post("/admin/login/", {"username": user.username, "password": PASSWORD})
    assert is_in(client)
    return client


def row_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.session.session_key)


def ages(client: Client, of: str, by: timedelta) -> None:
    session = client.session
    session[of] = int(time.time() - by.total_seconds())
    session.save()


def last_seen(client: Client) -> int:
    return int(row_of(client).last_seen_at.timestamp())


@pytest.mark.parametrize(
    ("sent", "shown"),
    [(FIREFOX, "Firefox, Windows"), (EDGE, "Edge, macOS"), ("curl/8", "curl/8"), ("", "")],
)
def test_a_device_is_called_what_its_owner_calls_it(sent: str, shown: str) -> None:
    assert device_of(sent) == shown


def test_the_list_has_ones_own_alone(sara: User, admin: Person) -> None:
    here, there = logged_in(sara), logged_in(sara, EDGE, "198.51.100.9")
    assert admin.client.get(HOME).status_code == 200
    page = here.get(SCREEN).content.decode()
    for said in ("Firefox, Windows", "203.0.113.7", "Edge, macOS", "198.51.100.9", "This one"):
        assert said in page
    assert page.count('name="end"') == 3  # the other, all others, all
    assert row_of(there).user == sara


def test_one_is_ended_and_only_ones_own(sara: User, admin: Person) -> None:
    here, there = logged_in(sara), logged_in(sara)
    admin.client.get(HOME)
    here.post(SCREEN, {"end": str(row_of(admin.client).pk)})
    assert is_in(admin.client)
    here.post(SCREEN, {"end": str(row_of(there).pk)})
    assert not is_in(there)
    assert is_in(here)
    event = AuditEvent.objects.filter(event="sessions.ended").latest("pk")
    assert (event.actor, event.target, event.data) == ("sara", "sara", {"sessions": 1})


@pytest.mark.parametrize(("end", "stays"), [("others", True), ("all", False)])
def test_everywhere(sara: User, end: str, stays: bool) -> None:
    here, there = logged_in(sara), logged_in(sara)
    here.post(SCREEN, {"end": end})
    assert (is_in(here), is_in(there)) == (stays, False)


@pytest.mark.parametrize("end", ["", "0", "-1", "٣", "x", "9" * 30, "1\0"])
def test_what_is_no_session_is_said(sara: User, end: str) -> None:
    here = logged_in(sara)
    assert "has ended already" in here.post(SCREEN, {"end": end}, follow=True).content.decode()


def test_it_ends_so_long_after_the_log_in_however_much_it_is_used(sara: User) -> None:
    here = logged_in(sara)
    ages(here, BEGAN, timedelta(hours=335))
    assert is_in(here)
    ages(here, BEGAN, timedelta(hours=337))
    answer = here.get(HOME, follow=True)
    assert "Your session has ended" in answer.content.decode()
    assert not is_in(here)


def test_it_ends_so_long_after_its_last_use_and_an_open_page_is_none(
    sara: User, settings: Any
) -> None:
    settings.SESSION_IDLE = timedelta(minutes=30)
    here = logged_in(sara)
    ages(here, USED, timedelta(minutes=29))
    before = here.session[USED]
    here.get("/admin/still-here/")
    assert here.session[USED] == before
    here.get(HOME)
    assert here.session[USED] == last_seen(here) > before
    ages(here, USED, timedelta(minutes=31))
    of_a_script = {"X-Requested-With": "XMLHttpRequest"}
    assert here.get("/admin/still-here/", headers=of_a_script).status_code == 403
    assert not is_in(here)


def test_it_is_nobodys_outside_of_the_admin_as_well(sara: User, settings: Any) -> None:
    settings.SESSION_IDLE = timedelta(minutes=30)
    sara.user_permissions.add(Permission.objects.get(codename="rebuild_documents"))
    here = logged_in(sara)
    assert here.post("/api/update-redis/").status_code == 200
    ages(here, USED, timedelta(minutes=31))
    assert here.post("/api/update-redis/").status_code == 401


def test_use_is_written_once_a_minute_and_asks_the_database_nothing_between(
    sara: User,
) -> None:
    def queries(client: Client) -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            client.get("/admin/sprite-0/")
            client.get("/admin/jsi18n/")
        return [query["sql"] for query in captured if "usersession" in query["sql"]]

    here = logged_in(sara)
    assert queries(here) == []
    ages(here, USED, timedelta(seconds=61))
    (written,) = queries(here)
    assert written.startswith("UPDATE")


def test_the_row_goes_with_the_session_when_the_password_gives_it_another_key(sara: User) -> None:
    here = logged_in(sara)
    row = row_of(here)
    session = here.session
    session.cycle_key()
    here.cookies["sessionid"] = session.session_key
    assert is_in(here)
    assert row_of(here).pk == row.pk


def test_without_a_limit_a_session_may_lie_unused(sara: User) -> None:
    here = logged_in(sara)
    ages(here, USED, timedelta(hours=300))
    assert is_in(here)


def test_a_new_password_ends_all_others(sara: User) -> None:
    here, there = logged_in(sara), logged_in(sara)
    new = "another long enough password"
    here.post(
        "/admin/account/",
        {
            "name_email-first_name": "Sara", "name_email-last_name": "A",
            "name_email-email": "sara@example.com", "locale-preferred_language": "en",
            "locale-current_time_zone": "Asia/Dubai", "theme-theme": "system",
            "theme-density": "default", "theme-contrast": "system",
            "password-old_password": PASSWORD,
            "password-new_password1": new, "password-new_password2": new,
        },
    )  # fmt: skip
    sara.refresh_from_db()
    assert sara.check_password(new)
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_role_that_changes_ends_them_and_a_name_that_changes_does_not(sara: User) -> None:
    group = Group.objects.get(name="Editors")
    permission = Permission.objects.get(codename="rebuild_documents")

    def deactivated_and_back() -> None:
        sara.is_active = False
        sara.save()
        sara.is_active = True
        sara.save()

    for change in (
        lambda: sara.groups.add(group),
        lambda: sara.groups.remove(group),
        lambda: group.user_set.add(sara),
        lambda: sara.groups.clear(),
        lambda: sara.user_permissions.add(permission),
        deactivated_and_back,
    ):
        here = logged_in(sara)
        sara.first_name += "x"
        sara.save()
        assert is_in(here)
        change()
        assert not is_in(here)


def test_an_administrator_who_changes_their_own_role_goes_on(admin: Person) -> None:
    group = Group.objects.get(name="Editors")
    address = f"/admin/users/edit/{admin.user.pk}/"
    elsewhere = logged_in(admin.user)
    admin.submits(address, groups=[str(group.pk)], first_name="A", last_name="B")
    assert list(admin.user.groups.all()) == [group]
    assert (is_in(admin.client), is_in(elsewhere)) == (True, False)


def test_rows_of_sessions_that_are_gone_are_forgotten(sara: User) -> None:
    here, there = logged_in(sara), logged_in(sara)
    there.session.flush()
    forget_what_is_gone()
    assert [row.session_key for row in UserSession.objects.all()] == [here.session.session_key]
