"""POST /api/not-found/: a frontend says that visitors asked for an address which is nothing.

Body: {"path": "/en/old/"}. It is looked up first, so an address that is a page or leads somewhere
is not noted. Nothing of the visitor is stored (cms/seo/not_found.py).
"""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from django.http import HttpRequest, HttpResponse
from pydantic import Field
from rest_framework.request import Request
from rest_framework.views import APIView
from typing_extensions import TypedDict

from cms.api import envelope
from cms.api.envelope import ErrorAnswer, Problem, Success, success_response
from cms.api.fair_use import is_unlimited
from cms.api.head import LONGEST_PATH, head_at
from cms.api.throttles import LimitPerAddress
from cms.http.client_address import address_of
from cms.http.cors import ORIGIN, PUBLIC, SENT
from cms.http.operation import OpenApiAnswer, Operation, describe
from cms.seo import not_found

MOST_BYTES = 16 * 1024
METHODS = "OPTIONS, POST"
CACHE_TAG = "cms,not-found"


class OfVisitors(LimitPerAddress):
    """So many addresses a minute from one network address; from the website's own servers, which
    speak for all their visitors, as many as they like (UNLIMITED_CLIENTS)."""

    rate = "60/min"
    scope = "not-found"

    def allow_request(self, request: Request, view: APIView) -> bool:
        address = address_of(request.META)
        return (address is not None and is_unlimited(address)) or super().allow_request(
            request, view
        )


class NotFoundBody(TypedDict):
    """What a frontend sends"""

    path: Annotated[
        str,
        Field(min_length=1, max_length=LONGEST_PATH, description="As a browser sent it: /en/old/"),
    ]


class Noted(TypedDict):
    noted: Annotated[
        bool, Field(description="False where the address is a page, leads somewhere or is too long")
    ]


@describe(
    Operation(
        id="report_not_found",
        tag="Search engines",
        summary="Say that an address of the website is nothing",
        description="Send it when the website answers 404, from its server or from the browser "
        "(`navigator.sendBeacon` will do). Editors see which addresses people ask for, and lead "
        "them somewhere. Nothing of the visitor is stored. Any "
        "`Content-Type` will do.",
        method="post",
        body=NotFoundBody,
        answers={
            "200": OpenApiAnswer("It was counted, or is no such address", Success[Noted]),
            "400": OpenApiAnswer("The body is not as described", ErrorAnswer),
            "413": OpenApiAnswer("The body is too long", ErrorAnswer),
            "429": OpenApiAnswer("More than 60 a minute", ErrorAnswer),
            "503": OpenApiAnswer("The database does not answer", ErrorAnswer),
        },
        examples={"400": ""},
    )
)
class ReportNotFound(APIView):
    wears_envelope = True
    authentication_classes = []
    permission_classes = []
    throttle_classes = [OfVisitors]

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Whatever the answer is, scripts of the website may read it."""
        answered = super().finalize_response(request, response, *args, **kwargs)
        for name, value in (*PUBLIC, ("Cache-Tag", CACHE_TAG)):
            answered[name] = value
        return answered

    def post(self, request: Request) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return _refused(413, "The body is too long.")
        path = _path_in(request._request.body)
        if path is None:
            return _refused(400, 'Send {"path": "/en/old/"}: an address of the website.')
        _version, head = head_at(path)
        noted: Noted = {"noted": False}
        if head["status"] == 404:
            try:
                noted["noted"] = not_found.note(path)
            except ValueError:
                return _refused(400, "This is no address.")
        return success_response(noted, "Noted" if noted["noted"] else "Not noted")

    def options(self, request: HttpRequest, *args: object, **kwargs: object) -> Any:
        response = HttpResponse(status=204)
        for name, value in (
            ("Allow", METHODS),
            ORIGIN,
            ("Access-Control-Allow-Methods", METHODS),
            ("Access-Control-Allow-Headers", SENT),
            ("Access-Control-Max-Age", "86400"),
        ):
            response[name] = value
        return response


def _path_in(body: bytes) -> str | None:
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    path = sent.get("path") if isinstance(sent, dict) else None
    if not isinstance(path, str) or not path.startswith("/") or len(path) > LONGEST_PATH:
        return None
    return path if path.isprintable() and not path.startswith("//") else None


def _refused(status: int, why: str) -> HttpResponse:
    problem = Problem("malformed_value", why, "path")
    return envelope.error_response(status, "The request cannot be understood", problem)
