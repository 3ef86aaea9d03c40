"""Checks of PostgreSQL: that it answers, is of this release, and that somebody publishes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.background import publisher
from cms.doctor.finding import Finding, failure, warning, well
from cms.publishing import triggers

# PostgreSQL's number of the oldest release that the CMS is tested with.
OLDEST = 150000
# Seconds that two clocks may differ: a scheduled page goes live by the database's and is shown by
# ours, and a token of a preview has both.
CLOCKS_DIFFER, CLOCKS_DIFFER_MUCH = 2.0, 30.0
# Triggers of the audit log itself (migration 0021).
GUARDS = {"audit_append_only", "audit_never_emptied"}


def postgresql() -> Finding:
    connection.ensure_connection()
    number = connection.connection.info.server_version
    text = f"answers, version {number // 10000}.{number % 10000}"
    if number < OLDEST:
        return failure(text, f"Move to PostgreSQL {OLDEST // 10000} or later.")
    return well(text)


def migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{step.app_label}.{step.name}" for step, _backwards in plan[:3])
        return failure(f"{len(plan)} are not applied: {names} …", "Run manage.py migrate.")
    return well("all are applied")


def watching() -> Finding:
    if missing := triggers.missing():
        text = f"{len(missing)} are missing, the first is {missing[0]}: changes go unnoticed"
        return failure(text, "Run manage.py migrate, which installs them.")
    return well("all tables are watched")


def audit_log() -> Finding:
    """Whether what makes it append-only, and what writes to it, is in force."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid = 'cms_auditevent'::regclass, tgenabled FROM pg_trigger"
            " WHERE tgname LIKE 'audit\\_%%' AND NOT tgisinternal"
        )
        rows = cursor.fetchall()
    guards = {name for name, is_its_own, enabled in rows if is_its_own and enabled != "D"}
    off = sorted({name for name, _is_its_own, enabled in rows if enabled == "D"})
    if guards != GUARDS or off:
        text = f"can be changed, or is not told all: {', '.join(off) or 'a trigger is gone'}"
        return failure(
            text, "Somebody switched it off. Find out who, then ALTER TABLE … ENABLE TRIGGER ALL."
        )
    return well("is append-only")


def keeper() -> Finding:
    """Whether some process stands ready to publish what nobody else did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0"
            " AND objid = %s AND granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [publisher.LOCK],
        )
        is_there = bool(cursor.fetchone()[0])
    if not is_there:
        return warning("no process keeps readers up to date", "Start web and worker.")
    return well("a process keeps readers up to date")


def clock() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = abs((datetime.now(UTC) - cursor.fetchone()[0]).total_seconds())
    text = f"{apart:.1f} s apart from the database's"
    advice = "Let both machines keep the time (timedatectl set-ntp true)."
    if apart > CLOCKS_DIFFER_MUCH:
        return failure(text, advice)
    return warning(text, advice) if apart > CLOCKS_DIFFER else well(text)


def second_factor() -> Finding:
    """Whether the groups that must have a second factor are there: a wrong name protects nobody."""
    wanted = settings.SECOND_FACTOR_REQUIRED_FOR - settings.SECOND_FACTOR_NO_GROUPS
    known = set(Group.objects.filter(name__in=wanted).values_list("name", flat=True))
    if unknown := sorted(wanted - known):
        text = f"SECOND_FACTOR_REQUIRED_FOR names no group of these: {', '.join(unknown)}"
        return failure(text, "Write the names as under Settings → Groups.")
    return well("as SECOND_FACTOR_REQUIRED_FOR says" if settings.SECOND_FACTOR else "is off")


def people() -> Finding:
    if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
        return warning("nobody may administer it", "Run manage.py createsuperuser.")
    return well("there is an administrator")
