"""What was deleted in the admin and can be restored: an entry, and the rows that went with it.

PostgreSQL writes the rows (cms/trash/triggers.py), whatever it is that deletes or cuts them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict

from django.conf import settings
from django.db import models
from django.utils import timezone


class Thing(TypedDict):
    """One page with all below it, or one snippet. `model`: "home.contentpage"; `key`: its primary
    key; `locale`: the id of its language, None without one. Of pages alone, else empty: `path` in
    the tree, the page that it was under (id, translation key, title), the number of `pages` with
    those below, whether any was `live`, the ids of their `owners`."""

    model: str
    key: str
    title: str
    locale: int | None
    path: str
    parent: int | None
    parent_key: str
    parent_title: str
    pages: int
    live: bool
    owners: list[int | None]


class TrashEntry(models.Model):
    """What one person deleted at one time; it is restored as a whole."""

    things: models.JSONField[list[Thing], list[Thing]] = models.JSONField(default=list)
    deleted_at = models.DateTimeField(default=timezone.now, db_index=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ["-deleted_at", "-pk"]

    def __str__(self) -> str:
        return ", ".join(thing["title"] for thing in self.things)

    @property
    def stays_until(self) -> datetime:
        return self.deleted_at + timedelta(days=settings.TRASH_DAYS)

    @property
    def pages(self) -> int:
        return sum(thing["pages"] for thing in self.things)


class TrashedRow(models.Model):
    """A row as it was. `became` is null for a deleted row; for a row that was changed by the
    deletion, both hold the columns that changed. `key` is the primary key."""

    entry = models.ForeignKey(TrashEntry, on_delete=models.CASCADE, related_name="rows")
    table_name = models.CharField(max_length=63)
    key = models.CharField(max_length=255)
    was = models.JSONField()
    became = models.JSONField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        indexes = [models.Index(fields=["table_name", "key"], name="trashed_row_of_a_table")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.key}"
