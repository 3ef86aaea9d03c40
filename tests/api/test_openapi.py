"""/api/openapi.json says what the API does: every address, every shape, with real examples.

`UPDATE_EXAMPLES=1` writes the examples anew from today's answers; without it, they are held equal
to them in shape.
"""

from __future__ import annotations

import json
import os
import re
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from cms.api.openapi.document import EXAMPLES, build
from cms.api.openapi.json_schema import Components
from cms.api.openapi.operations import NOT_PUBLIC, operations
from cms.changes.record import record
from cms.http.operation import Operation, Schema
from cms.publishing.publish import publish
from home.blocks import BodyBlock
from tests import content
from tests.api.one_of_everything import one_of_everything


@pytest.fixture(scope="module")
def document() -> Schema:
    return build(closed=True)


@pytest.fixture
def website(database: None) -> dict[str, int]:
    """A small website with one of everything; answers the ids that examples show."""
    ids = one_of_everything()
    # What changed after this version is an example too.
    publish()
    record()
    moved = content.page("Sailing camp", "camp")
    before = publish().version
    record()
    moved.slug = "summer-camp"
    moved.save_revision().publish()
    content.partner("Blue Water").delete()
    publish()
    record()
    return {**ids, "version": before}


def ask(operation: Operation, code: str, query: str, ids: dict[str, int]) -> Any:
    query = query.replace("{version}", str(ids["version"]))
    kind = operation.path.removesuffix("/{id}/").rpartition("/")[2].replace("-", "_")
    path = operation.path.replace("{id}", str(ids.get(kind, 0)))
    headers = {"Authorization": f"Bearer {settings.UPDATE_REDIS_TOKEN}"} if code == "200" else {}
    if operation.method == "post":
        return Client().post(path + query, headers=headers)
    return Client().get(path + query)


def test_the_document_is_openapi(document: Schema) -> None:
    OpenAPIV31SpecValidator({**document, "servers": [{"url": "/"}]}).validate()
    response = Client().get("/api/openapi.json")
    assert response.json()["openapi"] == "3.1.0"
    again = Client().get("/api/openapi.json", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_every_public_address_is_described(document: Schema) -> None:
    described = set(document["paths"])
    existing = {
        f"/{route.replace('<int:pk>', '{id}').replace('^', '')}"
        for route in delivery_addresses(get_resolver("cms.urls").url_patterns)
        if route not in NOT_PUBLIC
    }
    assert existing == described


def delivery_addresses(patterns: Any, before: str = "") -> Any:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from delivery_addresses(pattern.url_patterns, route)
        else:
            yield route


def test_every_block_of_a_body_is_described(document: Schema) -> None:
    schemas = document["components"]["schemas"]
    described = schemas["Block"]["discriminator"]["mapping"]
    assert set(described) == set(BodyBlock().child_blocks)
    quote = schemas["QuoteBlockValue"]
    assert set(quote["properties"]) == {"text", "attribution"}


def test_answers_are_as_described_and_as_the_examples(
    document: Schema, website: dict[str, int]
) -> None:
    publish()
    examples = json.loads(EXAMPLES.read_text())
    by_operation: dict[str, Schema] = {}
    problems: list[str] = []
    for operation in operations(Components()):
        described = document["paths"][operation.path][operation.method]["responses"]
        for code, query in operation.examples.items():
            response = ask(operation, code, query, website)
            operation_and_status = f"{operation.id} {code}"
            if response.status_code != int(code):
                problems.append(f"{operation_and_status}: answered {response.status_code}")
                continue
            schema = described[code]["content"]["application/json"]["schema"]
            problems += contradictions(operation_and_status, schema, document, response.json())
            by_operation.setdefault(operation.id, {})[code] = {
                "request": f"{operation.method.upper()} {operation.path}{query}",
                "answer": as_example(response),
            }
            example = examples.get(operation.id, {}).get(code, {"answer": None})
            is_same = shape(example["answer"]) == shape(response.json())
            if not is_same and not os.environ.get("UPDATE_EXAMPLES"):
                problems.append(
                    f"{operation_and_status}: the example has another shape (UPDATE_EXAMPLES=1)"
                )
    if os.environ.get("UPDATE_EXAMPLES"):
        EXAMPLES.write_text(json.dumps(by_operation, ensure_ascii=False, indent=1) + "\n")
    else:
        assert {name: set(statuses) for name, statuses in examples.items()} == {
            name: set(statuses) for name, statuses in by_operation.items()
        }
    assert not problems, "\n".join(problems)


def contradictions(name: str, schema: Schema, document: Schema, answer: object) -> list[str]:
    validator = Draft202012Validator({**schema, "components": document["components"]})
    return [
        f"{name}: {list(error.path)}: {error.message[:300]}"
        for error in validator.iter_errors(answer)
    ]


def as_example(response: HttpResponse) -> Any:
    text = re.sub("http://(testserver|localhost:8000)", "https://cms.example.com", response.text)
    return json.loads(text.replace("http://localhost", "https://www.example.com"))


def shape(value: Any) -> Any:
    """What a value is made of: keys and kinds, one of each kind of a list's items."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(shape(item), sort_keys=True) for item in value})
    return "number" if isinstance(value, int | float) else type(value).__name__
