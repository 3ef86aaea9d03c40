"""/api/v2/menu-items/, heroes/, partners/ and footer-links/: the website's shell, item by item.

With `?locale=` an answer holds what readers of that language get: the item in their language, else
in the source language, as its `locale` says. Without it, all live items of all languages. As in
documents, a link whose page readers cannot see is left out, with what is under it; pages and
images are resolved.

All rows of a model are read for an answer: which of them a reader gets depends on the others of
their translation group, and a website's shell is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from rest_framework.fields import Field
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.utils import get_object_detail_url

from cms.api.v2.endpoint import Endpoint
from cms.api.v2.filters import FieldsFilter, OrderingFilter
from cms.api.v2.pages import IMAGE_KEYS
from cms.api.v2.redirects import LINK_KEYS
from cms.documents.builders.body import page_link
from cms.documents.builders.images import ImageDirectory
from cms.documents.builders.languages import Language
from cms.documents.builders.pages import PageDirectory
from cms.documents.builders.translations import Group, groups
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.routes import is_external


class Own(Field):  # type: ignore[type-arg]
    """A field that the endpoint resolved."""

    def get_attribute(self, instance: Any) -> Any:
        return self.context["resolved"][instance.pk][self.field_name]

    def to_representation(self, value: Any) -> Any:
        narrowed = self.context["narrowing"].get(self.field_name)
        return narrowed(value) if narrowed else value


class SnippetSerializer(BaseSerializer):
    locale = Own(read_only=True)


class Snippets(Endpoint):
    filter_backends = [FieldsFilter, OrderingFilter]
    known_query_parameters = Endpoint.known_query_parameters | {"locale"}
    base_serializer_class: Any = SnippetSerializer
    own_fields: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("order", "pk")
    page_field: str | None = None  # the field with the page that the snippet leads to
    image_field: str | None = None

    @classmethod
    def get_body_fields_names(cls, model: Any) -> list[str]:
        return ["id", "translation_key", "locale", *cls.own_fields]

    @classmethod
    def get_body_fields(cls, model: Any) -> Any:
        return cls._convert_api_fields(cls.get_body_fields_names(model))

    @classmethod
    def get_listing_default_fields(cls, model: Any) -> list[str]:
        return [*cls.listing_default_fields, *cls.get_body_fields_names(model)]

    # --- What readers get --------------------------------------------------------------------

    @cached_property
    def groups(self) -> dict[object, Group[Any]]:
        return groups(self.model.objects.order_by(*self.ordering), self.languages)

    @cached_property
    def pages(self) -> PageDirectory:
        """The pages that the snippets lead to."""
        if self.page_field is None:
            return PageDirectory(self.site, ())
        rows = (row for group in self.groups.values() for row in group.rows.values())
        ids = {getattr(row, f"{self.page_field}_id") for row in rows}
        return PageDirectory(self.site, ids - {None})

    @cached_property
    def shown(self) -> dict[int, tuple[Any, Language]]:
        """The rows of the answer by id, each with the language that it is shown in."""
        if "locale" in self.request.GET:
            rows = self.in_language(self.language).values()
            return {row.pk: (row, self.language) for row in rows}
        return {
            row.pk: (row, language)
            for language in self.languages
            for row in self.in_language(language).values()
            if row.locale_id == language.locale_id
        }

    def in_language(self, language: Language) -> dict[object, Any]:
        """What readers of a language get, by translation key."""
        found = ((key, group.in_language(language)) for key, group in self.groups.items())
        return {
            key: row
            for key, row in found
            if row is not None and self.leads_somewhere(row, language)
        }

    def leads_somewhere(self, row: Any, language: Language) -> bool:
        return True

    def get_queryset(self) -> Any:
        return self.model.objects.filter(pk__in=self.shown).order_by(*self.ordering)

    # --- Resolved ----------------------------------------------------------------------------

    def resolve(self, rows: Sequence[Any], names: frozenset[str]) -> dict[int, dict[str, Any]]:
        images = ImageDirectory(())
        if self.image_field is not None and self.image_field in names:
            images = ImageDirectory(getattr(row, f"{self.image_field}_id") for row in rows)
        codes = {language.locale_id: language.code for language in self.languages}
        resolved = {}
        for row in rows:
            _row, language = self.shown[row.pk]
            found: dict[str, Any] = {"locale": codes[row.locale_id]}
            if self.image_field is not None:
                image_id = getattr(row, f"{self.image_field}_id")
                found[self.image_field] = images.as_document(image_id, language.code)
            if self.page_field is not None:
                page_id = getattr(row, f"{self.page_field}_id")
                found[self.page_field] = page_link(page_id, self.pages, language)
            resolved[row.pk] = found | self.own(row, language)
        return resolved

    def own(self, row: Any, language: Language) -> dict[str, Any]:
        """What only this kind of snippet resolves."""
        return {}


class Links(Snippets):
    """Snippets that are a link (snippets/models/link.py)."""

    page_field = "page"

    def route(self, row: Any, language: Language) -> str:
        if row.page_id is None:
            return str(row.route)
        page = self.pages.in_language(row.page_id, language)
        return page.path if page else ""

    def leads_somewhere(self, row: Any, language: Language) -> bool:
        return bool(self.route(row, language))

    def own(self, row: Any, language: Language) -> dict[str, Any]:
        return {"route": self.route(row, language)}


class MenuItemSerializer(SnippetSerializer):
    route = Own(read_only=True)
    is_external = Own(read_only=True)
    page = Own(read_only=True)
    parent = Own(read_only=True)


class MenuItems(Links):
    model = MenuItem
    name = "menu-items"
    base_serializer_class = MenuItemSerializer
    own_fields = ("label", "route", "is_external", "page", "parent", "order")
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {
        "page": LINK_KEYS,
        "parent": ("id", "meta", "label"),
    }

    @cached_property
    def _keys(self) -> dict[int, object]:
        return {pk: key for key, group in self.groups.items() for pk in group.ids}

    def in_language(self, language: Language) -> dict[object, Any]:
        found = super().in_language(language)
        return {
            key: row
            for key, row in found.items()
            if row.parent_id is None or self._keys.get(row.parent_id) in found
        }

    def own(self, row: Any, language: Language) -> dict[str, Any]:
        found = super().own(row, language)
        above = self.groups.get(self._keys.get(row.parent_id))
        parent = above.in_language(language) if above else None
        return found | {
            "is_external": is_external(found["route"]),
            "parent": self._parent(parent) if parent is not None else None,
        }

    def _parent(self, row: Any) -> dict[str, Any]:
        router = self.request.wagtailapi_router
        url = get_object_detail_url(router, self.request, MenuItem, row.pk)
        return {
            "id": row.pk,
            "meta": {"type": "snippets.MenuItem", "detail_url": url},
            "label": row.label,
        }


class HeroSerializer(SnippetSerializer):
    button_route = Own(read_only=True)
    button_page = Own(read_only=True)
    background_image = Own(read_only=True)


class Heroes(Snippets):
    model = Hero
    name = "heroes"
    base_serializer_class = HeroSerializer
    ordering = ("pk",)
    page_field = "button_page"
    image_field = "background_image"
    own_fields = (
        "title",
        "description",
        "button_label",
        "button_route",
        "button_page",
        "background_image",
    )
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {
        "button_page": LINK_KEYS,
        "background_image": IMAGE_KEYS,
    }

    def own(self, row: Any, language: Language) -> dict[str, Any]:
        page = self.pages.in_language(row.button_page_id, language)
        return {"button_route": page.path if page else row.button_route}


class PartnerSerializer(SnippetSerializer):
    image = Own(read_only=True)


class Partners(Snippets):
    model = Partner
    name = "partners"
    base_serializer_class = PartnerSerializer
    image_field = "image"
    own_fields = ("name", "image", "url", "order")
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {"image": IMAGE_KEYS}


class FooterLinkSerializer(SnippetSerializer):
    route = Own(read_only=True)
    page = Own(read_only=True)


class FooterLinks(Links):
    model = FooterLink
    name = "footer-links"
    base_serializer_class = FooterLinkSerializer
    own_fields = ("key", "label", "route", "page", "is_external", "order")
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {"page": LINK_KEYS}
