"""The historian keeps what the documents of each version said, so that there is a way back to it.

That readers have a version is noted at once, in one row. What it said takes longer the more
changed, so a thread writes it, and no editor waits. A process without threads, such as a command,
writes it before it goes on. What a process had not written when it was killed is no version to go
back to.
"""

from __future__ import annotations

import queue

from django.db import connection

from cms.background.watcher import LOOK, Signals
from cms.publishing import history
from cms.publishing.events import VersionLive
from cms.publishing.snapshot import Snapshot

_to_be_kept: queue.SimpleQueue[Snapshot] = queue.SimpleQueue()
# How many historians this process has: none, or one.
_at_work = 0


def remember(live: VersionLive) -> None:
    """Handler of `version_live`."""
    history.record(live)
    if _at_work:
        _to_be_kept.put(live.snapshot)
    else:
        history.keep(live.snapshot)


class Historian:
    """Writes what was published, in its order."""

    name = "Historian"

    def __init__(self, signals: Signals) -> None:
        global _at_work
        _at_work = 1

    def step(self) -> None:
        try:
            snapshot = _to_be_kept.get(timeout=LOOK)
        except queue.Empty:
            return
        history.keep(snapshot)

    def close(self) -> None:
        """Writes what is left."""
        global _at_work
        _at_work = 0
        while not _to_be_kept.empty():
            history.keep(_to_be_kept.get())
        connection.close()
