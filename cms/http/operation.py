"""What an address is asked and what it answers, declared beside its view.

    @describe(Operation("get_health_live", "Health", "Whether the process is alive",
                        {"200": OpenApiAnswer("It is", Success[Alive])}))
    def live(request): ...

The OpenAPI document (cms/api/openapi) walks the addresses and reads this from their views. An
address whose view has no declaration is not in the document; a test fails then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

# A JSON Schema, or another part of an OpenAPI document.
Schema = dict[str, Any]

View = TypeVar("View")

JSON = "application/json"
TEXT = "text/plain"
HTML = "text/html"
_ATTRIBUTE = "openapi_operation"


@dataclass(frozen=True)
class OpenApiAnswer:
    """The answer of one status. `shape` is the type of its JSON (a TypedDict, `list[…]`), or a
    JSON Schema where no type can say it; None for an answer without a body."""

    description: str
    shape: object = None
    media: str = JSON
    headers: tuple[str, ...] = ()
    # The type of the text that is answered instead to who accepts it.
    text: str = ""


@dataclass(frozen=True)
class OpenApiParameter:
    """A parameter of the query, or of the path; `shape` is the type of its value."""

    name: str
    shape: object
    description: str = ""
    required: bool = False
    default: int | str | None = None
    examples: Mapping[str, str] = field(default_factory=dict)
    place: Literal["query", "path"] = "query"


@dataclass(frozen=True)
class Operation:
    """`answers` by status; `body` is the type of what is sent. `examples` are the queries whose
    real answers are shown, by status. `path` is filled in from the addresses."""

    id: str
    tag: str
    summary: str
    answers: Mapping[str, OpenApiAnswer]
    description: str = ""
    parameters: tuple[OpenApiParameter, ...] = ()
    method: str = "get"
    body: object = None
    security: tuple[Mapping[str, list[str]], ...] = ()
    examples: Mapping[str, str] = field(default_factory=dict)
    path: str = ""


def describe(operation: Operation) -> Callable[[View], View]:
    """For a view function or an APIView class. Stands above the other decorators."""

    def described(view: View) -> View:
        setattr(view, _ATTRIBUTE, operation)
        return view

    return described


def description_of(view: object) -> Operation | None:
    """The declaration of a view; as_view() of DRF keeps the class as `cls`."""
    operation: Operation | None = getattr(getattr(view, "cls", view), _ATTRIBUTE, None)
    return operation


UNCHANGED = OpenApiAnswer("It is as `If-None-Match` says")
