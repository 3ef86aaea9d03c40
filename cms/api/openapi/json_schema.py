"""JSON Schema of the types that readers get (cms/delivery/shapes.py), made by pydantic.

Every object names all of its keys. In the document that is served it may have others, and what a
setting decides (languages) is a string: a key or a language that comes later breaks no client that
was generated before. `closed`, for our own tests, has neither, so that a key that is added, lost or
misspelt contradicts its schema. A type has its name among the document's components; a type that is
marked `inline` is written out where it is used.
"""

from __future__ import annotations

from collections.abc import Collection
from inspect import isfunction
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import TypedDictSchema

from cms.delivery.shapes import CLOSED, INLINE
from cms.http.operation import Schema

_COMPONENT = "#/components/schemas/"


class _Generator(GenerateJsonSchema):
    def typed_dict_schema(self, schema: TypedDictSchema) -> Schema:
        made = super().typed_dict_schema(schema)
        made.pop("title")
        if "description" in made:
            made["description"] = " ".join(made["description"].split())
        return made | {"additionalProperties": False, CLOSED: True}

    def field_title_should_be_set(self, schema: object) -> bool:
        return False

    def sort(self, value: Schema, parent_key: str | None = None) -> Schema:
        """In the order in which the types say it."""
        return value


class Components:
    """The named schemas of a document, collected while its operations ask for theirs."""

    def __init__(self, closed: bool = False) -> None:
        self.closed = closed
        self.schemas: dict[str, Schema] = {}
        self._made: dict[object, Schema] = {}

    def of(self, shape: object) -> Schema:
        """The schema of a type, or of what a function answers where the type depends on what is
        registered. The named types that it points to become components. A schema is itself."""
        if isinstance(shape, dict):
            return shape
        if shape not in self._made:
            self._made[shape] = self._make(shape() if isfunction(shape) else shape)
        return self._made[shape]

    def _make(self, kind: Any) -> Schema:
        made, definitions = TypeAdapter.json_schemas(
            [("it", "serialization", TypeAdapter(kind))],
            schema_generator=_Generator,
            ref_template=f"{_COMPONENT}{{model}}",
        )
        types: dict[str, Schema] = definitions.get("$defs", {})
        for name, schema in types.items():
            if INLINE not in schema:
                self.add(name, _written_out(schema, types, self.closed))
        return _written_out(made["it", "serialization"], types, self.closed)

    def written_out(self, shape: type) -> Schema:
        """The schema of a type, and not the reference to it."""
        self.of(shape)
        return self.schemas[shape.__name__]

    def add(self, name: str, schema: Schema) -> Schema:
        """Makes a component of a schema; answers the reference to it."""
        if self.schemas.setdefault(name, schema) != schema:
            raise ValueError(f"Two types of different shapes are named {name}.")
        return {"$ref": f"{_COMPONENT}{name}"}

    def partly(self, schema: Schema, below: Collection[str] = ()) -> Schema:
        """An object with none of its keys required, as `fields=` makes it: neither of it, nor of
        the objects in the keys `below`."""
        properties = {
            key: self._partly_below(value) if key in below else value
            for key, value in schema["properties"].items()
        }
        rest = {key: value for key, value in schema.items() if key != "required"}
        return rest | {"properties": properties}

    def _partly_below(self, schema: Schema) -> Schema:
        if "items" in schema:
            return schema | {"items": self._partly_below(schema["items"])}
        if "anyOf" in schema:
            return schema | {"anyOf": [self._partly_below(option) for option in schema["anyOf"]]}
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_COMPONENT)
            return self.add(f"{name}Fields", self.partly(self.schemas[name]))
        return self.partly(schema) if "properties" in schema else schema


def with_key(schema: Schema, key: str, value: Schema, required: bool = False) -> Schema:
    """An object whose key has a schema that no type can say."""
    whole = schema | {"properties": schema["properties"] | {key: value}}
    return whole | ({"required": [*schema.get("required", []), key]} if required else {})


def component_name(words: str) -> str:
    """MenuItems, of menu_items."""
    return "".join(word.capitalize() for word in words.split("_"))


def _written_out(schema: Schema, types: dict[str, Schema], closed: bool) -> Schema:
    """The schema with inline types in the places of the references to them, closed or open."""
    name = schema.get("$ref", "").removeprefix(_COMPONENT)
    if name in types and INLINE in types[name]:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return _written_out(types[name], types, closed) | rest
    whole: Schema = {}
    for key, value in schema.items():
        if isinstance(value, dict):
            whole[key] = _written_out(value, types, closed)
        elif isinstance(value, list):
            whole[key] = [
                _written_out(v, types, closed) if isinstance(v, dict) else v for v in value
            ]
        elif key not in (INLINE, CLOSED):
            whole[key] = value
    if CLOSED in schema and not closed:
        whole = _opened(whole)
    match whole:
        case {"anyOf": [{"type": str(kind)} as value, {"type": "null"}], **rest} if (
            "enum" not in value
        ):
            # So that the description of the value describes the key.
            return value | rest | {"type": [kind, "null"]}
    return whole


def _opened(schema: Schema) -> Schema:
    """An object that may have more keys; a string of which the known values are examples."""
    rest = {key: value for key, value in schema.items() if key != "additionalProperties"}
    known = rest.pop("enum", None)
    return rest if known is None else rest | {"examples": known}
