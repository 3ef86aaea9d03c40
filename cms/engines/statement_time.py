"""How long PostgreSQL may work for one statement of a request.

A request's thread is known by its name (config/whole_requests.py). The connection that it opens has
a `statement_timeout`; connections of background threads, commands and the worker have none: what
publishes may take the time that it takes. A statement that is over it raises OperationalError, and
the answer is 503.
"""

from __future__ import annotations

import threading

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.errors import QueryCanceled

# Beginning of a thread's name -> seconds. gunicorn gives up a request after 60.
LONGEST = {"costly": 10, "others": 50}


def connect() -> None:
    """Once per process, when the apps are ready."""
    connection_created.connect(_limit, dispatch_uid=__name__)


def longest() -> int | None:
    """Seconds that a statement of this thread may take; None for any."""
    pool = threading.current_thread().name.partition("_")[0]
    return LONGEST.get(pool)


def was_exceeded(error: BaseException) -> bool:
    return isinstance(error.__cause__, QueryCanceled)


def _limit(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    if (seconds := longest()) is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{seconds}s"])
