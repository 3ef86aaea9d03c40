"""The links at the foot of every page."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from cms.delivery.registry import Snippet, register
from cms.delivery.shapes import Identity, Route
from cms.delivery.snippets import Item
from snippets import models

Key = Annotated[str, Field(description="The name by which a website finds the link")]


class FooterLink(Identity):
    key: Key
    label: str
    route: Route
    is_external: bool


def as_footer_link(item: Item[models.FooterLink]) -> FooterLink:
    return {
        **item.identity(),
        "key": item.row.key,
        "label": item.row.label,
        "route": item.route,
        "is_external": item.row.is_external,
    }


FOOTER_LINKS = register(
    Snippet(
        name="footer_links",
        model=models.FooterLink,
        label=_("Footer"),
        message="Footer links",
        plural="Links at the foot of every page",
        summary="Links at the foot of every page",
        description="A link at the foot of every page",
        shape=FooterLink,
        build_item=as_footer_link,
        page_field="page",
        route_field="route",
        is_link=True,
        fields=("key", "label", "route", "page", "is_external", "order"),
        compared=("route", "key", "is_external"),
        position=7,
    )
)
