"""What changed in the database: rows of tables, as the triggers note them.

Nothing here knows what a change means for a document, nor where the notes are kept
(cms/publishing/changes.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Column = str | int | bool | None


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """The noted columns of a row before and after; empty before it was there, or after it went."""

    was: Mapping[str, Column]
    is_now: Mapping[str, Column]

    def values(self, column: str) -> Iterator[Column]:
        for row in (self.was, self.is_now):
            if column in row:
                yield row[column]


@dataclass(frozen=True, slots=True)
class Changes:
    """`tables` maps a table's name to its changed rows by primary key, and to None when any of its
    rows may have changed. `everything` is true when nobody knows what changed."""

    everything: bool = False
    tables: Mapping[str, Mapping[int, ChangedRow] | None] = field(default_factory=dict)

    def touch(self, table: str) -> bool:
        """Whether any row of a table changed."""
        return self.everything or table in self.tables

    def rows(self, table: str) -> Mapping[int, ChangedRow] | None:
        """The changed rows of a table by primary key; None when it may be any."""
        return None if self.everything else self.tables.get(table, {})

    def ids(self, table: str) -> set[int] | None:
        """The primary keys of the changed rows of a table; None when it may be any."""
        rows = self.rows(table)
        return None if rows is None else set(rows)

    def values(self, table: str, column: str) -> set[Column] | None:
        """What a noted column said in the changed rows, before and after; None for anything."""
        rows = self.rows(table)
        if rows is None:
            return None
        return {value for row in rows.values() for value in row.values(column)}


ALL = Changes(everything=True)
