"""The keeper: publishes whatever nobody else did.

It publishes whenever readers are behind the database: after plain SQL, after a publisher died,
after Redis was flushed, restarted or rolled back, after a key expired. PostgreSQL tells it of new
versions, and it looks every `LOOK` seconds. When readers are ahead of the database, an older backup
was restored: the keeper raises the version above theirs.

An advisory lock elects the keeper of one process. The elected keeper acts at once. The others act
in two cases: on what the elected keeper has left undone for a whole look, because it may hang; and
while Redis is away, each for its own machine.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, cast

import psycopg
from django.db import connection

from cms.background.watcher import LOOK, Signals
from cms.publishing import version
from cms.publishing.publish import (
    DatabaseErrors,
    LeftToTheKeeper,
    NotPublished,
    publish,
    rehearse,
    renew,
)
from cms.publishing.stores import answered_version, files, memory
from cms.publishing.stores.redis import StoreUnavailable, store

log = logging.getLogger(__name__)

# Seconds that whoever commits has for publishing it before the keeper does. Both at once would be
# in each other's way.
GRACE = 0.03
# Seconds between two looks at how long the keys in Redis still live.
CHECK = 5.0
# Seconds until content that could not be built is tried again.
RETRY = 5.0
# Keys are written anew when the first of them lives for less than this many seconds.
RENEW_BELOW = 10 * 60

# "cms keep" for pg_try_advisory_lock.
LOCK = 0x636D6B70

# Django's errors, and psycopg's own: we wait on its connection directly.
CONNECTION_ERRORS = (*DatabaseErrors, psycopg.Error)


@dataclass(frozen=True, slots=True)
class KeeperState:
    """What the keeper saw in one look. Versions are numbers, 0 for none.

    `machine` is what readers of this machine get, from memory or files. `redis` is what Redis says
    that it holds, None while it does not answer. `redis_whole` is the version whose keys Redis
    holds all, None when a key is missing; only the elected keeper asks. `least_ttl` is the seconds
    until the first key expires, None when this look did not ask. `answered` is the newest version
    that API v2 answered with on this machine. `left_undone` is the version that Redis lacked a look
    ago. `failed` is a version that could not be built a moment ago.
    """

    database: int
    machine: int
    redis: int | None
    redis_whole: int | None = None
    least_ttl: int | None = None
    answered: int = 0
    is_elected: bool = False
    left_undone: int = 0
    failed: int = 0

    @property
    def of_readers(self) -> int:
        """The newest version that any reader got."""
        return max(self.machine, self.redis or 0, self.answered)


class KeeperAction(Enum):
    REST = auto()
    PUBLISH = auto()
    # Raise the database's version above that of readers, and publish.
    RAISE = auto()
    # Write the keys of Redis anew, with their full time to live.
    RENEW = auto()
    # Leave it to the elected keeper, until the next look.
    LEAVE = auto()


def decide(state: KeeperState) -> KeeperAction:
    if state.of_readers > state.database:
        return KeeperAction.RAISE if state.is_elected else KeeperAction.REST
    if state.redis is None:
        is_behind = state.machine < state.database
    elif state.is_elected:
        is_behind = state.redis_whole != state.database
    else:
        is_behind = state.redis < state.database
        if is_behind and state.left_undone != state.database:
            return KeeperAction.LEAVE
    if is_behind:
        can_be_built = state.failed != state.database
        return KeeperAction.PUBLISH if can_be_built else KeeperAction.REST
    if state.least_ttl is not None and state.least_ttl < RENEW_BELOW:
        return KeeperAction.RENEW
    return KeeperAction.REST


class Publisher:
    """Makes the version of readers that of the database."""

    name = "Keeper"

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._is_listening = False
        self._next_check = 0.0
        self._left_undone = 0
        self._failed, self._retry_at = 0, 0.0
        self._is_rehearsed = False

    def step(self) -> None:
        try:
            self._stand_for_election()
            self._keep()
            self._wait_for_news()
        except CONNECTION_ERRORS as error:
            self._do_without_database(error)
        except NotPublished as error:
            if not isinstance(error.__cause__, DatabaseErrors):
                raise
            self._do_without_database(error)

    def _keep(self) -> None:
        state = self._look()
        match decide(state):
            case KeeperAction.PUBLISH:
                self._publish(state.database)
            case KeeperAction.RAISE:
                self._raise_above(state)
            case KeeperAction.RENEW:
                _renew()
            case KeeperAction.LEAVE:
                self._left_undone = state.database
            case KeeperAction.REST:
                self._rehearse_once()

    def _look(self) -> KeeperState:
        # The versions of readers are read before the database's. So, if they are ahead, the
        # database has gone back.
        held = memory.newest()
        is_elected = self._signals.elected.is_set()
        machine = max(held.version if held else 0, files.version())
        answered = answered_version.read()
        in_redis: int | None = None
        whole: int | None = None
        try:
            in_redis = store().highest_version()
            whole = store().version(held) if held and is_elected else None
        except StoreUnavailable:
            in_redis = whole = None
        database = version.read().number
        return KeeperState(
            database=database,
            machine=machine,
            redis=in_redis,
            redis_whole=whole,
            least_ttl=self._least_ttl() if whole == database else None,
            answered=answered,
            is_elected=is_elected,
            left_undone=self._left_undone,
            failed=self._failed if time.monotonic() < self._retry_at else 0,
        )

    def _least_ttl(self) -> int | None:
        """Asks every `CHECK` seconds; None otherwise, and when Redis does not answer."""
        held = memory.newest()
        if held is None or time.monotonic() < self._next_check:
            return None
        self._next_check = time.monotonic() + CHECK
        try:
            return store().least_ttl(held)
        except StoreUnavailable:
            return None  # whoever needs Redis logs it

    def _publish(self, number: int) -> None:
        try:
            publish()
        except LeftToTheKeeper:
            return  # another one builds; the next look tells whether that was enough
        except NotPublished:
            self._failed, self._retry_at = number, time.monotonic() + RETRY
            raise

    def _rehearse_once(self) -> None:
        """A process that just started has time for it now, and not when somebody publishes."""
        if not self._is_rehearsed:
            self._is_rehearsed = True
            rehearse()

    def _raise_above(self, state: KeeperState) -> None:
        raised = version.raise_version(state.of_readers)
        log.warning(
            "Readers have version %s, the database %s: an older backup was restored, or another "
            "database is behind the same Redis. Raised to %s.",
            state.of_readers, state.database, raised,
        )  # fmt: skip
        self._publish(raised)

    def _stand_for_election(self) -> None:
        elected = self._signals.elected
        if elected.is_set() and not self._is_listening:
            elected.clear()  # the lock went with the connection
        with connection.cursor() as cursor:
            if not elected.is_set():
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                if cursor.fetchone()[0]:
                    elected.set()
            if not self._is_listening:
                cursor.execute(f"LISTEN {version.CHANNEL}")
                self._is_listening = True

    def _wait_for_news(self) -> None:
        listening = cast("_Notified", connection.connection)
        if any(True for _version in listening.notifies(timeout=LOOK, stop_after=1)):
            self._signals.pause(GRACE)
            # All that came meanwhile is one piece of news: a pause for each would add up.
            for _version in listening.notifies(timeout=0):
                continue

    def _do_without_database(self, error: Exception) -> None:
        log.debug("The keeper does without PostgreSQL: %s", error)
        self.close()
        self._signals.pause(LOOK)

    def close(self) -> None:
        self._is_listening = False
        self._signals.elected.clear()
        connection.close()


class _Notified(Protocol):
    """What is used of psycopg's connection."""

    def notifies(
        self, *, timeout: float | None = None, stop_after: int | None = None
    ) -> Iterator[object]: ...


def _renew() -> None:
    try:
        renew()
    except StoreUnavailable:
        return  # whoever needs Redis logs it
