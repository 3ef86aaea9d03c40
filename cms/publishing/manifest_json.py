"""A snapshot's manifest as JSON, beside the documents in files and in Redis.

    {"version", "timestamp", "changed_at": null or RFC 3339 with microseconds, "builder",
     "languages", "documents": …, "parts": {key: [version, timestamp, digest, length]},
     "counts": {key: {number of a part: its pages}}}

What stands under `documents` is what each store wants to know of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

import orjson

from cms.publishing.snapshot import Body, Part, Snapshot

# What JSON has: checked by whoever reads it, because anybody can write it.
Json: TypeAlias = Mapping[str, Any]


def manifest_of(snapshot: Snapshot, documents: Mapping[str, object]) -> bytes:
    moment = snapshot.changed_at
    return orjson.dumps(
        {
            "version": snapshot.version,
            "timestamp": snapshot.timestamp,
            "changed_at": moment.isoformat() if moment else None,
            "builder": snapshot.builder,
            "languages": snapshot.languages,
            "documents": documents,
            "parts": {
                key: (part.version, part.timestamp, part.digest, part.length)
                for key, part in snapshot.parts.items()
            },
            "counts": snapshot.counts,
        },
        option=orjson.OPT_NON_STR_KEYS,
    )


def read_manifest(manifest: Json, documents: Mapping[str, Body]) -> Snapshot:
    """Raises KeyError, TypeError or ValueError for what is no manifest."""
    moment = manifest.get("changed_at")
    return Snapshot(
        version=int(manifest["version"]),
        timestamp=str(manifest["timestamp"]),
        languages=tuple(manifest["languages"]),
        documents=documents,
        parts=parts_of(manifest),
        counts={
            key: {int(number): int(pages) for number, pages in counts.items()}
            for key, counts in manifest.get("counts", {}).items()
        },
        builder=str(manifest.get("builder", "")),
        changed_at=datetime.fromisoformat(moment) if moment else None,
    )


def parts_of(manifest: Json) -> dict[str, Part]:
    return {key: Part(*entry) for key, entry in manifest.get("parts", {}).items()}
