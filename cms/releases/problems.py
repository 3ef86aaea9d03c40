"""What stands against publishing a member, and what its editors should know of it.

A **problem** keeps the whole release from going live, a **warning** does not. Both are told on the
release's page while there is time, and problems are looked for again, in the same words, in the
transaction that publishes. They are codes with values, because the worker knows no language of a
reader: `text` says it in the active one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.locks import BasicLock
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from cms.previews.as_if_published import Draftable, messages
from cms.releases.log_actions import named
from cms.releases.members import Member
from cms.releases.models import Release, ReleaseMember
from cms.releases.rights import may_publish_releases
from snippets.languages import listed
from snippets.occupied import any_of, in_workflow, scheduled
from snippets.schedules import waits_for_its_source


@dataclass(frozen=True)
class MemberProblem:
    """`values` are plain JSON."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        values = {
            name: _in_the_active_language(value) if isinstance(value, dict) else value
            for name, value in self.values.items()
        }
        return str(_texts()[self.code]) % values

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "values": self.values}

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> MemberProblem:
        return cls(kept["code"], kept["values"])


def _in_the_active_language(texts: dict[str, str]) -> str:
    code = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    return texts.get(code) or next(iter(texts.values()), "")


def _texts() -> dict[str, str]:
    return {
        # Problems.
        "gone": _("It was deleted. Take it out of the release."),
        "alias": _("It only repeats another page: take it out, and add that page."),
        "locked": _("It is locked by %(person)s. Ask them to unlock it, or take it out."),
        "locked_by_nobody": _("It is locked. Unlock it in its editor, or take it out."),
        "workflow": _(
            "It waits for approval in a workflow. Let its reviewers finish, cancel the workflow in "
            "its editor, or take it out."
        ),
        "scheduled": _(
            "It has a time of its own, %(when)s. Cancel that schedule in its editor: the release "
            "says when."
        ),
        "ended": _("Its end has passed (%(when)s). Set another end in its editor."),
        "no_right": _(
            "%(person)s may not publish it. Somebody who may has to approve the release."
        ),
        "no_approver": _("Who approved the release may not publish any more. Approve it again."),
        "invalid": _("It cannot be published as it is: %(reason)s"),
        "no_draft": _("The draft that was approved is gone. Approve the release again."),
        "newer_live": _(
            "It was published outside of the release after the approval, and the release would "
            "take that back. Take the approval back, look at it, and approve it again."
        ),
        "taken_down": _(
            "It was taken offline after the approval. Take the approval back, look at it, and "
            "approve it again."
        ),
        "trouble": _("Something went wrong with it: %(reason)s. The log of the server says more."),
        # What undoing would do besides.
        "gone_since": _("It was deleted since, and stays away."),
        "offline_since": _("It was taken offline since. It comes back as it was before."),
        "published_since": _(
            "It was published again since. What readers have now goes, and stays in its history."
        ),
        "pages_below": _("Live pages are below it (%(number)s): readers do not get them any more."),
        # Warnings.
        "nothing_new": _("Readers have all of it: it has no draft that is newer."),
        "newer_draft": _(
            "A newer draft of %(when)s is not part of it: the approved one goes live."
        ),
        "in_others": _("Also in %(releases)s. The one that goes live last counts."),
        "published_outside": _("It was published outside of the release after it was added."),
        "below_draft": _(
            "The page above it, “%(title)s”, is not live: readers get neither. Add it too."
        ),
        "before_source": _("Its original is not live: add it to the release too."),
    }


@dataclass(frozen=True)
class Examined:
    member: Member
    problems: list[MemberProblem]
    warnings: list[MemberProblem]


def examine(release: Release, members: Sequence[Member], by: User | None) -> list[Examined]:
    """What is known of each member, if `by` published the release; None asks nobody's right.

    A few queries for all of them, and for each those that Wagtail's validation asks.
    """
    known = _Known(release, members, by)
    return [
        Examined(
            member,
            [*_problems(member, known, by)],
            [*_warnings(member, known)],
        )
        for member in members
    ]


def lock_problems(
    members: Sequence[Member], by: User | None
) -> dict[tuple[int, str], list[MemberProblem]]:
    """Who locked them, what is in a workflow, and what has a schedule of its own. Two queries."""
    keys = [member.key for member in members]
    problems: dict[tuple[int, str], list[MemberProblem]] = {}
    for member in members:
        row = member.row
        if row is not None and row.locked and (by is None or BasicLock(row).for_user(by)):
            problem = MemberProblem("locked_by_nobody")
            if row.locked_by is not None:
                problem = MemberProblem("locked", {"person": person(row.locked_by)})
            problems.setdefault(member.key, []).append(problem)
    for key in in_workflow(keys):
        problems.setdefault(key, []).append(MemberProblem("workflow"))
    for key, when in scheduled(keys).items():
        problem = MemberProblem("scheduled", {"when": in_each_language(when)})
        problems.setdefault(key, []).append(problem)
    return problems


def person(user: User) -> str:
    return f"\u2068{get_user_display_name(user)}\u2069"


class _Known:
    """What is asked once for all members."""

    def __init__(self, release: Release, members: Sequence[Member], by: User | None) -> None:
        things = any_of(member.key for member in members)
        self.release = release
        self.locks = lock_problems(members, by)
        approver = release.approved_by
        self.lacks_an_approver = release.approved_at is not None and (
            approver is None or not may_publish_releases(approver)
        )
        closed = (Release.State.LIVE, Release.State.UNDOING)
        self.others: dict[tuple[int, str], list[str]] = {}
        elsewhere = ReleaseMember.objects.filter(things).exclude(release=release.pk)
        for kind, pk, name in elsewhere.exclude(release__state__in=closed).values_list(
            "content_type_id", "object_id", "release__name"
        ):
            self.others.setdefault((kind, pk), []).append(name)
        pages = [member.row for member in members if isinstance(member.row, Page)]
        self.parents = {
            page.path: page
            for page in Page.objects.filter(
                path__in={page.path[: -page.steplen] for page in pages}, live=False
            )
        }
        self.ids = {member.key for member in members}
        self.of_group = Counter(member.row.translation_key for member in members if member.row)
        self.live_since = dict(
            Revision.objects.filter(
                pk__in=[m.row.live_revision_id for m in members if m.row and m.row.live_revision_id]
            ).values_list("pk", "created_at")
        )


def _problems(member: Member, known: _Known, by: User | None) -> Iterator[MemberProblem]:
    row, kept = member.row, member.kept
    if row is None:
        yield MemberProblem("gone")
        return
    if isinstance(row, Page) and row.alias_of_id is not None:
        yield MemberProblem("alias")
        return
    yield from known.locks.get(member.key, ())
    if known.lacks_an_approver:
        yield MemberProblem("no_approver")
        return
    if by is not None and not may_publish(by, row):
        yield MemberProblem("no_right", {"person": person(by)})
    yield from _changed_since_the_approval(member, known)
    if member.draft is not None and member.has_news and kept is not None:
        yield from _of_the_draft(row, member.draft)


def _changed_since_the_approval(member: Member, known: _Known) -> Iterator[MemberProblem]:
    row, kept = member.row, member.kept
    if row is None or known.release.approved_at is None:
        return
    if kept.revision is None:
        yield MemberProblem("no_draft")
        return
    live_since = known.live_since.get(row.live_revision_id or 0)
    if row.live and live_since is not None and live_since > kept.revision.created_at:
        yield MemberProblem("newer_live")
    if kept.was_live_when_approved and not row.live:
        yield MemberProblem("taken_down")


def _of_the_draft(row: Draftable, draft: Revision) -> Iterator[MemberProblem]:
    """What its own text, schedule and fields say."""
    starts, ends = (
        parse_datetime(value) if isinstance(value := draft.content.get(name), str) else None
        for name in ("go_live_at", "expire_at")
    )
    if starts is not None and starts > timezone.now():
        yield MemberProblem("scheduled", {"when": in_each_language(starts)})
    if ends is not None and ends < timezone.now():
        yield MemberProblem("ended", {"when": in_each_language(ends)})
    try:
        row.with_content_json(draft.content).full_clean()
    except ValidationError as error:
        yield invalid(error, row)


def invalid(error: ValidationError, row: Draftable) -> MemberProblem:
    reasons = {}
    for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        with override(code):
            reasons[code] = " ".join(messages(error, row))
    return MemberProblem("invalid", {"reason": reasons})


def in_words(when: datetime) -> str:
    """A day with the name of its month and a time, in the active language and time zone."""
    local = timezone.localtime(when)
    return _(", ").join([date_format(local), date_format(local, "TIME_FORMAT")])


def in_each_language(when: datetime) -> dict[str, str]:
    texts = {}
    for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES:
        with override(code):
            texts[code] = f"\u2068{in_words(when)}\u2069"
    return texts


def may_publish(user: User, row: Draftable) -> bool:
    if not user.is_active:
        return False
    if isinstance(row, Page):
        return bool(row.permissions_for_user(user).can_publish())
    policy = policy_registry.get_by_type(type(row))
    return bool(policy.user_has_permission_for_instance(user, "publish", row))


def _warnings(member: Member, known: _Known) -> Iterator[MemberProblem]:
    row, kept = member.row, member.kept
    if row is None:
        return
    if not member.has_news:
        yield MemberProblem("nothing_new")
    elif kept.live_when_added != row.live_revision_id and row.live:
        yield MemberProblem("published_outside")
    newest = row.latest_revision
    if kept.revision is not None and newest is not None and newest.pk != kept.revision_id:
        yield MemberProblem("newer_draft", {"when": in_each_language(newest.created_at)})
    if names := known.others.get(member.key):
        yield MemberProblem("in_others", {"releases": listed([named(name) for name in names])})
    if isinstance(row, Page):
        parent = known.parents.get(row.path[: -row.steplen])
        if parent is not None and (kept.content_type_id, str(parent.pk)) not in known.ids:
            yield MemberProblem("below_draft", {"title": f"\u2068{parent.title}\u2069"})
    if known.of_group[row.translation_key] < 2 and waits_for_its_source(row):
        yield MemberProblem("before_source")
