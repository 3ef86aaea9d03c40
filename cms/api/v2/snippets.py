"""The endpoints of the snippets (/api/v2/menu-items/ and its kin): one for each kind of
cms/delivery/kinds.

With `?locale=` an answer holds what readers of that language get: the item in their language, else
in the source language, as its `locale` says. Without it, all live items of all languages. As in
documents, a link whose page readers cannot see is left out, with what is under it; pages and
images are resolved.

All rows of a model are read for an answer: which of them a reader gets depends on the others of
their translation group, and a website's shell is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.fields import Field
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.utils import get_object_detail_url

from cms.api.v2.endpoint import IMAGE_SHAPES, Endpoint
from cms.api.v2.filters import FieldsFilter, OrderingFilter
from cms.api.v2.shapes import item_shape, keys_of, parent_shape
from cms.delivery.body import page_link
from cms.delivery.images import ImageDirectory
from cms.delivery.languages import Language
from cms.delivery.references import References, Wanted, load
from cms.delivery.registry import Snippet
from cms.delivery.shapes import Identity, Image, PageLink
from cms.delivery.snippets import Groups, Item, items_in_language, want
from cms.delivery.translations import groups, with_deletions
from snippets.models.translated import TranslatedSnippet as Row


class Resolved(Field):  # type: ignore[type-arg]  # the stubs' four arguments say nothing here
    """A field whose value the endpoint has ready."""

    def get_attribute(self, instance: Row) -> object:
        return self.context["resolved"][instance.pk][self.field_name]

    def to_representation(self, value: object) -> object:
        narrowed = self.context["narrowing"].get(self.field_name)
        return narrowed(value) if narrowed else value


class Snippets(Endpoint):
    """The endpoint of a kind; endpoint_of() makes its class."""

    filter_backends = [FieldsFilter, OrderingFilter]
    known_query_parameters = Endpoint.known_query_parameters | {"locale"}
    kind: ClassVar[Snippet[Any]]
    tag = "Shell"

    @classmethod
    def get_body_fields_names(cls, model: type[Row]) -> list[str]:
        return ["id", "translation_key", "locale", *cls.kind.fields]

    @classmethod
    def get_body_fields(cls, model: type[Row]) -> Any:
        return cls._convert_api_fields(cls.get_body_fields_names(model))

    @classmethod
    def get_listing_default_fields(cls, model: type[Row]) -> list[str]:
        return [*cls.listing_default_fields, *cls.get_body_fields_names(model)]

    # --- What readers get --------------------------------------------------------------------

    @cached_property
    def groups(self) -> Groups[Row]:
        return groups(with_deletions(self._ordered()), self.languages)

    @cached_property
    def references(self) -> References:
        """The pages that the snippets lead to: which of them are shown depends on these."""
        wanted = Wanted()
        want(wanted, self.kind, self.groups)
        return load(self.site, Wanted(pages=wanted.pages))

    @cached_property
    def shown(self) -> dict[int, Item[Row]]:
        """The items of the answer by the ids of their rows."""
        if "locale" in self.request.GET:
            return {item.row.pk: item for item in self.items(self.language).values()}
        return {
            item.row.pk: item
            for language in self.languages
            for item in self.items(language).values()
            if item.row.locale_id == language.locale_id
        }

    def items(self, language: Language) -> dict[object, Item[Row]]:
        """What readers of a language get, by translation key."""
        if language not in self._items:
            self._items[language] = items_in_language(
                self.kind, self.groups, self.references, language
            )
        return self._items[language]

    @cached_property
    def _items(self) -> dict[Language, dict[object, Item[Row]]]:
        return {}

    def get_queryset(self) -> QuerySet[Any]:
        return self._ordered().filter(pk__in=self.shown)

    def _ordered(self) -> QuerySet[Any]:
        return self.kind.model._default_manager.order_by(*self.kind.order)

    # --- Resolved ----------------------------------------------------------------------------

    def resolve(
        self, rows: Sequence[Row], names: frozenset[str]
    ) -> dict[int, dict[str, object | None]]:
        references = self.references
        if (image := self.kind.image_field) in names:
            ids = (getattr(row, f"{image}_id") for row in rows)
            images = ImageDirectory(ids, self.image_shapes, self.kind.image_shapes)
            references = replace(references, images=images)
        items = (replace(self.shown[row.pk], references=references) for row in rows)
        return {item.row.pk: self._resolved(item) for item in items}

    def _resolved(self, item: Item[Row]) -> dict[str, object | None]:
        """The fields of an item: as its document has them, and what API v2 has beside."""
        resolved: dict[str, object | None] = dict(self.kind.build_item(item))
        if self.kind.page_field:
            page_id = getattr(item.source, f"{self.kind.page_field}_id")
            pages = self.references.pages
            resolved[self.kind.page_field] = page_link(page_id, pages, item.language)
        if self.kind.parent_field:
            resolved[self.kind.parent_field] = self._parent(item)
        return resolved

    def _parent(self, item: Item[Row]) -> dict[str, object] | None:
        if item.parent is None:
            return None
        row = self.items(item.language)[item.parent].row
        router = self.request.wagtailapi_router
        url = get_object_detail_url(router, self.request, self.kind.model, row.pk)
        kind = f"{row._meta.app_label}.{type(row).__name__}"
        return {
            "id": row.pk,
            "meta": {"type": kind, "detail_url": url},
            self.kind.title: getattr(row, self.kind.title),
        }


def endpoint_of(kind: Snippet[Any]) -> type[Snippets]:
    """The class of a kind's endpoint, with the serializer of its fields."""
    nested: dict[str | None, object] = {
        kind.page_field: PageLink,
        kind.image_field: Image,
        kind.parent_field: parent_shape(kind),
    }
    of_the_item = set(keys_of(kind.shape)) - set(keys_of(Identity))
    resolved = {"locale", *(set(kind.fields) & (of_the_item | set(nested)))}
    name = kind.model.__name__
    shape = item_shape(kind)
    serializer = type(
        f"{name}Serializer",
        (BaseSerializer,),
        {field: Resolved(read_only=True) for field in sorted(resolved)},
    )
    of_images = {IMAGE_SHAPES} if kind.image_field else set()
    return type(
        f"{name}Endpoint",
        (Snippets,),
        {
            "kind": kind,
            "known_query_parameters": Snippets.known_query_parameters | of_images,
            "detail_parameters": Snippets.detail_parameters | of_images,
            "model": kind.model,
            "name": kind.slug,
            "singular": kind.model.__name__,
            "plural": kind.plural,
            "shape": shape,
            "listed_shape": shape,
            "base_serializer_class": serializer,
            "resolved_fields": {
                field: keys_of(shape) for field, shape in nested.items() if field in kind.fields
            },
        },
    )
