"""Answers requests for published documents from this process's snapshot.

One function, `answer`, is behind both the WSGI layer (`DocumentsFirst`, in front of Django) and
Django's own view of the same addresses (document_view.py). nginx answers the same requests from
files with the same bytes and headers; tests hold all of them equal.

No answer here asks PostgreSQL or Redis, except the first of a process that has nothing yet.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from cms.api import envelope
from cms.api.envelope import Problem
from cms.background import threads
from cms.delivery.registry import DOCUMENTS, Document, Parameter
from cms.http.caching import CACHE_CONTROL, METHODS, accepts_gzip, matches
from cms.http.cors import PREFLIGHT, PUBLIC
from cms.publishing.publish import NotPublished, catch_up, publish
from cms.publishing.snapshot import Body, Snapshot, compressed
from cms.publishing.stores import files, memory, parts
from cms.publishing.stores.redis import StoreUnavailable
from home.addresses import normal_path, path_without_suffix

PATHS: dict[str, Document] = {document.path: document for document in DOCUMENTS}
# An address of 1,000 letters of Arabic takes 6,000 signs.
LONGEST_QUERY = 8192
# Chooses a part of a document that is divided.
PART = "part"
# Chosen items that a process keeps ready.
MOST_READY = 500

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
        refusal = refused(405, "Method not allowed", problem)
        refusal.headers.append(("Allow", METHODS))
        return refusal
    given = _parameters(PATHS[path], query)
    if isinstance(given, Problem):
        return without_body(refused(400, "The request cannot be understood", given), method)
    if snapshot is None:
        problem = Problem("not_published", "Nothing has been published yet. Try again in a second.")
        unavailable = refused(503, "Not available yet", problem)
        unavailable.headers.append(("Retry-After", "1"))
        return without_body(unavailable, method)
    return without_body(_found(snapshot, PATHS[path], given, accepts, if_none_match), method)


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
        return refused(400, "Unknown locale", problem)
    try:
        body = _body(snapshot, document, language, given)
    except parts.PartUnavailable:
        problem = Problem("part_unavailable", "This part is not at hand. Try again in a second.")
        unavailable = refused(503, "Not available now", problem)
        unavailable.headers.append(("Retry-After", "1"))
        return unavailable
    if isinstance(body, Answer):
        return body
    compressed = body.compressed if accepts_gzip(accepts) else None
    content = body.plain if compressed is None else compressed
    etag = body.etag(content)
    headers = _headers(body.version, document, language, etag)
    if if_none_match and matches(if_none_match, etag):
        return Answer(304, headers, b"")
    if compressed is not None:
        headers.append(("Content-Encoding", "gzip"))
    headers += [("Content-Type", envelope.JSON), ("Content-Length", str(len(content)))]
    return Answer(200, headers, content)


def _body(
    snapshot: Snapshot, document: Document, language: str | None, given: dict[str, str]
) -> Body | Answer:
    """What was asked for, or the refusal. Raises PartUnavailable."""
    parameter = next((choice for choice in document.parameters if choice.name in given), None)
    if parameter is not None:
        value = given[parameter.name]
        if parameter.is_address:
            value = normal_path(path_without_suffix(value)) or value
        item = _one_item(snapshot, document, language, parameter, value)
        if item is not None:
            return item
        code = f"unknown_{parameter.name}"
        problem = Problem(code, f"{parameter.missing}.", parameter.name)
        return refused(404, parameter.not_found, problem)
    number = int(given.get(PART, "1"))
    try:
        return parts.body(snapshot, document.key(language, number))
    except KeyError:
        message = "This document has no such part; follow `next` from the first."
        return refused(404, "Part not found", Problem("unknown_part", message, PART))


def _headers(version: int, document: Document, language: str | None, etag: str) -> Headers:
    headers = [
        ("ETag", etag),
        ("Cache-Control", CACHE_CONTROL),
        ("X-Content-Version", str(version)),
        ("Cache-Tag", ",".join(("cms", document.slug, *([language] if language else [])))),
        ("Vary", "Accept-Encoding"),
        *PUBLIC,
    ]
    if language is not None:
        headers.append(("Content-Language", language))
    return headers


def _parameters(document: Document, query: str) -> dict[str, str] | Problem:
    """The query's parameters, or what is wrong with them."""
    choices = tuple(parameter.name for parameter in document.parameters)
    allowed = ("locale", *choices, *((PART,) if document.in_parts else ()))
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
            names = " and ".join(allowed)
            return Problem("unknown_parameter", f"This address knows {names}.", name[:100])
        if name in given:
            return Problem("repeated_parameter", "Give this parameter once.", name)
        if not value or "\x00" in value:
            return Problem("malformed_value", "This parameter needs a value.", name)
        given[name] = value
    if PART in given:
        return _with_part(given, choices)
    return given


def _with_part(given: dict[str, str], choices: tuple[str, ...]) -> dict[str, str] | Problem:
    if not (given[PART].isascii() and given[PART].isdecimal() and 0 < len(given[PART]) < 8):
        return Problem("malformed_value", "A part is a number from 1.", PART)
    if "locale" not in given:
        return Problem("missing_parameter", "A part is of one language: give locale too.", "locale")
    if any(choice in given for choice in choices):
        return Problem("unknown_parameter", f"{choices[0]} chooses among all parts.", PART)
    if int(given[PART]) == 0:
        return Problem("malformed_value", "A part is a number from 1.", PART)
    return given


def _one_item(
    snapshot: Snapshot, document: Document, language: str | None, parameter: Parameter, value: str
) -> Body | None:
    """The item of a document that a parameter chooses, in an envelope of its own.

    Raises PartUnavailable.
    """
    key = document.key(language)
    ready: dict[str, Body] = snapshot.derived.setdefault(("item", key, parameter.name), {})
    if value in ready:
        return ready[value]
    whole = snapshot.body(key)
    item = _items(snapshot, key, parameter, language is None).get(value)
    if item is None and snapshot.parts:
        of = (language,) if language else snapshot.languages
        keys = (parts.key_with(snapshot, document.key(code), value) for code in of)
        if (part := next((key for key in keys if key is not None), None)) is not None:
            whole = parts.body(snapshot, part)
            data = json.loads(whole.plain)["data"]
            item = {each[parameter.name]: each for each in data[parameter.among]}.get(value)
    if item is None:
        return None
    plain = envelope.success(item, parameter.message, whole.timestamp)
    if len(ready) >= MOST_READY:
        ready.clear()
    ready[value] = compressed(plain, whole.version)
    return ready[value]


def _items(
    snapshot: Snapshot, key: str, parameter: Parameter, of_all_languages: bool
) -> dict[str, Any]:
    """What the parameter can choose among in a document, read once for each snapshot."""
    index: dict[str, Any] | None = snapshot.derived.get(("items", key, parameter.name))
    if index is None:
        data = json.loads(snapshot.body(key).plain)["data"]
        in_languages = list(data.values()) if of_all_languages else [data]
        lists = [data[parameter.among] for data in in_languages]
        index = {item[parameter.name]: item for items in lists for item in items}
        snapshot.derived["items", key, parameter.name] = index
    return index


def newest_snapshot() -> Snapshot | None:
    """This process's snapshot, or this machine's files when another process was first.

    Each request asks which version the files show (cms/publishing/stores/files.py), so that no
    reader who got a version from nginx or another process gets an older one here.
    """
    held = memory.newest()
    if held is None:
        return _first_snapshot()
    if files.version() > held.version:
        with _reading_files:  # one thread does, and the others have it then
            held = memory.newest() or held
            if (newer := files.newer_than(held)) is not None:
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


def _preflight() -> Answer:
    return Answer(204, list(PREFLIGHT), b"")


def refused(status: int, message: str, problem: Problem) -> Answer:
    body = envelope.error(message, problem)
    headers = [
        ("Content-Type", envelope.JSON),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *PUBLIC,
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Answer(status, headers, body)


def without_body(full: Answer, method: str) -> Answer:
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
        if not threads.was_started():
            threads.start()
        query = environ.get("QUERY_STRING", "")
        accepts = environ.get("HTTP_ACCEPT_ENCODING", "")
        method = environ["REQUEST_METHOD"]
        if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
        snapshot = newest_snapshot()
        if snapshot is None or method != "GET" or if_none_match:
            answered = answer_from(snapshot, method, path, query, accepts, if_none_match)
            if _may_lead_elsewhere(answered, path, query):
                return self._application(environ, start_response)
            start_response(answered.status_line, answered.headers)
            return [answered.body]
        key = (path, query, "gzip" in accepts.lower() and accepts_gzip(accepts))
        ready: Ready | None = snapshot.derived.get(key)
        if ready is None:
            answered = answer_from(snapshot, method, path, query, accepts, "")
            if _may_lead_elsewhere(answered, path, query):
                return self._application(environ, start_response)
            ready = (answered.status_line, answered.headers, [answered.body])
            if _is_common(snapshot, query):
                snapshot.derived[key] = ready
        start_response(ready[0], ready[1])
        return ready[2]


def _is_common(snapshot: Snapshot, query: str) -> bool:
    """Written as everybody writes it: strangers cannot fill the memory with spellings of it."""
    return query == "" or query in (f"locale={code}" for code in snapshot.languages)


def _may_lead_elsewhere(answered: Answer, path: str, query: str) -> bool:
    """Whether the snapshot knows no such address, and Django may know where it leads."""
    return answered.status == 404 and address_in(path, query) is not None


def address_in(path: str, query: str) -> tuple[Parameter, str] | None:
    given = _parameters(PATHS[path], query)
    if isinstance(given, Problem):
        return None
    choices = (each for each in PATHS[path].parameters if each.is_address)
    return next(((each, given[each.name]) for each in choices if each.name in given), None)
