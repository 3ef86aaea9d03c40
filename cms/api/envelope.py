"""The envelope of our own answers: exactly `status`, `data`, `message`, `timestamp` (and `errors`).

API v2 keeps Wagtail's shapes; everything else under /api/, errors included, wears this.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from cms.documents.snapshot import as_json

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason of an error: `code` is for programs, `detail` for people, `field` a parameter."""

    code: str
    detail: str
    field: str | None = None


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def success(data: Any, message: str, timestamp: str | None = None) -> bytes:
    return as_json(
        {"status": "success", "data": data, "message": message, "timestamp": timestamp or now()}
    )


def error(message: str, *problems: Problem) -> bytes:
    return as_json(
        {
            "status": "error",
            "data": None,
            "message": message,
            "timestamp": now(),
            "errors": [asdict(problem) for problem in problems],
        }
    )


def error_response(status: int, message: str, *problems: Problem) -> HttpResponse:
    """An error as Django's response; never cached."""
    response = HttpResponse(error(message, *problems), content_type=JSON, status=status)
    response["Cache-Control"] = "no-store"
    return response


def success_response(data: Any, message: str, status: int = 200) -> HttpResponse:
    """An answer that is not a document: about now, so never cached."""
    response = HttpResponse(success(data, message), content_type=JSON, status=status)
    response["Cache-Control"] = "no-store"
    return response
