"""What all endpoints of API v2 have in common.

A request is refused, with a message that names the parameter, before anything is asked of the
database. Each endpoint resolves the rows of an answer together (`resolve`), so that an answer costs
the same number of queries however many rows it has.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, get_args

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError
from django.db.models import DateTimeField, Model
from django.http import Http404
from rest_framework import fields, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from cms.api.v2.nested_fields import Config, NestedFields, split
from cms.api.v2.remembered import SiteAndLanguages, place
from cms.delivery.languages import Language
from cms.delivery.pages import Website
from cms.delivery.rich_text import Format
from cms.engines.moments import rfc3339
from cms.http.caching import CACHE_CONTROL
from cms.http.cors import PREFLIGHT, PUBLIC
from cms.http.operation import Operation
from snippets.picture_shapes import NAMES

log = logging.getLogger(__name__)

LONGEST_NAME = 50
# An address of 1,000 letters is one, and says with them more than itself.
LONGEST_VALUE = 2000
LONGEST_SEARCH = 200
MOST_SEARCH_WORDS = 20
# Pages of a search in one answer: each of their texts is read for its snippet.
MOST_FOUND = 50
DEEPEST_FIELDS = 5
# Beyond it PostgreSQL would count rows for nothing; larger numbers do not fit its integers.
LARGEST_NUMBER = 1_000_000

# Of endpoints that show pictures.
IMAGE_SHAPES = "image_shapes"
# Of endpoints that search; others refuse them, where Wagtail's answer as if nothing was asked.
SEARCH = frozenset({"search", "search_operator"})
NUMBERS = ("offset", "limit", "id", "child_of", "ancestor_of", "descendant_of", "translation_of")
# Wagtail's messages that do not say which parameter they are about.
_FIELDS_OF_MESSAGES = {
    "parent page doesn't exist": "child_of",
    "ancestor page doesn't exist": "descendant_of",
    "descendant page doesn't exist": "ancestor_of",
    "type doesn't exist": "type",
}


class Endpoint(BaseAPIViewSet):
    renderer_classes = [JSONRenderer]
    authentication_classes: list[type[BaseAuthentication]] = []
    # In OpenAPI: where it stands, what one item is called and what all are, and their types: with
    # all that a detail has, and as a listing has them.
    tag: ClassVar[str]
    singular: ClassVar[str]
    plural: ClassVar[str]
    shape: ClassVar[type]
    listed_shape: ClassVar[type]
    # Fields whose documents this project builds: name -> their keys, for ?fields=name(key).
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {}
    detail_parameters = frozenset({"fields", "rich_text_format", "format", "_"})
    known_query_parameters = BaseAPIViewSet.known_query_parameters - SEARCH

    @cached_property
    def _place(self) -> SiteAndLanguages:
        return place()

    @property
    def languages(self) -> tuple[Language, ...]:
        return self._place.languages

    @property
    def site(self) -> Website:
        return self._place.site

    @property
    def language(self) -> Language:
        """The language that the request asks for, else the website's first."""
        code = self.request.GET.get("locale")
        return next(
            (language for language in self.languages if language.code == code), self.languages[0]
        )

    @classmethod
    def described(cls, operation: Operation) -> Operation:
        """What OpenAPI says of one of its addresses, when that differs."""
        return operation

    @property
    def image_shapes(self) -> tuple[str, ...] | None:
        """The shapes that the request chooses for every picture."""
        chosen = self.request.GET.get(IMAGE_SHAPES)
        return None if chosen is None else tuple(chosen.split(","))

    # --- Requests ----------------------------------------------------------------------------

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        for name, values in request.GET.lists():
            check_parameter(name, values)
        if "locale" in request.GET and request.GET["locale"] not in self._codes:
            codes = ", ".join(self._codes)
            raise BadParameter("locale", f"unknown locale: this website has {codes}")
        if request.GET.get("format", "json") != "json":
            raise BadParameter("format", "format must be json")
        if self.action == "detail_view":
            self._check_names(self.detail_parameters)
        elif self.action == "find_view":
            self._check_names(self.detail_parameters | self.find_query_parameters)
            if not request.GET.get("id", "0").isdecimal():
                raise BadParameter("id", "must be a positive integer")

    @property
    def _codes(self) -> list[str]:
        return [language.code for language in self.languages]

    def _check_names(self, names: frozenset[str]) -> None:
        for name in self.request.GET:
            if name not in names:
                raise BadParameter(name, f"unknown parameter; this address knows {_list(names)}")

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, BadRequestError):
            message = str(exc)
            field = exc.field if isinstance(exc, BadParameter) else self._field_of(message)
            return _refused(400, message, field)
        if isinstance(exc, (ValidationError, FieldError, DataError)):
            # A value that PostgreSQL or a field cannot take: the request's fault, not ours.
            log.info("API v2 refused %s: %s", self.request.get_full_path(), exc)
            message = "a parameter has a value that its field cannot have"
            return _refused(400, message, self._field_of(message))
        if isinstance(exc, Http404):
            return _refused(404, "not found")
        return super().handle_exception(exc)

    def _field_of(self, message: str) -> str | None:
        if message in _FIELDS_OF_MESSAGES:
            return _FIELDS_OF_MESSAGES[message]
        for name in self.request.GET:
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", message):
                return name
        return None

    def options(self, request: Request, *args: object, **kwargs: object) -> Response:
        return Response(status=status.HTTP_204_NO_CONTENT, headers=dict(PREFLIGHT))

    # --- Answers -----------------------------------------------------------------------------

    def resolve(self, rows: Sequence[Any], names: frozenset[str]) -> Any:
        """What the fields `names` of `rows` point to; serializers find it in their context."""
        return None

    def listing_view(self, request: Request) -> Response:
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)
        rows = list(self.paginate_queryset(self.filter_queryset(queryset)))
        return self.get_paginated_response(self.serialized(rows))

    def detail_view(self, request: Request, pk: int) -> Response:
        return Response(self.serialized([self.get_object()])[0])

    def serialized(self, rows: Sequence[Any], kind: Any = None) -> list[dict[str, object]]:
        """The rows as JSON, by a serializer of another class where one is given."""
        kind = kind or self.get_serializer_class()
        names = frozenset(kind.Meta.fields)
        context = self.get_serializer_context() | {
            "resolved": self.resolve(rows, names) if rows else None,
            "narrowing": kind.narrowing,
        }
        return list(kind(rows, many=True, context=context).data)

    def resolve_rich_text_format(self) -> Format:
        asked = self.request.GET.get("rich_text_format")
        if asked is None:
            return super().resolve_rich_text_format()
        known = get_args(Format)
        if asked not in known:
            raise BadParameter("rich_text_format", f"must be one of {', '.join(known)}")
        return asked

    def get_renderer_context(self) -> dict[str, object]:
        # Wagtail indents: a third more bytes, and an encoder that is not written in C.
        return {**super().get_renderer_context(), "indent": None}

    @classmethod
    def _get_serializer_class(
        cls,
        router: WagtailAPIRouter,
        model: type[Model],
        fields_config: Config,
        show_details: bool = False,
        nested: bool = False,
    ) -> Any:
        narrowing: NestedFields = {}
        if not nested:
            fields_config, narrowing = split(fields_config, cls.resolved_fields)
        made = super()._get_serializer_class(router, model, fields_config, show_details, nested)
        made.narrowing = narrowing
        made.serializer_field_mapping = made.serializer_field_mapping | {DateTimeField: Moment}
        return made

    def finalize_response(self, request: Request, *args: object, **kwargs: object) -> Any:
        """The headers of answers that are not kept (cms/api/response_cache.py); `*`, because
        everybody gets the same answer and no cookie has a part in it (docs/decisions/api-v2.md)."""
        response = super().finalize_response(request, *args, **kwargs)
        response["Cache-Tag"] = f"cms,v2,{request.path.split('/')[3]}"
        response["Cache-Control"] = CACHE_CONTROL if response.status_code < 400 else "no-store"
        for name, value in PUBLIC:
            response[name] = value
        return response


class Moment(fields.DateTimeField):
    """As documents write it (cms/engines/moments.py)."""

    def to_representation(self, value: datetime) -> str:
        return rfc3339(value)


class BadParameter(BadRequestError):
    """A 400 that names the parameter: `{"message": …, "field": …}`."""

    def __init__(self, field: str, message: str) -> None:
        self.field = _shown(field)
        super().__init__(f"{self.field}: {message}")


def _refused(code: int, message: str, field: str | None = None) -> Response:
    return Response({"message": message, **({"field": field} if field else {})}, status=code)


def gone() -> Response:
    """Of an address of the website that is gone for good; as a 404 but for the status."""
    return _refused(410, "gone for good")


def _shown(name: str) -> str:
    return name[:LONGEST_NAME].replace("\x00", "")


def _list(names: frozenset[str]) -> str:
    return ", ".join(sorted(names - {"_"}))


def check_parameter(name: str, values: list[str]) -> None:
    """Raises BadRequestError, which becomes a 400 in Wagtail's shape."""
    value = values[0]
    if len(values) > 1:
        raise BadParameter(name, "parameter given more than once")
    if "\x00" in value or "\x00" in name:
        raise BadParameter(name, "null characters are not allowed")
    if len(value) > LONGEST_VALUE:
        raise BadParameter(name, f"longer than {LONGEST_VALUE} characters")
    if name in NUMBERS and value.isdecimal() and int(value[:20]) > LARGEST_NUMBER:
        raise BadParameter(name, f"cannot be higher than {LARGEST_NUMBER}")
    _check_meaning(name, value)


def _check_meaning(name: str, value: str) -> None:
    match name:
        case "search":
            if len(value) > LONGEST_SEARCH or len(value.split()) > MOST_SEARCH_WORDS:
                raise BadParameter(
                    name, f"takes up to {MOST_SEARCH_WORDS} words of {LONGEST_SEARCH} characters"
                )
        case "search_operator":
            if value not in ("and", "or"):
                raise BadParameter(name, "must be 'and' or 'or'")
        case "image_shapes":
            if not set(value.split(",")) <= set(NAMES):
                raise BadParameter(name, f"takes shapes of pictures: {', '.join(NAMES)}")
        case "fields":
            if value.count("(") > DEEPEST_FIELDS:
                raise BadParameter(name, f"nests at most {DEEPEST_FIELDS} times")
