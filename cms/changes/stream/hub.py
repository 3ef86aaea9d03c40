"""Who is told when. One hub for a process; all of it runs in one event loop.

Each listener knows up to which version it was told, and waits until there is a newer one. So a slow
one holds nothing back and piles nothing up: what it missed is told at once, as one event. An event
is made once for all listeners that are as far.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from cms.changes.stream import messages
from cms.changes.stream.messages import HEARTBEAT, StreamEvent, here, retry_after
from cms.publishing.publish import DatabaseErrors
from cms.publishing.stores import memory

log = logging.getLogger(__name__)

# Seconds between two looks at this process's memory; the follower keeps it at the newest version.
LOOK = 0.05
# Between two questions to PostgreSQL for changes that are not recorded yet: at first, and at most.
ASK, PATIENT = 0.05, 1.0
# Between two lines of a connection on which nothing happens; proxies wait for a minute.
QUIET = 20.0
# Events that are kept for who comes back from an older version, until the next version.
MOST_KEPT = 256
# Milliseconds after which clients connect again: apart from each other, as all of them lose the
# connection at one time.
SOONEST, LATEST = 1000, 5000


class Hub:
    """`version` is that up to which listeners were told; 0 until the first is known."""

    def __init__(self) -> None:
        self.version = 0
        self.listeners = 0
        self._closing = False
        self._news = asyncio.Event()
        self._kept: dict[int, StreamEvent] = {}
        self._asked: dict[int, asyncio.Task[StreamEvent | None]] = {}
        # One at a time: a thousand that come back are not a thousand queries at once.
        self._database = ThreadPoolExecutor(1, "changes-stream")

    async def follow(self) -> None:
        """Looks for new versions until it is closed."""
        pause = ASK
        while not self._closing:
            newest = memory.newest()
            if newest is None or newest.version == self.version:
                await asyncio.sleep(LOOK)
            elif not self.version:
                self._tell(newest.version)
            elif message := await self._event(self.version):
                self._tell(message.version, message)
                pause = ASK
            else:
                await asyncio.sleep(pause)
                pause = min(PATIENT, 1.5 * pause)

    def close(self) -> None:
        """Ends the answers of all listeners; they connect again, to whoever is there then."""
        self._closing = True
        self._news.set()
        self._database.shutdown(wait=False, cancel_futures=True)

    async def events(self, since: int | None) -> AsyncGenerator[bytes, None]:
        """What a listener is told who knows the version `since`, or none. Ends with close()."""
        self.listeners += 1
        try:
            yield retry_after(random.randint(SOONEST, LATEST))  # noqa: S311 (no secret)
            while not self.version and not self._closing:
                if not await _set(self._news):
                    yield HEARTBEAT
            if since is None and not self._closing:
                since = self.version
                yield here(since).text
            while since is not None and not self._closing:
                news = self._news
                # Who knows a newer one has it of another process, or of another history.
                message = await self._event(since) if since != self.version else None
                if message:
                    since = message.version
                    yield message.text
                elif not await _set(news):
                    yield HEARTBEAT
        finally:
            self.listeners -= 1

    def _tell(self, version: int, message: StreamEvent | None = None) -> None:
        self._kept = {self.version: message} if message else {}
        self.version = version
        self._news, news = asyncio.Event(), self._news
        news.set()

    async def _event(self, since: int) -> StreamEvent | None:
        """As `event_since`; None, too, while that cannot be known."""
        if kept := self._kept.get(since):
            return kept
        task = self._asked.get(since)
        if task is None:
            task = self._asked[since] = asyncio.create_task(self._ask(since))
            task.add_done_callback(lambda _task: self._asked.pop(since))
        # One listener that leaves does not take it from the others.
        return await asyncio.shield(task)

    async def _ask(self, since: int) -> StreamEvent | None:
        version = self.version
        loop = asyncio.get_running_loop()
        message = await loop.run_in_executor(self._database, _read, since)
        if message and version == self.version and len(self._kept) < MOST_KEPT:
            self._kept[since] = message
        return message


def _read(since: int) -> StreamEvent | None:
    try:
        return messages.event_since(since)
    except DatabaseErrors as error:
        log.warning("The stream of changes waits for PostgreSQL: %s", error)
    except Exception:  # whatever it was, listeners need the next version
        log.exception("The stream of changes does not know what changed since %s", since)
    connection.close()
    return None


async def _set(news: asyncio.Event) -> bool:
    """Waits for it for a while; whether it came."""
    try:
        await asyncio.wait_for(news.wait(), QUIET)
    except TimeoutError:
        return False
    return True
