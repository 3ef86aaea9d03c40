"""Puts a snapshot together: each key gets the version in which its own data last changed.

What says the same as before keeps its version, its time and its bytes. Where readers have a later
change of a key than PostgreSQL knows of, theirs counts, so that no key ever goes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import orjson

from cms.engines.moments import rfc3339
from cms.publishing.snapshot import (
    Body,
    Manifest,
    Part,
    Snapshot,
    compressed,
    data_of,
    digest,
    document_of,
    envelope,
)
from cms.publishing.version import Version


class PartKeeper(Protocol):
    """Where the bytes of parts go while the next ones are built."""

    def has(self, key: str, part: Part) -> bool: ...
    def read(self, key: str, part: Part) -> bytes | None: ...
    def write(self, key: str, part: Part, body: Body) -> bool:
        """Whether it could."""


class NoPartIsKept:
    """For whoever wants to know what a build says, and not to publish it."""

    def has(self, key: str, part: Part) -> bool:
        return True

    def read(self, key: str, part: Part) -> bytes | None:
        return None

    def write(self, key: str, part: Part, body: Body) -> bool:
        return True


class Assembly:
    """`manifest` is what PostgreSQL remembers of the versions before, `held` the snapshot that this
    process has: bytes that are in it are not made again."""

    def __init__(
        self, version: Version, manifest: Manifest, held: Snapshot | None, keeper: PartKeeper
    ) -> None:
        self._version = version
        self._manifest = manifest
        self._held = held
        self._keeper = keeper
        self._documents: dict[str, Body] = {}
        self._parts: dict[str, Part] = {}
        self._not_on_disk: dict[str, Body] = {}

    def document(self, key: str, data: bytes) -> None:
        """Takes what a document says."""
        mine = self._held.documents.get(key) if self._held is not None else None
        if mine is not None and self._is_newest(key, mine.version):
            if data_of(mine.plain) == data:
                self._documents[key] = mine
                return
            number, timestamp = self._version.number, self._version.timestamp
        else:
            number, timestamp = self._last_change(key, digest(data))
        plain = envelope(document_of(key), data, timestamp)
        self._documents[key] = compressed(plain, number)

    def part(self, key: str, data_digest: str, data: Callable[[], bytes]) -> None:
        """Takes what a part says; its `data` are asked for when nobody has them."""
        mine = self._held.parts.get(key) if self._held is not None else None
        if mine is not None and self._is_newest(key, mine.version):
            if mine.digest == data_digest and self._keeper.has(key, mine):
                self._parts[key] = mine
                return
            number, timestamp = self._version.number, self._version.timestamp
            if mine.digest == data_digest:
                number, timestamp = mine.version, mine.timestamp
        else:
            number, timestamp = self._last_change(key, data_digest)
        body = compressed(envelope(document_of(key), data(), timestamp), number)
        part = self._parts[key] = Part(number, timestamp, data_digest, len(body.plain))
        if not self._keeper.write(key, part, body):
            self._not_on_disk[key] = body

    def as_it_was(self, key: str) -> None:
        """Takes over a document or a part that nothing touched. Raises KeyError."""
        if self._held is None:
            raise KeyError(key)
        if key in self._held.documents:
            self._documents[key] = self._held.documents[key]
            return
        self._parts[key] = self._held.parts[key]
        if key in self._held.not_on_disk:
            self._not_on_disk[key] = self._held.not_on_disk[key]

    def earlier(self, key: str) -> object | None:
        """What this process's snapshot says under a key, None where that is not at hand. Nor when
        pictures in it lack renditions: then each build says which ones it shows."""
        if self._held is None or self._held.incomplete_images:
            return None
        body, part = self._held.documents.get(key), self._held.parts.get(key)
        plain = body.plain if body is not None else None
        if part is not None:
            plain = self._keeper.read(key, part)
        data: object = orjson.loads(data_of(plain)) if plain is not None else None
        return data

    def data(self, key: str) -> bytes:
        """What a document says that was taken before."""
        return data_of(self._documents[key].plain)

    def snapshot(
        self,
        languages: tuple[str, ...],
        counts: Mapping[str, Mapping[int, int]],
        builder: str = "",
        incomplete_images: frozenset[int] = frozenset(),
        shows: int | None = None,
    ) -> Snapshot:
        return Snapshot(
            version=self._version.number,
            timestamp=self._version.timestamp,
            languages=languages,
            documents=self._documents,
            parts=self._parts,
            counts=counts,
            builder=builder,
            not_on_disk=self._not_on_disk,
            incomplete_images=incomplete_images,
            changed_at=self._version.changed_at,
            shows=shows,
        )

    def _is_newest(self, key: str, number: int) -> bool:
        """Whether readers have no older change of a key than PostgreSQL remembers."""
        last = self._manifest.get(key)
        return last is None or number >= last.version

    def _last_change(self, key: str, data_digest: str) -> tuple[int, str]:
        last = self._manifest.get(key)
        if last is not None and last.digest == data_digest:
            return last.version, rfc3339(last.changed_at)
        return self._version.number, self._version.timestamp
