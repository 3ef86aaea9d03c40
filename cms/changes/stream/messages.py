"""What is told: server-sent events (HTML standard, "Server-sent events").

    id: 1290
    event: changes
    data: {"since": 1289, "version": 1290, "more": false, "documents": [...], ...}

`id` is the version up to which it tells: a browser says it as `Last-Event-ID` when it connects
again. `data` of `changes` is that of `GET /api/changes/?since=`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cms.changes.feed import StartAnew, changes_since
from cms.publishing.snapshot import as_json
from cms.publishing.stores import memory

CHANGES, VERSION, START_ANEW = "changes", "version", "start_anew"
# A line of no event, which keeps proxies from taking the connection for dead.
HEARTBEAT = b": still here\n\n"


@dataclass(frozen=True, slots=True)
class StreamEvent:
    """An event as bytes; `version` is up to where it tells."""

    version: int
    text: bytes


def _event(name: str, version: int, data: object) -> StreamEvent:
    head = f"id: {version}\nevent: {name}\ndata: ".encode()
    return StreamEvent(version, head + as_json(data) + b"\n\n")


def retry_after(milliseconds: int) -> bytes:
    """How long a client waits before it connects again."""
    return f"retry: {milliseconds}\n\n".encode()


def here(version: int) -> StreamEvent:
    """For who did not say what they know: from where on they are told."""
    return _event(VERSION, version, {"version": version})


def event_since(since: int) -> StreamEvent | None:
    """What changed after the version `since`, as far as this process has it; None for nothing yet.
    Two or three queries. Raises the errors of PostgreSQL."""
    if (snapshot := memory.newest()) is None:
        return None
    try:
        told = changes_since(since, snapshot)
    except StartAnew:
        return _event(START_ANEW, snapshot.version, {"version": snapshot.version})
    if told["version"] == since:
        return None
    return _event(CHANGES, told["version"], told)
