"""Nobody changes an event of the audit log, operators read the same as lines of JSON,
administrators filter and export it, and others do not see it."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.audit import events, pruning
from cms.audit.models import AuditEvent
from cms.audit.record import NamedRow, record
from cms.doctor import database as doctor
from cms.doctor.finding import Level
from config.logs import configuration
from tests.audit.rows import FROM, data_of, newest
from tests.people import PASSWORD, Person, in_group, with_permissions

LOG = "/admin/reports/audit-log/"
# --- Append-only ------------------------------------------------------------------------------


def aged(days: int) -> AuditEvent:
    """An event of so long ago; only who owns the table can make one."""
    record("export.made", target=f"{days} days")
    event = AuditEvent.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cms_auditevent DISABLE TRIGGER audit_append_only")
        cursor.execute(
            "UPDATE cms_auditevent SET at = now() - make_interval(days => %s) WHERE id = %s",
            [days, event.pk],
        )
        cursor.execute("ALTER TABLE cms_auditevent ENABLE TRIGGER audit_append_only")
    return event


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cms_auditevent SET actor = 'somebody else'",
        "UPDATE cms_auditevent SET at = now() - interval '1 year'",
        "DELETE FROM cms_auditevent",
        "TRUNCATE cms_auditevent",
    ],
)
def test_no_statement_changes_what_is_written(database: None, statement: str) -> None:
    record("export.made", target="a list")
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.filter(target="a list").count() == 1


def test_an_event_is_dated_by_postgresql(database: None) -> None:
    AuditEvent.objects.create(event="export.made", at=timezone.now() - timedelta(days=1000))
    assert AuditEvent.objects.latest("pk").at > timezone.now() - timedelta(minutes=1)


def test_a_role_that_does_not_own_the_table_cannot_switch_that_off(database: None) -> None:
    """As docs/operations.md separates it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE ROLE cms_application NOLOGIN")
        cursor.execute("GRANT USAGE ON SCHEMA public TO cms_application")
        cursor.execute("GRANT SELECT, INSERT, DELETE ON cms_auditevent TO cms_application")
        cursor.execute("GRANT USAGE ON SEQUENCE cms_auditevent_id_seq TO cms_application")
        cursor.execute("SET LOCAL ROLE cms_application")
        AuditEvent.objects.create(event="export.made")
        for statement in (
            "ALTER TABLE cms_auditevent DISABLE TRIGGER ALL",
            "DROP TRIGGER audit_append_only ON cms_auditevent",
            "UPDATE cms_auditevent SET actor = ''",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE cms_auditevent DISABLE TRIGGER audit_append_only",
        "DROP TRIGGER audit_never_emptied ON cms_auditevent",
        "ALTER TABLE auth_user DISABLE TRIGGER audit_user",
    ],
)
def test_the_doctor_finds_that_somebody_switched_it_off(database: None, statement: str) -> None:
    assert doctor.audit_log().level is Level.WELL
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert doctor.audit_log().level is Level.FAILURE
        transaction.set_rollback(True)


def test_what_is_older_than_the_setting_goes_and_that_is_told(
    database: None, settings: Any
) -> None:
    settings.AUDIT_LOG_DAYS = 100
    old, kept = aged(101), aged(99)
    assert pruning.prune() == 1
    assert pruning.prune() == 0
    assert not AuditEvent.objects.filter(pk=old.pk).exists()
    assert AuditEvent.objects.filter(pk=kept.pk).exists()
    assert data_of("audit.pruned")["number"] == 1


def test_what_did_not_happen_is_not_told(database: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "security")
    with transaction.atomic():
        record("documents.rebuilt", actor="a robot")
        transaction.set_rollback(True)
    assert not AuditEvent.objects.filter(actor="a robot").exists()
    assert not caplog.records


def test_an_event_that_nobody_registered_is_refused(database: None) -> None:
    with pytest.raises(events.UnknownEvent, match="register it"):
        record("cake.baked")
    with pytest.raises(ValueError, match="already"):
        events.register({"login.failed": events._("Again")})


# --- Who reads it ------------------------------------------------------------------------------


def test_operators_read_the_same_as_lines_of_json(
    boss: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "security")
    user = get_user_model().objects.create_user("mona", password=PASSWORD)
    bulk = f"/admin/bulk/auth/user/set_active_state/?id={user.pk}&next=/admin/"
    boss.client.post(bulk, {"mark_as_active": "False"})
    boss.client.post(reverse("published:rebuild"))
    config = configuration("INFO", as_json=True)["formatters"]["json"]
    factory = logging.config.DictConfigurator({"version": 1})  # type: ignore[attr-defined]
    formatter = factory.configure_formatter(config)
    told = [
        json.loads(formatter.format(each)) for each in caplog.records if each.name == "security"
    ]
    assert [(each["event"], each["actor"], each["target"]) for each in told] == [
        ("user.deactivated", "admin", "mona"),
        ("documents.rebuilt", "admin", ""),
    ]
    assert told[0]["address"] == FROM
    assert told[0]["message"] == f"user.deactivated by 'admin' of 'mona' from {FROM}"
    assert AuditEvent.objects.filter(pk=told[0]["audit_id"]).exists()


def test_administrators_filter_it_in_both_languages(boss: Person) -> None:
    last = newest()
    UserProfile.get_for_user(boss.user)
    group = NamedRow("auth.group", "1", "Press")
    record("group.changed", target=group, data={"changes": {"name": ["Newsroom", "Press"]}})
    record("documents.rebuilt", target="something else", data={"did": "made"})
    assert newest() > last
    screen = boss.opens(f"{LOG}?event=group.changed&target=pres").content.decode()
    assert "Group renamed" in screen
    assert "Name: Newsroom → Press" in re.sub("[\u2068\u2069]", "", screen)
    assert "something else" not in screen
    assert "something else" in boss.opens(f"{LOG}?event=documents.rebuilt").content.decode()
    assert "Press" not in boss.opens(f"{LOG}?address=198.51").content.decode()
    UserProfile.objects.update(preferred_language="ar")
    screen = boss.opens(LOG).content.decode()
    assert "سجل التدقيق" in screen
    assert "أُعيدت تسمية المجموعة" in screen
    exported = boss.opens(f"{LOG}?export=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(exported).decode("utf-8-sig"))))
    assert "أُعيدت تسمية المجموعة" in {row["الحدث"] for row in rows}


def test_its_export_runs_no_formula(boss: Person) -> None:
    formula = '=HYPERLINK("https://evil.example/")'
    record("export.made", target=formula, actor=formula, data={"reason": formula})
    text = b"".join(boss.opens(f"{LOG}?export=csv")).decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert sum(cell == f"'{formula}" for cell in cells) == 2
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_others_do_not_see_it(admin: Person) -> None:
    for person in (in_group("pub", "Publishers"), with_permissions("nobody")):
        assert person.client.get(LOG).status_code == 302
        assert "audit-log" not in person.opens("/admin/").content.decode()
    auditor = with_permissions("auditor", "cms.view_auditevent")
    assert auditor.opens(LOG)
    assert "audit-log" in auditor.opens("/admin/").content.decode()
    assert Page.objects.exists()
