"""Which version each document last changed in, remembered in PostgreSQL.

A build compares what each document says with what is remembered here, and notes what changed
before any reader gets it. So whoever builds a version gives every document the same number and the
same time, also with empty memory, files and Redis. A publisher that dies between the note and its
readers has done no harm: the next one finds what it noted.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection

from cms.publishing.snapshot import LastChange, Manifest, Snapshot, data_of, digest

Rows = dict[str, tuple[int, str, str]]


def parsed(rows: str | Rows | None) -> Manifest:
    """The manifest from PostgreSQL's JSON: `{key: [version, changed_at, digest]}`."""
    given: Rows = json.loads(rows) if isinstance(rows, str) else rows or {}
    return {
        key: LastChange(version, datetime.fromisoformat(changed_at), hash_)
        for key, (version, changed_at, hash_) in given.items()
    }


def note(snapshot: Snapshot, manifest: Manifest) -> None:
    """Writes what differs from `manifest`, which was read when `snapshot` was built.

    Not waited for on the disk: what a crash of PostgreSQL takes away, a machine's files still say.
    """
    differing = {
        **{
            key: (body.version, body.timestamp, digest(data_of(body.plain)))
            for key, body in snapshot.documents.items()
            if key not in manifest or manifest[key].version != body.version
        },
        **{
            key: (part.version, part.timestamp, part.digest)
            for key, part in snapshot.parts.items()
            if key not in manifest or manifest[key].version != part.version
        },
    }
    gone = manifest.keys() - snapshot.documents.keys() - snapshot.parts.keys()
    if not differing and not gone:
        return
    numbers, times, digests = zip(*differing.values(), strict=True) if differing else ((), (), ())
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE, [list(gone), list(differing), list(numbers), list(times), list(digests)]
        )


# In one round trip, which is one transaction: a commit's readers wait for it.
_WRITE = """
SET LOCAL synchronous_commit = off;
DELETE FROM cms_documentversion WHERE key = ANY(%s::text[]);
INSERT INTO cms_documentversion (key, version, changed_at, digest)
SELECT * FROM unnest(%s::text[], %s::bigint[], %s::timestamptz[], %s::text[])
ON CONFLICT (key) DO UPDATE
    SET version = excluded.version, changed_at = excluded.changed_at, digest = excluded.digest
"""
