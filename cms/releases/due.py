"""What the worker does: releases whose time has come, and those that somebody left to it.

Subscribed to the worker's round in config/apps.py. What is refused is written to the release
(going_live.py) and not tried again: nobody expects a campaign at some hour when a lock happens to
be gone. What only came at a bad moment is tried again, now and in the next round.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import Q
from django.utils import timezone

from cms.releases.going_live import ATTEMPTS, ReleaseBusy, ReleaseRefused, go_live
from cms.releases.models import Release
from cms.releases.undo import undo

log = logging.getLogger(__name__)

# Seconds between two attempts.
PAUSE = 0.3


def due() -> Iterator[tuple[str, Callable[[], object]]]:
    """In words for the log, and how; each in the order of its time."""
    has_come = Q(state=Release.State.APPROVED, go_live_at__lte=timezone.now())
    asked = Q(state__in=(Release.State.GOING_LIVE, Release.State.UNDOING))
    for release in list(Release.objects.filter(has_come | asked).order_by("go_live_at", "pk")):
        if release.state == Release.State.UNDOING:
            name = f'the undoing of the release "{release}" ({release.pk})'
            yield name, partial(_carry_out, release.pk, _undo)
        else:
            name = f'the release "{release}" ({release.pk})'
            yield name, partial(_carry_out, release.pk, go_live)


def _undo(pk: int) -> None:
    # Who asked for it was told of the conflicts.
    undo(pk, in_spite_of_conflicts=True)


def _carry_out(pk: int, act: Callable[[int], None]) -> None:
    """Raises ReleaseBusy."""
    for attempt in range(ATTEMPTS):
        try:
            act(pk)
            return
        except ReleaseRefused as refused:
            # Whoever owns it reads the reasons on its page.
            log.error("Release %s changed nothing: %s", pk, refused)
            return
        except ReleaseBusy:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE)
