"""Writing for real, looking at what came of it, and undoing it.

What is rehearsed runs in a transaction of its own that is always rolled back. Nothing leaves it:
the version's triggers and everything on_commit wait for a commit that never comes, and it sees the
database as it was when it began, whatever others commit meanwhile. It knows nothing of
what is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

Seen = TypeVar("Seen")

# Another transaction wrote the same row, or holds it: tried so often, each time so many seconds.
CONFLICTS = (SerializationFailure, LockNotAvailable, DeadlockDetected)
ATTEMPTS = 3
PATIENCE = 1.0


class Busy(Exception):
    """Somebody else is writing the same rows at this moment."""


def rehearse(play: Callable[[], Seen]) -> Seen:
    """What `play` answers. It may be called several times. Call it outside of a transaction.

    Raises Busy, and whatever `play` raises.
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
        seen = play()
        transaction.set_rollback(True)
    return seen
