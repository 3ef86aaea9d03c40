"""Partners and sponsors, by their logos."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.delivery.content import Content, once
from cms.delivery.languages import Language
from cms.delivery.registry import Snippet, register
from cms.delivery.shapes import Identity, Image
from cms.delivery.snippets import Item
from snippets import models
from snippets.routes import shown_route

# Beyond so many partners, the widest rendition of each in pixels.
MANY, SMALL = 100, 320


class Partner(Identity):
    name: str
    image: Image | None
    url: str


def as_partner(item: Item[models.Partner]) -> Partner:
    return {
        **item.identity(),
        "name": item.row.name,
        "image": item.image,
        "url": shown_route(item.row.url),
    }


@once
def partners(content: Content, language: Language) -> list[Partner]:
    """A wall of very many logos shows each of them small, and stays a document of bounded size."""
    items = content.items(PARTNERS, language).values()
    if len(items) <= MANY:
        return [as_partner(item) for item in items]
    return [{**as_partner(item), "image": item.image_up_to(SMALL)} for item in items]


PARTNERS = register(
    Snippet(
        name="partners",
        model=models.Partner,
        label=_("Partners"),
        message="Partners",
        plural="Partners and sponsors",
        summary="Partners and sponsors",
        description="A partner or sponsor",
        shape=Partner,
        build_item=as_partner,
        build=partners,
        image_field="image",
        fields=("name", "image", "url", "order"),
        compared=("url", "image"),
        position=6,
    )
)
