"""What was published when, and the documents of the last versions, in PostgreSQL.

Written after readers have a version and outside the lock of the build: it makes nobody wait and
fails nobody. Whoever publishes a version first writes its row; later writers of it change nothing.

A **hold** puts the documents of a kept version in place of the present ones: while its row is
there, publish() swaps them in under each new version, so that readers never get a lower number
after a higher one. Taking the hold away publishes the present.
"""

from __future__ import annotations

import json
import logging
import time
import zlib
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, transaction

from cms.documents.snapshot import Snapshot
from cms.documents.version import Version, raise_version
from cms.models import Hold, KeptVersion, Publication

log = logging.getLogger(__name__)

KEPT = 50
REMEMBERED = 500  # versions in the history


def record(snapshot: Snapshot, redis_error: str, live_since: float) -> None:
    """Notes that readers have this version, since `live_since` (time.perf_counter())."""
    try:
        _record(snapshot, redis_error, live_since)
    except (DatabaseError, InterfaceError) as error:
        log.warning("Version %s is live, but not in the history: %s", snapshot.version, error)


def _record(snapshot: Snapshot, redis_error: str, live_since: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now = cursor.fetchone()[0]
    published_at = now - timedelta(seconds=time.perf_counter() - live_since)
    digests = {key: _digest(body) for key, body in snapshot.documents.items()}
    earlier = Publication.objects.filter(version__lt=snapshot.version)
    before: dict[str, str] = earlier.values_list("digests", flat=True).first() or {}
    with transaction.atomic():
        Publication.objects.bulk_create(
            [
                Publication(
                    version=snapshot.version,
                    changed_at=snapshot.changed_at or published_at,
                    published_at=published_at,
                    languages=snapshot.languages,
                    digests=digests,
                    changed=[key for key in digests if before.get(key) != digests[key]],
                    shows=snapshot.shows,
                    redis_error=redis_error,
                )
            ],
            ignore_conflicts=True,
        )
        if snapshot.shows is None:
            _keep(snapshot)
        _forget_the_oldest()


def _digest(body: bytes) -> str:
    """Of what a document says: without the time at the end of its envelope."""
    return sha256(body.rpartition(b',"timestamp":')[0]).hexdigest()[:32]


def _keep(snapshot: Snapshot) -> None:
    texts = {key: body.decode() for key, body in snapshot.documents.items()}
    packed = zlib.compress(json.dumps(texts, ensure_ascii=False).encode(), 1)
    KeptVersion.objects.bulk_create(
        [
            KeptVersion(
                version=snapshot.version,
                timestamp=snapshot.timestamp,
                languages=snapshot.languages,
                documents=packed,
            )
        ],
        ignore_conflicts=True,
    )


def _forget_the_oldest() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"kept": KEPT - 1, "remembered": REMEMBERED - 1})


# One round trip: an editor waits for it.
_FORGET = """
DELETE FROM cms_keptversion WHERE version < (
    SELECT version FROM cms_keptversion ORDER BY version DESC LIMIT 1 OFFSET %(kept)s
) AND version NOT IN (SELECT kept_id FROM cms_hold);
WITH oldest AS (
    DELETE FROM cms_publication WHERE version < (
        SELECT version FROM cms_publication ORDER BY version DESC LIMIT 1 OFFSET %(remembered)s
    ) RETURNING version
) DELETE FROM cms_change WHERE version <= (SELECT max(version) FROM oldest)
"""


def held_back(kept: int | None, version: Version) -> Snapshot | None:
    """The documents that an emergency put in place of the present ones, under this version."""
    return None if kept is None else unpack(KeptVersion.objects.get(pk=kept), version)


def unpack(kept: KeptVersion, version: Version) -> Snapshot:
    """A kept version's documents, byte for byte, under a newer version's number."""
    texts: dict[str, str] = json.loads(zlib.decompress(kept.documents))
    return Snapshot(
        version=version.number,
        timestamp=kept.timestamp,
        languages=tuple(kept.languages),
        documents={key: text.encode() for key, text in texts.items()},
        changed_at=version.changed_at,
        shows=kept.version,
    )


def hold(kept: KeptVersion, by: Any, reason: str) -> None:
    """From the next publish() on readers get this version's documents."""
    with transaction.atomic():
        Hold.objects.all().delete()
        Hold.objects.create(kept=kept, by=by, reason=reason)
        raise_version()


def release() -> bool:
    """From the next publish() on readers get the present again. Answers whether they did not."""
    with transaction.atomic():
        deleted, _by_model = Hold.objects.all().delete()
        if deleted:
            raise_version()
    return bool(deleted)
