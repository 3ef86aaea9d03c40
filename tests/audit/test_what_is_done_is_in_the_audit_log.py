"""What matters for security or for readers is an event of the audit log, once, with who did it and
from where; nobody changes an event, and operators read the same as lines of JSON."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, GroupPagePermission, Site

from cms.audit import lines, logins
from cms.audit.models import AuditEvent
from cms.publishing.models import KeptVersion
from tests import content
from tests.audit.rows import FROM, data_of, newest, since
from tests.people import PASSWORD, Person

# --- Log-ins ---------------------------------------------------------------------------------


def test_log_ins_failures_lock_outs_and_log_outs(admin: Person, settings: Any) -> None:
    settings.LOG_IN_FAILURES_OF_A_NAME = 2
    client, address = Client(REMOTE_ADDR=FROM), reverse("wagtailadmin_login")
    last = newest()
    client.post(address, {"username": "admin", "password": PASSWORD})
    client.post(reverse("wagtailadmin_logout"))
    for password in ("wrong", "wrong again", "and again", "and again"):
        client.post(address, {"username": "admin", "password": password})
    client.post(address, {"username": "hunter2 in the wrong field", "password": "x"})
    assert since(last) == [
        ("login.succeeded", "admin", "admin"),
        ("login.logged_out", "admin", "admin"),
        ("login.failed", "", "admin"),
        ("login.failed", "", "admin"),
        ("login.locked_out", "", "admin"),
        ("login.failed", "", ""),
    ]
    assert {row.address for row in AuditEvent.objects.filter(pk__gt=last)} == {FROM}


def test_strangers_write_so_many_rows_and_no_more(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logins, "MOST_AN_HOUR", 3)
    for number in range(5):
        Client().post(reverse("wagtailadmin_login"), {"username": f"x{number}", "password": "x"})
    failures = AuditEvent.objects.filter(event="login.failed").order_by("pk")
    assert [bool(row.data) for row in failures] == [False, False, True]


# --- Rights and accounts: by triggers ----------------------------------------------------------


def test_what_happens_to_an_account(boss: Person) -> None:
    last = newest()
    boss.submits(
        reverse("wagtailusers_users:add"),
        username="mona",
        email="mona@example.com",
        first_name="Mona",
        last_name="K",
        password1=PASSWORD,
        password2=PASSWORD,
    )
    mona = get_user_model().objects.get(username="mona")
    url = reverse("wagtailusers_users:edit", args=[mona.pk])
    publishers = Group.objects.get(name="Publishers")
    boss.submits(url, groups=str(publishers.pk), is_superuser="on")
    boss.submits(url, password1=f"{PASSWORD}!", password2=f"{PASSWORD}!", is_superuser=None)
    # Wagtail's bulk action is a QuerySet.update(), of which no signal tells.
    bulk = f"/admin/bulk/auth/user/set_active_state/?id={mona.pk}&next=/admin/"
    boss.client.post(bulk, {"mark_as_active": "False"})
    boss.client.post(reverse("wagtailusers_users:delete", args=[mona.pk]))
    told = since(last)
    assert [event for event, _who, _what in told] == [
        "user.created",
        "user.superuser_given",
        "user.groups_changed",
        "user.superuser_taken",
        "user.password_changed",
        "user.deactivated",
        "user.groups_changed",
        "user.deleted",
    ]
    assert {(who, what) for _event, who, what in told} == {("admin", "mona")}
    given, taken = AuditEvent.objects.filter(event="user.groups_changed").order_by("pk")
    assert (given.data, taken.data) == ({"added": ["Publishers"]}, {"removed": ["Publishers"]})
    assert given.address == FROM


def test_what_a_group_may_do_now_and_no_more(boss: Person) -> None:
    """Wagtail's form of groups is a bulk_create(), of which no signal tells either."""
    group, home = Group.objects.create(name="Newsroom"), content.home()
    codenames = ("add_page", "change_page")
    permissions = list(Permission.objects.filter(codename__in=codenames).order_by("codename"))
    last = newest()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=home, permission=each) for each in permissions
    )
    group.permissions.set(Permission.objects.filter(codename="access_admin"))
    group.name = "Press"
    group.save()
    group.delete()
    assert [event for event, _who, _what in since(last)] == [
        "group.permissions_changed",
        "group.permissions_changed",
        "group.changed",
        *["group.permissions_changed"] * 2,
        "group.deleted",
    ]
    rows = [row.data for row in AuditEvent.objects.filter(pk__gt=last).order_by("pk")]
    where = [f"wagtailcore.{codename}: {home.title}" for codename in codenames]
    assert rows[0]["added"] == where
    assert rows[1]["added"] == ["wagtailadmin.access_admin"]
    assert sorted((rows[3].get("removed"), rows[4].get("removed"))) == [
        ["wagtailadmin.access_admin"],
        where,
    ]


def test_who_changes_rights_behind_the_admins_back_is_told_as_a_program(
    boss: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "security")
    unheard = lines.Unheard()
    unheard.tell()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE auth_user SET is_superuser = false WHERE username = 'admin'")
    event = AuditEvent.objects.first()
    assert event is not None
    assert (event.event, event.actor) == ("user.superuser_taken", "")
    assert event.data["program"] == "cms"
    assert not caplog.records
    unheard.tell()
    unheard.tell()
    assert [record.event for record in caplog.records] == ["user.superuser_taken"]  # type: ignore[attr-defined]


def test_a_hash_that_is_renewed_at_the_log_in_is_no_new_password(
    admin: Person, settings: Any
) -> None:
    settings.PASSWORD_HASHERS = ["cms.accounts.passwords.Argon2", *settings.PASSWORD_HASHERS]
    before, last = admin.user.password, newest()
    Person("admin", PASSWORD)
    admin.user.refresh_from_db()
    assert admin.user.password != before
    assert [event for event, _who, _what in since(last)] == ["login.succeeded"]


# --- Content, settings, privacy ---------------------------------------------------------------


def test_content_that_is_published_restored_taken_down_and_deleted(boss: Person) -> None:
    page = content.page(title="About", slug="about-us")
    hero = content.hero(title="Spring")
    last = newest()
    boss.edits_page(page, title="About us")
    first = page.revisions.order_by("pk").first()
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, first.pk])
    body = {"body-count": "0", "action-publish": "action-publish"}
    boss.submits(revert, title="About all", **body)
    boss.client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    boss.client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    boss.edits_snippet(hero, title="Summer")
    told = [event for event, who, _what in since(last) if who == "admin"]
    assert told == [
        "content.published",
        "content.reverted",
        "content.published",
        "content.unpublished",
        "content.deleted",
        "content.published",
    ]
    assert AuditEvent.objects.filter(target_type="home.contentpage").count() >= 5


def test_tokens_links_webhooks_settings_and_privacy(boss: Person) -> None:
    last = newest()
    boss.submits(reverse("api_tokens:add"), expect=200, name="Robot", scopes=["rebuild"], lasts="7")
    boss.submits(reverse("share_links:add"), expect=200, name="For Huda", lasts="1")
    site = Site.objects.get()
    boss.submits(reverse("wagtailsites:edit", args=[site.pk]), site_name="ADMSC again")
    private = Collection.get_first_root_node().add_child(name="Board")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type="password", password="of the board"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cms_webhook (name, address, events, languages, is_on, secret, old_secret,"
            " state, seen, failures, attempt_at) VALUES ('CDN', 'https://cdn.example', '[]', '[]',"
            " true, 'whsec_hidden', '', 'works', 0, 0, now())"
        )
        cursor.execute("UPDATE cms_webhook SET secret = 'whsec_new', seen = 5")
        cursor.execute("UPDATE cms_webhook SET seen = 6, failures = 2")
    assert [(event, what) for event, _who, what in since(last)] == [
        ("token.made", "Robot"),
        ("share_link.made", "For Huda"),
        ("settings.changed", site.hostname),
        ("privacy.changed", "Board"),
        *[("webhook.changed", "CDN")] * 2,
    ]
    changes = {"site_name": [site.site_name, "ADMSC again"]}
    assert data_of("settings.changed") == {"did": "changed", "changes": changes}
    every = json.dumps([row.data for row in AuditEvent.objects.all()])
    assert "whsec" not in every, "no secret is in a log"
    assert "of the board" not in every
    assert data_of("webhook.changed")["changes"] == {"secret": ["…", "…"]}


def test_rebuilding_going_back_and_downloading(boss: Person, published: Any) -> None:
    kept, _created = KeptVersion.objects.get_or_create(version=published.version)
    last = newest()
    boss.client.post(reverse("published:rebuild"))
    headers = {"Authorization": "Bearer a-token-of-the-test-suite"}
    assert Client(REMOTE_ADDR=FROM).post("/api/update-redis/", headers=headers).status_code == 200
    boss.submits(reverse("published:restore", args=[kept.version]), reason="Wrong prices")
    boss.client.post(reverse("published:undo_rollback"))
    assert boss.opens("/admin/reports/site-history/?export=csv").streaming
    assert since(last) == [
        ("documents.rebuilt", "admin", ""),
        ("documents.rebuilt", "UPDATE_REDIS_TOKEN", ""),
        ("rollback.begun", "admin", ""),
        ("rollback.undone", "admin", ""),
        ("export.made", "admin", "/admin/reports/site-history/"),
    ]
    assert data_of("rollback.begun") == {"version": kept.version, "reason": "Wrong prices"}
