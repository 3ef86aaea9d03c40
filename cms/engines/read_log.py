"""What the code that makes an answer reads of the database.

While `reading()` is open, the tables that each SQL statement of this thread names are noted: nobody
has to remember to say what they read, and nothing can be forgotten. Whoever reads single rows of a
large table may say which (`narrowed`); then these rows' tags are noted in place of the table.

It knows no table and no tag. Tags of rows contain a colon, names of tables do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache

from django.apps import apps
from django.db import connections

_WORD = re.compile(r"\w+")


class ReadLog:
    """`tags` are names of tables and tags of rows. `version` is that of the content before anything
    was read, None where nobody knows: what is remembered of that version may be used."""

    def __init__(self, version: int | None = None) -> None:
        self.version = version
        self.tags: set[str] = set()
        # The tables of which rows are read one by one now; those that a statement has named.
        self.narrow: frozenset[str] = frozenset()
        self.named: set[str] = set()


_log: ContextVar[ReadLog | None] = ContextVar("read_log", default=None)


@contextmanager
def reading(version: int | None = None) -> Iterator[ReadLog]:
    """Notes what is read inside. What an inner log has noted, the outer one has too."""
    outer = _log.get()
    log = ReadLog(version if outer is None else outer.version)
    token = _log.set(log)
    try:
        with ExitStack() as wrappers:
            if outer is None:
                for connection in connections.all():
                    wrappers.enter_context(connection.execute_wrapper(_note_statement))
            yield log
    finally:
        _log.reset(token)
        if outer is not None:
            outer.tags |= log.tags


def current() -> ReadLog | None:
    return _log.get()


def note(tags: Iterable[str]) -> None:
    """For what is answered from memory: what it was made of."""
    if (log := _log.get()) is not None:
        log.tags.update(tags)


def note_tables_of(sql: str) -> None:
    """Notes the tables of a statement as if it were executed."""
    if (log := _log.get()) is not None:
        tables = tables_in(sql)
        log.tags |= tables - log.narrow
        log.named |= tables & log.narrow


@contextmanager
def narrowed(tables: Collection[str]) -> Iterator[set[str]]:
    """Inside, the tags that the caller adds to the set say which rows of `tables` are read: those
    that the queries find, and those that they would find, were they there. Without any tag the
    whole tables count as read."""
    log, tags = _log.get() or ReadLog(), set[str]()
    outside = log.narrow, log.named
    log.narrow, log.named = frozenset(tables), set()
    try:
        yield tags
    finally:
        # Should any row of a table have changed, nobody knows which: that touches all who read it.
        log.tags |= tags | {rows_of(table) for table in log.named} if tags else log.named
        log.narrow, log.named = outside


def rows_of(table: str) -> str:
    """The tag of an answer that read some rows of a table."""
    return f"rows:{table}"


def _note_statement(
    execute: Callable[..., object], sql: str, params: object, many: bool, context: object
) -> object:
    note_tables_of(sql)
    return execute(sql, params, many, context)


@lru_cache(maxsize=1000)
def tables_in(sql: str) -> frozenset[str]:
    """The tables that a statement names, anywhere in it: rather one too many than one too few."""
    return _tables() & frozenset(_WORD.findall(sql))


@cache
def _tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))
