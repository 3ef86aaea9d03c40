"""Undoing a release: what readers had before it comes back, in one version, or nothing does.

Each member is published as it was, as a new revision; what was not live is taken offline. The
newest draft is kept and stays the newest: the release is then what it was before it went live, a
set of drafts, and can be mended and approved again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log as log_action
from wagtail.models import Page, Revision

from cms.previews.as_if_published import Draftable
from cms.releases import progress
from cms.releases.going_live import (
    ReleaseRefused,
    all_or_nothing,
    naming,
    refuse_problems,
    version_of_this_transaction,
    with_redirects,
)
from cms.releases.log_actions import UNDONE
from cms.releases.members import Member, members_of
from cms.releases.models import Release
from cms.releases.problems import MemberProblem, lock_problems, may_publish, person


@dataclass(frozen=True)
class Return:
    """What undoing does to a member. `conflicts` are told and asked about, `problems` forbid it."""

    member: Member
    goes_offline: bool
    conflicts: list[MemberProblem]
    problems: list[MemberProblem]


def returns(release: Release, by: User | None) -> list[Return]:
    """Of the members that the release published, in the order in which they come back."""
    of_release = [each for each in members_of(release) if each.kept.published is not None]
    locks = lock_problems(of_release, by)
    came = []
    for member in of_release:
        row, kept = member.row, member.kept
        conflicts, problems = [], list(locks.get(member.key, ()))
        if row is None:
            conflicts.append(MemberProblem("gone_since"))
        else:
            if not row.live:
                conflicts.append(MemberProblem("offline_since"))
            elif row.live_revision_id != kept.published:
                conflicts.append(MemberProblem("published_since"))
            if by is not None and not may_publish(by, row):
                problems.append(MemberProblem("no_right", {"person": person(by)}))
        came.append(Return(member, not (kept.before or {}).get("live"), conflicts, problems))
    return [*_with_pages_below(came)]


def _with_pages_below(came: list[Return]) -> Iterator[Return]:
    """A page that goes offline takes those below it from readers."""
    mine = {each.member.kept.object_id for each in came if isinstance(each.member.row, Page)}
    for each in came:
        row = each.member.row
        if each.goes_offline and isinstance(row, Page):
            below = row.get_descendants().live().exclude(pk__in=mine).count()
            if below:
                each.conflicts.append(MemberProblem("pages_below", {"number": below}))
        yield each


def undo(pk: int, by: User | None = None, in_spite_of_conflicts: bool = False) -> None:
    """Raises ReleaseRefused when it did not happen, and ReleaseBusy."""

    def bring_back(release: Release) -> None:
        user = by or release.undone_by
        if release.state not in (Release.State.LIVE, Release.State.UNDOING) or user is None:
            raise ReleaseRefused("state")
        all_of_it = returns(release, user)
        refuse_problems(all_of_it)
        if any(each.conflicts for each in all_of_it) and not in_spite_of_conflicts:
            raise ReleaseRefused("conflicts")
        for each in progress.told(release.pk, all_of_it):
            if each.member.row is not None:
                with naming(each.member), with_redirects(each.member.row):
                    _bring_back(each.member, each.member.row, user)
        release.state = Release.State.PREPARING
        release.undone_at, release.undone_by = timezone.now(), user
        release.go_live_at = release.approved_at = release.approved_by = release.asked_at = None
        release.failure, release.failed_at = [], None
        release.version = version_of_this_transaction()
        release.save()
        for each in all_of_it:
            kept = each.member.kept
            row = each.member.row
            kept.live_when_added = _live_revision(row) if row is not None else None
            kept.before = kept.published = None
            kept.save(update_fields=["live_when_added", "before", "published"])
        release.members.update(revision=None, was_live_when_approved=False)
        log_action(instance=release, action=UNDONE, user=user)

    all_or_nothing(pk, bring_back)


def _live_revision(row: Draftable) -> int | None:
    pk: int | None = (
        type(row)._base_manager.values_list("live_revision_id", flat=True).filter(pk=row.pk).first()
    )
    return pk


def _bring_back(member: Member, row: Draftable, by: User) -> None:
    before: dict[str, Any] = member.kept.before or {}
    draft = row.latest_revision
    if not before.get("live"):
        if row.live:
            row.unpublish(user=by)
        # As if it had never been there: readers get another language in place of what never was.
        first, last = (
            parse_datetime(moment) if isinstance(moment := before.get(name), str) else None
            for name in ("first_published_at", "last_published_at")
        )
        type(row)._base_manager.filter(pk=row.pk).update(
            first_published_at=first, last_published_at=last
        )
        return
    was = row.with_content_json(dict(before))
    if was.go_live_at is not None and was.go_live_at > timezone.now():
        was.go_live_at = None
    was.save_revision(user=by).publish(user=by)
    if draft is not None:
        _keep_as_the_newest(type(row)._base_manager.get(pk=row.pk), draft, by)


def _keep_as_the_newest(row: Draftable, draft: Revision, by: User) -> None:
    """Nobody's draft is buried under what came back."""
    row.with_content_json(dict(draft.content)).save_revision(user=by, clean=False)
