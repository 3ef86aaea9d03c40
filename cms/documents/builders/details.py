"""What readers get of a page beyond its place in a list: all that a website needs to show it.

For any number of pages at once, in a number of queries that depends only on which parts are asked
for. Every part is in the page's own language, and what it points to falls back as in documents.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms.documents.builders import seo
from cms.documents.builders.body import body
from cms.documents.builders.languages import Language
from cms.documents.builders.pages import PageAddress, Website, addresses, readable
from cms.documents.builders.references import References, Wanted, load
from cms.documents.builders.rich_text import Format, rich_text
from cms.documents.builders.snippets import hero_in_language
from cms.documents.builders.translations import Group, groups
from home.models import ContentPage, HomePage, SiteMetadata
from snippets.models import Hero

PARTS = (
    *("path", "locale", "dir", "last_published_at", "introduction", "hero", "body", "seo"),
    *("breadcrumbs", "translations"),
)
# The parts that need the row of the page's own type.
_SPECIFIC = {"introduction", "hero", "body"}


class PageDetails:
    """The `parts` (of PARTS, and `parent`, `alias_of`) of `pages`, loaded and ready to be asked."""

    def __init__(
        self,
        site: Website,
        pages: Sequence[Page],
        parts: Collection[str],
        format: Format = "html",
        whole: bool = False,
    ) -> None:
        """`whole` resolves every StreamField and rich text of the pages' types, not only `body`."""
        self._site = site
        self._format = format
        self._parts = set(parts)
        self._whole = whole
        self._pages = {page.pk: page for page in pages}
        self._specific: dict[int, Any] = {}
        if self._parts & _SPECIFIC or whole:
            self._specific = _specific(pages)
        self._heroes: dict[int, Group[Hero]] = self._load_heroes() if "hero" in parts else {}
        self._metadata: dict[int, seo.PageMetadata] = {}
        self._site_metadata: dict[object, Group[SiteMetadata]] = {}
        if "seo" in parts:
            self._load_metadata()
        self._ancestors: dict[str, Page] = {}
        if "breadcrumbs" in parts or "parent" in parts:
            self._load_ancestors()
        self._translations: dict[object, list[PageAddress]] = {}
        if "translations" in parts:
            self._load_translations()
        self.sources: dict[int, Page] = self._load_sources() if "alias_of" in parts else {}
        self.references: References = load(site, self._wanted())

    def language(self, page: Page) -> Language:
        """Of a page under a home page of the site, as all pages here are."""
        return next(one for one in self._site.languages if one.locale_id == page.locale_id)

    def specific(self, page: Page) -> Any:
        return self._specific.get(page.pk, page)

    def path(self, page: Page) -> str:
        return self._site.path(page.locale_id, page.url_path) or ""

    def url(self, page: Page) -> str:
        return self._site.absolute(self.path(page))

    def part(self, page: Page, name: str) -> Any:
        """One of PARTS, as JSON."""
        return _BUILDERS[name](self, page)

    def stream(self, page: Page, value: Any) -> list[dict[str, Any]]:
        return body(value, self.references, self.language(page), self._format)

    def rich_text(self, page: Page, html: str, features: list[str] | None = None) -> str:
        return rich_text(html, self.references, self.language(page), self._format, features)

    def parent(self, page: Page) -> Page | None:
        """The page above, when readers may know of it."""
        return self._ancestors.get(page.path[: -page.steplen])

    def trail(self, page: Page) -> list[Page]:
        """From the home page to the page itself, without those that readers may not know of."""
        above = (self._ancestors.get(path) for path in _paths_above(page))
        return [*(one for one in above if one is not None), page]

    # --- Parts -------------------------------------------------------------------------------

    def _introduction(self, page: Page) -> str:
        specific = self.specific(page)
        return specific.introduction if isinstance(specific, ContentPage) else ""

    def _hero(self, page: Page) -> dict[str, Any] | None:
        specific = self.specific(page)
        if not isinstance(specific, HomePage) or specific.hero_id is None:
            return None
        group = self._heroes.get(specific.hero_id)
        return hero_in_language(group, self.references, self.language(page))

    def _body(self, page: Page) -> list[dict[str, Any]]:
        value = getattr(self.specific(page), "body", None)
        return self.stream(page, value) if value is not None else []

    def _seo(self, page: Page) -> dict[str, Any] | None:
        if (metadata := self._metadata.get(page.pk)) is None:
            return None
        shown = (one.in_language(self.language(page)) for one in self._site_metadata.values())
        return seo.as_document(
            metadata,
            self._alternates,
            seo.site_defaults([row for row in shown if row is not None]),
            self.references.images,
            self._site,
        )

    def _breadcrumbs(self, page: Page) -> list[dict[str, Any]]:
        return [
            {"id": one.pk, "title": one.title, "path": self.path(one)} for one in self.trail(page)
        ]

    def _of_each_language(self, page: Page) -> list[dict[str, Any]]:
        found = {one.language.code: one for one in self._translations.get(page.translation_key, [])}
        return [
            {"locale": one.code, "title": found[one.code].title, "path": found[one.code].path}
            for one in self._site.languages
            if one.code in found
        ]

    # --- What is loaded ----------------------------------------------------------------------

    def _wanted(self) -> Wanted:
        wanted = Wanted()
        heroes = [hero for group in self._heroes.values() for hero in group.rows.values()]
        wanted.pages.update(one.button_page_id for one in heroes if one.button_page_id)
        wanted.images.update(one.background_image_id for one in heroes if one.background_image_id)
        site_wide = [row for one in self._site_metadata.values() for row in one.rows.values()]
        shown: list[Any] = [*self._metadata.values(), *site_wide]
        wanted.images.update(one.social_image_id for one in shown if one.social_image_id)
        if self._whole or "body" in self._parts:
            for page in self._specific.values():
                wanted.add_fields(page)
        return wanted

    def _load_heroes(self) -> dict[int, Group[Hero]]:
        """Groups of heroes by the id of any of their rows."""
        homes = [page for page in self._specific.values() if isinstance(page, HomePage)]
        ids = {home.hero_id for home in homes if home.hero_id}
        if not ids:
            return {}
        keys = Hero.objects.filter(pk__in=ids).values("translation_key")
        found = groups(
            Hero.objects.filter(translation_key__in=keys).order_by("pk"), self._site.languages
        )
        return {pk: group for group in found.values() for pk in group.ids}

    def _load_metadata(self) -> None:
        """Of the pages, of their translations (for hreflang) and of what aliases show."""
        keys = {page.translation_key for page in self._pages.values()}
        sources = {page.alias_of_id for page in self._pages.values()} - {None}
        found = seo.page_metadata(self._site, Q(translation_key__in=keys) | Q(pk__in=sources))
        self._metadata = {one.id: one for one in found}
        self._alternates = seo.Alternates(self._site, found)
        self._site_metadata = groups(SiteMetadata.objects.order_by("pk"), self._site.languages)

    def _load_ancestors(self) -> None:
        paths = {path for page in self._pages.values() for path in _paths_above(page)}
        if not paths:
            return
        found = readable().filter(path__in=paths)
        self._ancestors = {
            page.path: page
            for page in found
            if self._site.path(page.locale_id, page.url_path) is not None
        }

    def _load_translations(self) -> None:
        keys = {page.translation_key for page in self._pages.values()}
        for one in addresses(self._site, readable().filter(translation_key__in=keys)):
            self._translations.setdefault(one.key, []).append(one)

    def _load_sources(self) -> dict[int, Page]:
        """What alias pages show, where readers may know of it."""
        ids = {page.alias_of_id for page in self._pages.values()} - {None}
        found = readable().filter(pk__in=ids) if ids else []
        return {
            page.pk: page
            for page in found
            if self._site.path(page.locale_id, page.url_path) is not None
        }


_BUILDERS: dict[str, Any] = {
    "path": PageDetails.path,
    "locale": lambda details, page: details.language(page).code,
    "dir": lambda details, page: details.language(page).dir,
    "last_published_at": lambda details, page: seo.rfc3339(page.last_published_at),
    "introduction": PageDetails._introduction,
    "hero": PageDetails._hero,
    "body": PageDetails._body,
    "seo": PageDetails._seo,
    "breadcrumbs": PageDetails._breadcrumbs,
    "translations": PageDetails._of_each_language,
}


def _specific(pages: Sequence[Page]) -> dict[int, Any]:
    """The pages' rows of their own types, by id. One query for each type."""
    there = {page.pk: page for page in pages if type(page) is not Page}
    by_type: dict[Any, list[int]] = {}
    for page in pages:
        if page.pk not in there and page.specific_class is not None:
            by_type.setdefault(page.specific_class, []).append(page.pk)
    for model, ids in by_type.items():
        there |= model.objects.in_bulk(ids)
    return there


def _paths_above(page: Page) -> list[str]:
    """The tree paths of the pages above, the root of the tree left out."""
    step = page.steplen
    return [page.path[:length] for length in range(2 * step, len(page.path), step)]
