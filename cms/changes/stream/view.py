"""What gunicorn answers where nginx leads to the worker: a thread that waits for ever would be one
reader less."""

from __future__ import annotations

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from pydantic import Field

from cms.api.envelope import ErrorAnswer, Problem, error_response
from cms.changes.views import CACHE_TAG, LONGEST_NUMBER, since_of
from cms.http.cors import PUBLIC
from cms.http.operation import OpenApiAnswer, OpenApiParameter, Operation, describe


@describe(
    Operation(
        id="stream_changes",
        tag="Documents",
        summary="What changes, told as it happens",
        description="Server-sent events, for websites and apps that stay open: `new "
        'EventSource("/api/changes/stream/")`. An event `version` says from where on, an event '
        "`changes` has what `/api/changes/` has as `data`, and `start_anew` means to read "
        "everything again. `id` is the version: who connects again says it as `Last-Event-ID` and "
        "misses nothing.",
        parameters=(
            OpenApiParameter(
                "since",
                Annotated[int, Field(ge=0, lt=10**LONGEST_NUMBER)],
                "The version that the client has; `Last-Event-ID` stands before it",
            ),
        ),
        answers={
            "200": OpenApiAnswer("Events, without an end", str, media="text/event-stream"),
            "307": OpenApiAnswer("In development: another port has it"),
            "400": OpenApiAnswer("The version cannot be understood", ErrorAnswer),
            "404": OpenApiAnswer("It is not served here: ask `/api/changes/`", ErrorAnswer),
            "503": OpenApiAnswer(
                "Too many listen, or the worker is away: ask `/api/changes/`", ErrorAnswer
            ),
        },
        examples={"400": "?since=yesterday"},
    )
)
@require_safe
def stream(request: HttpRequest) -> HttpResponse:
    since = since_of(request.GET) if request.GET else 0
    if isinstance(since, Problem):
        answer = error_response(400, "Bad request", since)
    elif settings.STREAM_PORT and settings.STREAM_IS_BESIDE:
        host = request.get_host().rpartition(":")[0] or request.get_host()
        address = f"{request.scheme}://{host}:{settings.STREAM_PORT}{request.get_full_path()}"
        answer = HttpResponse(
            status=307, headers={"Location": address, "Cache-Control": "no-store"}
        )
    else:
        detail = "The stream is not served here. Ask GET /api/changes/?since= instead."
        answer = error_response(404, "Not found", Problem("not_served", detail))
    answer["Cache-Tag"] = CACHE_TAG
    for name, value in PUBLIC:
        answer[name] = value
    return answer
