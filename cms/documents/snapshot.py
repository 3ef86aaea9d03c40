"""One snapshot: every document in every language at one version, as the bytes that readers get.

Immutable once made. A version has the same bytes for ever, whoever builds it, so any layer may
serve it: nginx from a file, a process from memory, any Redis client from a key. `publish()` holds
that: a rebuild that says something else becomes a version of its own.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from cms.documents.builders.content import Content
from cms.documents.registry import DOCUMENTS, Document
from cms.documents.version import Version


@dataclass(frozen=True, slots=True)
class Body:
    """One answer's bytes, each variant with its strong ETag.

    `compressed` is gzip, None when it would be no shorter. The ETag, `"<version>-<length in hex>"`,
    is the one that nginx makes of the published file (cms/documents/files.py).
    """

    plain: bytes
    compressed: bytes | None
    version: int

    def etag(self, variant: bytes) -> str:
        return f'"{self.version}-{len(variant):x}"'


@dataclass(frozen=True)
class Snapshot:
    """`documents` maps keys (`website_data`, `website_data:ar`) to the bytes of their envelope.

    `derived` is for what readers' answers are made of once per version (cms/api/documents.py). It
    lives and dies with its snapshot, so nothing derived from one version can be taken for
    another's, whatever threads do.
    """

    version: int
    timestamp: str
    languages: tuple[str, ...]
    documents: dict[str, bytes]
    # Images that were shown without all their renditions: not part of what is published.
    incomplete_images: frozenset[int] = field(default=frozenset(), compare=False)
    derived: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    # When the content was committed, and the earlier version that is shown in its place: known to
    # whoever built it (cms/documents/history.py).
    changed_at: datetime | None = field(default=None, compare=False)
    shows: int | None = field(default=None, compare=False)
    _bodies: dict[str, Body] = field(default_factory=dict, compare=False, repr=False)

    def body(self, key: str) -> Body:
        """The bytes of one key, compressed on first use. Raises KeyError for an unknown key."""
        if (known := self._bodies.get(key)) is None:
            known = self._bodies[key] = compressed(self.documents[key], self.version, key)
        return known


def compressed(plain: bytes, version: int, key: str = "") -> Body:
    """Compresses the data of a `key` again only when it says something new."""
    smaller = _gzip(plain, key)
    return Body(plain, smaller if len(smaller) < len(plain) else None, version)


# RFC 1952: deflate, no flags, no time, of an unknown system. A level above 6 takes twice as long
# for a percent.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# Key -> an envelope up to its data's end, the same deflated, and its checksum.
_deflated: dict[str, tuple[bytes, bytes, int]] = {}


def _gzip(plain: bytes, key: str) -> bytes:
    """One gzip member of two parts, whether or not the first was known: an envelope's time is new
    in each version, its data seldom. A flush ends the first on a byte, and the second does not
    refer back to it; so the same bytes come of the same document, wherever it is compressed."""
    data_ends = max(plain.rfind(b',"message":'), 0)
    data, rest = plain[:data_ends], plain[data_ends:]
    known = _deflated.get(key)
    if known is None or known[0] != data:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        body = deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
        known = (data, body, zlib.crc32(data))
        if key:
            _deflated[key] = known
    deflate = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    ending = deflate.compress(rest) + deflate.flush()
    trailer = struct.pack("<II", zlib.crc32(rest, known[2]), len(plain) & 0xFFFFFFFF)
    return _GZIP_HEADER + known[1] + ending + trailer


def keys(languages: tuple[str, ...]) -> list[str]:
    """Every key of a snapshot in these languages."""
    return [document.key(language) for document in DOCUMENTS for language in (None, *languages)]


def build(content: Content, version: Version) -> Snapshot:
    """Every document from one reading of the content."""
    documents: dict[str, bytes] = {}
    for document in DOCUMENTS:
        data = {
            language.code: as_json(document.build(content, language))
            for language in content.languages
        }
        for code, encoded in data.items():
            documents[document.key(code)] = _envelope(document, encoded, version)
        members = b",".join(as_json(code) + b":" + encoded for code, encoded in data.items())
        documents[document.key()] = _envelope(document, b"{" + members + b"}", version)
    return Snapshot(
        version=version.number,
        timestamp=version.timestamp,
        languages=tuple(language.code for language in content.languages),
        documents=documents,
        incomplete_images=frozenset(content.references.images.incomplete),
        changed_at=version.changed_at,
    )


def as_json(value: Any) -> bytes:
    """Raises TypeError for what JSON has not, also where orjson would find a form for it: what a
    date or an id looks like is said by who builds the document."""
    return orjson.dumps(value, option=_PLAIN)


_PLAIN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def _envelope(document: Document, data: bytes, version: Version) -> bytes:
    head = b'{"status":"success","data":' + data
    return head + b',"message":%s,"timestamp":%s}' % (
        as_json(document.message),
        as_json(version.timestamp),
    )
