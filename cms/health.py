"""Whether this process is alive, can serve, and how the servers behind it are.

`live` touches nothing. `ready` fails only when this process cannot answer readers: it has no
snapshot and cannot get one. `/health/` looks at everything, at most once a second per process, so
that asking often costs the servers nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.api.envelope import success_response
from cms.api.errors import refuse
from cms.documents import files, keeper, memory, triggers, version
from cms.documents.store import StoreUnavailable, store

_lock = threading.Lock()
_last: tuple[float, dict[str, Any]] = (0.0, {})


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return success_response({"alive": True}, "Alive")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    held = memory.newest() or files.read()
    if held is None:
        try:
            version.read()
        except DatabaseError as error:
            return refuse(503, f"No documents here, and PostgreSQL does not answer: {error}")
    return success_response({"ready": True, "version": held.version if held else None}, "Ready")


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    found = look()
    failing = [name for name, one in found["checks"].items() if not one["ok"]]
    message = f"Not well: {', '.join(failing)}" if failing else "Well"
    return success_response(found, message, status=200 if not failing else 503)


def look() -> dict[str, Any]:
    """As `look_again()`, of at most a second ago."""
    global _last
    with _lock:
        if time.monotonic() - _last[0] >= 1:
            _last = (time.monotonic(), look_again())
        return _last[1]


def look_again() -> dict[str, Any]:
    """All checks with their milliseconds, and the versions of every layer."""
    checks: dict[str, Any] = {}
    in_database = _timed(checks, "postgresql", lambda: version.read().number)
    in_redis = _timed(checks, "redis", lambda: store().highest_version())
    in_files = _timed(checks, "files", files.version)
    missing = _timed(checks, "triggers", triggers.missing)
    if missing:
        checks["triggers"] |= {"ok": False, "error": f"run migrate; missing: {missing[:5]}"}
    held = memory.newest()
    in_memory = held.version if held else None
    checks["keeper"] = {"ok": keeper.is_running()}
    versions = {
        "postgresql": in_database,
        "redis": in_redis,
        "memory": in_memory,
        "files": in_files,
    }
    lag = in_database - in_memory if in_database is not None and in_memory else None
    return {"checks": checks, "versions": versions, "lag": lag}


def _timed(checks: dict[str, Any], name: str, look: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    answer, trouble = None, ""
    try:
        answer = look()
    except (DatabaseError, StoreUnavailable, OSError) as error:
        trouble = type(error).__name__
        if isinstance(error, DatabaseError):
            connection.close()
    checks[name] = {"ok": not trouble, "ms": round((time.perf_counter() - started) * 1000, 2)}
    if trouble:
        checks[name]["error"] = trouble
    return answer
