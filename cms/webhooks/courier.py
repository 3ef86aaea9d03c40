"""The courier delivers what is in the outbox. It runs in `manage.py worker` alone.

One thread asks the database and writes there; others send, and know nothing of the database. So a
receiver that hangs holds up a thread and its own messages, but neither another endpoint nor a
publish, which only ever writes rows of content.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress

from django.db import connection

from cms.background.watcher import LOOK, Signals
from cms.publishing.publish import DatabaseErrors
from cms.publishing.stores import memory
from cms.webhooks import outbox
from cms.webhooks.outbox import Taken
from cms.webhooks.sending import Reply, send

log = logging.getLogger(__name__)

# Endpoints that are called at the same time.
AT_ONCE = 32
# Seconds between two deletions of what is too old.
HOUSEKEEPING = 3600.0


class Courier:
    name = "Courier"

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._senders = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="Webhook")
        self._under_way: dict[Future[Reply], Taken] = {}
        self._next_housekeeping = 0.0

    def step(self) -> None:
        """Takes what is due, and notes what came of what was sent. Waits when nothing happens."""
        try:
            if (held := memory.newest()) is not None:
                outbox.fill(held.version)
            for taken in outbox.take(AT_ONCE - len(self._under_way)):
                self._under_way[self._senders.submit(send, taken.letter)] = taken
            self._note()
            self._keep_house()
        except DatabaseErrors:
            connection.close()
            raise

    def _note(self) -> None:
        if not self._under_way:
            self._signals.pause(LOOK)
            return
        done, _pending = wait(self._under_way, LOOK, FIRST_COMPLETED)
        for future in done:
            # Before it is forgotten: should the database be away now, the next step tries again.
            outbox.note(self._under_way[future], future.result())
            del self._under_way[future]

    def _keep_house(self) -> None:
        if time.monotonic() >= self._next_housekeeping:
            self._next_housekeeping = time.monotonic() + HOUSEKEEPING
            outbox.forget_the_oldest()

    def close(self) -> None:
        """Waits for what is under way, which takes seconds at most, and notes what came of it."""
        self._senders.shutdown(wait=True, cancel_futures=True)
        with suppress(*DatabaseErrors):
            for future, taken in self._under_way.items():
                if not future.cancelled():
                    outbox.note(taken, future.result())
        self._under_way.clear()
        connection.close()
