"""The video finder asks the websites of videos what player an address has (home/videos.py).

They may be slow, so nobody waits for them: it has a thread of its own, in the elected process.
"""

from __future__ import annotations

from django.db import connection
from django.utils import timezone

from cms.background.watcher import Signals
from home import videos

# Seconds between two looks.
LOOKING = 2.0


class VideoFinder:
    name = "Video finder"

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    def step(self) -> None:
        self._signals.pause(LOOKING)
        if not self._signals.elected.is_set() or self._signals.stopping.is_set():
            return
        try:
            videos.look_up(timezone.now())
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        connection.close()
