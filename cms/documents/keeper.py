"""The keeper: small threads in every process that keep what readers get right.

- the **follower** takes each new version into this process's memory and this machine's files:
  told by Redis, or finding it by a look every `LOOK` seconds;
- the **keeper** proper publishes whenever readers are behind the database: after plain SQL, a
  publisher that died, a flushed, restarted or rolled-back Redis, an expired key. It is told by
  PostgreSQL, or looks every `LOOK` seconds. When readers are ahead of the database, an old backup
  was restored: it raises the version above theirs;
- the **resizer** makes renditions that documents or uploads want, so that nobody waits for them;
- the **indexer** makes the texts that searches compare, so that no search has to.

One process's keeper is elected, by an advisory lock, and acts at once. The others act on what the
elected one has left undone for a look, in case it hangs, and whenever Redis is away, each for its
own machine. The threads outlive every error: they log it once per change and go on. They start
after the fork (config/gunicorn.py), because threads do not survive one.
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading
import time
from contextlib import suppress
from typing import Any, Protocol

import psycopg
from django.db import connection

from cms.documents import files, memory, renditions, version
from cms.documents.publish import (
    DatabaseErrors,
    NotPublished,
    catch_up,
    keep_as_files,
    publish,
    renew,
)
from cms.documents.store import Announcements, StoreUnavailable, store
from cms.search import index

log = logging.getLogger(__name__)

# Seconds between looks when nobody tells; between looks at what expires; between sweeps for
# images without renditions; until content that could not be built is tried again.
LOOK = 0.25
# Seconds that whoever commits has for publishing it before the keeper does: both at once would only
# be in each other's way.
GRACE = 0.03
CHECK = 5.0
SWEEP = 60.0
RETRY = 5.0
# Seconds between looks at pages whose text changed.
INDEXING = 2.0
# Keys are written anew when the first of them has less than this many seconds left.
RENEW_BELOW = 10 * 60

# "cms keep" for pg_try_advisory_lock.
LOCK = 0x636D6B70
RESIZING = 0x636D7273  # "cms rs"

# Django's errors, and psycopg's own from where we wait on its connection directly.
LOST = (*DatabaseErrors, psycopg.Error)


class Watcher(Protocol):
    def step(self) -> None:
        """One look; returns when there is news or after `LOOK` seconds."""

    def close(self) -> None: ...


class Follower:
    """Keeps this process's memory and this machine's files at the newest version."""

    def __init__(self) -> None:
        self._announcements: Announcements | None = None
        self._settled = self._tidied = 0

    def step(self) -> None:
        try:
            if self._announcements is None:
                self._announcements = store().announcements()
                self._take_news()
            if self._announcements.next(timeout=LOOK) is None:
                self._settle()
            self._take_news()
        except StoreUnavailable:
            self.close()
            # Another process of this machine may have published without Redis.
            self._keep(catch_up())
            self._settle()
            _stop.wait(LOOK)

    def _take_news(self) -> None:
        held = memory.newest()
        known = held.version if held else 0
        if store().highest_version(probe=True) > known or files.version() > known:
            held = catch_up()
        self._keep(held)

    def _keep(self, held: Any) -> None:
        if held is None:
            return
        keep_as_files(held)
        with suppress(OSError):  # a disk that refuses was told of by who wrote
            files.agree()
        if held.version != self._tidied:
            self._tidied = held.version
            with suppress(OSError):
                files.tidy(held.languages)

    def _settle(self) -> None:
        """When nothing happens: what is published last survives a power cut."""
        shown = files.version()
        if shown > self._settled:
            self._settled = shown
            files.settle(shown)

    def close(self) -> None:
        if self._announcements is not None:
            self._announcements.close()
            self._announcements = None


class Keeper:
    """Publishes what nobody else did."""

    def __init__(self) -> None:
        self._listening = False
        self._next_check = 0.0
        self._left_undone = 0
        self._failed, self._retry_at = 0, 0.0

    def step(self) -> None:
        try:
            self._stand_for_election()
            self.keep()
            self._wait_for_news()
        except LOST as error:
            self._lose(error)
        except NotPublished as error:
            if not isinstance(error.__cause__, DatabaseErrors):
                raise
            self._lose(error)

    def keep(self) -> None:
        """Makes readers' version the database's, if it is not."""
        # Readers' versions are read before the database's: if they are ahead, it has gone back.
        held = memory.newest()
        here = max(held.version if held else 0, files.version())
        try:
            in_redis: int | None = store().highest_version()
            whole = store().version(held.languages) if held and _elected.is_set() else None
        except StoreUnavailable:
            in_redis = whole = None
        known = max(here, in_redis or 0)
        now = version.read().number
        if known > now:
            if _elected.is_set():
                self._raise_above(known, now)
        elif in_redis is None:
            if here < now:
                self._publish(now)
        elif _elected.is_set():
            if whole != now:
                self._publish(now)
            elif time.monotonic() >= self._next_check:
                self._next_check = time.monotonic() + CHECK
                self._renew()
        elif in_redis < now:
            if now == self._left_undone:
                self._publish(now)
            self._left_undone = now

    def _publish(self, now: int) -> None:
        """publish(), unless this version could not be built a moment ago."""
        if now == self._failed and time.monotonic() < self._retry_at:
            return
        try:
            publish()
        except NotPublished:
            self._failed, self._retry_at = now, time.monotonic() + RETRY
            raise

    def _raise_above(self, known: int, now: int) -> None:
        raised = version.raise_version(known)
        log.warning(
            "Readers have version %s, the database %s: an older backup was restored, or another "
            "database is behind the same Redis. Raised to %s.", known, now, raised
        )  # fmt: skip
        self._publish(raised)

    def _renew(self) -> None:
        held = memory.newest()
        try:
            if held is not None and store().least_ttl(held.languages) < RENEW_BELOW:
                renew()
        except StoreUnavailable:
            return  # seen, and said, by whoever needs it

    def _stand_for_election(self) -> None:
        if _elected.is_set() and not self._listening:
            _elected.clear()  # the lock went with the connection
        with connection.cursor() as cursor:
            if not _elected.is_set():
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                if cursor.fetchone()[0]:
                    _elected.set()
            if not self._listening:
                cursor.execute(f"LISTEN {version.CHANNEL}")
                self._listening = True

    def _wait_for_news(self) -> None:
        raw: Any = connection.connection
        if any(True for _news in raw.notifies(timeout=LOOK, stop_after=1)):
            _stop.wait(GRACE)
            # All that came meanwhile is one piece of news: a pause for each would pile up.
            for _more in raw.notifies(timeout=0):
                continue

    def _lose(self, error: Exception) -> None:
        log.debug("The keeper does without PostgreSQL: %s", error)
        self.close()
        _stop.wait(LOOK)

    def close(self) -> None:
        self._listening = False
        _elected.clear()
        connection.close()


class Resizer:
    """Makes renditions, in one process at a time, and publishes what shows them. A thread of its
    own: a large picture takes seconds, and publishing waits for none.

    A `resident` one (manage.py worker) keeps the right to itself while it runs, so that pictures
    do not fill the memory of the processes that answer readers.
    """

    def __init__(self, resident: bool = False) -> None:
        self._resident = resident
        self._may = False
        self._refused = 0
        # Late enough for a resident that starts together with the others to come first.
        self._next_sweep = time.monotonic() + (0 if resident else SWEEP / 2)
        self._seen = 0

    def step(self) -> None:
        """Returns when there was something to do, or after `LOOK` seconds."""
        wanted = renditions.wanted.wait(LOOK)
        held = memory.newest()
        # Another process's upload is a new version here.
        news = self._resident and held is not None and held.version != self._seen
        if not wanted and not news and time.monotonic() < self._next_sweep:
            return
        self._seen = held.version if held is not None else 0
        try:
            self._sweep()
        except BaseException:
            self.close()
            raise
        if not self._resident:
            self.close()

    def _sweep(self) -> None:
        if not self._may:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [RESIZING])
                self._may = bool(cursor.fetchone()[0])
        if not self._may:
            self._wait_for_the_other()
            return
        self._refused = 0
        renditions.wanted.clear()
        self._next_sweep = time.monotonic() + SWEEP
        if renditions.make_missing():
            publish()
        _give_memory_back()

    def _wait_for_the_other(self) -> None:
        """Another process is at it, and may have looked before this was wanted: asked again for
        two seconds. One that holds on longer is a resident, who sees what is wanted by itself."""
        self._refused += 1
        if self._refused * LOOK < 2:
            _stop.wait(LOOK)
            return
        self._refused = 0
        renditions.wanted.clear()
        self._next_sweep = time.monotonic() + SWEEP

    def close(self) -> None:
        self._may = False  # the lock goes with the connection
        connection.close()


class Indexer:
    """Makes the texts that searches compare, so that few searches have to. In the elected process;
    nothing but searches depends on it."""

    def step(self) -> None:
        _stop.wait(INDEXING)
        if not _elected.is_set() or _stop.is_set():
            return
        try:
            while index.catch_up() and not _stop.is_set():
                continue
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        connection.close()


def _give_memory_back() -> None:
    """What a large picture needed stays with the process otherwise (glibc's malloc; others have
    no such function)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


_threads: list[threading.Thread] = []
_started_in = 0
_stop = threading.Event()
_starting = threading.Lock()
# Whether this process's keeper is the elected one.
_elected = threading.Event()


def start(resident: bool = False) -> None:
    """Starts the threads in this process, once. Serves the files until they find news.

    `resident` is for the process that makes renditions in place of all others.
    """
    global _started_in
    with _starting:
        _started_in = os.getpid()
        if any(thread.is_alive() for thread in _threads):
            return
        if (kept := files.read()) is not None:
            memory.offer(kept)
        _stop.clear()
        _elected.clear()
        watchers: tuple[Watcher, ...] = (
            Follower(),
            Keeper(),
            Resizer(resident),
            Indexer(),
        )
        _threads[:] = [
            threading.Thread(target=_run, args=(one,), name=type(one).__name__, daemon=True)
            for one in watchers
        ]
        for thread in _threads:
            thread.start()


def stop(patience: float = 5.0) -> None:
    """Ends the threads; for tests and for an orderly exit."""
    global _started_in
    _started_in = 0
    _stop.set()
    for thread in _threads:
        thread.join(patience)
    _threads.clear()


def is_running() -> bool:
    return bool(_threads) and all(thread.is_alive() for thread in _threads)


def was_started() -> bool:
    """Whether start() was called in this process, not before a fork. Each reader's request asks,
    and the threads outlive every error, so that is enough."""
    return _started_in == os.getpid()


def _run(watcher: Watcher) -> None:
    trouble = ""
    while not _stop.is_set():
        try:
            watcher.step()
            trouble = ""
        except Exception as error:  # whatever it was, readers need this thread tomorrow
            if (said := f"{type(error).__name__}: {error}") != trouble:
                trouble = said
                log.error("The %s goes on after: %s", type(watcher).__name__, said, exc_info=error)
            _stop.wait(LOOK)
    watcher.close()
