"""Heroes: the large pictures with words that open pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.delivery.content import Content, once
from cms.delivery.images import OF_A_HERO
from cms.delivery.languages import Language
from cms.delivery.references import References
from cms.delivery.registry import Snippet, WebsiteDataKey, register
from cms.delivery.shapes import Identity, Image
from cms.delivery.snippets import Groups, Item, item_in_language
from snippets import models


class Hero(Identity):
    title: str
    description: str
    button_label: str
    button_route: str
    background_image: Image | None


def as_hero(item: Item[models.Hero]) -> Hero:
    route = item.route
    return {
        **item.identity(),
        "title": item.row.title,
        "description": item.row.description,
        # A button that leads nowhere is none.
        "button_label": item.row.button_label if route else "",
        "button_route": route,
        "background_image": item.image,
    }


def hero_with_id(
    hero_id: int | None, groups: Groups[models.Hero], references: References, language: Language
) -> Hero | None:
    """The hero that any of its rows' ids names, as readers of a language get it."""
    group = next((group for group in groups.values() if hero_id in group.ids), None)
    item = item_in_language(HEROES, group, references, language)
    return as_hero(item) if item else None


@once
def hero_of_home(content: Content, language: Language) -> Hero | None:
    """The hero that the home page opens with."""
    home = content.home(language)
    hero_id = home.hero_id if home else None
    return hero_with_id(hero_id, content.of(HEROES), content.references, language)


HEROES = register(
    Snippet(
        name="heroes",
        model=models.Hero,
        label=_("Heroes"),
        message="Heroes",
        plural="Large pictures with words",
        summary="Large pictures with words",
        description="A large picture with words",
        shape=Hero,
        build_item=as_hero,
        parts=(WebsiteDataKey("hero", hero_of_home, Hero | None),),
        order=("pk",),
        page_field="button_page",
        route_field="button_route",
        image_field="background_image",
        image_shapes=OF_A_HERO,
        fields=(
            *("title", "description", "button_label", "button_route", "button_page"),
            "background_image",
        ),
        position=5,
    )
)
