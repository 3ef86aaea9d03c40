"""Who hears of a release: those who take part in it, in their inboxes and by mail.

A line that cannot be written keeps no release back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cms.notifications.kinds import RELEASE_FAILED, RELEASE_LIVE, RELEASE_SOON, NotificationKind
from cms.notifications.models import Notification
from cms.notifications.telling import tell
from cms.releases.models import Release

log = logging.getLogger(__name__)

# So long before its time.
AHEAD = timedelta(hours=1)


def address(release: Release) -> str:
    return reverse("releases:release", args=[release.pk])


def is_live(release: Release, by: User | None) -> None:
    """In the transaction in which it goes live. `by` pressed the button; None: the worker."""
    _tell(RELEASE_LIVE, release, by)


def has_failed(release: Release, by: User | None) -> None:
    _tell(RELEASE_FAILED, release, by)


def coming() -> Iterator[tuple[str, Callable[[], object]]]:
    """Of the worker's round: releases that go live within `AHEAD`, each told once for each time."""
    now = timezone.now()
    approved = Release.objects.filter(
        state=Release.State.APPROVED, go_live_at__gt=now, go_live_at__lte=now + AHEAD
    )
    for release in approved.select_related("created_by", "approved_by"):
        if not Notification.objects.filter(key=_key(release)).exists():
            yield f'telling of the release "{release}" ({release.pk})', partial(_is_soon, release)


def _key(release: Release) -> str:
    when = release.go_live_at.isoformat() if release.go_live_at else ""
    return f"release-soon:{release.pk}:{when}"


def _is_soon(release: Release) -> None:
    people = participants(release)
    tell(RELEASE_SOON, people, release, key=_key(release), moment=release.go_live_at)


def participants(release: Release) -> list[User]:
    """Who began it, who approved it, and who added something to it."""
    added = release.members.exclude(added_by=None).order_by().values("added_by")
    of_it = [release.created_by_id or 0, release.approved_by_id or 0]
    return list(User.objects.filter(pk__in=added) | User.objects.filter(pk__in=of_it))


def _tell(kind: NotificationKind, release: Release, by: User | None) -> None:
    try:
        with transaction.atomic():
            tell(kind, participants(release), release, actor=by)
    except Exception:  # whatever it was, the campaign counts more
        log.exception("Nobody was told of the release %s", release.pk)
