"""The recorder makes the records of what changed, so that no editor waits for them.

It is a thread of every process and works in the elected one. It asks the database what was not
recorded, so nothing is lost with a process: the next one elected finds it.
"""

from __future__ import annotations

import threading

from django.db import connection

from cms.background.watcher import LOOK, Signals
from cms.changes.record import record
from cms.publishing.events import VersionLive

_news = threading.Event()


def look_now(live: VersionLive) -> None:
    """Handler of `version_live`: spares the elected process the wait for its next look."""
    _news.set()


class Recorder:
    name = "Recorder"

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    def step(self) -> None:
        _news.wait(LOOK)
        _news.clear()
        if not self._signals.elected.is_set():
            return
        try:
            record()
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        connection.close()
