"""Queries whose SQL is made once per process.

A build asks the same dozen questions each time, and Django took longer to write their SQL than
PostgreSQL and psycopg to answer them: a build cost 17 ms of CPU, and costs 5 so. A prepared query
must say the same in every call: nothing in it may depend on data, or on a setting that changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection


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

    def instances(self) -> list[Any]:
        """The rows as instances of the queryset's model."""
        self._prepare()
        return list(self._model.objects.raw(self._sql, self._params))

    def values(self) -> list[tuple[Any, ...]]:
        """The rows of a `values_list()`, as PostgreSQL's types: no field converts them."""
        self._prepare()
        with connection.cursor() as cursor:
            cursor.execute(self._sql, self._params)
            return cursor.fetchall()
