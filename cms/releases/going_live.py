"""A release goes live: all of it in one transaction, and so in one version, or nothing of it.

`approve` fixes the drafts. `go_live` looks for problems again and publishes each member as Wagtail
does (`Revision.publish`): its signals, log entries, search index and references are those of single
publishes. What Wagtail does after the commit, and would be a version of its own (redirects from
old addresses), is done before it. A process that is killed leaves the database, and so readers, as
they were; the release keeps its state, and the worker does it again.

Whatever keeps a member back keeps all back. Why is written to the release, in a transaction of its
own, for those who look at it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import DeadlockDetected, LockNotAvailable
from wagtail.contrib.redirects.signal_handlers import autocreate_redirects_on_slug_change
from wagtail.log_actions import log as log_action
from wagtail.models import Page, Revision

from cms.previews.as_if_published import Draftable
from cms.releases import progress, telling
from cms.releases.log_actions import APPROVED, FAILED, PUBLISHED, REOPENED
from cms.releases.members import Member, members_of, newest_draft
from cms.releases.models import Release
from cms.releases.problems import MemberProblem, examine, invalid

log = logging.getLogger(__name__)

# "cms rels" for pg_advisory_xact_lock: one release at a time.
LOCK = 0x72656C73
# Seconds that a statement waits for a row which somebody saves at this moment. Less than
# PostgreSQL's deadlock_timeout: an editor's request is never the one that is broken off.
PATIENCE = 0.8
ATTEMPTS = 4
# Members that a request publishes itself. More are the worker's: it takes longer than one waits.
MOST_IN_A_REQUEST = 25


class ReleaseRefused(Exception):
    """It did not happen, and nothing changed: `problems` of each member, or `reason` alone."""

    def __init__(self, reason: str, problems: Sequence[tuple[Member, MemberProblem]] = ()) -> None:
        super().__init__(reason)
        self.problems = list(problems)


class ReleaseBusy(Exception):
    """Somebody saves the same rows at this moment, or another release goes live. Try again."""


# --- Approval --------------------------------------------------------------------------------


def approve(pk: int, by: User) -> None:
    """Fixes what goes live: the newest draft of each member. Raises ReleaseRefused, ReleaseBusy."""
    with alone():
        release = locked(pk)
        if release.state != Release.State.PREPARING:
            raise ReleaseRefused("state")
        if release.go_live_at is not None and release.go_live_at <= timezone.now():
            raise ReleaseRefused("too_late")
        _fix_drafts(release, by)
        members = members_of(release)
        if not members:
            raise ReleaseRefused("empty")
        refuse_problems(examine(release, members, by))
        release.state = Release.State.APPROVED
        release.failure, release.failed_at = [], None
        release.save()
        log_action(instance=release, action=APPROVED, user=by)


def reopen(pk: int, by: User) -> None:
    """Takes the approval back. Raises ReleaseRefused, and ReleaseBusy."""
    with alone():
        release = locked(pk)
        if release.state not in (Release.State.APPROVED, Release.State.GOING_LIVE):
            raise ReleaseRefused("state")
        _prepare_again(release)
        release.save()
        log_action(instance=release, action=REOPENED, user=by)


def _fix_drafts(release: Release, by: User) -> None:
    """Notes the draft of each member that is approved, and by whom. Raises ReleaseRefused."""
    release.approved_by, release.approved_at = by, timezone.now()
    problems = []
    for member in members_of(release):
        if member.row is None:
            continue
        kept = member.kept
        try:
            kept.revision = newest_draft(member.row, by)
        except ValidationError as error:
            problems.append((member, invalid(error, member.row)))
            continue
        kept.was_live_when_approved = member.row.live
        kept.save(update_fields=["revision", "was_live_when_approved"])
    if problems:
        raise ReleaseRefused("problems", problems)


def _prepare_again(release: Release) -> None:
    release.state = Release.State.PREPARING
    release.approved_by = release.approved_at = release.asked_at = None
    release.members.update(revision=None, was_live_when_approved=False)


# --- Going live ------------------------------------------------------------------------------


def ask(pk: int, by: User, state: Release.State) -> None:
    """Leaves it to the worker. Raises ReleaseRefused, and ReleaseBusy."""
    with alone():
        release = locked(pk)
        if state == Release.State.UNDOING:
            _refuse_unless(release.state == Release.State.LIVE)
            release.undone_by = by
        elif release.state == Release.State.PREPARING:
            # The worker fixes the drafts: that may take long too.
            release.approved_by = by
        else:
            _refuse_unless(release.state == Release.State.APPROVED)
        release.state, release.asked_at = state, timezone.now()
        release.failure, release.failed_at = [], None
        release.save()


def go_live(pk: int, by: User | None = None) -> None:
    """Publishes all members. `by` approves it if nobody has.

    Raises ReleaseRefused when it did not happen, which the release says then, and ReleaseBusy.
    """

    def publish(release: Release) -> None:
        is_asked = release.state == Release.State.GOING_LIVE
        if release.state == Release.State.PREPARING and by is not None:
            _fix_drafts(release, by)
        elif is_asked and release.approved_at is None and release.approved_by is not None:
            _fix_drafts(release, release.approved_by)
        elif not is_asked and release.state != Release.State.APPROVED:
            raise ReleaseRefused("state")
        members = members_of(release)
        if not members:
            raise ReleaseRefused("empty")
        approver = release.approved_by
        refuse_problems(examine(release, members, approver))
        for member in progress.told(release.pk, members):
            if member.has_news:
                _publish(member, by or approver)
        release.state, release.live_at = Release.State.LIVE, timezone.now()
        release.failure, release.failed_at = [], None
        release.undone_at = release.undone_by = None
        release.version = version_of_this_transaction()
        release.save()
        log_action(instance=release, action=PUBLISHED, user=by or approver)
        telling.is_live(release, by)

    all_or_nothing(pk, publish, by)


def _publish(member: Member, by: User | None) -> None:
    row, draft = member.row, member.draft
    if row is None or draft is None:
        raise ReleaseRefused("problems", [(member, MemberProblem("gone"))])
    kept = member.kept
    kept.before = row.serializable_data()
    kept.published = draft.pk
    kept.save(update_fields=["before", "published"])
    with naming(member), with_redirects(row):
        Revision.objects.get(pk=draft.pk).publish(user=by)


def all_or_nothing(pk: int, do: Callable[[Release], None], by: User | None = None) -> None:
    """In one transaction, one release at a time. What is refused is taken back, and why is noted.

    Also inside of a transaction (the worker's): then it is part of that.
    """
    try:
        try:
            with alone():
                do(locked(pk))
        finally:
            progress.end(pk)
    except ReleaseRefused as refused:
        if str(refused) in ("problems", "empty"):
            _note_failure(pk, refused, by)
        raise


def _note_failure(pk: int, refused: ReleaseRefused, by: User | None) -> None:
    """It is being prepared again; what could not be undone is still live."""
    with transaction.atomic():
        release = locked(pk)
        release.failed_at = timezone.now()
        release.failure = [
            problem.as_json() | {"title": member.title, "member": member.kept.pk}
            for member, problem in refused.problems
        ]
        if release.state == Release.State.UNDOING:
            release.state = Release.State.LIVE
        elif release.state != Release.State.LIVE:
            telling.has_failed(release, by)
            _prepare_again(release)
        release.save()
        log_action(instance=release, action=FAILED)


# --- What going live and undoing share ---------------------------------------------------------


@contextmanager
def alone() -> Iterator[None]:
    """A transaction of a release, and of no other at this time. Raises ReleaseBusy."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s)",
                    [f"{PATIENCE * 1000:g}", LOCK],
                )
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, (LockNotAvailable, DeadlockDetected)):
            raise ReleaseBusy from error
        raise


def locked(pk: int) -> Release:
    """Raises Release.DoesNotExist."""
    return Release.objects.select_for_update(of=("self",)).select_related("approved_by").get(pk=pk)


def _refuse_unless(is_so: bool) -> None:
    if not is_so:
        raise ReleaseRefused("state")


class WithProblems(Protocol):
    """A member that was looked at."""

    @property
    def member(self) -> Member: ...

    @property
    def problems(self) -> list[MemberProblem]: ...


def refuse_problems(examined: Sequence[WithProblems]) -> None:
    problems = [(each.member, problem) for each in examined for problem in each.problems]
    if problems:
        raise ReleaseRefused("problems", problems)


@contextmanager
def naming(member: Member) -> Iterator[None]:
    """Whatever goes wrong is this member's problem."""
    try:
        yield
    except (ReleaseRefused, OperationalError, InterfaceError):
        raise
    except ValidationError as error:
        problem = invalid(error, member.row) if member.row is not None else MemberProblem("gone")
        raise ReleaseRefused("problems", [(member, problem)]) from error
    except Exception as error:  # whatever it was, the release stays as it is and says so
        log.exception("A member of a release cannot be published: %s", member.title)
        reason: dict[str, Any] = {"reason": f"{type(error).__name__}: {error}"}
        raise ReleaseRefused("problems", [(member, MemberProblem("trouble", reason))]) from error


@contextmanager
def with_redirects(row: Draftable) -> Iterator[None]:
    """Wagtail makes them after the commit, so in a version of its own. What it finds made then, it
    leaves (home/redirects.py)."""
    yield
    if not isinstance(row, Page):
        return
    now = Page.objects.get(pk=row.pk).specific
    if row.live and now.slug != row.slug:
        autocreate_redirects_on_slug_change(instance_before=row, instance=now)


def version_of_this_transaction() -> int | None:
    """The triggers wait for the commit. Asked now, they raise the version now, once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            """
            SELECT current_setting('cms.version_raised')::bigint
            WHERE current_setting('cms.version_raised_in', true) = pg_current_xact_id()::text
            """
        )
        raised = cursor.fetchone()
    return int(raised[0]) if raised else None
