"""What was published when, and the documents of the last versions, in PostgreSQL.

Written after readers have a version and outside the lock of the build: it makes nobody wait and
fails nobody (cms/background/historian.py). Whoever publishes a version first writes its row; later
writers of it change nothing.

A **rollback** puts the documents of a kept version in place of the present ones: while its row is
there, publish() swaps them in under each new version, so that readers never get a lower number
after a higher one. Undoing it publishes the present.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import perf_counter

from django.contrib.auth.models import User
from django.db import DatabaseError, InterfaceError, connection, transaction

from cms.audit.record import Json
from cms.audit.record import record as record_event
from cms.publishing.events import VersionLive
from cms.publishing.models import KeptData, KeptVersion, Publication, Rollback
from cms.publishing.snapshot import Snapshot, data_of, digest
from cms.publishing.stores import parts
from cms.publishing.version import raise_version
from cms.publishing.withheld import Withheld

log = logging.getLogger(__name__)

KEPT = 50
# The document that lists every page with its address (cms/delivery/kinds/seo_data.py).
_SAYS_PAGES = "seo_data"
REMEMBERED = 500  # versions in the history
# "cms hi" for pg_advisory_xact_lock.
LOCK = 0x636D6869


def record(live: VersionLive) -> None:
    """Notes that readers have this version, and since when. A failure is logged."""
    with _logging_failures(live.snapshot):
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            now = cursor.fetchone()[0]
        _note(live.snapshot, live.redis_error, now - timedelta(seconds=perf_counter() - live.since))


def _note(snapshot: Snapshot, redis_error: str, published_at: datetime) -> None:
    Publication.objects.bulk_create(
        [
            Publication(
                version=snapshot.version,
                changed_at=snapshot.changed_at or published_at,
                published_at=published_at,
                languages=snapshot.languages,
                changed=snapshot.changed,
                shows=snapshot.shows,
                redis_error=redis_error,
            )
        ],
        ignore_conflicts=True,
    )


def keep(snapshot: Snapshot) -> None:
    """Keeps what a version's documents say, and forgets what is too old. A failure is logged."""
    with _logging_failures(snapshot), transaction.atomic():
        _wait_for_other_writers()
        if snapshot.shows is None:
            _keep(snapshot)
        _forget_the_oldest()


@contextmanager
def _logging_failures(snapshot: Snapshot) -> Iterator[None]:
    try:
        yield
    except (DatabaseError, InterfaceError, parts.PartUnavailable) as error:
        log.warning("Version %s is live, but not in the history: %s", snapshot.version, error)


def _wait_for_other_writers() -> None:
    """Locks until the commit. Else one process forgets what another has just found to be kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _keep(snapshot: Snapshot) -> None:
    """What the documents say, each once for all versions that say it."""
    digests = {
        **{key: digest(data_of(body.plain)) for key, body in snapshot.documents.items()},
        **{key: part.digest for key, part in snapshot.parts.items()},
    }
    kept = set(KeptData.objects.filter(pk__in=digests.values()).values_list("pk", flat=True))
    new = {name: key for key, name in digests.items() if name not in kept}
    # One after the other: parts are many, and not in memory.
    for name, key in new.items():
        data = data_of(parts.body(snapshot, key).plain)
        KeptData.objects.bulk_create(
            [KeptData(digest=name, data=zlib.compress(data, 1))], ignore_conflicts=True
        )
    KeptVersion.objects.bulk_create(
        [
            KeptVersion(
                version=snapshot.version, languages=list(snapshot.languages), digests=digests
            )
        ],
        ignore_conflicts=True,
    )


def _forget_the_oldest() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"kept": KEPT - 1, "remembered": REMEMBERED - 1})


_FORGET = """
DELETE FROM cms_keptversion WHERE version < (
    SELECT version FROM cms_keptversion ORDER BY version DESC LIMIT 1 OFFSET %(kept)s
) AND version NOT IN (SELECT kept_id FROM cms_hold);
DELETE FROM cms_keptdata WHERE digest NOT IN (
    SELECT value FROM cms_keptversion, jsonb_each_text(digests)
);
WITH oldest AS (
    DELETE FROM cms_publication WHERE version < (
        SELECT version FROM cms_publication ORDER BY version DESC LIMIT 1 OFFSET %(remembered)s
    ) RETURNING version
) DELETE FROM cms_change WHERE version <= (SELECT max(version) FROM oldest)
"""


def kept_data(digest: str) -> bytes:
    """What a document of a kept version said. Raises KeptData.DoesNotExist."""
    return zlib.decompress(KeptData.objects.get(pk=digest).data)


def withheld_of(kept: KeptVersion) -> Withheld:
    """What readers may not know of today, with the addresses that a kept version says of it."""
    today = Withheld.today()
    of_pages = {name for key, name in kept.digests.items() if key.startswith(_SAYS_PAGES)}
    today.learn_addresses(map(kept_data, sorted(of_pages)))
    return today


def what_stays_away(kept: KeptVersion) -> list[str]:
    """The names of what a kept version says and a rollback to it leaves out, for people."""
    today = withheld_of(kept)
    for name in sorted(set(kept.digests.values())):
        today.clean(kept_data(name))
    return list(today.names)


def roll_back_to(kept: KeptVersion, by: User | None, reason: str) -> None:
    """From the next publish() on readers get this version's documents."""
    with transaction.atomic():
        Rollback.objects.all().delete()
        Rollback.objects.create(kept=kept, by=by, reason=reason)
        raise_version()
        data: dict[str, Json] = {"version": kept.version, "reason": reason}
        record_event("rollback.begun", actor=by, data=data)


def undo_rollback() -> bool:
    """From the next publish() on readers get the present again. Answers whether they did not."""
    with transaction.atomic():
        deleted, _by_model = Rollback.objects.all().delete()
        if deleted:
            raise_version()
            record_event("rollback.undone")
    return bool(deleted)
