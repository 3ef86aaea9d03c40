"""Every public address with what it is asked and what it answers.

The addresses are those of cms/urls.py. What a document is asked and answers is in its declaration
(cms/delivery/registry.py), that of API v2 in its endpoints, that of every other address beside its
view (cms/http/operation.py). An address without a declaration must be in `NOT_PUBLIC`; a test
holds that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Annotated

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from pydantic import Field

from cms.api import documents
from cms.api.envelope import ErrorAnswer, success_of
from cms.api.openapi.json_schema import Components, component_name
from cms.api.v2.endpoint import LONGEST_VALUE, Endpoint
from cms.api.v2.operations import endpoint_operation
from cms.delivery.registry import Document
from cms.delivery.shapes import Locale, typed_dict
from cms.http.operation import UNCHANGED, OpenApiAnswer, OpenApiParameter, Operation, description_of

# Addresses under /api/ and at the root that are for editors, or no endpoint.
NOT_PUBLIC = ("documents/log-in/", "^api/")

_LOCALE = OpenApiParameter(
    "locale", Locale, "One language; without it `data` has all of them by their codes"
)
_PART = OpenApiParameter(
    documents.PART,
    Annotated[int, Field(ge=1, le=9_999_999)],
    "A further part of a large website, with `locale`: `next` of the part before says where it is",
)
_Value = Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE)]
_CACHED = ("ETag", "Cache-Control", "Cache-Tag", "X-Content-Version")


def operations(components: Components) -> Iterator[Operation]:
    """In the order of the addresses. The types of answers become `components`."""
    for route, pattern in addresses(get_resolver("cms.urls").url_patterns):
        path = f"/{route.replace('<int:pk>', '{id}').replace('^', '')}"
        view = pattern.callback
        actions: dict[str, str] = getattr(view, "actions", {})
        operation: Operation | None
        endpoint = getattr(view, "cls", None)
        if path in documents.PATHS:
            operation = _of_document(documents.PATHS[path])
        elif isinstance(endpoint, type) and issubclass(endpoint, Endpoint):
            slug = path.partition("/v2/")[2].partition("/")[0]
            stock = endpoint_operation(slug, endpoint, actions["get"], components)
            operation = endpoint.described(stock)
        else:
            operation = description_of(view)
        if operation is not None:
            yield replace(operation, path=path)


def addresses(
    patterns: Iterable[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every route below, with its pattern."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


def _of_document(document: Document) -> Operation:
    data = document.response_type()
    languages = dict.fromkeys((code for code, _name in settings.LANGUAGES), data)
    by_language = f"{component_name(document.name)}ByLanguage"
    shapes = [
        typed_dict(by_language, languages, "Without `locale`: all languages"),
        data,
    ]
    parameters = [_LOCALE]
    answers = {
        "304": UNCHANGED,
        "400": OpenApiAnswer("The parameter that `errors` names cannot be understood", ErrorAnswer),
        "503": OpenApiAnswer("Nothing has been published yet; try again in a second", ErrorAnswer),
    }
    examples = {"200": "?locale=en", "400": "?locale=xx"}
    for choice in document.parameters:
        shapes.append(choice.shape)
        parameters.append(OpenApiParameter(choice.name, _Value, choice.description))
        answers["404"] = OpenApiAnswer(choice.missing, ErrorAnswer)
        examples["404"] = choice.example
        if choice.is_address:
            answers["410"] = OpenApiAnswer("What was at this address is gone for good", ErrorAnswer)
    if document.in_parts:
        parameters.append(_PART)
    return Operation(
        id=f"get_{document.name}",
        tag="Documents",
        summary=document.summary,
        answers={
            "200": OpenApiAnswer(
                "As it was published", success_of(reduce(or_, shapes)), headers=_CACHED
            ),
            **answers,
        },
        description="Answered from memory, with one version in all documents.",
        parameters=tuple(parameters),
        examples=examples,
    )
