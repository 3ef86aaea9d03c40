"""A type, a block, a language: the schema follows from it, and no line in OpenAPI says it again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NotRequired

import pytest
from django.conf import LazySettings
from jsonschema import Draft202012Validator
from typing_extensions import TypedDict
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from cms.api.openapi.blocks import any_block
from cms.api.openapi.document import build
from cms.api.openapi.json_schema import Components
from cms.delivery.shapes import inline, typed_dict


@inline
class Wind(TypedDict):
    """In knots,
    at sea"""

    speed: float


class Harbour(TypedDict):
    """A place for boats"""

    name: str
    wind: Wind | None
    depth: NotRequired[int]
    boats: list[Boat]


class Boat(TypedDict):
    name: str


WIND = {
    "type": ["object", "null"],
    "description": "In knots, at sea",
    "properties": {"speed": {"type": "number"}},
    "required": ["speed"],
    "additionalProperties": False,
}


def test_a_type_is_a_component_with_all_its_keys_and_no_others() -> None:
    components = Components(closed=True)
    assert components.of(Harbour) == {"$ref": "#/components/schemas/Harbour"}
    assert set(components.schemas) == {"Harbour", "Boat"}
    assert components.schemas["Harbour"] == {
        "type": "object",
        "description": "A place for boats",
        "properties": {
            "name": {"type": "string"},
            "wind": WIND,
            "depth": {"type": "integer"},
            "boats": {"type": "array", "items": {"$ref": "#/components/schemas/Boat"}},
        },
        "required": ["name", "wind", "boats"],
        "additionalProperties": False,
    }


def test_with_fields_no_key_is_required_nor_one_below() -> None:
    components = Components(closed=True)
    whole = components.written_out(Harbour)
    partly = components.partly(whole, ("wind", "boats"))
    assert "required" not in partly
    assert "required" not in partly["properties"]["wind"]
    assert partly["properties"]["boats"]["items"] == {"$ref": "#/components/schemas/BoatFields"}
    assert "required" not in components.schemas["BoatFields"]
    assert whole["required"] == ["name", "wind", "boats"]


def test_two_different_types_of_one_name_are_refused() -> None:
    components = Components(closed=True)
    components.of(Boat)
    with pytest.raises(ValueError, match="named Boat"):
        components.of(typed_dict("Boat", {"length": int}))


class Chart(blocks.StructBlock):
    title = blocks.CharBlock()
    kind = blocks.ChoiceBlock(choices=[("bar", "Bars"), ("line", "Lines")])
    source = DocumentChooserBlock(required=False)
    values = blocks.ListBlock(blocks.IntegerBlock())
    notes = blocks.StreamBlock([("heading", blocks.CharBlock())])


class Story(blocks.StreamBlock):
    heading = blocks.StructBlock([("text", blocks.CharBlock())])
    bar_chart = Chart()


def test_a_new_block_is_described_by_its_class() -> None:
    components = Components(closed=True)
    schema = components.of(any_block(Story()))
    assert set(schema["discriminator"]["mapping"]) == {"heading", "bar_chart"}
    validator = Draft202012Validator({**schema, "components": {"schemas": components.schemas}})
    notes = [{"type": "heading", "value": "New", "id": None}]
    value = {"title": "Wind", "kind": "bar", "source": None, "values": [1], "notes": notes}
    assert validator.is_valid({"type": "bar_chart", "value": value, "id": "1"})
    for wrong in ({"kind": "pie"}, {"values": ["x"]}, {"source": 3}, {"more": 1}):
        assert not validator.is_valid({"type": "bar_chart", "value": value | wrong, "id": "1"})


def test_a_third_language_is_in_every_schema(settings: LazySettings) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("fr", "French")]
    schemas = build(with_examples=False)["components"]["schemas"]
    assert schemas["Seo"]["properties"]["locale"]["examples"] == ["en", "ar", "fr"]
    assert schemas["PartnersByLanguage"]["required"] == ["en", "ar", "fr"]


@pytest.mark.parametrize("closed", [True, False])
def test_a_key_may_be_called_as_a_mark(closed: bool) -> None:
    components = Components(closed)
    components.of(typed_dict("Harbour", {"closed": bool, "inline": str, "x": typed_dict("X", {})}))
    assert set(components.schemas["Harbour"]["properties"]) == {"closed", "inline", "x"}
    assert "x-" not in json.dumps(components.schemas)


def test_a_language_or_a_key_that_comes_later_breaks_no_client() -> None:
    document = build(with_examples=False)
    assert '"additionalProperties": false' not in json.dumps(document)
    schema = {"$ref": "#/components/schemas/GetPartnersAnswer", **document}
    validator = Draft202012Validator(schema)
    answer = {"status": "success", "message": "", "timestamp": "2026-01-01T00:00:00Z"}
    partner = {"id": 7, "translation_key": "a", "locale": "fr", "name": "Wind", "image": None}
    partner |= {"url": "", "a new key": 1}
    assert validator.is_valid(answer | {"data": [partner]})
    assert validator.is_valid(answer | {"data": {"en": [], "ar": [partner], "fr": [partner]}})
    assert not validator.is_valid(answer | {"data": [partner | {"name": 3}]})


def test_every_answer_and_every_object_in_it_has_a_name() -> None:
    """Generators number what has none: Meta1 to Meta30."""
    document = build(with_examples=False)
    for path, methods in document["paths"].items():
        for described in methods.values():
            for answer in described["responses"].values():
                for media, content in answer.get("content", {}).items():
                    assert media != "application/json" or "$ref" in content["schema"], path
    schemas = document["components"]["schemas"]
    assert [name for schema in schemas.values() for name in _nameless(schema)] == []
    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))
    named = {name.lower() for name in schemas}
    assert not named & {operation.replace("_", "") for operation in ids}


def _nameless(schema: object, key: str = "") -> Iterator[str]:
    """The keys in a named schema under which an object is written out."""
    if isinstance(schema, list):
        for part in schema:
            yield from _nameless(part, key)
    elif isinstance(schema, dict):
        if key and "properties" in schema and "type" in schema:
            yield key
        for name, value in schema.items():
            yield from _nameless(value, f"{key}.{name}")
