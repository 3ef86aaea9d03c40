"""A token opens what it was made for, until it ends; nobody can read it again, and who guesses is
slowed down."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from cms.tokens.models import MachineToken
from tests.people import Person, in_group, with_permissions

REBUILD = "/api/update-redis/"
LIST = "/admin/api-tokens/"
MAKES = ("cms.add_machinetoken", "cms.delete_machinetoken")


def made_by(person: Person, scope: str = "rebuild", days: str = "7", name: str = "Robot") -> str:
    """Makes a token by the admin's form, and copies it."""
    answer = person.submits(
        reverse("api_tokens:add"), expect=200, name=name, scopes=scope, lasts=days
    )
    assert "no-store" in answer.headers["Cache-Control"]
    return shown(answer)


def shown(answer: Any) -> str:
    found = re.search(r'id="secret"[^>]*value="([^"]+)"', answer.content.decode())
    assert found, "no token is shown"
    return found[1]


def rebuilds(token: str, address: str = "203.0.113.1") -> Any:
    return Client(REMOTE_ADDR=address).post(REBUILD, headers={"Authorization": f"Bearer {token}"})


def refused(answer: Any, status: int, because: str) -> None:
    assert answer.status_code == status, answer.content
    assert because in answer.json()["errors"][0]["detail"]


def test_an_administrator_makes_one_and_a_machine_rebuilds_with_it(admin: Person) -> None:
    token = made_by(admin)
    assert re.fullmatch(r"admsc_[A-Za-z0-9_-]{43}", token), "secret scanners know it"
    assert rebuilds(token).status_code == 200
    assert token != made_by(admin)


def test_it_is_shown_once_and_stored_nowhere(
    admin: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    token = made_by(admin)
    secret = token.removeprefix("admsc_")
    for page in (LIST, "/admin/reports/site-history/", "/admin/"):
        assert secret not in admin.opens(page).content.decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT count(*) FROM {name} AS every WHERE every::text LIKE %s",
                [f"%{secret}%"],
            )
            assert cursor.fetchone() == (0,), table
    assert secret not in caplog.text
    assert "token.made by 'admin' of 'Robot'" in caplog.text
    assert ModelLogEntry.objects.filter(action="wagtail.create", label="Robot").exists()


def test_a_revoked_one_is_refused_from_the_next_request_on(admin: Person) -> None:
    token = made_by(admin)
    address = reverse("api_tokens:delete", args=[MachineToken.objects.get().pk])
    assert address in admin.opens(LIST).content.decode()
    admin.submits(address)
    refused(rebuilds(token), 401, "revoked")
    listed = admin.opens(LIST).content.decode()
    assert "Revoked" in listed
    assert address not in listed


def test_it_ends_by_itself_after_a_year_at_most(admin: Person) -> None:
    token = made_by(admin, days="365")
    row = MachineToken.objects.get()
    assert row.expires_at - row.made_at == timedelta(days=365)
    MachineToken.objects.update(expires_at=timezone.now())
    refused(rebuilds(token), 401, "expired")
    answer = admin.submits(
        reverse("api_tokens:add"), expect=200, name="Robot", scopes="rebuild", lasts="366"
    )
    assert "error-message" in answer.content.decode()
    with pytest.raises(ValueError, match="365 days"):
        MachineToken(name="Robot").make(admin.user, timedelta(days=366))
    assert MachineToken.objects.count() == 1


@pytest.mark.parametrize("lost", ["account", "right", "scope"])
def test_it_may_no_more_than_its_maker_may_today(database: None, lost: str) -> None:
    robot = with_permissions("omar", *MAKES, "cms.rebuild_documents")
    token = made_by(robot)
    assert rebuilds(token).status_code == 200
    if lost == "account":
        robot.user.is_active = False
        robot.user.save()
        refused(rebuilds(token), 401, "may not do so any more")
    elif lost == "right":
        robot.user.groups.clear()
        refused(rebuilds(token), 401, "may not do so any more")
    else:
        group = robot.user.groups.get()
        group.permissions.remove(group.permissions.get(codename="rebuild_documents"))
        refused(rebuilds(token), 403, "scope")


def test_who_may_not_do_a_thing_cannot_give_it_to_a_token(database: None) -> None:
    maker = with_permissions("omar", *MAKES)
    answer = maker.submits(
        reverse("api_tokens:add"), expect=200, name="Robot", scopes="rebuild", lasts="7"
    )
    assert "error-message" in answer.content.decode()
    assert not MachineToken.objects.exists()


def test_nobody_else_sees_or_makes_them(admin: Person) -> None:
    made_by(admin)
    row = MachineToken.objects.get()
    publisher = in_group("huda", "Publishers")
    for address in (LIST, f"{LIST}new/", f"{LIST}delete/{row.pk}/"):
        assert publisher.client.get(address).status_code == 302, address
        publisher.client.post(address, {"name": "Mine", "scopes": "rebuild", "lasts": "7"})
    assert MachineToken.objects.get().revoked_at is None


def test_its_use_is_noted_once_a_minute(admin: Person) -> None:
    token = made_by(admin)
    rebuilds(token)
    first = MachineToken.objects.get().last_used_at
    assert first is not None
    with CaptureQueriesContext(connection) as queries:
        rebuilds(token)
    assert MachineToken.objects.get().last_used_at == first
    assert not [q for q in queries if q["sql"].startswith('UPDATE "cms_machinetoken"')]
    MachineToken.objects.update(last_used_at=first - timedelta(minutes=1))
    rebuilds(token)
    assert MachineToken.objects.get().last_used_at > first


def test_a_guess_is_counted_and_one_that_has_ended_is_no_guess(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a forgotten machine would lock out the office that it stands in."""
    from cms.api.update_redis import RebuildLimit

    monkeypatch.setattr(RebuildLimit, "rate", "1000/min")
    token = made_by(admin)
    MachineToken.objects.update(revoked_at=timezone.now())
    for _number in range(60):
        refused(rebuilds(token), 401, "revoked")
    assert not AccessAttempt.objects.exists()
    MachineToken.objects.update(revoked_at=None)
    statuses = [rebuilds(f"{token}{number}").status_code for number in range(51)]
    assert statuses == [401] * 50 + [429]
    assert rebuilds(token).status_code == 429
    assert rebuilds(token, "203.0.113.2").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("en", "Copy it now"), ("ar", "انسخه الآن")])
def test_the_screens_are_in_both_languages(admin: Person, language: str, words: str) -> None:
    profile = UserProfile.get_for_user(admin.user)
    profile.preferred_language = language
    profile.save()
    answer = admin.submits(
        reverse("api_tokens:add"), expect=200, name="Robot", scopes="rebuild", lasts="7"
    )
    assert words in answer.content.decode()
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()
    admin.opens(LIST)
