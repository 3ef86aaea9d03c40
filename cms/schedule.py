"""What is scheduled: everything that is due goes live, or away.

The same as Wagtail's `publish_scheduled`, each thing for itself: one that cannot (a sibling has
taken its slug meanwhile) is logged, stays due and is tried again every round; the others go on.
Wagtail's command ends at the first such error, and has taken the thing's time away by then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from cms.acts import acting
from cms.models import Change

log = logging.getLogger(__name__)

# Why each thing that is due cannot be done: said when it begins and when the reason changes.
_refused: dict[str, str] = {}


def carry_out() -> None:
    """Does what is due: what expires first, as Wagtail does, each in order of its time.

    Raises OperationalError or InterfaceError when PostgreSQL goes away.
    """
    refused = {}
    for due in (_expiring, _going_live):
        for name, act in due():
            if reason := _why_not(name, act):
                refused[name] = reason
    _refused.clear()
    _refused.update(refused)


def _why_not(name: str, act: Callable[[], Any]) -> str:
    """Does one thing, whole or not at all; answers what is against it, or ""."""
    try:
        # An act of its own each: every version of a round tells what it did, and nothing else.
        with acting(Change.SCHEDULE) as mine, transaction.atomic():
            act()
        mine.record()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever it was, the others' time has come too
        reason = f"{type(error).__name__}: {error}"
        if reason != _refused.get(name):
            log.error("What is scheduled cannot be done: %s: %s", name, reason, exc_info=error)
        return reason
    return ""


def _expiring() -> Iterator[tuple[str, Callable[[], Any]]]:
    drafts = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    for model in (Page, *drafts):
        due = model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at")
        for thing in list(due):
            name = f'the end of "{thing}" ({model._meta.label} {thing.pk})'
            away = partial(thing.unpublish, set_expired=True)
            yield name, partial(away, log_action="wagtail.unpublish.scheduled")


def _going_live() -> Iterator[tuple[str, Callable[[], Any]]]:
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
    for revision in list(due.order_by("approved_go_live_at")):
        kind = f"{revision.content_type.app_label}.{revision.content_type.model}"
        name = f'the start of "{revision.object_str}" ({kind} {revision.object_id})'
        yield name, partial(revision.publish, log_action="wagtail.publish.scheduled")
