"""The OpenAPI document, as /api/openapi.json serves it and /api/docs/ shows it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.api.documents import matches
from cms.api.openapi.operations import JSON, Answer, Operation, operations
from cms.api.openapi.schemas import Schema, schemas

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
_TAGS = {
    "Documents": "The shell of the website, published as one",
    "Pages": "Pages: listed, searched, found by their addresses",
    "Shell": "The shell, item by item",
    "Files": "Pictures and files",
    "Redirects": "Old addresses",
    "Search engines": "For the website to pass on as its own",
    "Publishing": "Rebuilding and previews",
    "Health": "For load balancers and monitors",
    "About": "About this",
}


def build() -> dict[str, Any]:
    """The document without its server, which depends on who asks."""
    examples = json.loads(EXAMPLES.read_text())
    paths: dict[str, Any] = {}
    for one in operations():
        paths.setdefault(one.path, {})[one.method] = _operation(one, examples.get(one.id, {}))
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
            "schemas": schemas(),
            "headers": {
                name: {"schema": {"type": "string"}, "description": what}
                for name, what in _HEADERS.items()
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "UPDATE_REDIS_TOKEN",
                }
            },
        },
    }


def _operation(one: Operation, examples: dict[str, Any]) -> Schema:
    found: Schema = {
        "operationId": one.id,
        "tags": [one.tag],
        "summary": one.summary,
        **({"description": one.description} if one.description else {}),
        **({"parameters": list(one.parameters)} if one.parameters else {}),
        **({"security": list(one.security)} if one.security else {}),
        "responses": {
            code: _answer(answer, examples.get(code)) for code, answer in one.answers.items()
        },
    }
    return found


def _answer(answer: Answer, example: Any) -> Schema:
    found: Schema = {"description": answer.description}
    if answer.headers:
        found["headers"] = {
            name: {"$ref": f"#/components/headers/{name}"} for name in answer.headers
        }
    if answer.schema is not None:
        content: Schema = {"schema": answer.schema}
        if example is not None:
            content["examples"] = {
                "real": {"summary": example["request"], "value": example["answer"]}
            }
        found["content"] = {answer.media: content}
    return found


@cache
def _served() -> tuple[bytes, str]:
    text = json.dumps({**build(), "servers": [{"url": "/"}]}, ensure_ascii=False).encode()
    return text, f'"{hashlib.sha256(text).hexdigest()[:16]}"'


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
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    response = render(request, "cms/api_docs.html")
    response["Cache-Control"] = "public, max-age=300"
    response["Cache-Tag"] = "cms,openapi"
    return response
