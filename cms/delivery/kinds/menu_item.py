"""The menu, as a tree."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.delivery.content import Content, once
from cms.delivery.languages import Language
from cms.delivery.registry import Snippet, register
from cms.delivery.shapes import Identity, Route
from cms.delivery.snippets import Item
from snippets import models
from snippets.routes import is_external


class MenuItem(Identity):
    label: str
    route: Route
    is_external: bool
    children: list[MenuItem]


def as_menu_item(item: Item[models.MenuItem]) -> MenuItem:
    route = item.route
    return {
        **item.identity(),
        "label": item.row.label,
        "route": route,
        "is_external": is_external(route),
        "children": [],
    }


@once
def menu_items(content: Content, language: Language) -> list[MenuItem]:
    items = content.items(MENU_ITEMS, language)
    documents = {key: as_menu_item(item) for key, item in items.items()}
    for key, item in items.items():
        if item.parent is not None:
            documents[item.parent]["children"].append(documents[key])
    return [documents[key] for key, item in items.items() if item.parent is None]


MENU_ITEMS = register(
    Snippet(
        name="menu_items",
        model=models.MenuItem,
        label=_("Menu"),
        message="Menu items",
        plural="Items of the menu",
        summary="The menu, as a tree",
        description="An item of the menu",
        shape=MenuItem,
        build_item=as_menu_item,
        build=menu_items,
        page_field="page",
        parent_field="parent",
        route_field="route",
        is_link=True,
        fields=("label", "route", "is_external", "page", "parent", "order"),
        compared=("route",),
        position=4,
    )
)
