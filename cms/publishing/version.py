"""The version of the content: a row that the database raises, never this code on a whim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cms.engines.moments import rfc3339

CHANNEL = "content_version"


@dataclass(frozen=True, slots=True)
class Version:
    """`number` rises with every transaction that changed content; `changed_at` is when."""

    number: int
    changed_at: datetime

    @property
    def timestamp(self) -> str:
        return rfc3339(self.changed_at)


def read() -> Version:
    """The committed version, or the snapshot's inside a transaction. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, changed_at FROM content_version")
        number, changed_at = cursor.fetchone()
    return Version(number, changed_at)


def raise_version(at_least: int = 0) -> int:
    """Raises the version by hand: after a deployment, after renditions were made, or above
    `at_least` after an old backup was restored. Answers the new version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT raise_content_version(%s)", [at_least])
        return int(cursor.fetchone()[0])
