"""The envelope of our own answers: exactly `status`, `data`, `message`, `timestamp` (and `errors`).

API v2 keeps Wagtail's shapes; everything else under /api/, errors included, wears this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, TypeVar

from django.http import HttpResponse
from pydantic import Field
from typing_extensions import TypedDict, get_type_hints

from cms.delivery.shapes import Moment, inline, typed_dict
from cms.http.operation import JSON as JSON
from cms.publishing.snapshot import as_json

Data = TypeVar("Data")


@inline
class Success(TypedDict, Generic[Data]):
    status: Literal["success"]
    data: Data
    message: str
    timestamp: Moment


class Reason(TypedDict):
    code: Annotated[str, Field(description="For programs")]
    detail: Annotated[str, Field(description="For people")]
    field: Annotated[str | None, Field(description="The parameter that is meant")]


class ErrorAnswer(TypedDict):
    """An error of our own endpoints"""

    status: Literal["error"]
    data: None
    message: str
    timestamp: Moment
    errors: list[Reason]


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason of an error: `code` is for programs, `detail` for people, `field` a parameter."""

    code: str
    detail: str
    field: str | None = None

    def as_reason(self) -> Reason:
        return {"code": self.code, "detail": self.detail, "field": self.field}


def success_of(data: object) -> object:
    """The type of an answer with data of a type that is known at run time alone."""
    keys = get_type_hints(Success, include_extras=True) | {"data": data}
    return inline(typed_dict("Success", keys))


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def success(data: object, message: str, timestamp: str | None = None) -> bytes:
    answer: Success[object] = {
        "status": "success",
        "data": data,
        "message": message,
        "timestamp": timestamp or now(),
    }
    return as_json(answer)


def error(message: str, *problems: Problem) -> bytes:
    answer: ErrorAnswer = {
        "status": "error",
        "data": None,
        "message": message,
        "timestamp": now(),
        "errors": [problem.as_reason() for problem in problems],
    }
    return as_json(answer)


def error_response(status: int, message: str, *problems: Problem) -> HttpResponse:
    """An error as Django's response; never cached."""
    response = HttpResponse(error(message, *problems), content_type=JSON, status=status)
    response["Cache-Control"] = "no-store"
    return response


def success_response(data: object, message: str, status: int = 200) -> HttpResponse:
    """An answer that is not a document: about now, so never cached."""
    response = HttpResponse(success(data, message), content_type=JSON, status=status)
    response["Cache-Control"] = "no-store"
    return response
