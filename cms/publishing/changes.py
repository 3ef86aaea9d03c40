"""What changed between two versions: which rows of which tables.

The triggers that raise the version note it in the same transaction (cms/migrations/0006,
cms/publishing/triggers.py), so no change is without its note. A note also says when its version
was raised. Whoever builds on an earlier version compares that time: a version of the same number
that another history of the database had, before a backup was restored, is not built on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from cms.engines.changed_rows import ALL, ChangedRow, Changes

__all__ = ["ALL", "ChangedRow", "Changes", "Notes", "between", "read"]

EVERYTHING = "*"

# Its version and when that was raised; the table and the row; the row before and after.
Note = tuple[int, datetime, str, int, str | None, str | None]


@dataclass(frozen=True)
class Notes:
    """The notes of all versions from one on, up to `newest`, in their order."""

    newest: int
    rows: Sequence[Note]

    def since(self, number: int, changed_at: datetime | None) -> Changes:
        """What changed after the version `number`, which was raised at `changed_at`.

        Everything, when the notes do not reach back so far, when that version was another one, or
        when a version was raised by hand.
        """
        raised_at = {version: moment for version, moment, *_row in self.rows}
        if changed_at is None or raised_at.get(number) != changed_at:
            return ALL
        return _changes(number, self.newest, [note for note in self.rows if note[0] > number])


def read(oldest: int, newest: int) -> Notes:
    """The notes of the versions after `oldest`, up to `newest`, and one of `oldest`. One query."""
    columns = "version, changed_at, table_name, row_id, was::text, is_now::text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""(SELECT {columns} FROM content_change WHERE version = %s LIMIT 1)
            UNION ALL
            (SELECT {columns} FROM content_change
             WHERE version > %s AND version <= %s ORDER BY version)""",  # noqa: S608  # nosec B608
            [oldest, oldest, newest],
        )
        return Notes(newest, cursor.fetchall())


def between(older: int, newer: int) -> Changes:
    """What changed in the versions after `older`, up to `newer`, for whoever has seen both in one
    history of the database. One query."""
    notes = read(older, newer)
    return _changes(older, newer, [note for note in notes.rows if note[0] > older])


def _changes(older: int, newer: int, notes: Iterable[Note]) -> Changes:
    if older >= newer:
        return Changes()
    notes = list(notes)
    # Versions have no gaps, but for those that were raised by hand.
    if not notes or notes[0][0] != older + 1 or any(note[2] == EVERYTHING for note in notes):
        return ALL
    return Changes(tables=_by_table(notes))


def _by_table(notes: Iterable[Note]) -> Mapping[str, dict[int, ChangedRow] | None]:
    tables: dict[str, dict[int, ChangedRow] | None] = {}
    for _version, _changed_at, table, row_id, was, is_now in notes:
        rows = tables.setdefault(table, {})
        if rows is None:
            continue
        if row_id == 0:
            tables[table] = None
            continue
        before = rows[row_id].was if row_id in rows else json.loads(was or "{}")
        rows[row_id] = ChangedRow(before, json.loads(is_now or "{}"))
    return tables
