"""/api/v2/redirects/: from an old path of the website to where its content is now.

Wagtail's fields (`old_path`, `location`), and `is_permanent` and `page`. Each is followed to its
end, as `find` follows it, and what leads nobody anywhere is left out (cms/delivery/redirects.py):
a website may load the list as its map. With `gone=true` it is the list of the addresses that are
gone for good, which lead nowhere; one of them alone is answered with 410.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.fields import Field
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.api.v2.utils import parse_boolean
from wagtail.contrib.redirects.models import Redirect

from cms.api.v2.answers import RedirectItem
from cms.api.v2.endpoint import BadParameter, Endpoint, gone
from cms.api.v2.filters import FieldsFilter, OrderingFilter
from cms.api.v2.shapes import keys_of
from cms.delivery.pages import PageAddress
from cms.delivery.redirects import RedirectMap
from cms.delivery.shapes import PageLink
from home.redirect_rules import Destination, rule_at


class Target(Field):  # type: ignore[type-arg]
    def get_attribute(self, instance: Redirect) -> PageAddress | None:
        end: Destination | None = self.context["resolved"][instance.pk]
        pages: dict[int, PageAddress] = self.context["view"].redirect_map.pages
        return pages.get(end.page_id or 0) if end is not None else None

    def to_representation(self, page: PageAddress) -> PageLink:
        return {
            "id": page.id,
            "title": page.title,
            "path": page.path,
            "locale": page.language.code,
        }


_OF_WHAT_IS_GONE = {"location": None, "is_permanent": True}


class OfTheDestination(Field):  # type: ignore[type-arg]
    """What is known only where the redirect has been followed to its end."""

    def get_attribute(self, instance: Redirect) -> object:
        end: Destination | None = self.context["resolved"][instance.pk]
        name = str(self.field_name)
        return _OF_WHAT_IS_GONE[name] if end is None else getattr(end, name)

    def to_representation(self, value: object) -> object:
        return value


class RedirectSerializer(BaseSerializer):
    location = OfTheDestination(read_only=True)
    is_permanent = OfTheDestination(read_only=True)
    page = Target(read_only=True)

    def to_representation(self, instance: Redirect) -> dict[str, object]:
        data: dict[str, object] = super().to_representation(instance)
        if data.get("page") and "page" in self.context["narrowing"]:
            data["page"] = self.context["narrowing"]["page"](data["page"])
        return data


class Redirects(Endpoint):
    model = Redirect
    name = "redirects"
    tag = "Redirects"
    singular = "Redirect"
    plural = "Old addresses"
    shape = listed_shape = RedirectItem
    base_serializer_class = RedirectSerializer
    filter_backends = [FieldsFilter, OrderingFilter]
    known_query_parameters = Endpoint.known_query_parameters | {"gone"}
    find_query_parameters = Endpoint.find_query_parameters | {"html_path"}
    body_fields = [*Endpoint.body_fields, "old_path", "location", "is_permanent", "page"]
    listing_default_fields = [
        *Endpoint.listing_default_fields,
        *("old_path", "location", "is_permanent", "page"),
    ]
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {"page": keys_of(PageLink)}

    @cached_property
    def redirect_map(self) -> RedirectMap:
        return RedirectMap(self.site)

    @cached_property
    def ends(self) -> dict[int, Destination | None]:
        return self.redirect_map.ends()

    @cached_property
    def asks_for_what_is_gone(self) -> bool:
        try:
            return bool(parse_boolean(self.request.GET.get("gone", "false")))
        except ValueError as error:
            raise BadParameter("gone", str(error)) from error

    def get_queryset(self) -> QuerySet[Redirect]:
        gone = self.asks_for_what_is_gone  # refused also where there is nothing to list
        wanted = [pk for pk, end in self.ends.items() if (end is None) == gone]
        return Redirect.objects.filter(pk__in=wanted).order_by("id")

    def resolve(
        self, rows: Sequence[Redirect], names: frozenset[str]
    ) -> dict[int, Destination | None]:
        return self.ends

    def detail_view(self, request: Request, pk: int) -> Response:
        return gone() if self._is_gone(pk) else super().detail_view(request, pk)

    def find_view(self, request: Request) -> Response:
        if "html_path" in request.GET:
            rule = rule_at(request.GET["html_path"])
            asked = rule.id if rule is not None else 0
        else:
            asked = int(request.GET.get("id", "0"))
        if self._is_gone(asked):
            return gone()
        response: Response = super().find_view(request)
        return response

    def _is_gone(self, pk: int) -> bool:
        return self.ends.get(pk, False) is None

    def find_object(self, queryset: QuerySet[Redirect], request: Request) -> Redirect | None:
        if "html_path" in request.GET:
            rule = rule_at(request.GET["html_path"])
            return queryset.filter(pk=rule.id).first() if rule is not None else None
        return super().find_object(queryset, request)
