"""Wagtail API v2 in Wagtail's own shape, and its endpoints for the snippets.

What differs from stock, on purpose (docs/decisions): every request is answered as to an anonymous
reader, editors included, so that an answer may be shared; nothing that is not live and public is
in it; parameters that would make stock answer 500 are a 400 that names them.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError
from django.db.models import QuerySet
from rest_framework import status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.filters import FieldsFilter, LocaleFilter, OrderingFilter, SearchFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Locale

from cms.documents.builders.images import in_private_collections
from cms.documents.builders.languages import languages
from cms.documents.builders.pages import readable, under_the_homes, website
from snippets.models import FooterLink, Hero, MenuItem, Partner

log = logging.getLogger(__name__)

LONGEST_VALUE = 1000
LONGEST_SEARCH = 200
MOST_SEARCH_WORDS = 20
DEEPEST_FIELDS = 5
# Beyond it PostgreSQL would count rows for nothing; larger numbers do not fit its integers.
LARGEST_NUMBER = 1_000_000


class WellFormed(BaseAPIViewSet):
    """Refuses what cannot be meant, before anything is asked of the database."""

    renderer_classes = [JSONRenderer]
    authentication_classes: list[Any] = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        for name, values in request.GET.lists():
            check_parameter(name, values)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, (ValidationError, FieldError, DataError)):
            # A value that PostgreSQL or a field cannot take: the request's fault, not ours.
            log.info("API v2 refused %s: %s", self.request.get_full_path(), exc)
            return Response(
                {"message": "a parameter has a value that its field cannot have"},
                status=status.HTTP_400_BAD_REQUEST,
            )
        return super().handle_exception(exc)


def check_parameter(name: str, values: list[str]) -> None:
    """Raises BadRequestError, which becomes a 400 in Wagtail's shape."""
    shown = name[:50].replace("\x00", "")
    if len(values) > 1:
        raise BadRequestError(f"parameter given more than once: {shown}")
    value = values[0]
    if "\x00" in value or "\x00" in name:
        raise BadRequestError(f"null characters are not allowed: {shown}")
    if len(value) > LONGEST_VALUE:
        raise BadRequestError(f"{shown} is longer than {LONGEST_VALUE} characters")
    _check_meaning(name, value)


def _check_meaning(name: str, value: str) -> None:
    match name:
        case "offset" | "limit":
            if value.lstrip("-").isdecimal() and int(value[:20]) > LARGEST_NUMBER:
                raise BadRequestError(f"{name} cannot be higher than {LARGEST_NUMBER}")
        case "search":
            if len(value) > LONGEST_SEARCH or len(value.split()) > MOST_SEARCH_WORDS:
                raise BadRequestError(
                    f"search takes up to {MOST_SEARCH_WORDS} words of {LONGEST_SEARCH} characters"
                )
        case "search_operator":
            if value not in ("and", "or"):
                raise BadRequestError("search_operator must be 'and' or 'or'")
        case "locale":
            known = sorted(Locale.objects.values_list("language_code", flat=True))
            if value not in known:
                raise BadRequestError(f"unknown locale: this website has {', '.join(known)}")
        case "fields":
            if value.count("(") > DEEPEST_FIELDS:
                raise BadRequestError(f"fields nests at most {DEEPEST_FIELDS} times")


class Pages(WellFormed, PagesAPIViewSet):
    def get_base_queryset(self) -> Any:
        """The website's pages: live, public, and under a home page of the site."""
        return readable().filter(under_the_homes(website(languages())))


class Images(WellFormed, ImagesAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        return self.model.objects.exclude(in_private_collections()).order_by("id")


class Documents(WellFormed, DocumentsAPIViewSet):
    def get_queryset(self) -> QuerySet[Any]:
        return self.model.objects.exclude(in_private_collections()).order_by("id")


class Redirects(WellFormed):
    """Redirects of the website: `old_path` to `link` (a page's address, or an address)."""

    model = Redirect
    name = "redirects"
    filter_backends = [FieldsFilter, OrderingFilter]
    body_fields = [*BaseAPIViewSet.body_fields, "old_path", "is_permanent", "link"]
    listing_default_fields = [
        *BaseAPIViewSet.listing_default_fields,
        "old_path",
        "is_permanent",
        "link",
    ]

    def get_queryset(self) -> QuerySet[Any]:
        return Redirect.objects.select_related("redirect_page").order_by("id")


class Snippets(WellFormed):
    """Live snippets; `?locale=` narrows them to one language."""

    filter_backends = [FieldsFilter, OrderingFilter, LocaleFilter, SearchFilter]
    known_query_parameters = BaseAPIViewSet.known_query_parameters | {"locale"}
    own_fields: tuple[str, ...] = ()

    @classmethod
    def get_body_fields_names(cls, model: Any) -> list[str]:
        return ["id", "locale", *cls.own_fields]

    @classmethod
    def get_body_fields(cls, model: Any) -> Any:
        return cls._convert_api_fields(cls.get_body_fields_names(model))

    @classmethod
    def get_listing_default_fields(cls, model: Any) -> list[str]:
        return [*cls.listing_default_fields, *cls.get_body_fields_names(model)]

    def get_queryset(self) -> QuerySet[Any]:
        return self.model.objects.filter(live=True).select_related("locale")


class MenuItems(Snippets):
    model = MenuItem
    name = "menu-items"
    own_fields = ("label", "route", "page", "parent", "order")


class Heroes(Snippets):
    model = Hero
    name = "heroes"
    own_fields = (
        "title",
        "description",
        "button_label",
        "button_route",
        "button_page",
        "background_image",
    )


class Partners(Snippets):
    model = Partner
    name = "partners"
    own_fields = ("name", "image", "url", "order")


class FooterLinks(Snippets):
    model = FooterLink
    name = "footer-links"
    own_fields = ("key", "label", "route", "page", "is_external", "order")


# By address. (DRF's as_view() empties `name` on the classes.)
ENDPOINTS = {
    "pages": Pages,
    "images": Images,
    "documents": Documents,
    "redirects": Redirects,
    "menu-items": MenuItems,
    "heroes": Heroes,
    "partners": Partners,
    "footer-links": FooterLinks,
}

router = WagtailAPIRouter("wagtailapi")
for name, endpoint in ENDPOINTS.items():
    router.register_endpoint(name, endpoint)
