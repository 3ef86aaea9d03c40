"""A dry run writes for real, looks at what came of it, and undoes it.

It runs in a transaction of its own that is always rolled back. Nothing leaves the transaction: the
triggers of the version and everything `on_commit` wait for a commit that never comes, and what the
process keeps of a version is neither read nor written (cms/engines/versioned_cache.py). It sees the
database as it was when it began, whatever others commit meanwhile. It does not know what is
written.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

Seen = TypeVar("Seen")

# Another transaction wrote the same row, or holds it.
CONFLICTS = (SerializationFailure, LockNotAvailable, DeadlockDetected)
ATTEMPTS = 3
# Seconds that an attempt waits for a row.
PATIENCE = 1.0


_is_dry: ContextVar[bool] = ContextVar("dry run", default=False)


def is_dry() -> bool:
    """Whether this thread's content is one that nobody has published."""
    return _is_dry.get()


class Busy(Exception):
    """Another transaction is writing the same rows at this moment."""


def dry_run(play: Callable[[], Seen]) -> Seen:
    """Answers what `play` answers; `play` may be called several times. Call this outside of a
    transaction. Raises Busy, and whatever `play` raises.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _undone(play)
        except OperationalError as error:
            if not isinstance(error.__cause__, CONFLICTS):
                raise
            if attempt == ATTEMPTS - 1:
                raise Busy from error
    raise AssertionError("unreachable")


def _undone(play: Callable[[], Seen]) -> Seen:
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{PATIENCE * 1000:g}"])
        token = _is_dry.set(True)
        try:
            seen = play()
        finally:
            _is_dry.reset(token)
        transaction.set_rollback(True)
    return seen
