"""The keeper: three small threads in every process that keep what readers get right.

- the **follower** takes each new version into this process's memory and this machine's files:
  told by Redis, or finding it by a look every `LOOK` seconds;
- the **keeper** proper is one process's, elected by an advisory lock. Told by PostgreSQL, or by a
  look every `LOOK` seconds, it publishes whenever the database is ahead of Redis: after plain SQL,
  a publisher that died, a flushed, restarted or rolled-back Redis, expiring keys. When readers are
  ahead of the database, an old backup was restored: it raises the version above theirs;
- the **resizer** makes renditions that documents or uploads want, so that nobody waits for them.

While Redis is away each process's keeper publishes for itself and its machine. The threads outlive
every error: they log it once per change and go on. They start after the fork (config/gunicorn.py),
because threads do not survive one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection

from cms.documents import files, memory, renditions, version
from cms.documents.publish import NotPublished, catch_up, keep_as_files, publish
from cms.documents.store import Announcements, StoreUnavailable, store

log = logging.getLogger(__name__)

# Seconds between looks when nobody tells; between checks of what expires; between sweeps for
# images without renditions.
LOOK = 0.25
CHECK = 5.0
SWEEP = 60.0
# Keys are written anew when the first of them has less than this many seconds left.
RENEW_BELOW = 10 * 60

# "cms keep" for pg_try_advisory_lock.
LOCK = 0x636D6B70
RESIZING = 0x636D7273  # "cms rs"


class Follower:
    """Keeps this process's memory and this machine's files at the newest version."""

    def __init__(self) -> None:
        self._announcements: Announcements | None = None

    def step(self) -> None:
        """One look; returns when there is news or after `LOOK` seconds."""
        try:
            if self._announcements is None:
                self._announcements = store().announcements()
                self._take_news()
            self._announcements.next(timeout=LOOK)
            self._take_news()
        except StoreUnavailable:
            self._forget_subscription()
            # Another process of this machine may have published without Redis.
            catch_up()
            time.sleep(LOOK)

    def _take_news(self) -> None:
        held = memory.newest()
        if store().highest_version(probe=True) > (held.version if held else 0):
            catch_up()
        if (held := memory.newest()) is not None:
            keep_as_files(held)

    def _forget_subscription(self) -> None:
        if self._announcements is not None:
            self._announcements.close()
            self._announcements = None

    def close(self) -> None:
        self._forget_subscription()


class Keeper:
    """Publishes what nobody else did."""

    def __init__(self) -> None:
        self._elected = False
        self._listening = False
        self._next_check = 0.0

    def step(self) -> None:
        """One look; returns when there is news or after `LOOK` seconds."""
        try:
            self._stand_for_election()
            self.keep()
            self._wait_for_news()
        except DatabaseError as error:
            self._start_over()
            log.debug("The keeper does without PostgreSQL: %s", error)
            time.sleep(LOOK)

    def keep(self) -> None:
        """Makes readers' version the database's, if it is not."""
        try:
            in_redis = store().highest_version()
        except StoreUnavailable:
            self._keep_without_redis()
            return
        if not self._elected:
            return
        # Readers' versions are read before the database's: if they are ahead, it has gone back.
        known = max(in_redis, files.version(), held.version if (held := memory.newest()) else 0)
        now = version.read().number
        if known > now:
            raised = version.raise_version(known)
            log.warning(
                "Readers have version %s, the database %s: an older backup was restored, or"
                " another database is behind the same Redis. Raised to %s.",
                known,
                now,
                raised,
            )
        if known != now or time.monotonic() >= self._next_check:
            self._next_check = time.monotonic() + CHECK
            self._publish_what_is_missing()

    def _publish_what_is_missing(self) -> None:
        receipt = publish()
        try:
            expiring = receipt.in_redis and store().least_ttl(receipt.languages) < RENEW_BELOW
        except StoreUnavailable:
            return
        if expiring:
            publish(again=True)

    def _keep_without_redis(self) -> None:
        held = memory.newest()
        if held is None or version.read().number > held.version:
            publish()

    def _stand_for_election(self) -> None:
        with connection.cursor() as cursor:
            if not self._elected:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                self._elected = bool(cursor.fetchone()[0])
            if not self._listening:
                cursor.execute(f"LISTEN {version.CHANNEL}")
                self._listening = True

    def _wait_for_news(self) -> None:
        raw: Any = connection.connection
        for _news in raw.notifies(timeout=LOOK, stop_after=1):
            return

    def _start_over(self) -> None:
        self._elected = self._listening = False
        connection.close()

    def close(self) -> None:
        self._start_over()


class Resizer:
    """Makes renditions, in one process at a time, and publishes what shows them."""

    def __init__(self) -> None:
        self._next_sweep = 0.0

    def step(self) -> None:
        """Returns when there was something to do, or after `SWEEP` seconds."""
        if not renditions.wanted.wait(LOOK) and time.monotonic() < self._next_sweep:
            return
        renditions.wanted.clear()
        self._next_sweep = time.monotonic() + SWEEP
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [RESIZING])
            if not cursor.fetchone()[0]:
                return
            try:
                made = renditions.make_missing()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [RESIZING])
        if made:
            publish()

    def close(self) -> None:
        connection.close()


_threads: list[threading.Thread] = []
_stop = threading.Event()
_starting = threading.Lock()


def start() -> None:
    """Starts the threads in this process, once. Serves the files until they find news."""
    with _starting:
        if any(thread.is_alive() for thread in _threads):
            return
        if (kept := files.read()) is not None:
            memory.offer(kept)
        _stop.clear()
        _threads[:] = [
            threading.Thread(target=_run, args=(Follower,), name="follower", daemon=True),
            threading.Thread(target=_run, args=(Keeper,), name="keeper", daemon=True),
            threading.Thread(target=_run, args=(Resizer,), name="resizer", daemon=True),
        ]
        for thread in _threads:
            thread.start()


def stop(patience: float = 5.0) -> None:
    """Ends the threads; for tests and for an orderly exit."""
    _stop.set()
    for thread in _threads:
        thread.join(patience)
    _threads.clear()


def is_running() -> bool:
    return bool(_threads) and all(thread.is_alive() for thread in _threads)


def _run(make: Callable[[], Follower | Keeper | Resizer]) -> None:
    watcher = make()
    trouble = ""
    while not _stop.is_set():
        try:
            watcher.step()
            trouble = ""
        except Exception as error:  # whatever it was, readers need this thread tomorrow
            if (said := f"{type(error).__name__}: {error}") != trouble:
                trouble = said
                level = logging.WARNING if isinstance(error, NotPublished) else logging.ERROR
                log.log(level, "The %s goes on after: %s", make.__name__, said, exc_info=error)
            _stop.wait(LOOK)
    watcher.close()
