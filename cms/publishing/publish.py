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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable
from wagtail.models import Page

from cms.delivery.content import read_content
from cms.engines import metrics
from cms.engines.changed_rows import ChangedRow, Changes
from cms.engines.compiled_query import Reading, known_tables, rows_are_remembered
from cms.publishing import changes, history, manifest, version
from cms.publishing.assembly import Assembly, NoPartIsKept, PartKeeper
from cms.publishing.build import TooManyParts, build
from cms.publishing.events import VersionLive, version_live
from cms.publishing.models import KeptVersion
from cms.publishing.snapshot import Manifest, Snapshot, digest, is_part
from cms.publishing.stores import files, memory, parts
from cms.publishing.stores.redis import StoreUnavailable, store
from cms.publishing.withheld import Withheld

log = logging.getLogger(__name__)

# "cms publish" for pg_advisory_lock, and how long to wait for another's build, in seconds.
LOCK = 0x636D7370
PATIENCE = 1.5
# Parts that an editor's request builds at most: about a second. More are left to the keeper.
MOST_IN_A_REQUEST = 40


# A connection that broke is an InterfaceError, which is no DatabaseError.
DatabaseErrors = (DatabaseError, InterfaceError)


class NotPublished(Exception):
    """The database's content could not be built; readers keep what they have. Says why."""


class LeftToTheKeeper(NotPublished):
    """Nothing is wrong, but it takes longer than who asked shall wait."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What publish() did. `redis_error` is "" when Redis holds the version, or a newer one.

    `incomplete_images` were shown without all their renditions (cms/delivery/renditions.py).
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


def publish(
    again: bool = False, most_parts: int | None = None, patience: float | None = None
) -> Receipt:
    """Makes readers' documents those of the database's version, unless they are already.

    `again` builds even then, and writes all of Redis anew; what it says differently becomes a new
    version, because the bytes of a version never change. Redis being away is no failure: this
    machine's readers get the version, the receipt says so, and the keeper writes Redis when it is
    back. Raises NotPublished, and LeftToTheKeeper when more than `most_parts` parts of documents
    are to be built, or another builds for longer than `patience` seconds (`PATIENCE`).
    """
    if connection.in_atomic_block:
        raise NotPublished("publish() needs committed content: call it after the transaction.")
    started = time.perf_counter()
    try:
        if not again and (held := _live_everywhere()):
            return Receipt(held.version, False, time.perf_counter() - started, held.languages)
        with _one_build_at_a_time(PATIENCE if patience is None else patience):
            held, snapshot = _newest_or_build(again, most_parts)
    except DatabaseErrors as error:
        metrics.PUBLISH_FAILURES.inc()
        raise NotPublished(f"PostgreSQL: {error}") from error
    # After the lock: a Redis that hangs makes nobody else wait. It refuses what is older.
    redis_error = _offer_to_redis(snapshot, None if again else held)
    live_since = time.perf_counter()
    built = snapshot is not held
    seconds = live_since - started
    if built:
        version_live.announce(VersionLive(snapshot, redis_error, live_since, seconds))
        log.info("Published version %s in %.0f ms", snapshot.version, seconds * 1000)
    return Receipt(
        snapshot.version,
        built,
        seconds,
        snapshot.languages,
        redis_error,
        snapshot.incomplete_images,
    )


def _newest_or_build(again: bool, most_parts: int | None) -> tuple[Snapshot | None, Snapshot]:
    """What readers had, and the snapshot of the database's version, live on this machine. They are
    the same for whoever waited for the lock and finds the work done."""
    held = catch_up()
    again = again or (held is not None and parts.are_lost(held))
    snapshot = _build(held, again, most_parts)
    if held is not None and held.version == snapshot.version and held != snapshot:
        version.raise_version()
        snapshot = _build(held, again, most_parts)
    # Files first: their swap is the moment for nginx and every process of this machine.
    keep_as_files(snapshot)
    memory.offer(snapshot)
    return held, snapshot


def _build(held: Snapshot | None, again: bool, most_parts: int | None) -> Snapshot:
    """take_snapshot(), with whatever a builder stumbles over as NotPublished: an editor's request
    whose change is committed must not fail, and the keeper must not die, for a document."""
    try:
        keeper = parts.OnDisk()
        return take_snapshot(held, again=again, note=True, keeper=keeper, most_parts=most_parts)
    except DatabaseErrors:
        raise
    except TooManyParts as error:
        raise LeftToTheKeeper(str(error)) from error
    except Exception as error:
        log.exception("The documents cannot be built")
        metrics.PUBLISH_FAILURES.inc()
        raise NotPublished(f"The documents cannot be built: {error!r}") from error


def renew() -> None:
    """Gives Redis's keys their full time to live. Raises StoreUnavailable."""
    if (held := memory.newest()) is not None:
        _write_redis(held, held)


# In one round trip: a commit's readers wait for each.
_BEGIN = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SELECT version, changed_at, (SELECT kept_id FROM cms_hold), (
    SELECT json_object_agg(key, json_build_array(version, changed_at, digest))
    FROM cms_documentversion
) FROM content_version
"""


def take_snapshot(
    held: Snapshot | None = None,
    *,
    again: bool = False,
    cold: bool = False,
    note: bool = False,
    keeper: PartKeeper | None = None,
    most_parts: int | None = None,
) -> Snapshot:
    """Every document, from one repeatable-read snapshot of the primary.

    Answers `held` if it is of the database's version, unless it shall be built `again`. What
    nothing touched since `held` is taken from it; what says the same as in it is not made anew. A
    `cold` one reads every row, and so does one `again`; else those of tables that are as they were
    in this process's last build are not read again (cms/engines/compiled_query.py). `note`
    remembers which documents changed, for whoever builds next: for publish() alone. Without it
    nothing is written. `keeper` takes the bytes of parts. Raises TooManyParts.
    """
    with transaction.atomic():
        now, before, kept = _begin()
        if held is not None and held.version >= now.number and not again:
            return held
        keeper = keeper or NoPartIsKept()
        if kept is not None:
            making = Assembly(now, before, held, keeper)
            snapshot = _of_kept(KeptVersion.objects.get(pk=kept), making)
        elif cold or again:
            snapshot = build(read_content(), now, before, held, changes.ALL, keeper, most_parts)
        else:
            since_held, reading = _what_changed(held, now)
            with rows_are_remembered(reading):
                content = read_content()
                snapshot = build(content, now, before, held, since_held, keeper, most_parts)
    if note:
        manifest.note(snapshot, before)
    return snapshot


def rehearse() -> None:
    """Reads what the next build will not read again, and makes the SQL that it asks with: the first
    publish of a process costs what the others do. Publishes nothing, and writes nothing. Nothing is
    read before there is a version, nor while a kept one is shown. Raises DatabaseErrors.
    """
    held = memory.newest()
    with transaction.atomic():
        now, before, kept = _begin()
        if held is None or held.version != now.number or kept is not None:
            return
        _since_held, reading = _what_changed(held, now)
        with rows_are_remembered(reading):
            content = read_content()
            # As after an edit of the home pages: these any website has.
            homes = {page.pk: ChangedRow({}, {}) for page in content.homes.values()}
            edited = Changes(tables={Page._meta.db_table: homes})
            build(content, now, before, held, edited, NoPartIsKept())


def _begin() -> tuple[version.Version, Manifest, int | None]:
    """The database's version, what it knows of each document, and the kept version that an
    emergency shows. One query; begins the snapshot of the database that a build reads."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN)
        cursor.nextset()
        number, changed_at, kept, rows = cursor.fetchone()
    return version.Version(number, changed_at), manifest.parsed(rows), kept


def _what_changed(held: Snapshot | None, now: version.Version) -> tuple[Changes, Reading]:
    """Since `held`, and since this process last read the content. One query."""
    seen, seen_at = known_tables.through
    notes = changes.read(min(seen, held.version if held is not None else seen), now.number)
    since_held = notes.since(held.version, held.changed_at) if held is not None else changes.ALL
    reading = known_tables.reading(now.number, now.changed_at, notes.since(seen, seen_at))
    return since_held, reading


def _of_kept(kept: KeptVersion, making: Assembly) -> Snapshot:
    """What an emergency put in place of the present: a kept version's data under a newer number,
    without what readers may not know of today."""
    today = history.withheld_of(kept)
    for key, name in kept.digests.items():
        said = history.kept_data(name)
        may_come = today.clean(said)
        if is_part(key):
            # Read again when it is asked for: parts are many, and not in memory.
            again = partial(_cleaned, today, name)
            making.part(key, name if may_come is said else digest(may_come), again)
        else:
            making.document(key, may_come)
    return making.snapshot(tuple(kept.languages), {}, shows=kept.version)


def _cleaned(today: Withheld, name: str) -> bytes:
    return today.clean(history.kept_data(name))


def _live_everywhere() -> Snapshot | None:
    """The newest snapshot, if it is the database's version and Redis and the files show it too.

    While Redis is away, the files of this machine are enough.
    """
    held = memory.newest()
    if held is None or held.version < version.read().number or files.version() < held.version:
        return None
    try:
        in_redis = store().version(held)
    except StoreUnavailable:
        return held
    return held if in_redis is not None and in_redis >= held.version else None


def catch_up() -> Snapshot | None:
    """Takes what others published: from this machine's files, or from Redis.

    Answers the newest snapshot of this process, None when there is none anywhere. Never builds.
    """
    held = memory.newest()
    if (on_disk := files.newer_than(held)) is not None:
        memory.offer(on_disk)
        held = memory.newest()
    number = held.version if held else 0
    try:
        offered = store().read(held) if store().highest_version() > number else None
    except StoreUnavailable:
        offered = None
    if offered is not None and offered.version > number:
        # Files first: once a reader of this process has it, no other process may be behind.
        keep_as_files(offered)
        memory.offer(offered)
    return memory.newest()


def keep_as_files(snapshot: Snapshot) -> None:
    """Writes this machine's files; a full or broken disk is logged and stops nobody."""
    try:
        parts.fetch(snapshot)
        files.write(snapshot)
        _say_once(FILES, "")
    except (OSError, parts.PartUnavailable) as error:
        _say_once(FILES, f"{type(error).__name__}: {error}")
        # Unless another process could write this version, or a later one, after all.
        if files.version() < snapshot.version:
            with suppress(OSError):
                files.withdraw(snapshot.version)


def _offer_to_redis(snapshot: Snapshot, held: Snapshot | None) -> str:
    """Gives the snapshot to Redis, and so to other machines: what differs from `held`, which Redis
    most probably has. Answers Redis's error.

    That Redis holds a newer one is none: whoever built that wrote it first, as Redis is written
    after the lock.
    """
    try:
        _write_redis(snapshot, held)
    except (StoreUnavailable, parts.PartUnavailable) as error:
        _say_once("Redis", str(error))
        return str(error)
    _say_once("Redis", "")
    return ""


def _write_redis(snapshot: Snapshot, before: Snapshot | None) -> None:
    store().replace(snapshot, before, lambda key: parts.body(snapshot, key).plain)


# What is wrong with a place that versions go to: said when it begins and when it ends.
_troubles: dict[str, str] = {}
FILES = "the files of this machine"


def trouble_with_files() -> str:
    """Why this process could not write the newest version as files; "" when it could."""
    return _troubles.get(FILES, "")


def _say_once(place: str, trouble: str) -> None:
    if bool(trouble) != bool(_troubles.get(place)):
        if trouble:
            log.error("Versions do not get to %s: %s", place, trouble)
        else:
            log.warning("Versions get to %s again", place)
    _troubles[place] = trouble


@contextmanager
def _one_build_at_a_time(patience: float) -> Iterator[None]:
    try:
        with connection.cursor() as cursor:
            # After a wait in vain PostgreSQL takes the whole statement back, the timeout with it.
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, false), pg_advisory_lock(%s)",
                [f"{patience * 1000:g}", LOCK],
            )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise LeftToTheKeeper("Another version is being built.") from error
        raise
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_unlock(%s), set_config('lock_timeout', '0', false)", [LOCK]
            )
