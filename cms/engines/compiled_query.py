"""Queries whose SQL is made once per process.

A build asks the same dozen questions each time, and Django took longer to write their SQL than
PostgreSQL and psycopg to answer them (docs/decisions/queries-compiled-once.md). A prepared query
must say the same in every call: nothing in it may depend on data, or on a setting that changes.
What does depend on data is given to each run, in the places that `Given` marks:

    pages = Prepared(lambda: Page.objects.filter(pk__any_of=Given("ids")).values_list("pk"))
    pages.values(ids=[3, 4])

While `rows_are_remembered()`, a query whose tables are as they were is not asked again. The notes
of what changed say whether they are (cms/publishing/changes.py): the triggers that write them miss
nothing that raises the version.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup, QuerySet

from cms.engines.changed_rows import Changes


@dataclass(frozen=True, slots=True)
class Given:
    """The place of a value that each run of a prepared query is given under this name."""

    name: str


@Field.register_lookup
class AnyOf(Lookup):
    """`pk__any_of=[…]`: as `pk__in`, in SQL that is the same for any number of values."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: object, connection: BaseDatabaseWrapper) -> Any:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, column_params = self.process_lhs(compiler, connection)
        values, params = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", [*column_params, *params]


_TABLE = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')


@dataclass(frozen=True, slots=True)
class Reading:
    """What this process knows of the tables, for one who reads the content of a `version`.

    `touched_in` maps a table to a version by which it had last changed. Rows that were read in
    another `epoch` say nothing of the present. `changes` are those after the version `since`, which
    this process read before.
    """

    version: int
    epoch: int
    touched_in: Mapping[str, int]
    since: int
    changes: Changes

    def is_as_it_was(self, tables: Iterable[str], read: Reading) -> bool:
        """Whether rows of the tables are still what another reading got of them."""
        both = min(self.version, read.version)
        return self.epoch == read.epoch and all(
            max(self.touched_in.get(table, 0), read.touched_in.get(table, 0)) <= both
            for table in tables
        )

    def touched_since(self, read: Reading) -> frozenset[str] | None:
        """The tables that are not what another reading got of them; None for any table."""
        if self.epoch != read.epoch:
            return None
        both = min(self.version, read.version)
        versions = (*self.touched_in.items(), *read.touched_in.items())
        return frozenset(table for table, version in versions if version > both)


class KnownTables:
    """Which tables changed since this process first looked. May be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._epoch = 0
        self._touched_in: dict[str, int] = {}
        self.through: tuple[int, datetime | None] = (0, None)

    def reading(self, version: int, changed_at: datetime, changes: Changes) -> Reading:
        """For the content of a version that was raised at `changed_at`. `changes` are those since
        `through`, the version that was read last; everything, when that was no earlier one."""
        with self._lock:
            since = self.through[0]
            if changes.everything or version < self.through[0]:
                self._epoch += 1
                self._touched_in = {}
            else:
                self._touched_in = self._touched_in | dict.fromkeys(changes.tables, version)
            self.through = (version, changed_at)
            return Reading(version, self._epoch, self._touched_in, since, changes)

    def forget(self) -> None:
        """For tests, which put the database back to an older state."""
        with self._lock:
            self._epoch += 1
            self.through = (0, None)


known_tables = KnownTables()
_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


def reading_now() -> Reading | None:
    """Of who asks, while rows are remembered."""
    return _reading.get()


@contextmanager
def rows_are_remembered(reading: Reading) -> Iterator[None]:
    """For whoever reads the same again and again, in a repeatable-read transaction. Rows that were
    remembered are shared, and nobody may change them."""
    token = _reading.set(reading)
    try:
        yield
    finally:
        _reading.reset(token)


class CompiledQuery:
    """`make` answers the queryset; it is called once, when the query is first run."""

    def __init__(self, make: Callable[[], QuerySet[Any]]) -> None:
        self._make = make
        self._model: Any = None
        self._sql = ""
        self._params: Sequence[object] = ()
        self._tables: list[str] = []
        # What was asked, by whom, and the rows.
        self._remembered: tuple[Any, Reading, list[Any]] | None = None

    def instances(self, **given: object) -> list[Any]:
        """The rows as instances of the queryset's model."""
        return self._rows(self._read_instances, given)

    def values(self, **given: object) -> list[tuple[Any, ...]]:
        """The rows of a `values_list()`, as PostgreSQL's types: no field converts them."""
        return self._rows(self._read_values, given)

    def _rows(
        self, read: Callable[[Sequence[object]], list[Any]], given: dict[str, object]
    ) -> list[Any]:
        self._prepare()
        params = [given[part.name] if isinstance(part, Given) else part for part in self._params]
        if (reading := _reading.get()) is None:
            return read(params)
        asked = (read.__name__, params)
        if (remembered := self._remembered) is not None:
            before, read_by, rows = remembered
            if before == asked and reading.is_as_it_was(self._tables, read_by):
                return list(rows)
        rows = read(params)
        self._remembered = (asked, reading, rows)
        return list(rows)

    def _prepare(self) -> None:
        if self._model is None:
            queryset = self._make()
            self._sql, self._params = queryset.query.sql_with_params()
            self._tables = sorted(set(_TABLE.findall(self._sql)))
            self._model = queryset.model

    def _read_instances(self, params: Sequence[object]) -> list[Any]:
        return list(self._model.objects.raw(self._sql, params))

    def _read_values(self, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            return cursor.fetchall()
