"""Queries whose SQL is made once per process.

A build asks the same dozen questions each time, and Django took longer to write their SQL than
PostgreSQL and psycopg to answer them (docs/decisions/queries-compiled-once.md). A prepared query
must say the same in every call: nothing in it may depend on data, or on a setting that changes.
What does depend on data is given to each run, in the places that `Given` marks:

    pages = Prepared(lambda: Page.objects.filter(pk__any_of=Given("ids")).values_list("pk"))
    pages.values(ids=[3, 4])

While `rows_are_remembered()`, a query whose tables are as they were is not asked again. PostgreSQL
says whether they are: by a fingerprint of the physical rows (where each row is, and the transaction
that wrote it) from the same snapshot of the database. No trigger and no code of ours has a part in
that, so whatever changed a row, and whatever did not, the answer is that of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Field, Lookup


@dataclass(frozen=True, slots=True)
class Given:
    """The place of a value that each run of a prepared query is given under this name."""

    name: str


@Field.register_lookup
class AnyOf(Lookup):  # type: ignore[type-arg]
    """`pk__any_of=[…]`: as `pk__in`, in SQL that is the same for any number of values."""

    lookup_name = "any_of"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Sequence[Any]]:
        column, column_params = self.process_lhs(compiler, connection)
        values, params = self.process_rhs(compiler, connection)
        return f"{column} = ANY({values})", [*column_params, *params]


Marks = dict[str, str]
_TABLE = re.compile(r'\b(?:FROM|JOIN) "(\w+)"')
# Of every query that this process has prepared.
_tables: set[str] = set()
_marks: ContextVar[Marks | None] = ContextVar("marks", default=None)


@contextmanager
def rows_are_remembered() -> Iterator[None]:
    """For whoever reads the same again and again. Call it at the start of a repeatable-read
    transaction; rows that were remembered are shared, and nobody may change them."""
    token = _marks.set(_read_marks(sorted(_tables)))
    try:
        yield
    finally:
        _marks.reset(token)


def _read_marks(tables: list[str]) -> Marks:
    """Table -> its fingerprint, in one query. A hash of row versions' places and writers; the
    server's start is in it because a restored one may give out the same transactions again."""
    if not tables:
        return {}
    columns = ", ".join(
        f"(SELECT count(*) || ':' || coalesce(bit_xor(hashtextextended("
        f'"{table}".ctid::text || "{table}".xmin::text, 0)), 0) FROM "{table}")'
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_postmaster_start_time() || current_database() || current_schema(), "
            + columns
        )
        server, *marks = cursor.fetchone()
    return {table: f"{server} {mark}" for table, mark in zip(tables, marks, strict=True)}


class Prepared:
    """`make` answers the queryset; it is called once, when the query is first run."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._model: Any = None
        self._sql = ""
        self._params: Sequence[Any] = ()
        self._tables: list[str] = []
        # What was asked, and what the tables looked like; the rows.
        self._remembered: tuple[Any, list[Any]] | None = None

    def instances(self, **given: Any) -> list[Any]:
        """The rows as instances of the queryset's model."""
        return self._rows(self._read_instances, given)

    def values(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a `values_list()`, as PostgreSQL's types: no field converts them."""
        return self._rows(self._read_values, given)

    def _rows(self, read: Callable[[Sequence[Any]], list[Any]], given: dict[str, Any]) -> list[Any]:
        self._prepare()
        params = [given[one.name] if isinstance(one, Given) else one for one in self._params]
        marks = _marks.get()
        if marks is None or not marks.keys() >= set(self._tables):
            return read(params)
        asked = (read.__name__, params, [marks[table] for table in self._tables])
        remembered = self._remembered
        if remembered is None or remembered[0] != asked:
            remembered = self._remembered = (asked, read(params))
        return list(remembered[1])

    def _prepare(self) -> None:
        if self._model is None:
            queryset = self._make()
            self._sql, self._params = queryset.query.sql_with_params()
            self._tables = sorted(set(_TABLE.findall(self._sql)))
            _tables.update(self._tables)
            self._model = queryset.model

    def _read_instances(self, params: Sequence[Any]) -> list[Any]:
        return list(self._model.objects.raw(self._sql, params))

    def _read_values(self, params: Sequence[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            return cursor.fetchall()
