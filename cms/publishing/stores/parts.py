"""The bytes of parts, wherever they are: a few in memory, all in this machine's files and in Redis.

A process does not hold what grows with the website. A part that is asked for comes from the files,
or from Redis where the files do not have it.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from cms.publishing import part_index
from cms.publishing.snapshot import Body, Part, Snapshot, compressed
from cms.publishing.stores import part_files
from cms.publishing.stores.redis import StoreUnavailable, store

log = logging.getLogger(__name__)

# Parts that a process holds: at most half a megabyte each.
HELD = 16


class PartUnavailable(Exception):
    """Neither the files nor Redis have the part; the message says which."""


class OnDisk:
    """Takes the parts of a build as it goes on, so that they need no memory."""

    def has(self, key: str, part: Part) -> bool:
        return part_files.has(key, part)

    def read(self, key: str, part: Part) -> bytes | None:
        try:
            return _held(key, part).plain
        except PartUnavailable:
            return None  # it is built anew

    def write(self, key: str, part: Part, body: Body) -> bool:
        try:
            part_files.write(key, part, body)
        except OSError as error:
            log.error("The part %s does not get to this machine's disk: %s", key, error)
            return False
        return True


def body(snapshot: Snapshot, key: str) -> Body:
    """The bytes of a document or of a part. Raises KeyError, and PartUnavailable."""
    if key in snapshot.documents:
        return snapshot.documents[key]
    part = snapshot.parts[key]
    return snapshot.not_on_disk.get(key) or _held(key, part)


@lru_cache(maxsize=HELD)
def _held(key: str, part: Part) -> Body:
    return part_files.read(key, part) or _in_redis(key, part)


def _in_redis(key: str, part: Part) -> Body:
    try:
        plain = store().read_one(key)
    except StoreUnavailable as error:
        raise PartUnavailable(f"{key}: {error}") from error
    if plain is None or not part.is_of(plain):
        raise PartUnavailable(f"{key} of version {part.version} is neither on disk nor in Redis")
    return compressed(plain, part.version)


def key_with(snapshot: Snapshot, first: str, value: str) -> str | None:
    """The key of the part of `first` that has an item chosen by `value`, None when none has.

    Raises PartUnavailable.
    """
    for key, part in snapshot.parts.items():
        if key.startswith(f"{first}:") and part_index.has(_index(key, part), value):
            return key
    return None


# 1.6 kB each, so 4 MB at most.
@lru_cache(maxsize=2500)
def _index(key: str, part: Part) -> bytes:
    index = part_files.index(key, part)
    return part_index.index_of(key, _in_redis(key, part).plain) if index is None else index


# What this process found on the disk, so that it looks only for what is new there.
_seen: dict[str, Part] = {}


def fetch(snapshot: Snapshot) -> None:
    """Writes what this machine's files do not have. Raises OSError, and PartUnavailable."""
    global _seen
    new = {key: part for key, part in snapshot.parts.items() if _seen.get(key) != part}
    for key in part_files.missing(new):
        part = snapshot.parts[key]
        part_files.write(key, part, snapshot.not_on_disk.get(key) or _in_redis(key, part))
    _seen = dict(snapshot.parts)


def are_lost(snapshot: Snapshot) -> bool:
    """Whether a part can be had from nowhere, so that all have to be built anew."""
    try:
        fetch(snapshot)
    except OSError:
        return False  # they are in Redis
    except PartUnavailable as error:
        log.error("All parts are built anew: %s", error)
        return True
    return False


def forget() -> None:
    """For tests, which take the files away."""
    global _seen
    _seen = {}
    _held.cache_clear()
    _index.cache_clear()
