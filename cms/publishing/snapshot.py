"""One snapshot: every document in every language at one version, as the bytes that readers get.

A snapshot is a manifest: each key has the version in which its own data last changed, and the time
of that change is in its envelope. So a document that says the same as before keeps its bytes, its
ETag and its time, whatever else was published.

Immutable once made. A version has the same bytes for ever, whoever builds it, so any layer may
serve it: nginx from a file, a process from memory, any Redis client from a key. `publish()` holds
that: a rebuild that says something else becomes a version of its own, and which version a key last
changed in is remembered in PostgreSQL (cms/publishing/manifest.py).
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from cms.delivery.registry import DOCUMENTS, Document


@dataclass(frozen=True, slots=True)
class Body:
    """One answer's bytes, each variant with its strong ETag.

    `compressed` is gzip, None when it would be no shorter. `version` is that of the last change.
    The ETag, `"<version>-<length in hex>"`, is the one that nginx makes of the published file
    (cms/publishing/stores/files.py).
    """

    plain: bytes
    compressed: bytes | None
    version: int

    def etag(self, variant: bytes) -> str:
        return f'"{self.version}-{len(variant):x}"'

    @property
    def timestamp(self) -> str:
        """The time in the envelope: when the data last changed."""
        return self.plain.rpartition(b'"timestamp":"')[2].rstrip(b'"}').decode()


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a part of a document without its bytes, which are in files and in Redis
    (cms/publishing/stores/parts.py). `digest` is of its data, `length` that of its JSON."""

    version: int
    timestamp: str
    digest: str
    length: int

    @property
    def etag(self) -> str:
        return f'"{self.version}-{self.length:x}"'

    def is_of(self, plain: bytes) -> bool:
        return len(plain) == self.length and digest(data_of(plain)) == self.digest


@dataclass(frozen=True, slots=True)
class LastChange:
    """When the data of a key last changed, and what it says since then."""

    version: int
    changed_at: datetime
    digest: str


Manifest = Mapping[str, LastChange]


@dataclass(frozen=True)
class Snapshot:
    """`documents` maps keys (`website_data`, `website_data:ar`) to their bytes.

    `parts` are the further parts of documents that are divided, by key (`seo_data:ar:2`): of these
    no process holds all bytes. `counts` says how many pages each part of such a document has.

    `derived` is for what readers' answers are made of once per version (cms/api/documents.py). It
    lives and dies with its snapshot, so nothing derived from one version can be taken for
    another's, whatever threads do.
    """

    version: int
    timestamp: str
    languages: tuple[str, ...]
    documents: Mapping[str, Body]
    parts: Mapping[str, Part] = field(default_factory=dict)
    counts: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    # The code that built it (cms/delivery/builder.py); "" where a kept version is shown.
    builder: str = field(default="", compare=False)
    # Parts that this machine's disk did not take.
    not_on_disk: Mapping[str, Body] = field(default_factory=dict, compare=False, repr=False)
    # Images that were shown without all their renditions: not part of what is published.
    incomplete_images: frozenset[int] = field(default=frozenset(), compare=False)
    derived: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    # When the content was committed, if it is known; and the earlier version that is shown in its
    # place, known to whoever built it (cms/publishing/history.py).
    changed_at: datetime | None = field(default=None, compare=False)
    shows: int | None = field(default=None, compare=False)

    def body(self, key: str) -> Body:
        """Raises KeyError for an unknown key."""
        return self.documents[key]

    @property
    def versions(self) -> dict[str, int]:
        """Key -> the version of its last change."""
        return {
            **{key: body.version for key, body in self.documents.items()},
            **{key: part.version for key, part in self.parts.items()},
        }

    @property
    def changed(self) -> list[str]:
        """The keys that say something else than in the version before."""
        return [key for key, version in self.versions.items() if version == self.version]


def compressed(plain: bytes, version: int) -> Body:
    # A level above 6 takes twice as long for a percent. Without a time: the same bytes each time.
    smaller = gzip.compress(plain, 6, mtime=0)
    return Body(plain, smaller if len(smaller) < len(plain) else None, version)


def keys(languages: tuple[str, ...]) -> list[str]:
    """Every key of a snapshot in these languages, but for those of further parts."""
    return [document.key(language) for document in DOCUMENTS for language in (None, *languages)]


def document_of(key: str) -> Document:
    """Raises KeyError."""
    return DOCUMENTS[key.partition(":")[0]]


def is_part(key: str) -> bool:
    """Whether a key is that of a further part: `seo_data:ar:2`."""
    return key.count(":") == 2


def digest(data: bytes) -> str:
    """Of what a document says: without its envelope, and so without its time."""
    return sha256(data).hexdigest()[:32]


def data_of(plain: bytes) -> bytes:
    """The data in a document's envelope."""
    return plain[len(_HEAD) : plain.rfind(_AFTER_DATA)]


def as_json(value: object) -> bytes:
    """Raises TypeError for what JSON has not, also where orjson would find a form for it: what a
    date or an id looks like is said by who builds the document."""
    return orjson.dumps(value, option=_PLAIN)


_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_HEAD = b'{"status":"success","data":'
_AFTER_DATA = b',"message":'


def envelope(document: Document, data: bytes, timestamp: str) -> bytes:
    return (
        _HEAD
        + data
        + _AFTER_DATA
        + b'%s,"timestamp":%s}' % (as_json(document.message), as_json(timestamp))
    )
