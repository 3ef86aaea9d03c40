"""The connection: an ASGI application that answers one address.

    GET /api/changes/stream/?since=1289      text/event-stream, without an end

`Last-Event-ID`, which browsers send when they connect again, stands before `since`. Everything else
is answered with the errors that the API has: 400, 404, 405, and 503 when `MOST_LISTENERS` listen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from asgiref.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    HTTPScope,
    Scope,
)
from django.http import HttpResponse, QueryDict

from cms.api.envelope import Problem, error_response
from cms.api.errors import STATUSES
from cms.changes.stream.hub import Hub
from cms.changes.views import LONGEST_NUMBER, since_of
from cms.http.cors import PREFLIGHT, PUBLIC

PATH = "/api/changes/stream/"
# A connection takes some kilobytes of this process and two descriptors of nginx.
MOST_LISTENERS = 10_000
SECONDS_UNTIL_THERE_IS_ROOM = 30
METHODS = "GET, HEAD, OPTIONS"
_HEADERS = (
    ("Content-Type", "text/event-stream"),
    # Each moment is another answer, and a proxy that collects it tells nobody.
    ("Cache-Control", "no-store, no-transform"),
    ("X-Accel-Buffering", "no"),
    *PUBLIC,
)
_ALLOWED_HEADERS = ("Access-Control-Allow-Headers", "Last-Event-ID, Cache-Control")


class Application:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        if scope["type"] != "http":
            return  # uvicorn asks for no lifespan, and refuses websockets itself
        since = _since(scope)
        answer = self._refusal(scope, since)
        if answer is not None:
            await send(_start(answer.status_code, answer.items()))
            await send(_body(b"" if scope["method"] == "HEAD" else answer.content, more=False))
        elif not isinstance(since, Problem):
            await send(_start(200, _HEADERS))
            if scope["method"] == "HEAD":
                await send(_body(b"", more=False))
            else:
                await self._stream(since, receive, send)

    def _refusal(self, scope: HTTPScope, since: int | Problem | None) -> HttpResponse | None:
        """And the answer to OPTIONS. None for the stream."""
        if scope["path"] != PATH:
            return _error(404)
        if scope["method"] == "OPTIONS":
            headers = dict((*PREFLIGHT, ("Allow", METHODS), _ALLOWED_HEADERS))
            allowed = HttpResponse(status=204, headers=headers)
            del allowed["Content-Type"]
            return allowed
        if scope["method"] not in ("GET", "HEAD"):
            refused = _error(405)
            refused["Allow"] = METHODS
            return refused
        if isinstance(since, Problem):
            return _public(error_response(400, "Bad request", since))
        if self._hub.listeners >= MOST_LISTENERS:
            detail = "Too many listen. Ask GET /api/changes/?since= meanwhile."
            full = _public(error_response(503, "Not available", Problem("full", detail)))
            full["Retry-After"] = str(SECONDS_UNTIL_THERE_IS_ROOM)
            return full
        return None

    async def _stream(
        self, since: int | None, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        told = asyncio.ensure_future(self._tell(since, send))
        left = asyncio.ensure_future(_left(receive))
        try:
            await asyncio.wait({told, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            left.cancel()
            told.cancel()
        await asyncio.gather(told, left, return_exceptions=True)
        if not told.cancelled() and (error := told.exception()):
            raise error

    async def _tell(self, since: int | None, send: ASGISendCallable) -> None:
        events = self._hub.events(since)
        try:
            async for text in events:
                # Waits while the client does not read.
                await send(_body(text, more=True))
        finally:
            await events.aclose()
        await send(_body(b"", more=False))


async def _left(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _since(scope: HTTPScope) -> int | Problem | None:
    """The version that the client knows; None where it says none."""
    last = dict(scope["headers"]).get(b"last-event-id", b"").decode("latin-1")
    if last:
        if last.isascii() and last.isdecimal() and len(last) <= LONGEST_NUMBER:
            return int(last)
        return Problem("malformed_value", "Last-Event-ID is the id of an event: a version.")
    query = QueryDict(scope["query_string"])
    return since_of(query) if query else None


def _error(status: int) -> HttpResponse:
    message, code, detail = STATUSES[status]
    return _public(error_response(status, message, Problem(code, detail)))


def _public(answer: HttpResponse) -> HttpResponse:
    for name, value in PUBLIC:
        answer[name] = value
    return answer


def _start(status: int, headers: Iterable[tuple[str, str]]) -> HTTPResponseStartEvent:
    return {
        "type": "http.response.start",
        "status": status,
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "trailers": False,
    }


def _body(content: bytes, *, more: bool) -> HTTPResponseBodyEvent:
    return {"type": "http.response.body", "body": content, "more_body": more}
