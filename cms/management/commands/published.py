"""manage.py published: what readers get now, and whether it is what they should get.

A line for each document: its version in Redis, memory's and the files' bytes compared with Redis's,
and with a build from the database of this moment. Exit status 1 when anything is wrong.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cms.publishing import version
from cms.publishing.publish import DatabaseErrors, take_snapshot
from cms.publishing.snapshot import Snapshot
from cms.publishing.stores import files
from cms.publishing.stores.redis import StoreUnavailable, store

COLUMNS = (
    "document",
    "version",
    "bytes",
    "gzip",
    "age",
    "TTL",
    "SHA-256",
    "Redis",
    "files",
    "build",
)


@dataclass
class Places:
    """The snapshot that each place has, None for none, and why."""

    snapshots: dict[str, Snapshot | None] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    ttls: dict[str, int] = field(default_factory=dict)
    in_database: int | None = None


class Command(BaseCommand):
    help = "Prints what is live, document by document, and whether a fresh build says the same."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        places = look()
        live = places.snapshots["Redis"] or places.snapshots["files"]
        if live is None:
            raise CommandError("Nothing is published. " + " ".join(places.troubles))
        rows = [_row(key, live, places) for key in live.documents]
        for line in _aligned([COLUMNS, *rows]):
            self.stdout.write(line)
        self.stdout.write("")
        if live.parts:
            size = sum(part.length for part in live.parts.values())
            self.stdout.write(f"and {len(live.parts)} further parts of {size:,} bytes together")
        for name, snapshot in places.snapshots.items():
            self.stdout.write(f"{name}: version {snapshot.version if snapshot else 'none'}")
        self.stdout.write(f"PostgreSQL: version {places.in_database or 'unknown'}")
        troubles = places.troubles + _differences(places)
        if troubles:
            raise CommandError("\n".join(troubles))
        self.stdout.write("Readers get what the database says.")


def look() -> Places:
    """Asks every place once. Changes nothing."""
    places = Places()
    places.snapshots = {
        "Redis": None,
        "files": files.read_version(files.version()),
        "build": None,
    }
    if places.snapshots["files"] is None:
        places.troubles.append(f"The files of this machine show no whole version: {files.root()}.")
    try:
        in_redis = places.snapshots["Redis"] = store().read()
        if in_redis is None:
            places.troubles.append("Redis does not hold every document.")
        else:
            places.ttls = store().ttls(in_redis)
    except StoreUnavailable as error:
        places.troubles.append(f"Redis does not answer: {error}.")
    try:
        places.snapshots["build"] = take_snapshot(cold=True)
        places.in_database = version.read().number
    except DatabaseErrors as error:
        connection.close()
        places.troubles.append(f"PostgreSQL does not answer: {str(error).strip()}.")
    return places


def _row(key: str, live: Snapshot, places: Places) -> tuple[str, ...]:
    body = live.body(key)
    try:
        age = _span(time.time() - datetime.fromisoformat(body.timestamp).timestamp())
    except ValueError:  # of what somebody else wrote in its place
        age = "-"
    return (
        key,
        str(body.version),
        f"{len(body.plain):,}",
        f"{len(body.compressed):,}" if body.compressed else "-",
        age,
        _span(places.ttls[key]) if places.ttls.get(key, -1) >= 0 else "-",
        sha256(body.plain).hexdigest()[:12],
        *(_compared(key, live, places.snapshots[name]) for name in ("Redis", "files", "build")),
    )


def _compared(key: str, live: Snapshot, other: Snapshot | None) -> str:
    if other is None or key not in other.documents:
        return "missing"
    if other.documents[key] == live.documents[key]:
        return "same"
    version = other.documents[key].version
    return "differs" if version == live.documents[key].version else f"version {version}"


def _differences(places: Places) -> list[str]:
    """What is wrong beyond what did not answer."""
    differences = []
    build = places.snapshots["build"]
    for name in ("Redis", "files"):
        held = places.snapshots[name]
        if held is None or build is None:
            continue
        if held.version != build.version:
            differences.append(
                f"{name}: version {held.version}, where the database has {build.version}."
            )
        elif held != build:
            differences.append(
                f"{name}: version {held.version} says something else than a fresh build."
            )
    return differences


def _span(seconds: float) -> str:
    """37 s, 12 min, 5 h, 9 d."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{max(0, seconds):.0f} s"


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Columns of one width, numbers to the right."""
    widths = [max(len(row[number]) for row in rows) for number in range(len(COLUMNS))]
    right = {COLUMNS.index(name) for name in ("version", "bytes", "gzip", "age", "TTL")}
    return [
        "  ".join(
            cell.rjust(widths[number]) if number in right else cell.ljust(widths[number])
            for number, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]
