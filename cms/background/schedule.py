"""Publishes and unpublishes what is scheduled and due.

It does the same as Wagtail's command `publish_scheduled`, but each page or snippet for itself. When
one cannot be done (a sibling has taken its slug meanwhile) it is logged, stays due and is tried
again every round, and the others go on. Wagtail's command ends at the first such error, and has
removed the scheduled time by then.

What has ended while nobody did this is never live (`snippets/schedules.py`). A translation that is
made of its source's texts waits until the source has been live.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from cms.publishing.change_log import logging_changes
from cms.publishing.events import Event
from cms.publishing.models import Change
from snippets.schedules import ENDED, waits_for_its_source

log = logging.getLogger(__name__)

# What is due and cannot be done -> why. Logged when it begins and when the reason changes.
_refused: dict[str, str] = {}

# What to do, in words for the log, and how.
Due = tuple[str, Callable[[], object]]


@dataclass(frozen=True)
class CouldNot:
    """What Wagtail schedules and could not be done: the page or snippet, the draft that was to go
    live (None: it was to end), and why."""

    row: Model
    revision: Revision | None
    reason: str


#: Announced when it begins and when the reason changes, in each process.
could_not: Event[CouldNot] = Event("schedule failed")

# What rooms above have to do at its time.
_more: list[Callable[[], Iterator[Due]]] = []


def also_carry_out(find_due: Callable[[], Iterator[Due]]) -> None:
    """From the next round on, after what Wagtail schedules; once, when the apps are ready."""
    _more.append(find_due)


def carry_out() -> None:
    """Does what is due. What expires comes first, as in Wagtail; each in the order of its time.

    Raises OperationalError or InterfaceError when PostgreSQL goes away.
    """
    refused = {}
    for find_due in (_expiring, _going_live, *_more):
        for name, act in find_due():
            if reason := _carry_out_alone(name, act):
                refused[name] = reason
                if reason != _refused.get(name):
                    _announce(act, reason)
    _refused.clear()
    _refused.update(refused)


def _carry_out_alone(name: str, act: Callable[[], object]) -> str:
    """Does it wholly or not at all. Answers why it cannot be done, "" when it is done."""
    try:
        # A change log for each, so that every version of a round names what it did and no more.
        with logging_changes(Change.SCHEDULE) as mine, transaction.atomic():
            act()
        mine.record()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever it was, the others are due too
        reason = f"{type(error).__name__}: {error}"
        if reason != _refused.get(name):
            log.error("What is scheduled cannot be done: %s: %s", name, reason, exc_info=error)
        return reason
    return ""


def _announce(act: Callable[[], object], reason: str) -> None:
    """Of Wagtail's schedules; what rooms above do, they tell themselves."""
    if isinstance(act, _Start) and (row := act.revision.content_object) is not None:
        could_not.announce(CouldNot(row, act.revision, reason))
    elif isinstance(act, _End):
        could_not.announce(CouldNot(act.row, None, reason))


def _expiring() -> Iterator[Due]:
    snippets = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    for model in (Page, *snippets):
        due = model.objects.filter(live=True, expire_at__lt=timezone.now()).order_by("expire_at")
        for item in list(due):
            # Aliases end with their page, so one may be away when its turn comes.
            if model.objects.filter(pk=item.pk, live=True).exists():
                name = f'the end of "{item}" ({model._meta.label} {item.pk})'
                yield name, _End(item)


@dataclass(frozen=True)
class _End:
    row: DraftStateMixin

    def __call__(self) -> None:
        self.row.unpublish(set_expired=True, log_action=ENDED)


@dataclass(frozen=True)
class _Start:
    revision: Revision

    def __call__(self) -> None:
        self.revision.publish(log_action="wagtail.publish.scheduled")


def _going_live() -> Iterator[Due]:
    """Each in the order of its time; translations that wait for their source come after it."""
    due = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
    waiting = []
    for revision in list(due.order_by("approved_go_live_at")):
        if waits_for_its_source(revision.content_object):
            waiting.append(revision.pk)
        else:
            yield _start(revision)
    for revision in Revision.objects.filter(pk__in=waiting):
        if not waits_for_its_source(revision.content_object):
            yield _start(revision)


def _start(revision: Revision) -> Due:
    kind = f"{revision.content_type.app_label}.{revision.content_type.model}"
    name = f'the start of "{revision.object_str}" ({kind} {revision.object_id})'
    return name, _Start(revision)
