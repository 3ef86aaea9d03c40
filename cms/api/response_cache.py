"""API v2's answers, kept until something that they were made of changes.

While Django makes an answer, every table that its SQL names is noted, and of the large tables the
rows, where the code says which they are (cms/engines/read_log.py). When the content has a newer
version, PostgreSQL says which rows changed. An answer that read none of them is kept for the newer
version; the others go (cms/api/touched.py). An answer is kept only when the database had the same
version before and after it was made. Kept are answers to anonymous GET requests that Django
answered with 200. Searches and random orders are not kept. Each process keeps its own answers, up
to `MAX_BYTES`.

The ETag is a digest of the bytes, so it is the same whichever process made the answer, and stays
the same while the answer does. `X-Content-Version` is the version that the answer is valid for: the
newest that this machine's readers have (docs/decisions/kept-answers-of-api-v2.md).

This layer stands before Django and knows no endpoint. Requests with a session or an Authorization
pass through: API v2 answers everybody alike (cms/api/v2), but that is its promise, not this
module's.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import connection

from cms.api.documents import Environ, Headers, StartResponse, Wsgi, newest_snapshot
from cms.api.touched import carry_over, tags_of_answer
from cms.delivery.tags import of_a_header
from cms.engines import metrics, read_log
from cms.engines.versioned_cache import VersionedCache
from cms.http.caching import CACHE_CONTROL, accepts_gzip, matches
from cms.http.cors import PUBLIC
from cms.publishing import version
from cms.publishing.publish import DatabaseErrors
from cms.publishing.stores import answered_version

PREFIX = "/api/v2/"
MAX_BYTES = 8 * 1024 * 1024
# A longer answer is not kept.
LARGEST = 512 * 1024
LONGEST_QUERY = 2048
# The search index may follow a change later, so what a search finds is of no version.
NEVER_KEPT = ("search", "search_operator", "title__contains")
# jQuery and its kin send it with another value each time; no answer looks at it.
CACHE_BUSTER = "_"
# Seconds to wait for another request that makes the same answer.
LONGEST_WAIT = 5.0
# The bytes that an answer and each of its tags need in memory beside the text, roughly.
OVERHEAD = 1024
BYTES_OF_A_TAG = 128

Key = tuple[str, str]


class CachedResponse:
    """An answer of API v2. Its gzip is made when somebody first wants it."""

    __slots__ = ("_compressed", "cache_tag", "digest", "plain")

    def __init__(self, plain: bytes, cache_tag: str) -> None:
        self.plain = plain
        self.cache_tag = cache_tag
        self.digest = blake2b(plain, digest_size=12).hexdigest()
        self._compressed: bytes | None = None

    def variant(self, wants_gzip: bool) -> bytes:
        """gzip where it is wanted and shorter."""
        if not wants_gzip:
            return self.plain
        if self._compressed is None:
            self._compressed = gzip.compress(self.plain, 6, mtime=0)
        return self._compressed if len(self._compressed) < len(self.plain) else self.plain

    def headers(self, content: bytes, number: int) -> Headers:
        """The headers that documents have too (cms/api/documents.py)."""
        is_plain = content is self.plain
        headers = [
            ("ETag", f'"{self.digest}"' if is_plain else f'"{self.digest}-gzip"'),
            ("Cache-Control", CACHE_CONTROL),
            ("X-Content-Version", str(number)),
            ("Cache-Tag", self.cache_tag),
            ("Vary", "Accept-Encoding"),
            *PUBLIC,
        ]
        if not is_plain:
            headers.append(("Content-Encoding", "gzip"))
        return headers


class ResponseCache:
    """The WSGI layer before Django that keeps API v2's answers."""

    def __init__(self, application: Wsgi, max_bytes: int = MAX_BYTES) -> None:
        self._application = application
        self._cache: VersionedCache[Key, CachedResponse] = VersionedCache(max_bytes)
        # The newest version that this process has answered with, if the disk cannot tell.
        self._answered = 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PREFIX) or not _is_anonymous_read(environ):
            return self._application(environ, start_response)
        key = _key(environ)
        snapshot = newest_snapshot() if key is not None else None
        if key is None or snapshot is None:
            return self._application(environ, start_response)
        number = max(snapshot.version, self._answered, answered_version.read())
        kept = self._kept(key, number)
        metrics.looked_up("api v2", kept is not None)
        if kept is not None:
            return _answer(kept, number, environ, start_response)
        with self._cache.turn(key, LONGEST_WAIT):
            if (made := self._kept(key, number)) is not None:
                return _answer(made, number, environ, start_response)
            return self._ask(key, number, environ, start_response)

    def _kept(self, key: Key, number: int) -> CachedResponse | None:
        """The answer that is kept, if it is valid for version `number`."""
        if self._cache.version < number:
            self._carry_over(number)
        return self._cache.get(key, number)

    def _carry_over(self, number: int) -> None:
        try:
            carry_over(self._cache, number)
        except DatabaseErrors:
            connection.close()  # nothing is kept for `number` until PostgreSQL says what changed

    def _ask(
        self, key: Key, number: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Django's answer. It is kept if it is certain which version it is of."""
        before = _version_now()
        with (
            read_log.reading(before) as log,
            _whole_answer(self._application, environ) as (status, headers, body),
        ):
            after = _version_now()
        if after is not None and after > number:
            # The content may be newer than the documents: nothing older may follow it anywhere.
            answered_version.raise_to(after)
            self._answered = max(self._answered, after)
        is_of_one_version = before == after and status.startswith("200 ")
        if before is None or before < number or not is_of_one_version:
            start_response(status, headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        endpoint = key[0].removeprefix(PREFIX).partition("/")[0]
        tags = tags_of_answer(log.tags)
        made = CachedResponse(body, ",".join(["cms", "v2", endpoint, *of_a_header(tags)]))
        if len(body) <= LARGEST:
            weight = 2 * len(body) + OVERHEAD + BYTES_OF_A_TAG * len(tags)
            self._carry_over(before)
            self._cache.put(key, made, weight, before, tags)
        return _answer(made, before, environ, start_response)


@contextmanager
def _whole_answer(application: Wsgi, environ: Environ) -> Iterator[tuple[str, Headers, bytes]]:
    """Status, headers and body of a GET, also for HEAD, whose ETag and length are those of it.
    Django closes its connections when this is left."""
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
        started[:] = [(status, headers)]
        return _write

    response = application({**environ, "REQUEST_METHOD": "GET"}, start)
    try:
        body = b"".join(response)
        status, headers = started[0]
        yield status, headers, body
    finally:
        if (close := getattr(response, "close", None)) is not None:
            close()


def _write(_data: bytes) -> None:
    """PEP 3333's old way to answer, which Django does not use."""
    raise NotImplementedError


def _is_anonymous_read(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and "HTTP_AUTHORIZATION" not in environ
        and f"{settings.SESSION_COOKIE_NAME}=" not in environ.get("HTTP_COOKIE", "")
        and any(kind in environ.get("HTTP_ACCEPT", "*/*") for kind in ("*/*", "application/json"))
    )


def _key(environ: Environ) -> Key | None:
    """The path, and the parameters in alphabetical order; None for what is not kept."""
    query = environ.get("QUERY_STRING", "")
    if not query:
        return environ["PATH_INFO"], ""
    if len(query) > LONGEST_QUERY:
        return None
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True, max_num_fields=30)
    except ValueError:
        return None
    names = [name for name, _value in pairs]
    if len(set(names)) < len(names) or any(name in NEVER_KEPT for name in names):
        return None
    if ("order", "random") in pairs:
        return None
    asked = (pair for pair in pairs if pair[0] != CACHE_BUSTER)
    return environ["PATH_INFO"], urlencode(sorted(asked))


def _version_now() -> int | None:
    """The database's version, None while PostgreSQL does not answer."""
    try:
        return version.read().number
    except DatabaseErrors:
        connection.close()
        return None


def _answer(
    kept: CachedResponse, number: int, environ: Environ, start_response: StartResponse
) -> Iterable[bytes]:
    content = kept.variant(accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")))
    headers = kept.headers(content, number)
    if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
    if if_none_match and matches(if_none_match, headers[0][1]):
        start_response(
            "304 Not Modified", [header for header in headers if header[0] != "Content-Encoding"]
        )
        return [b""]
    headers += [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
    start_response("200 OK", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]
