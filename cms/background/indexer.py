"""The indexer makes the texts that searches compare, and the states that editors filter by.

So few searches, and few lists of translations, have to make them. It works in the elected process.
"""

from __future__ import annotations

from django.db import connection

from cms.background.watcher import Signals
from cms.search import index
from home.localization import state_index

# Seconds between two looks at what changed.
INDEXING = 2.0


class Indexer:
    name = "Indexer"

    def __init__(self, signals: Signals) -> None:
        self._signals = signals

    def step(self) -> None:
        self._signals.pause(INDEXING)
        try:
            for catch_up in (index.catch_up, state_index.catch_up):
                while self._may_index() and catch_up():
                    continue
        except Exception:
            self.close()
            raise

    def _may_index(self) -> bool:
        return self._signals.elected.is_set() and not self._signals.stopping.is_set()

    def close(self) -> None:
        connection.close()
