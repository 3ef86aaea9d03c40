"""The OpenAPI document, as /api/openapi.json serves it and /api/docs/ shows it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.api.openapi.blocks import INNERMOST, any_block
from cms.api.openapi.json_schema import Components, component_name
from cms.api.openapi.operations import operations
from cms.http.caching import matches
from cms.http.cors import PUBLIC
from cms.http.operation import (
    JSON,
    UNCHANGED,
    OpenApiAnswer,
    OpenApiParameter,
    Operation,
    Schema,
    describe,
)
from home.blocks import BodyBlock

EXAMPLES = Path(__file__).parent / "examples.json"

_WAGTAIL = "https://docs.wagtail.org/en/stable/advanced_topics/api/v2/usage.html"
_DESCRIPTION = f"""\
Content for websites and apps, in every language of the website.

- **Documents** (`/api/website-data/` and its kin) are the shell of the website: one call, from
  memory, all of one version. They wear an envelope: `status`, `data`, `message`, `timestamp`.
- **API v2** (`/api/v2/…`) is [Wagtail's]({_WAGTAIL}), with everything resolved: rich text,
  images, links, blocks.

Everything is in the reader's language; what is not translated falls back to the source language,
and its `locale` says so. Unknown, repeated and malformed parameters are a 400 that names them.
Answers carry `ETag` and may be asked for with `If-None-Match`. No address here needs a session.
"""
_HEADERS = {
    "ETag": "Says whether an answer changed: send it back as If-None-Match",
    "Cache-Control": "How long who may keep the answer",
    "Cache-Tag": "By what an answer can be purged from a CDN",
    "X-Content-Version": "The version of the content that the answer was made of",
}
# In the order in which their addresses are shown.
_TAGS = {
    "Documents": "The shell of the website, published as one",
    "Pages": "Pages: listed, searched, found by their addresses",
    "Shell": "The shell, item by item",
    "Files": "Pictures and files",
    "Redirects": "Old addresses",
    "Search engines": "For the website to pass on as its own",
    "Drafts": "The website as it would be if all drafts were published, by token or share link",
    "Publishing": "Rebuilding and previews",
    "Health": "For load balancers and monitors",
    "About": "About this",
}


def build(with_examples: bool = True, closed: bool = False) -> Schema:
    """The document without its server, which depends on who asks. `closed`: objects have no keys
    that are not named, as tests hold it."""
    examples: Schema = json.loads(EXAMPLES.read_text()) if with_examples else {}
    components = Components(closed)
    order = list(_TAGS)
    paths: dict[str, Schema] = {}
    by_tag = sorted(operations(components), key=lambda operation: order.index(operation.tag))
    for operation in by_tag:
        described = _operation(operation, examples.get(operation.id, {}), components)
        paths.setdefault(operation.path, {})[operation.method] = described
    for _block, shape in INNERMOST:
        components.of(shape)
    components.schemas["Block"] = components.of(any_block(BodyBlock()))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.WAGTAIL_SITE_NAME} CMS",
            "version": settings.CMS_VERSION,
            "description": _DESCRIPTION,
        },
        "tags": [{"name": name, "description": what} for name, what in _TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": components.schemas,
            "headers": {
                name: {"schema": {"type": "string"}, "description": what}
                for name, what in _HEADERS.items()
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "UPDATE_REDIS_TOKEN, or an API token with the scope `rebuild`",
                },
                "drafts": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API token with the scope `drafts`, or a share link's",
                },
            },
        },
    }


def _operation(operation: Operation, examples: Schema, components: Components) -> Schema:
    described: Schema = {
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [_parameter(asked, components) for asked in operation.parameters],
        "requestBody": _body(operation, components),
        "security": list(operation.security),
        "responses": {
            status: _answer(answer, examples.get(status), components, operation, status)
            for status, answer in operation.answers.items()
        },
    }
    return {key: value for key, value in described.items() if value}


def _body(operation: Operation, components: Components) -> Schema:
    if operation.body is None:
        return {}
    return {"required": True, "content": {JSON: {"schema": components.of(operation.body)}}}


def _parameter(parameter: OpenApiParameter, components: Components) -> Schema:
    schema = components.of(parameter.shape)
    if parameter.default is not None:
        schema = schema | {"default": parameter.default}
    examples = {name: {"value": value} for name, value in parameter.examples.items()}
    more = {
        "description": parameter.description,
        "required": parameter.required or parameter.place == "path",
        "examples": examples,
    }
    described: Schema = {"name": parameter.name, "in": parameter.place, "schema": schema}
    return described | {key: value for key, value in more.items() if value}


def _named(schema: Schema, operation: Operation, status: str, components: Components) -> Schema:
    """So that generators of clients have a name for an answer, as GetHealthAnswer; for one of
    another status that has another shape, GetHealthAnswer503."""
    name = f"{component_name(operation.id)}Answer"
    same = status == "200" or components.schemas.get(name) == schema
    return components.add(name if same else name + status, schema)


def _answer(
    answer: OpenApiAnswer,
    example: Schema | None,
    components: Components,
    operation: Operation,
    status: str,
) -> Schema:
    described: Schema = {"description": answer.description}
    if answer.headers:
        described["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in answer.headers
        }
    if answer.shape is not None:
        schema = components.of(answer.shape)
        if answer.media == JSON and "$ref" not in schema:
            schema = _named(schema, operation, status, components)
        content: Schema = {"schema": schema}
        if example is not None:
            real = {"summary": example["request"], "value": example["answer"]}
            content["examples"] = {"real": real}
        described["content"] = {answer.media: content}
        if answer.text:
            described["content"][answer.text] = {"schema": {"type": "string"}}
    return described


@cache
def _served() -> tuple[bytes, str]:
    text = json.dumps({**build(), "servers": [{"url": "/"}]}, ensure_ascii=False).encode()
    return text, f'"{hashlib.sha256(text).hexdigest()[:16]}"'


@describe(
    Operation(
        id="get_openapi",
        tag="About",
        summary="This description",
        answers={
            "200": OpenApiAnswer("OpenAPI 3.1", {"type": "object", "additionalProperties": True}),
            "304": UNCHANGED,
        },
    )
)
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    text, etag = _served()
    if matches(request.headers.get("If-None-Match", ""), etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(text, content_type=JSON)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    response["Cache-Tag"] = "cms,openapi"
    for name, value in PUBLIC:
        response[name] = value
    return response


@describe(
    Operation(
        id="get_docs",
        tag="About",
        summary="This description, to read and to try",
        answers={"200": OpenApiAnswer("A page", str, "text/html")},
    )
)
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    response = render(request, "cms/api_docs.html")
    response["Cache-Control"] = "public, max-age=300"
    response["Cache-Tag"] = "cms,openapi"
    return response
