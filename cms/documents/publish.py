"""publish(): makes what readers get equal to what the database says, at one version.

Idempotent, and without arguments that carry content: it may be called at any time, from anywhere,
twice. One build runs at a time in the whole installation (an advisory lock); whoever waited finds
the work done. Everything of a version comes from one snapshot of the database.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from cms.documents import files, history, memory, renditions, version
from cms.documents.builders.content import read_content
from cms.documents.snapshot import Snapshot, build
from cms.documents.store import StoreUnavailable, store

log = logging.getLogger(__name__)

# "cms publish" for pg_advisory_lock, and how long to wait for another's build, in seconds.
LOCK = 0x636D7370
PATIENCE = 10


class NotPublished(Exception):
    """The database's content could not be built; readers keep what they have. Says why."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What publish() did. `redis_error` is "" when Redis holds the version.

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
    """Builds and swaps in the database's version, unless readers have it already.

    `again` builds even then. Redis being away is no failure: this machine's readers get the
    version, the receipt says so, and the keeper writes Redis when it is back. Raises NotPublished.
    """
    if connection.in_atomic_block:
        raise NotPublished("publish() needs committed content: call it after the transaction.")
    started = time.perf_counter()
    try:
        return _publish(again, started)
    except DatabaseError as error:
        raise NotPublished(f"PostgreSQL: {error}") from error


def _publish(again: bool, started: float) -> Receipt:
    if not again and (held := _held_by_readers()):
        return Receipt(held.version, False, time.perf_counter() - started, held.languages)
    with _one_build_at_a_time():
        if not again and (held := _held_by_readers()):
            return Receipt(held.version, False, time.perf_counter() - started, held.languages)
        snapshot = take_snapshot()
        redis_error = _swap_in(snapshot, again)
        live_since = time.perf_counter()
    history.record(snapshot, redis_error, live_since)
    if snapshot.incomplete_images:
        renditions.wanted.set()
    seconds = live_since - started
    log.info("Published version %s in %.0f ms", snapshot.version, seconds * 1000)
    return Receipt(
        snapshot.version,
        True,
        seconds,
        snapshot.languages,
        redis_error,
        snapshot.incomplete_images,
    )


def take_snapshot() -> Snapshot:
    """Every document, from one repeatable-read snapshot of the primary. Changes nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        now = version.read()
        return history.held_back(now) or build(read_content(), now)


def _held_by_readers() -> Snapshot | None:
    """The newest snapshot, if it is the database's version and Redis holds it too.

    While Redis is away, the files of this machine stand for it.
    """
    wanted = version.read().number
    held = catch_up()
    if held is None or held.version < wanted:
        return None
    try:
        in_redis = store().version(held.languages)
    except StoreUnavailable:
        return held if files.version() >= held.version else None
    return held if in_redis is not None and in_redis >= held.version else None


def catch_up() -> Snapshot | None:
    """Takes what others published: from Redis, or from this machine's files while Redis is away.

    Answers the newest snapshot of this process, None when there is none anywhere. Never builds.
    """
    held = memory.newest()
    known = held.version if held else 0
    try:
        offered = store().read() if store().highest_version() > known else None
    except StoreUnavailable:
        offered = files.read() if files.version() > known else None
    if offered is not None and offered.version > known:
        keep_as_files(offered)
        memory.offer(offered)
    return memory.newest()


def keep_as_files(snapshot: Snapshot, again: bool = False) -> None:
    """Writes this machine's files; a full or broken disk is logged and stops nobody."""
    try:
        files.write(snapshot, again)
    except OSError as error:
        log.error("Version %s is not in the files of this machine: %s", snapshot.version, error)
        files.withdraw()


def _swap_in(snapshot: Snapshot, again: bool) -> str:
    """Gives the snapshot to this machine, this process and Redis. Answers Redis's error.

    Files first: their swap is the moment for nginx and every process of this machine.
    """
    keep_as_files(snapshot, again)
    memory.offer(snapshot)
    redis_error = ""
    try:
        if (held := store().replace(snapshot)) > snapshot.version:
            redis_error = f"Redis holds the newer version {held}"
    except StoreUnavailable as error:
        redis_error = str(error)
        log.warning("Version %s is not in Redis yet: %s", snapshot.version, error)
    return redis_error


@contextmanager
def _one_build_at_a_time() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{PATIENCE}s"])
        try:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        finally:
            cursor.execute("SELECT set_config('lock_timeout', '0', false)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
