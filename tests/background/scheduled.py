"""Scheduling things as an editor does, and the time that comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Revision


def seconds_from_now(seconds: float) -> Any:
    return timezone.now() + timedelta(seconds=seconds)


def schedules(item: Any, **moments: Any) -> None:
    for name, moment in moments.items():
        setattr(item, name, moment)
    item.save_revision().publish()


def the_time_comes(hours: int = 2) -> None:
    """What is scheduled is due, `hours` before its time: however slow the machine was so far."""
    for revision in Revision.objects.exclude(approved_go_live_at=None):
        assert revision.approved_go_live_at is not None
        due = revision.approved_go_live_at - timedelta(hours=hours)
        content_then = {**revision.content, "go_live_at": due.isoformat()}
        Revision.objects.filter(pk=revision.pk).update(
            approved_go_live_at=due, content=content_then
        )
