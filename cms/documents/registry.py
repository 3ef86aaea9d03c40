"""Which documents there are. Adding one is a line here and a function in `builders`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cms.documents.builders import site, snippets
from cms.documents.builders.content import Content
from cms.documents.builders.languages import Language

HALF_HOUR = 30 * 60
HOUR = 60 * 60


@dataclass(frozen=True, slots=True)
class Document:
    """One published document: `build` answers its data in one language, ready for JSON.

    `name` is its Redis key, `path` its address under /api/, `ttl` the seconds that the Redis keys
    live at most without being renewed.
    """

    name: str
    message: str
    build: Callable[[Content, Language], Any]
    ttl: int

    @property
    def slug(self) -> str:
        return self.name.replace("_", "-")

    @property
    def path(self) -> str:
        return f"/api/{self.slug}/"

    def key(self, language: str | None = None) -> str:
        """`menu_items`, or `menu_items:ar`."""
        return f"{self.name}:{language}" if language else self.name


DOCUMENTS = (
    Document("website_data", "Website data", site.website_data, ttl=HOUR),
    Document("seo_data", "SEO data", site.seo_data, ttl=HOUR),
    Document("home_page", "Home page", site.home_page, ttl=HOUR),
    Document("menu_items", "Menu items", snippets.menu_items, ttl=HALF_HOUR),
    Document("heroes", "Heroes", snippets.heroes, ttl=HALF_HOUR),
    Document("partners", "Partners", snippets.partners, ttl=HALF_HOUR),
    Document("footer_links", "Footer links", snippets.footer_links, ttl=HALF_HOUR),
)
