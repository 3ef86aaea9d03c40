"""The right to change the tables or to fill them for the first time: one process has it at a time.

Two releases, or two people who start on an empty database, would both make the first table, and one
of them would fail. Whoever comes second waits, and then finds everything made.

The lock is held by a connection of its own, so that it outlasts whatever happens to the one that
works, and is gone when its process is. Who waits asks again and again instead of standing in line:
a waiting query would keep `CREATE INDEX CONCURRENTLY` from ever coming to its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.utils import CursorWrapper

# "cms set" for pg_try_advisory_lock.
LOCK = 0x636D7320736574
PAUSE = 0.2  # seconds


@contextmanager
def alone(say: Callable[[str], object], using: str = "default") -> Iterator[None]:
    """Waits, however long it takes, until no other process sets the database up."""
    own = connections[using].copy()
    try:
        with own.cursor() as cursor:
            if not _takes(cursor):
                say("Another process sets the database up: waiting for it.")
                while not _takes(cursor):
                    time.sleep(PAUSE)
            yield
    finally:
        own.close()


def _takes(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
    return bool(cursor.fetchone() == (True,))
