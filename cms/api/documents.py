"""Answers requests for published documents from this process's snapshot.

One function, `answer`, is behind both the WSGI layer (`DocumentsFirst`, in front of Django) and
Django's own view of the same addresses. nginx answers the same requests from files with the same
bytes and headers; tests hold all of them equal.

No answer here asks PostgreSQL or Redis, except the first of a process that has nothing yet.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse

from cms.api import envelope
from cms.api.envelope import Problem
from cms.documents import files, keeper, memory
from cms.documents.publish import NotPublished, catch_up, publish
from cms.documents.registry import DOCUMENTS, Document
from cms.documents.snapshot import Body, Snapshot, compressed
from cms.documents.store import StoreUnavailable

PATHS: dict[str, Document] = {document.path: document for document in DOCUMENTS}
METHODS = "GET, HEAD, OPTIONS"
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=86400"
LONGEST_QUERY = 2048

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    @property
    def status_line(self) -> str:
        return f"{self.status} {HTTPStatus(self.status).phrase}"


def answer(method: str, path: str, query: str, accepts: str, if_none_match: str) -> Answer:
    """The answer to a request for the document at `path`, which must be one of PATHS.

    `query` is the raw query string, `accepts` the Accept-Encoding header.
    """
    return answer_from(newest_snapshot(), method, path, query, accepts, if_none_match)


def answer_from(
    snapshot: Snapshot | None,
    method: str,
    path: str,
    query: str,
    accepts: str,
    if_none_match: str,
) -> Answer:
    if method == "OPTIONS":
        return _preflight()
    if method not in ("GET", "HEAD"):
        problem = Problem("method_not_allowed", f"This address answers {METHODS}.")
        refused = _refused(405, "Method not allowed", problem)
        refused.headers.append(("Allow", METHODS))
        return refused
    given = _parameters(path, query)
    if isinstance(given, Problem):
        return _without_body(_refused(400, "The request cannot be understood", given), method)
    if snapshot is None:
        problem = Problem("not_published", "Nothing has been published yet. Try again in a second.")
        unavailable = _refused(503, "Not available yet", problem)
        unavailable.headers.append(("Retry-After", "1"))
        return _without_body(unavailable, method)
    return _without_body(_found(snapshot, PATHS[path], given, accepts, if_none_match), method)


def _found(
    snapshot: Snapshot,
    document: Document,
    given: dict[str, str],
    accepts: str,
    if_none_match: str,
) -> Answer:
    language = given.get("locale")
    if language is not None and language not in snapshot.languages:
        allowed = ", ".join(snapshot.languages)
        problem = Problem("unknown_locale", f"This website has the locales {allowed}.", "locale")
        return _refused(400, "Unknown locale", problem)
    if "path" in given:
        found = _page(snapshot, document.key(language), given["path"], single=language is not None)
        if found is None:
            problem = Problem("unknown_path", "No published page has this path.", "path")
            return _refused(404, "Page not found", problem)
        body = found
    else:
        body = snapshot.body(document.key(language))
    compressed = body.compressed if accepts_gzip(accepts) else None
    content = body.plain if compressed is None else compressed
    etag = body.etag(content)
    headers = _headers(snapshot, document, language, etag)
    if if_none_match and matches(if_none_match, etag):
        return Answer(304, headers, b"")
    if compressed is not None:
        headers.append(("Content-Encoding", "gzip"))
    headers += [("Content-Type", envelope.JSON), ("Content-Length", str(len(content)))]
    return Answer(200, headers, content)


def _headers(snapshot: Snapshot, document: Document, language: str | None, etag: str) -> Headers:
    headers = [
        ("ETag", etag),
        ("Cache-Control", CACHE_CONTROL),
        ("X-Content-Version", str(snapshot.version)),
        ("Cache-Tag", ",".join(("cms", document.slug, *([language] if language else [])))),
        ("Vary", "Accept-Encoding"),
        ("Access-Control-Allow-Origin", "*"),
    ]
    if language is not None:
        headers.append(("Content-Language", language))
    return headers


def _parameters(path: str, query: str) -> dict[str, str] | Problem:
    """The query's parameters, or what is wrong with them."""
    allowed = ("locale", "path") if path == "/api/seo-data/" else ("locale",)
    if not query:
        return {}
    if len(query) > LONGEST_QUERY:
        return Problem("query_too_long", f"The query is longer than {LONGEST_QUERY} characters.")
    try:
        pairs = parse_qsl(
            query, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=10
        )
    except ValueError:
        return Problem("malformed_query", "The query must be name=value pairs in UTF-8.")
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in allowed:
            known = " and ".join(allowed)
            return Problem("unknown_parameter", f"This address knows {known}.", name[:100])
        if name in given:
            return Problem("repeated_parameter", "Give this parameter once.", name)
        if not value or "\x00" in value:
            return Problem("malformed_value", "This parameter needs a value.", name)
        given[name] = value
    return given


def _page(snapshot: Snapshot, key: str, path: str, single: bool) -> Body | None:
    """The metadata of one page, in an envelope of its own."""
    ready: dict[str, Body] = snapshot.derived.setdefault(("page", key), {})
    if path in ready:
        return ready[path]
    if (index := snapshot.derived.get(("pages", key))) is None:
        data = json.loads(snapshot.documents[key])["data"]
        shelves = [data] if single else list(data.values())
        index = {page["path"]: page for shelf in shelves for page in shelf["pages"]}
        snapshot.derived["pages", key] = index
    if (page := index.get(path)) is None:
        return None
    plain = envelope.success(page, "SEO data of one page", snapshot.timestamp)
    ready[path] = compressed(plain, snapshot.version)
    return ready[path]


def newest_snapshot() -> Snapshot | None:
    """This process's snapshot, or this machine's files when another process was first.

    A look at shared memory a request (cms/documents/shown.py), so that no reader who got a version
    from nginx or another process gets an older one here.
    """
    held = memory.newest()
    if held is None:
        return _first_snapshot()
    if files.version() > held.version:
        with _reading_files:  # one thread does, and the others have it then
            held = memory.newest() or held
            if (newer := files.newer_than(held.version)) is not None:
                memory.offer(newer)
    return memory.newest()


_reading_files = threading.Lock()


def _first_snapshot() -> Snapshot | None:
    """For a process whose keeper has found nothing yet: Redis, files, else a build."""
    try:
        if (held := catch_up()) is not None:
            return held
        publish()
    except (NotPublished, StoreUnavailable):
        return None
    return memory.newest()


# A weight above 0, as RFC 9110 writes it. What nginx does not understand is a refusal to it.
_WEIGHT = re.compile(r"\s*q=(?:0\.(?!0+\s*$)\d{1,3}|1(?:\.0{0,3})?)\s*")


def accepts_gzip(accepts: str) -> bool:
    """Whether Accept-Encoding names gzip with a weight above 0, which is nginx's rule too."""
    for part in accepts.lower().split(","):
        coding, has_weight, weight = part.strip().partition(";")
        if coding.strip() == "gzip":
            return not has_weight or _WEIGHT.fullmatch(weight) is not None
    return False


def matches(if_none_match: str, etag: str) -> bool:
    """RFC 9110, 13.1.2: any of the list, compared weakly."""
    if if_none_match.strip() == "*":
        return True
    return any(one.strip().removeprefix("W/") == etag for one in if_none_match.split(","))


def _preflight() -> Answer:
    return Answer(
        204,
        [
            ("Allow", METHODS),
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Allow-Methods", METHODS),
            ("Access-Control-Allow-Headers", "If-None-Match"),
            ("Access-Control-Max-Age", "86400"),
        ],
        b"",
    )


def _refused(status: int, message: str, problem: Problem) -> Answer:
    body = envelope.error(message, problem)
    headers = [
        ("Content-Type", envelope.JSON),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Answer(status, headers, body)


def _without_body(full: Answer, method: str) -> Answer:
    return Answer(full.status, full.headers, b"") if method == "HEAD" else full


# --- Where it is called from -----------------------------------------------------------------

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]


Ready = tuple[str, Headers, list[bytes]]


class DocumentsFirst:
    """The WSGI layer: answers documents before Django sees the request.

    The common answers are kept ready beside the snapshot that they are made of: status, headers
    and bytes.
    """

    def __init__(self, application: Wsgi) -> None:
        self._application = application

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path not in PATHS:
            return self._application(environ, start_response)
        if not keeper.was_started():
            keeper.start()
        query = environ.get("QUERY_STRING", "")
        accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
        method = environ["REQUEST_METHOD"]
        if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
        snapshot = newest_snapshot()
        if snapshot is None or method != "GET" or if_none_match:
            found = answer_from(snapshot, method, path, query, accepts, if_none_match)
            start_response(found.status_line, found.headers)
            return [found.body]
        key = (path, query, "gzip" in accepts.lower() and accepts_gzip(accepts))
        ready: Ready | None = snapshot.derived.get(key)
        if ready is None:
            found = answer_from(snapshot, method, path, query, accepts, "")
            ready = (found.status_line, found.headers, [found.body])
            if _is_common(snapshot, query):
                snapshot.derived[key] = ready
        start_response(ready[0], ready[1])
        return ready[2]


def _is_common(snapshot: Snapshot, query: str) -> bool:
    """Written as everybody writes it: strangers cannot fill the memory with spellings of it."""
    return query == "" or query in (f"locale={code}" for code in snapshot.languages)


def document(request: HttpRequest) -> HttpResponse:
    """Django's view of a document, for whoever runs Django without the layer."""
    found = answer(
        request.method or "GET",
        request.path,
        request.META.get("QUERY_STRING", ""),
        request.headers.get("Accept-Encoding", ""),
        request.headers.get("If-None-Match", ""),
    )
    response = HttpResponse(found.body, status=found.status)
    del response["Content-Type"]
    for name, value in found.headers:
        response[name] = value
    return response
