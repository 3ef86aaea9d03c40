"""Who changes content: an act is one request of the admin, or one round of the worker.

PostgreSQL notes in the session which versions the session's own transactions raised
(`raise_content_version()`), so an act knows exactly its own, whatever others publish meanwhile.
What it did to which object are Wagtail's log entries, as they are written.

Wagtail writes an entry after the commit of what it tells of, or before it inside a transaction:
an entry belongs to the versions raised since the entry before it, or else to the next one. Of
entries in a row about one thing (its new name, its publishing) the later go where the first went.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.models import Change

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Raised:
    """One version that this act raised, and when."""

    version: int
    changed_at: datetime


@dataclass
class Act:
    """`entries` are Wagtail's log entries with the number of versions raised until then."""

    how: str
    entries: list[tuple[Entry, int]] = field(default_factory=list)

    def raised(self) -> list[Raised]:
        """The versions that this act has raised so far. One query."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('cms.raised', true)")
            noted = cursor.fetchone()[0] or ""
        pairs = (one.split(":") for one in noted.split(",") if one)
        return [
            Raised(int(number), datetime.fromtimestamp(float(seconds), UTC))
            for number, seconds in pairs
        ]

    def record(self, user: Any = None) -> list[Raised]:
        """Writes who did what for each version that this act raised; answers these versions."""
        raised = self.raised()
        if raised:
            told = self._entries_of_each(len(raised))
            Change.objects.bulk_create(
                Change(
                    version=one.version,
                    changed_at=one.changed_at,
                    user=user,
                    how=self.how,
                    entries=entries,
                )
                for one, entries in zip(raised, told, strict=True)
            )
        return raised

    def _entries_of_each(self, number: int) -> list[list[Entry]]:
        told: list[list[Entry]] = [[] for _ in range(number)]
        before, thing = 0, None
        places: list[int] = []
        for entry, until in self.entries:
            same = (entry["model"], entry["id"]) == thing
            if until > before:
                places = list(range(before, until))
            elif not same:
                places = [min(until, number - 1)]
            for place in places:
                told[place].append(entry)
            before, thing = until, (entry["model"], entry["id"])
        return told


_current: ContextVar[Act | None] = ContextVar("act", default=None)


@contextmanager
def acting(how: str = Change.ADMIN) -> Iterator[Act]:
    """While this lasts, what this thread changes is the act's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cms.raised', ',', false)")
    act = Act(how)
    token = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(token)


def _note(instance: Any, created: bool, **kwargs: Any) -> None:
    """Receiver of the post_save of Wagtail's log entries."""
    act = _current.get()
    if act is None or not created:
        return
    thing = instance.content_type and instance.content_type.model_class()
    entry = {
        "action": instance.action,
        "title": instance.label,
        "model": thing._meta.label_lower if thing else "",
        "id": str(instance.object_id),
        "locale": _locale_of(instance),
        "data": instance.data,
    }
    act.entries.append((entry, len(act.raised())))


def _locale_of(entry: Any) -> int | None:
    """The id of the language of what an entry tells of, where it has one."""
    if isinstance(entry, PageLogEntry):
        return entry.page.locale_id
    content: dict[str, Any] = entry.revision.content if entry.revision else {}
    return content.get("locale")


def connect() -> None:
    """Connects the receivers; called once, when the apps are ready."""
    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(_note, sender=model, dispatch_uid=f"act {model}")
