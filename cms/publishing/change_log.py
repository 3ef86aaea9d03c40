"""Who changes content: an act is one request of the admin, or one round of the worker.

PostgreSQL notes in the session which versions the session's own transactions raised
(`raise_content_version()`), so an act knows exactly its own, whatever others publish meanwhile.
Wagtail's log entries say what it did to which object.

Wagtail writes an entry after the commit of the change, or before it inside a transaction. So an
entry belongs to the versions raised since the entry before it, or else to the next version. When
several entries in a row are about the same object (its new name, its publishing), the later ones
go to the versions of the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models.signals import post_save
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.publishing.models import Change

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Raised:
    """One version that this act raised, and when."""

    version: int
    changed_at: datetime


@dataclass
class ChangeLog:
    """`entries` are Wagtail's log entries with the number of versions raised until then."""

    how: str
    entries: list[tuple[Entry, int]] = field(default_factory=list)

    def raised(self) -> list[Raised]:
        """The versions that this act has raised so far. One query."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('cms.raised', true)")
            noted = cursor.fetchone()[0] or ""
        pairs = (pair.split(":") for pair in noted.split(",") if pair)
        return [
            Raised(int(number), datetime.fromtimestamp(float(seconds), UTC))
            for number, seconds in pairs
        ]

    def record(self, user: User | None = None) -> list[Raised]:
        """Writes who did what for each version that this act raised; answers these versions."""
        raised = self.raised()
        if raised:
            by_version = self._entries_of_each(len(raised))
            Change.objects.bulk_create(
                Change(
                    version=version.version,
                    changed_at=version.changed_at,
                    user=user,
                    how=self.how,
                    entries=entries,
                )
                for version, entries in zip(raised, by_version, strict=True)
            )
        return raised

    def _entries_of_each(self, number: int) -> list[list[Entry]]:
        by_version: list[list[Entry]] = [[] for _ in range(number)]
        before, last_object = 0, None
        places: list[int] = []
        for entry, until in self.entries:
            same = (entry["model"], entry["id"]) == last_object
            if until > before:
                places = list(range(before, until))
            elif not same:
                places = [min(until, number - 1)]
            for place in places:
                by_version[place].append(entry)
            before, last_object = until, (entry["model"], entry["id"])
        return by_version


_current: ContextVar[ChangeLog | None] = ContextVar("act", default=None)


@contextmanager
def logging_changes(how: str = Change.ADMIN) -> Iterator[ChangeLog]:
    """While this lasts, what this thread changes is the act's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('cms.raised', ',', false)")
    act = ChangeLog(how)
    token = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(token)


def _note(instance: PageLogEntry | ModelLogEntry, created: bool, **kwargs: object) -> None:
    """Receiver of the post_save of Wagtail's log entries."""
    act = _current.get()
    if act is None or not created:
        return
    model = instance.content_type and instance.content_type.model_class()
    entry = {
        "action": instance.action,
        "title": instance.label,
        "model": model._meta.label_lower if model else "",
        "id": str(instance.object_id),
        "locale": _locale_of(instance),
        "data": instance.data,
    }
    act.entries.append((entry, len(act.raised())))


def _locale_of(entry: PageLogEntry | ModelLogEntry) -> int | None:
    """The id of the language of the entry's object, where it has a language."""
    if isinstance(entry, PageLogEntry):
        return entry.page.locale_id
    content: dict[str, Any] = entry.revision.content if entry.revision else {}
    return content.get("locale")


def connect() -> None:
    """Connects the receivers; called once, when the apps are ready."""
    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(_note, sender=model, dispatch_uid=f"act {model}")
