"""The types of what API v2 answers, as far as they are made of declarations: of the kinds of
snippets, and of the fields that page types name in `api_fields`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeVar

from django.db import models
from typing_extensions import TypedDict, get_type_hints
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from cms.delivery.registry import Snippet
from cms.delivery.shapes import Identity, Image, Moment, PageLink, TranslationKey, typed_dict
from home.models.website_page import WebsitePage, page_types

Shape = TypeVar("Shape", bound=type)

_OF_COLUMNS: tuple[tuple[type[models.Field[Any, Any]], type], ...] = (
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.FloatField, float),
    (models.DateTimeField, Moment),
)


class ItemMeta(TypedDict):
    type: str
    detail_url: str


def keys_of(shape: object) -> tuple[str, ...]:
    """The keys of a TypedDict, in their order."""
    return tuple(_hints(shape))


def item_shape(kind: Snippet[Any]) -> type:
    """The type of one item of a kind's endpoint, with all its fields."""
    fields: dict[str, object] = {
        "id": int,
        "meta": ItemMeta,
        "translation_key": TranslationKey,
        "locale": _hints(Identity)["locale"],
        **{name: _shape_of_field(kind, name) for name in kind.fields},
    }
    return typed_dict(f"{kind.model.__name__}Item", fields, kind.description)


def parent_shape(kind: Snippet[Any]) -> type:
    """The type of what an item is under."""
    fields: dict[str, object] = {"id": int, "meta": ItemMeta, kind.title: str}
    return typed_dict(f"{kind.model.__name__}Parent", fields)


def _shape_of_field(kind: Snippet[Any], name: str) -> object:
    if name in kind.field_shapes:
        return kind.field_shapes[name]
    if name == kind.page_field:
        return PageLink | None
    if name == kind.image_field:
        return Image | None
    if name == kind.parent_field:
        return parent_shape(kind) | None
    of_the_item = _hints(kind.shape)
    if name in of_the_item:
        return of_the_item[name]
    return _shape_of_column(kind.model._meta.get_field(name))


def with_fields_of_page_types(shape: Shape) -> Shape:
    """The type of a page with the fields that page types name in `api_fields`. A page has those of
    its own type, so none of them is required."""
    keys = shape.__annotations__
    for model in page_types():
        for field in getattr(model, "api_fields", ()):
            name = getattr(field, "name", field)
            if name not in keys:
                keys[name] = NotRequired[_shape_of_page_field(model, name)]
                shape.__optional_keys__ |= {name}  # type: ignore[attr-defined]  # of a TypedDict
    return shape


def _shape_of_page_field(model: type[WebsitePage], name: str) -> Any:
    column = next((column for column in model._meta.concrete_fields if column.name == name), None)
    if column is not None and column.related_model is get_image_model():
        return Image | None
    if column is None or column.is_relation:
        return object
    if column.choices:
        return Literal[tuple(value for value, _label in column.choices)]
    if isinstance(column, StreamField):
        return list[object]
    shape = _shape_of_column(column)
    return shape | None if column.null else shape


def _shape_of_column(column: object) -> type:
    return next((shape for cls, shape in _OF_COLUMNS if isinstance(column, cls)), str)


def _hints(shape: object) -> dict[str, object]:
    return get_type_hints(shape, include_extras=True)
