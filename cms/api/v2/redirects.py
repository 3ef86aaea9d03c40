"""/api/v2/redirects/: from an old path of the website to where its content is now.

Wagtail's fields (`old_path`, `location`), and `is_permanent` and `page`. Each is followed to its
end, as `find` follows it, and what leads nobody anywhere is left out (cms/delivery/redirects.py):
a website may load the list as its map.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from rest_framework.fields import Field
from rest_framework.request import Request
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.contrib.redirects.models import Redirect

from cms.api.v2.answers import RedirectItem
from cms.api.v2.endpoint import Endpoint
from cms.api.v2.filters import FieldsFilter, OrderingFilter
from cms.api.v2.shapes import keys_of
from cms.delivery.pages import PageAddress
from cms.delivery.redirects import RedirectMap
from cms.delivery.shapes import PageLink
from home.redirect_rules import Destination, rule_at


class Target(Field):  # type: ignore[type-arg]
    def get_attribute(self, instance: Redirect) -> PageAddress | None:
        page_id = self.context["resolved"][instance.pk].page_id
        return self.context["view"].redirect_map.pages.get(page_id)

    def to_representation(self, page: PageAddress) -> PageLink:
        return {
            "id": page.id,
            "title": page.title,
            "path": page.path,
            "locale": page.language.code,
        }


class OfTheDestination(Field):  # type: ignore[type-arg]
    """What is known only where the redirect has been followed to its end."""

    def get_attribute(self, instance: Redirect) -> object:
        return getattr(self.context["resolved"][instance.pk], str(self.field_name))

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
    def destinations(self) -> dict[int, Destination]:
        return self.redirect_map.destinations()

    def get_queryset(self) -> QuerySet[Redirect]:
        return Redirect.objects.filter(pk__in=self.destinations).order_by("id")

    def resolve(self, rows: Sequence[Redirect], names: frozenset[str]) -> dict[int, Destination]:
        return self.destinations

    def find_object(self, queryset: QuerySet[Redirect], request: Request) -> Redirect | None:
        if "html_path" in request.GET:
            rule = rule_at(request.GET["html_path"])
            return queryset.filter(pk=rule.id).first() if rule is not None else None
        return super().find_object(queryset, request)
