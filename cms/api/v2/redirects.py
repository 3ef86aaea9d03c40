"""/api/v2/redirects/: from an old path of the website to where its content is now.

Wagtail's fields (`old_path`, `location`), and `is_permanent` and `page`. A redirect to a page that
readers may not know of is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Q, QuerySet
from rest_framework.fields import Field
from rest_framework.request import Request
from wagtail.api.v2.serializers import BaseSerializer
from wagtail.contrib.redirects.models import Redirect

from cms.api.v2.answers import RedirectItem
from cms.api.v2.endpoint import Endpoint
from cms.api.v2.filters import FieldsFilter, OrderingFilter
from cms.api.v2.page_lookup import redirect_from
from cms.api.v2.shapes import keys_of
from cms.delivery.pages import PageAddress, addresses, readable, under_the_homes
from cms.delivery.shapes import PageLink


class Target(Field):  # type: ignore[type-arg]
    def get_attribute(self, instance: Redirect) -> PageAddress | None:
        target: PageAddress | None = self.context["resolved"].get(instance.redirect_page_id)
        return target

    def to_representation(self, page: PageAddress) -> PageLink:
        return {
            "id": page.id,
            "title": page.title,
            "path": page.path,
            "locale": page.language.code,
        }


class Location(Field):  # type: ignore[type-arg]
    def get_attribute(self, instance: Redirect) -> str:
        page: PageAddress | None = self.context["resolved"].get(instance.redirect_page_id)
        return page.path if page else str(instance.redirect_link)

    def to_representation(self, value: str) -> str:
        return value


class RedirectSerializer(BaseSerializer):
    location = Location(read_only=True)
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

    def get_queryset(self) -> QuerySet[Redirect]:
        pages = readable().filter(under_the_homes(self.site))
        leads_to_readers = Q(redirect_page__in=pages.values("pk")) | (
            Q(redirect_page=None) & ~Q(redirect_link="")
        )
        of_the_site = Q(site=None) | Q(site__is_default_site=True)
        return Redirect.objects.filter(leads_to_readers, of_the_site).order_by("id")

    def resolve(self, rows: Sequence[Redirect], names: frozenset[str]) -> dict[int, PageAddress]:
        ids = {row.redirect_page_id for row in rows} - {None}
        return {
            address.id: address for address in addresses(self.site, readable().filter(pk__in=ids))
        }

    def find_object(self, queryset: QuerySet[Redirect], request: Request) -> Redirect | None:
        if "html_path" in request.GET:
            return redirect_from(request.GET["html_path"], queryset)
        return super().find_object(queryset, request)
