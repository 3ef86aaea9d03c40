"""Queries whose SQL is made once per process.

A build asks the same dozen questions each time, and Django took longer to write their SQL than
PostgreSQL and psycopg to answer them (docs/decisions/queries-compiled-once.md). A prepared query
must say the same in every call: nothing in it may depend on data, or on a setting that changes.
What does depend on data is given to each run, in the places that `Given` marks:

    pages = Prepared(lambda: Page.objects.filter(pk__any_of=Given("ids")).values_list("pk"))
    pages.values(ids=[3, 4])
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


class Prepared:
    """`make` answers the queryset; it is called once, when the query is first run."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._model: Any = None
        self._sql = ""
        self._params: Sequence[Any] = ()

    def _prepare(self) -> None:
        if self._model is None:
            queryset = self._make()
            self._sql, self._params = queryset.query.sql_with_params()
            self._model = queryset.model

    def _filled(self, given: dict[str, Any]) -> Sequence[Any]:
        if not given:
            return self._params
        return [given[one.name] if isinstance(one, Given) else one for one in self._params]

    def instances(self, **given: Any) -> list[Any]:
        """The rows as instances of the queryset's model."""
        self._prepare()
        return list(self._model.objects.raw(self._sql, self._filled(given)))

    def values(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a `values_list()`, as PostgreSQL's types: no field converts them."""
        self._prepare()
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._filled(given))
            return cursor.fetchall()
