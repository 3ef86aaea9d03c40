"""publish(): makes what readers get equal to what the database says, at one version.

Idempotent, and without arguments that carry content: it may be called at any time, from anywhere,
twice. One build runs at a time in the whole installation (an advisory lock); whoever waited finds
the work done. Everything of a version comes from one snapshot of the database, and the bytes of a
version never change: every layer may keep them, compare them and tell them apart by number.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from cms.documents import files, history, memory, renditions, version
from cms.documents.builders.content import read_content
from cms.documents.builders.prepared import rows_are_remembered
from cms.documents.snapshot import Snapshot, build
from cms.documents.store import StoreUnavailable, store

log = logging.getLogger(__name__)

# "cms publish" for pg_advisory_lock, and how long to wait for another's build, in seconds.
LOCK = 0x636D7370
PATIENCE = 10


# A connection that broke is an InterfaceError, which is no DatabaseError.
DatabaseErrors = (DatabaseError, InterfaceError)


class NotPublished(Exception):
    """The database's content could not be built; readers keep what they have. Says why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What publish() did. `redis_error` is "" when Redis holds the version, or a newer one.

    `incomplete_images` were shown without all their renditions (cms/documents/renditions.py).
    """

    version: int
    built: bool
    seconds: float
    languages: tuple[str, ...]
    redis_error: str = ""
    incomplete_images: frozenset[int] = frozenset()

    @property
    def in_redis(self) -> bool:
        return not self.redis_error


def publish(again: bool = False) -> Receipt:
    """Makes readers' documents those of the database's version, unless they are already.

    `again` builds even then; what it says differently becomes a new version, because the bytes of
    a version never change. Redis being away is no failure: this machine's readers get the version,
    the receipt says so, and the keeper writes Redis when it is back. Raises NotPublished.
    """
    if connection.in_atomic_block:
        raise NotPublished("publish() needs committed content: call it after the transaction.")
    started = time.perf_counter()
    try:
        if not again and (held := _live_everywhere()):
            return Receipt(held.version, False, time.perf_counter() - started, held.languages)
        with _one_build_at_a_time():
            snapshot, built = _newest_or_build(again)
    except DatabaseErrors as error:
        raise NotPublished(f"PostgreSQL: {error}") from error
    # After the lock: a Redis that hangs makes nobody else wait. It refuses what is older.
    redis_error = _offer_to_redis(snapshot)
    live_since = time.perf_counter()
    if built:
        history.record(snapshot, redis_error, live_since)
    if snapshot.incomplete_images:
        renditions.wanted.set()
    seconds = live_since - started
    if built:
        log.info("Published version %s in %.0f ms", snapshot.version, seconds * 1000)
    return Receipt(
        snapshot.version,
        built,
        seconds,
        snapshot.languages,
        redis_error,
        snapshot.incomplete_images,
    )


def _newest_or_build(again: bool) -> tuple[Snapshot, bool]:
    """The snapshot of the database's version, live on this machine, and whether it was built
    here: whoever waited for the lock finds the work done."""
    held = catch_up()
    snapshot = _build(held if not again else None)
    built = snapshot is not held
    if built and held is not None and held.version == snapshot.version and held != snapshot:
        version.raise_version()
        snapshot = _build()
    # Files first: their swap is the moment for nginx and every process of this machine.
    keep_as_files(snapshot)
    memory.offer(snapshot)
    return snapshot, built


def _build(held: Snapshot | None = None) -> Snapshot:
    """take_snapshot(), with whatever a builder stumbles over as NotPublished: an editor's request
    whose change is committed must not fail, and the keeper must not die, for a document."""
    try:
        return take_snapshot(held)
    except DatabaseErrors:
        raise
    except Exception as error:
        log.exception("The documents cannot be built")
        raise NotPublished(f"The documents cannot be built: {error!r}") from error


def renew() -> None:
    """Writes Redis's keys anew, with their full time to live. Raises StoreUnavailable."""
    if (held := memory.newest()) is not None:
        store().replace(held)


# In one round trip: a commit's readers wait for each.
_BEGIN = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT version, changed_at, (SELECT kept_id FROM cms_hold) FROM content_version
"""


def take_snapshot(held: Snapshot | None = None, *, cold: bool = False) -> Snapshot:
    """Every document, from one repeatable-read snapshot of the primary. Changes nothing.

    Answers `held` if it is of the database's version. A `cold` one reads every row; else those of
    tables that are as they were in this process's last build are not read again
    (cms/documents/builders/prepared.py).
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN)
            cursor.nextset()
            number, changed_at, kept = cursor.fetchone()
        if held is not None and held.version >= number:
            return held
        now = version.Version(number, changed_at)
        if (held_back := history.held_back(kept, now)) is not None:
            return held_back
        with nullcontext() if cold else rows_are_remembered():
            return build(read_content(), now)


def _live_everywhere() -> Snapshot | None:
    """The newest snapshot, if it is the database's version and Redis and the files show it too.

    While Redis is away, the files of this machine are enough.
    """
    held = memory.newest()
    if held is None or held.version < version.read().number or files.version() < held.version:
        return None
    try:
        in_redis = store().version(held.languages)
    except StoreUnavailable:
        return held
    return held if in_redis is not None and in_redis >= held.version else None


def catch_up() -> Snapshot | None:
    """Takes what others published: from this machine's files, or from Redis.

    Answers the newest snapshot of this process, None when there is none anywhere. Never builds.
    """
    held = memory.newest()
    if (on_disk := files.newer_than(held.version if held else 0)) is not None:
        memory.offer(on_disk)
        held = memory.newest()
    known = held.version if held else 0
    try:
        offered = store().read() if store().highest_version() > known else None
    except StoreUnavailable:
        offered = None
    if offered is not None and offered.version > known:
        # Files first: once a reader of this process has it, no other process may be behind.
        keep_as_files(offered)
        memory.offer(offered)
    return memory.newest()


def keep_as_files(snapshot: Snapshot) -> None:
    """Writes this machine's files; a full or broken disk is logged and stops nobody."""
    try:
        files.write(snapshot)
        _say_once("the files of this machine", "")
    except OSError as error:
        _say_once("the files of this machine", f"{type(error).__name__}: {error}")
        # Unless another process could write this version, or a later one, after all.
        if files.version() < snapshot.version:
            with suppress(OSError):
                files.withdraw(snapshot.version)


def _offer_to_redis(snapshot: Snapshot) -> str:
    """Gives the snapshot to Redis, and so to other machines. Answers Redis's error.

    That Redis holds a newer one is none: whoever built that wrote it first, as Redis is written
    after the lock.
    """
    try:
        store().replace(snapshot)
    except StoreUnavailable as error:
        _say_once("Redis", str(error))
        return str(error)
    _say_once("Redis", "")
    return ""


# What is wrong with a place that versions go to: said when it begins and when it ends.
_troubles: dict[str, str] = {}


def _say_once(place: str, trouble: str) -> None:
    if bool(trouble) != bool(_troubles.get(place)):
        if trouble:
            log.error("Versions do not get to %s: %s", place, trouble)
        else:
            log.warning("Versions get to %s again", place)
    _troubles[place] = trouble


@contextmanager
def _one_build_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        try:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false), pg_advisory_lock(%s)",
                [f"{PATIENCE}s", LOCK],
            )
        except OperationalError:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
            raise
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_unlock(%s), set_config('lock_timeout', '0', false)", [LOCK]
            )
