"""Pieces of a build that the next build takes over, because nothing changed that they were made of.

A piece is made of rows of certain kinds of content (menu items, partners), and of everything else
that a build reads: pages, pictures, languages. Which kinds it read is noted while it is made, and a
piece that another one uses brings what it read itself. So a piece is as it was while only kinds
changed that it did not read. Of pages, pieces read the home pages and those that are linked to: a
change of other pages changes none. The notes of what changed say which tables and rows did
(cms/engines/compiled_query.py); without them nothing is taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.delivery import tags
from cms.delivery.languages import Language
from cms.delivery.registry import KINDS, Kind
from cms.engines.changed_rows import Changes
from cms.engines.compiled_query import Reading, reading_now
from home.models import HomePage
from home.models.redirect_details import RedirectDetails

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Piece:
    """`tables` are those of the kinds that it was made of."""

    value: Any
    tables: frozenset[str]


@dataclass(frozen=True, slots=True)
class PagesRead:
    """The ids of the pages that the pieces of a build read, and their translation keys."""

    ids: frozenset[int]
    keys: frozenset[str]

    def tables_of_deletions(self, changes: Changes) -> frozenset[str] | None:
        """The tables of what was deleted in a language, or is there again: that of pages only for
        those that were read. None for any table."""
        (table,) = tags.DELETED_TABLES
        if (rows := changes.rows(table)) is None:
            return None
        pages = Page._meta.db_table
        return frozenset(
            str(name)
            for row in rows.values()
            for name in row.values("table_name")
            if name != pages or not self.keys.isdisjoint(row.values("translation_key"))
        )

    def are_touched(self, changes: Changes) -> bool:
        rows = changes.rows(Page._meta.db_table)
        return rows is None or any(
            pk in self.ids or not self.keys.isdisjoint(row.values("translation_key"))
            for pk, row in rows.items()
        )


class Pieces:
    """Of one build, for the languages that the website has. Nobody may change a piece. Not for
    several threads."""

    def __init__(self, languages: tuple[Language, ...]) -> None:
        self._languages = languages
        self._reading = reading_now()
        self._earlier: dict[Hashable, _Piece] = {}
        self._touched: frozenset[str] = frozenset()
        if self._reading is not None and _last is not None:
            read_by, in_languages, pieces, pages = _last
            touched = _touched(self._reading, read_by, pages)
            if touched is not None and touched <= _tables_of_kinds() and in_languages == languages:
                self._earlier, self._touched = pieces, touched
        self._made: dict[Hashable, _Piece] = {}
        # What each piece that is being made has read so far, the innermost last.
        self._being_read: list[set[str]] = []

    def once(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """What `make` answers; made once in this build, or in an earlier one."""
        piece = self._made.get(key)
        if piece is None:
            piece = self._earlier.get(key)
            if piece is None or not self._touched.isdisjoint(piece.tables):
                piece = self._make(make)
            self._made[key] = piece
        self._note(piece.tables)
        value: Value = piece.value
        return value

    def reads(self, kind: Kind[Any]) -> None:
        """Notes that what is being made is made of the rows of a kind."""
        self._note({kind.model._meta.db_table})

    def keep(self, pages: PagesRead) -> None:
        """For the next build of this process."""
        global _last
        if self._reading is not None:
            _last = self._reading, self._languages, self._made, pages

    def _make(self, make: Callable[[], Value]) -> _Piece:
        self._being_read.append(set())
        try:
            value = make()
        finally:
            tables = self._being_read.pop()
        return _Piece(value, frozenset(tables))

    def _note(self, tables: frozenset[str] | set[str]) -> None:
        if self._being_read:
            self._being_read[-1] |= tables


# Of the last build: by whom the content was read, for which languages, and what it was made of.
_last: tuple[Reading, tuple[Language, ...], dict[Hashable, _Piece], PagesRead] | None = None


def _touched(reading: Reading, read_by: Reading, pages: PagesRead) -> frozenset[str] | None:
    """The tables of which rows changed that pieces may be made of; None for any table."""
    touched = reading.touched_since(read_by)
    if touched is None or reading.since != read_by.version:
        return touched
    touched -= tables_that_no_piece_reads() | tags.DELETED_TABLES
    if not pages.are_touched(reading.changes):
        touched -= {Page._meta.db_table}
    deletions = pages.tables_of_deletions(reading.changes)
    return touched | deletions if deletions is not None else None


@cache
def _tables_of_kinds() -> frozenset[str]:
    return frozenset(kind.model._meta.db_table for kind in KINDS)


@cache
def tables_that_no_piece_reads() -> frozenset[str]:
    """Redirects, and of page types but the home page's what not all pages have."""
    of_types = tags.page_tables() - {Page._meta.db_table, HomePage._meta.db_table}
    return of_types | {Redirect._meta.db_table, RedirectDetails._meta.db_table}


def forget() -> None:
    """For tests: as in a process that starts."""
    global _last
    _last = None
