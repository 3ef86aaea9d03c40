"""Whether this process is alive, can serve, and how the servers behind it are.

`live` touches nothing. `ready` fails only when this process cannot answer readers: it has no
snapshot and cannot get one. `/health/` looks at everything, at most once a second per process, so
that asking often costs the servers nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal, NotRequired, TypeVar

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from typing_extensions import TypedDict

from cms.api.envelope import ErrorAnswer, Success, success_response
from cms.api.errors import refuse
from cms.background import threads
from cms.http.operation import OpenApiAnswer, Operation, describe
from cms.publishing import triggers, version
from cms.publishing.publish import trouble_with_files
from cms.publishing.stores import files, memory
from cms.publishing.stores.redis import StoreUnavailable, store
from home import website_address

Value = TypeVar("Value")
# Where versions are.
Place = Literal["postgresql", "redis", "memory", "files"]


class Alive(TypedDict):
    alive: bool


class Ready(TypedDict):
    ready: bool
    version: int | None


class ServerCheck(TypedDict):
    ok: bool
    ms: NotRequired[float]
    error: NotRequired[str]


class Versions(TypedDict):
    postgresql: int | None
    redis: int | None
    memory: int | None
    files: int | None


class Health(TypedDict):
    checks: dict[str, ServerCheck]
    versions: Versions
    lag: int | None  # by how many versions this process is behind the database
    notes: list[str]  # what works less than it could, and is no error


# Seconds in which every place gets a version. A build of everything on a very large website takes
# longer, and is an alarm too: whoever publishes meanwhile waits for it.
DEADLINE = 10.0


class Lateness:
    """Whether a place still lacks a version that the database had `DEADLINE` seconds ago."""

    def __init__(self) -> None:
        self._due: dict[Place, tuple[float, int]] = {}

    def of(self, place: Place, held: int | None, newest: int | None) -> str:
        """What is late, "" for nothing. A place that does not answer is another matter."""
        if held is None or newest is None or held >= newest:
            self._due.pop(place, None)
            return ""
        since, wanted = self._due.setdefault(place, (time.monotonic(), newest))
        if held >= wanted:  # it got that version; the next has its own deadline
            self._due[place] = (time.monotonic(), newest)
            return ""
        late = time.monotonic() - since
        return f"version {wanted} is not there after {late:.0f} s" if late >= DEADLINE else ""


log = logging.getLogger(__name__)
_lateness = Lateness()
_lock = threading.Lock()
_last: tuple[float, Health | None] = (0.0, None)


@describe(
    Operation(
        id="get_health_live",
        tag="Health",
        summary="Whether the process is alive",
        answers={"200": OpenApiAnswer("It is", Success[Alive])},
        examples={"200": ""},
    )
)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    alive: Alive = {"alive": True}
    return success_response(alive, "Alive")


@describe(
    Operation(
        id="get_health_ready",
        tag="Health",
        summary="Whether the process can answer readers",
        answers={
            "200": OpenApiAnswer("It can", Success[Ready]),
            "503": OpenApiAnswer("It cannot", ErrorAnswer),
        },
        examples={"200": ""},
    )
)
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    held = memory.newest() or files.read()
    if held is None:
        try:
            version.read()
        except DatabaseError as error:
            # What the driver says names hosts and users: it is for the log.
            log.warning("Not ready: %s", error)
            return refuse(503, "No documents here, and PostgreSQL does not answer.")
    answer: Ready = {"ready": True, "version": held.version if held else None}
    return success_response(answer, "Ready")


@describe(
    Operation(
        id="get_health",
        tag="Health",
        summary="How this process and the servers behind it are",
        answers={
            "200": OpenApiAnswer("All is well", Success[Health]),
            "503": OpenApiAnswer("Something is not: `message` names it", Success[Health]),
        },
    )
)
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    state = look()
    failing = [name for name, check in state["checks"].items() if not check["ok"]]
    message = f"Not well: {', '.join(failing)}" if failing else "Well"
    return success_response(state, message, status=200 if not failing else 503)


def look() -> Health:
    """As `look_again()`, of at most a second ago."""
    global _last
    with _lock:
        looked, state = _last
        if state is None or time.monotonic() - looked >= 1:
            state = look_again()
            _last = (time.monotonic(), state)
        return state


def look_again() -> Health:
    """All checks with their milliseconds, and the versions of every layer."""
    checks: dict[str, ServerCheck] = {}
    newest = _timed(checks, "postgresql", version.read)
    in_database = newest.number if newest is not None else None
    in_redis = _timed(checks, "redis", lambda: store().highest_version())
    in_files = _timed(checks, "files", files.version)
    missing = _timed(checks, "triggers", triggers.missing)
    if missing:
        checks["triggers"]["ok"] = False
        checks["triggers"]["error"] = f"run migrate; missing: {missing[:5]}"
    disagreement = _timed(checks, "website", website_address.disagreement)
    if disagreement:
        checks["website"]["ok"] = False
        checks["website"]["error"] = f"run migrate; {disagreement}"
    held = memory.newest()
    in_memory = held.version if held else None
    checks["keeper"] = {"ok": threads.is_running()}
    versions: Versions = {
        "postgresql": in_database,
        "redis": in_redis,
        "memory": in_memory,
        "files": in_files,
    }
    places: tuple[tuple[Place, int | None], ...] = (("redis", in_redis), ("files", in_files))
    for name, held_there in places:
        if late := _lateness.of(name, held_there, in_database):
            checks[name]["ok"] = False
            checks[name]["error"] = late
    if trouble := _trouble_with_files(newest, in_files):
        checks["files"]["ok"] = False
        checks["files"]["error"] = trouble
    lag = in_database - in_memory if in_database is not None and in_memory else None
    return {"checks": checks, "versions": versions, "lag": lag, "notes": _notes()}


def _notes() -> list[str]:
    if settings.SENDS_MAIL:
        return []
    return ["Mail is not set up (EMAIL_URL): nothing is told by e-mail."]


def _trouble_with_files(newest: version.Version | None, held: int | None) -> str:
    """What keeps nginx from the newest version, "" for nothing. Whoever asks for the first time is
    told too."""
    if newest is None or held is None or held >= newest.number:
        return ""
    if trouble := trouble_with_files():
        return f"version {newest.number} is not there: {trouble}"
    age = (datetime.now(UTC) - newest.changed_at).total_seconds()
    return f"version {newest.number} is not there after {age:.0f} s" if age >= DEADLINE else ""


def _timed(checks: dict[str, ServerCheck], name: str, look: Callable[[], Value]) -> Value | None:
    started = time.perf_counter()
    answer: Value | None = None
    trouble = ""
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
