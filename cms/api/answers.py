"""API v2's answers, kept for as long as nothing changes.

An answer is kept under the version of the content that it was made of, so it can never outlive
it: it is stored only when the database had this process's version both before and after it was
made. Kept are answers to anonymous GET requests that Django answered with 200; what a search
index or chance has a part in is not kept. Each process keeps its own, up to `MOST_BYTES`.

It stands before Django and knows nothing of endpoints. Whoever sends a session or an Authorization
is passed through: API v2 answers everybody alike (cms/api/v2), but that is its promise, not
this module's.
"""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import connection

from cms.api.documents import (
    CACHE_CONTROL,
    Environ,
    Headers,
    StartResponse,
    Wsgi,
    accepts_gzip,
    matches,
    newest_snapshot,
)
from cms.documents import version
from cms.documents.publish import DatabaseErrors

PREFIX = "/api/v2/"
MOST_BYTES = 8 * 1024 * 1024
LARGEST = 512 * 1024
LONGEST_QUERY = 2048
# The search index follows a change when it can; "random" is another order each time.
NEVER_KEPT = ("search", "search_operator")
# Seconds to wait for another request that makes the same answer.
LONGEST_WAIT = 5.0
# What an answer needs in memory beside its bytes, roughly.
OVERHEAD = 1024

Key = tuple[str, str]


class Kept:
    """One answer; gzip is made when somebody first wants it."""

    __slots__ = ("_compressed", "plain", "tag", "version")

    def __init__(self, plain: bytes, version: int, tag: str) -> None:
        self.plain = plain
        self.version = version
        self.tag = tag
        self._compressed: bytes | None = None

    def variant(self, wants_gzip: bool) -> bytes:
        """gzip where it is wanted and shorter. (Equal length would be an equal ETag.)"""
        if not wants_gzip:
            return self.plain
        if self._compressed is None:
            self._compressed = gzip.compress(self.plain, 6, mtime=0)
        return self._compressed if len(self._compressed) < len(self.plain) else self.plain

    def headers(self, content: bytes) -> Headers:
        """As documents have them (cms/api/documents.py)."""
        headers = [
            ("ETag", f'"{self.version}-{len(content):x}"'),
            ("Cache-Control", CACHE_CONTROL),
            ("X-Content-Version", str(self.version)),
            ("Cache-Tag", self.tag),
            ("Vary", "Accept-Encoding"),
            ("Access-Control-Allow-Origin", "*"),
        ]
        if content is not self.plain:
            headers.append(("Content-Encoding", "gzip"))
        return headers


class Shelf:
    """The answers of one version, least recently asked for first; another version empties it."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._answers: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._version = 0

    def find(self, version: int, key: Key) -> Kept | None:
        with self._lock:
            if version != self._version or (kept := self._answers.get(key)) is None:
                return None
            self._answers.move_to_end(key)
            return kept

    def put(self, key: Key, kept: Kept) -> None:
        with self._lock:
            if kept.version < self._version:
                return
            if kept.version > self._version:
                self._answers.clear()
                self._version, self._bytes = kept.version, 0
            if (before := self._answers.pop(key, None)) is not None:
                self._bytes -= _weight(before)
            self._answers[key] = kept
            self._bytes += _weight(kept)
            while self._bytes > self._most_bytes:
                _key, oldest = self._answers.popitem(last=False)
                self._bytes -= _weight(oldest)

    def __len__(self) -> int:
        return len(self._answers)


def _weight(kept: Kept) -> int:
    return 2 * len(kept.plain) + OVERHEAD


class AnswersKept:
    """The WSGI layer before Django that keeps API v2's answers."""

    def __init__(self, application: Wsgi, shelf: Shelf | None = None) -> None:
        self._application = application
        self._shelf = shelf or Shelf()
        # The newest version that this process has answered with: nothing older follows it.
        self._answered = 0
        # What is being made now: who wants the same meanwhile waits for it.
        self._lock = threading.Lock()
        self._making: dict[Key, threading.Event] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PREFIX) or not _is_anonymous_read(environ):
            return self._application(environ, start_response)
        key = _key(environ)
        snapshot = newest_snapshot() if key is not None else None
        if key is None or snapshot is None:
            return self._application(environ, start_response)
        here = snapshot.version
        if (kept := self._find(here, key)) is not None:
            return _answer(kept, environ, start_response)
        with self._lock:
            others = self._making.get(key)
            if others is None:
                mine = self._making[key] = threading.Event()
        if others is not None:
            others.wait(LONGEST_WAIT)
            if (kept := self._find(here, key)) is not None:
                return _answer(kept, environ, start_response)
            return self._ask(key, here, environ, start_response)
        try:
            return self._ask(key, here, environ, start_response)
        finally:
            with self._lock:
                del self._making[key]
            mine.set()

    def _find(self, here: int, key: Key) -> Kept | None:
        return self._shelf.find(here, key) if here >= self._answered else None

    def _ask(
        self, key: Key, here: int, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Django's answer, kept if it is certain which version it is of."""
        before = _version_now()
        said: list[tuple[str, Headers]] = []

        def listen(status: str, headers: Headers, exc_info: Any = None) -> Any:
            said[:] = [(status, headers)]

        # The whole answer, also for HEAD: its ETag and length are those of the GET.
        response = self._application({**environ, "REQUEST_METHOD": "GET"}, listen)
        try:
            body = b"".join(response)
            after = _version_now()
        finally:
            if (close := getattr(response, "close", None)) is not None:
                close()
        status, headers = said[0]
        if not status.startswith("200 ") or before is None or before != after:
            start_response(status, headers)
            return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]
        kept = Kept(body, before, f"cms,v2,{key[0].removeprefix(PREFIX).partition('/')[0]}")
        self._answered = max(self._answered, before)
        if before == here and len(body) <= LARGEST:
            self._shelf.put(key, kept)
        return _answer(kept, environ, start_response)


def _is_anonymous_read(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and "HTTP_AUTHORIZATION" not in environ
        and f"{settings.SESSION_COOKIE_NAME}=" not in environ.get("HTTP_COOKIE", "")
        and any(kind in environ.get("HTTP_ACCEPT", "*/*") for kind in ("*/*", "application/json"))
    )


def _key(environ: Environ) -> Key | None:
    """Path and parameters in one order; None for what is not kept."""
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
    return environ["PATH_INFO"], urlencode(sorted(pairs))


def _version_now() -> int | None:
    """The database's version, None while PostgreSQL does not answer."""
    try:
        return version.read().number
    except DatabaseErrors:
        connection.close()
        return None


def _answer(kept: Kept, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    content = kept.variant(accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")))
    headers = kept.headers(content)
    if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
    if if_none_match and matches(if_none_match, headers[0][1]):
        start_response("304 Not Modified", [one for one in headers if one[0] != "Content-Encoding"])
        return [b""]
    headers += [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
    start_response("200 OK", headers)
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else content]
