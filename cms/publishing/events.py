"""What leaves a publish: who wants to hear of a new version subscribes here.

Publishing announces facts and does not know who listens. Subscriptions stand in one place,
config/apps.py. A handler that fails is logged: it stops neither publishing nor the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cms.publishing.snapshot import Snapshot

log = logging.getLogger(__name__)

Fact = TypeVar("Fact")
Handler = Callable[[Fact], None]


class Event(Generic[Fact]):
    """`handlers` are called in their order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.handlers: dict[str, Handler[Fact]] = {}

    def subscribe(self, name: str, handler: Handler[Fact]) -> None:
        """Raises ValueError for a second handler of one name."""
        if name in self.handlers:
            raise ValueError(f"{self._name!r} has a handler {name!r} already")
        self.handlers[name] = handler

    def announce(self, fact: Fact) -> None:
        """Calls each handler, in this thread, in the order of the subscriptions."""
        for name, handler in self.handlers.items():
            try:
                handler(fact)
            except Exception:  # whatever it was, readers have the version
                log.exception("The handler %r of %r failed", name, self._name)


@dataclass(frozen=True)
class VersionLive:
    """Readers have `snapshot`, which this process built, since `since` (time.perf_counter()).

    `redis_error` is "" when Redis has it too. `seconds` are those that the publish took.
    """

    snapshot: Snapshot
    redis_error: str
    since: float
    seconds: float = 0.0


version_live: Event[VersionLive] = Event("version live")
