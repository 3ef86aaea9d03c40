"""Which request a thread works for: one number from nginx's log to PostgreSQL's list of statements.

nginx gives each request a number (`X-Request-ID`), and logs it. `Identified` remembers it while
Django answers, every line of the log has it (`OnEveryLine`), and the connection to PostgreSQL is
called by it: `application_name` in pg_stat_activity, and in PostgreSQL's own log with `%a`. A
connection is renamed before the first statement of a request, so who asks no database pays nothing.
Threads of no request are called `cms`.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

HEADER = "HTTP_X_REQUEST_ID"
NOBODY = "cms"
_NUMBER = re.compile(r"[0-9a-f]{32}")

_current: ContextVar[str] = ContextVar("request_id", default="")
# What each connection is called.
_called: WeakKeyDictionary[BaseDatabaseWrapper, str] = WeakKeyDictionary()


def current() -> str:
    """The number of the request that this thread answers, "" for none."""
    return _current.get()


class Identified:
    """The WSGI layer around Django. A client's own number is believed from nginx alone."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        given = environ.get(HEADER, "") if settings.TRUSTED_PROXY else ""
        remembered = _current.set(given if _NUMBER.fullmatch(given) else uuid.uuid4().hex)
        try:
            return self._application(environ, start_response)
        finally:
            _current.reset(remembered)


class OnEveryLine(logging.Filter):
    """Adds `request_id` to what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current()
        return True


def connect() -> None:
    """Once per process, when the apps are ready."""
    connection_created.connect(_begin, dispatch_uid=__name__)


def _begin(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    _called[connection] = NOBODY
    if _rename not in connection.execute_wrappers:
        connection.execute_wrappers.append(_rename)


def _rename(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    connection: BaseDatabaseWrapper = context["connection"]
    name = f"{NOBODY} {current()}".rstrip()
    # In a transaction that failed PostgreSQL takes no statement, and Django says so better.
    if _called.get(connection) != name and not connection.needs_rollback:
        with connection.wrap_database_errors:
            connection.connection.execute(
                "SELECT set_config('application_name', %s, false)", [name]
            )
        _called[connection] = name
    return execute(sql, params, many, context)
