"""GET /api/changes/?since=VERSION: what changed since then, for whoever keeps copies."""

from __future__ import annotations

from hashlib import blake2b
from typing import Annotated

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe
from pydantic import Field

from cms.api import envelope
from cms.api.documents import newest_snapshot
from cms.api.envelope import ErrorAnswer, Problem, Success, error_response
from cms.api.errors import refuse_publicly
from cms.api.public_answer import public_answer
from cms.changes.feed import ChangesSince, StartAnew, changes_since
from cms.http.cors import PUBLIC
from cms.http.operation import (
    UNCHANGED,
    OpenApiAnswer,
    OpenApiParameter,
    Operation,
    describe,
)

LONGEST_NUMBER = 15
CACHE_TAG = "cms,changes"


@describe(
    Operation(
        id="get_changes",
        tag="Documents",
        summary="What changed since a version",
        description="For whoever keeps copies: read again what is named, and ask the next time "
        "with `version`. Begin with `/api/version/`. Records are kept for 50 versions and for 7 "
        "days at least; who comes later gets 410 and begins anew.",
        parameters=(
            OpenApiParameter(
                "since",
                Annotated[int, Field(ge=0, lt=10**LONGEST_NUMBER)],
                "`version` of the answer before, or of `/api/version/`",
                required=True,
            ),
        ),
        answers={
            "200": OpenApiAnswer(
                "What changed",
                Success[ChangesSince],
                headers=("ETag", "Cache-Control", "Cache-Tag", "X-Content-Version"),
            ),
            "304": UNCHANGED,
            "400": OpenApiAnswer(
                "The parameter that `errors` names cannot be understood", ErrorAnswer
            ),
            "410": OpenApiAnswer(
                "Nobody knows any more what changed since then: read everything again", ErrorAnswer
            ),
            "503": OpenApiAnswer(
                "Nothing has been published yet, or PostgreSQL does not answer", ErrorAnswer
            ),
        },
        examples={"200": "?since={version}", "400": "?since=yesterday", "410": "?since=0"},
    )
)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    since = since_of(request.GET)
    if isinstance(since, Problem):
        return _refuse(400, "Bad request", since)
    if (snapshot := newest_snapshot()) is None:
        return refuse_publicly(503, "Nothing has been published yet. Try again in a second.")
    try:
        told = changes_since(since, snapshot)
    except StartAnew:
        detail = (
            "What changed since then is not known. Read everything again, and go on from there."
        )
        return _refuse(410, "Start anew", Problem("start_anew", detail, "since"))
    content = envelope.success(told, "Changes", snapshot.timestamp)
    etag = f'"{blake2b(content, digest_size=12).hexdigest()}"'
    return public_answer(request, content, etag, cache_tag=CACHE_TAG, version=told["version"])


def since_of(query: QueryDict) -> int | Problem:
    """The version that the client has."""
    for name in query:
        if name != "since":
            return Problem("unknown_parameter", "This address knows since.", name[:100])
    values = query.getlist("since")
    if not values:
        return Problem("missing_parameter", "Say since which version: ?since=1289.", "since")
    if len(values) > 1:
        return Problem("repeated_parameter", "Give this parameter once.", "since")
    value = values[0]
    if not (value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER):
        return Problem("malformed_value", "A version is a number, as in /api/version/.", "since")
    return int(value)


def _refuse(status: int, message: str, problem: Problem) -> HttpResponse:
    response = error_response(status, message, problem)
    response["Cache-Tag"] = CACHE_TAG
    for name, value in PUBLIC:
        response[name] = value
    return response
