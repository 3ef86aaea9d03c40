"""What readers get of a page beyond its place in a list: all that a website needs to show it.

For any number of pages at once, in a number of queries that depends only on which parts are asked
for. Every part is in the page's own language, and what it points to falls back as in documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import Q
from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms.delivery import search_metadata
from cms.delivery.body import body
from cms.delivery.children import with_children
from cms.delivery.headings import Headings
from cms.delivery.images import OF_A_PAGE
from cms.delivery.kinds.hero import HEROES, hero_with_id
from cms.delivery.kinds.hero import Hero as HeroDocument
from cms.delivery.kinds.site_metadata import SITE_METADATA, defaults_of
from cms.delivery.languages import Language
from cms.delivery.pages import PageAddress, PageDirectory, Website, addresses, readable
from cms.delivery.references import References, Wanted, load
from cms.delivery.rich_text import Format
from cms.delivery.rich_text_nodes import RichText
from cms.delivery.rich_text_tree import formatted
from cms.delivery.shapes import Block, Crumb, Heading, Image, Moment, Seo, Translation
from cms.delivery.snippets import Groups, want
from cms.delivery.translations import groups, with_deletions
from cms.engines.moments import rfc3339
from home.models import SiteMetadata
from snippets.models import Hero

PARTS = (
    *("path", "locale", "dir", "translation_key", "last_published_at", "introduction", "hero"),
    *("body", "table_of_contents", "seo", "breadcrumbs", "translations", "has_children"),
)
# The parts that need the row of the page's own type.
_SPECIFIC = {"introduction", "hero", "body", "table_of_contents", "own_type"}


class PageDetails:
    """The `parts` (of PARTS, and `parent`, `alias_of`, `own_type`) of `pages`, loaded and ready to
    be asked."""

    def __init__(
        self,
        site: Website,
        pages: Sequence[Page],
        parts: Collection[str],
        format: Format = "html",
        whole: bool = False,
        reader: Language | None = None,
        image_shapes: Collection[str] | None = None,
    ) -> None:
        """`own_type` loads the row of each page's own type and the picture that it leads with, for
        whoever needs its fields. `whole` resolves every StreamField and rich text of the pages'
        types, not only `body`. Where a page is shown to readers of another language, `reader`, its
        links and breadcrumbs lead to pages in theirs."""
        self._site = site
        self._reader = reader
        self._format = format
        self._parts = set(parts)
        self._whole = whole
        self._pages = {page.pk: page for page in pages}
        self._specific: dict[int, Any] = {}
        self._bodies: dict[int, tuple[list[Block], list[Heading]]] = {}
        if self._parts & _SPECIFIC or whole:
            self._specific = _specific(pages)
        self._heroes: Groups[Hero] = self._load_heroes() if "hero" in parts else {}
        self._metadata: dict[int, search_metadata.PageMetadata] = {}
        self._site_metadata: Groups[SiteMetadata] = {}
        if "seo" in parts:
            self._load_metadata()
        self._ancestors: dict[str, Page] = {}
        if "breadcrumbs" in parts or "parent" in parts:
            self._load_ancestors()
        self._translations: dict[object, list[PageAddress]] = {}
        if "translations" in parts:
            self._load_translations()
        self.sources: dict[int, Page] = self._load_sources() if "alias_of" in parts else {}
        self._with_children = with_children(pages) if "has_children" in parts else frozenset()
        self.references: References = load(site, self._wanted(), image_shapes)

    def language(self, page: Page) -> Language:
        """Of a page under a home page of the site, as all pages here are."""
        return next(lang for lang in self._site.languages if lang.locale_id == page.locale_id)

    def specific(self, page: Page) -> Any:
        return self._specific.get(page.pk, page)

    def path(self, page: Page) -> str:
        return self._site.path(page.locale_id, page.url_path) or ""

    def url(self, page: Page) -> str:
        return self._site.absolute(self.path(page))

    def part(self, page: Page, name: str) -> Any:
        """One of PARTS, as JSON."""
        return _BUILDERS[name](self, page)

    def stream(self, page: Page, value: Any, headings: Headings | None = None) -> list[Block]:
        references = self._references_of(page)
        return body(value, references, self.language(page), self._format, headings)

    def picture(self, page: Page, name: str) -> Image | None:
        """That of a field of the page's type, which `whole` has loaded."""
        picture: int | None = getattr(self.specific(page), f"{name}_id")
        code = self.language(page).code
        return self.references.images.as_document(picture, code, shapes=OF_A_PAGE)

    def lead_picture(self, page: Page, shapes: tuple[str, ...]) -> Image | None:
        """That of a page whose type has one; needs the part `own_type`."""
        picture: int | None = getattr(self.specific(page), "lead_picture_id", None)
        return self.references.images.as_document(picture, self.language(page).code, shapes=shapes)

    def rich_text(self, page: Page, html: str, features: list[str] | None = None) -> RichText:
        references = self._references_of(page)
        return formatted(html, references, self.language(page), self._format, features)

    def _references_of(self, page: Page) -> References:
        """Of a page that is shown to readers of another language: what leads them to theirs."""
        return self._for_reader if self._is_elsewhere(page) else self.references

    def _is_elsewhere(self, page: Page) -> bool:
        return self._reader is not None and self._reader.locale_id != page.locale_id

    @cached_property
    def _for_reader(self) -> References:
        if self._reader is None:
            return self.references
        return replace(self.references, pages=self.references.pages.for_readers_of(self._reader))

    def parent(self, page: Page) -> Page | None:
        """The page above, when readers may know of it."""
        return self._ancestors.get(page.path[: -page.steplen])

    def trail(self, page: Page) -> list[Page]:
        """From the home page to the page itself, without those that readers may not know of."""
        above = (self._ancestors.get(path) for path in _paths_above(page))
        return [*(ancestor for ancestor in above if ancestor is not None), page]

    # --- Parts -------------------------------------------------------------------------------

    def _introduction(self, page: Page) -> str:
        value = getattr(self.specific(page), "introduction", "")
        return value if isinstance(value, str) else ""

    def _hero(self, page: Page) -> HeroDocument | None:
        hero_id = _hero_id(self.specific(page))
        references = self._references_of(page)
        return hero_with_id(hero_id, self._heroes, references, self.language(page))

    def _body(self, page: Page) -> list[Block]:
        return self._body_and_headings(page)[0]

    def _table_of_contents(self, page: Page) -> list[Heading]:
        return self._body_and_headings(page)[1]

    def _body_and_headings(self, page: Page) -> tuple[list[Block], list[Heading]]:
        if page.pk not in self._bodies:
            value = getattr(self.specific(page), "body", None)
            headings = Headings()
            is_stream = isinstance(value, StreamValue)
            blocks = self.stream(page, value, headings) if is_stream else []
            self._bodies[page.pk] = blocks, headings.contents
        return self._bodies[page.pk]

    def _seo(self, page: Page) -> Seo | None:
        if (metadata := self._metadata.get(page.pk)) is None:
            return None
        return search_metadata.as_document(
            metadata,
            self._alternates,
            defaults_of(self._site_metadata, self.language(page)),
            self.references.images,
            self._site,
        )

    def site_name(self, page: Page) -> str:
        """The name of the website in the page's language; needs the part `seo`."""
        defaults = defaults_of(self._site_metadata, self.language(page))
        return defaults.site_name or self._site.name

    def site_names(self, page: Page) -> list[str]:
        """As `site_name`, and then the names in the other languages."""
        others = (lang for lang in self._site.languages if lang != self.language(page))
        of_others = (defaults_of(self._site_metadata, other).site_name for other in others)
        return [self.site_name(page), *of_others]

    def language_of_text(self, page: Page) -> Language:
        """Of what the page says: an alias, and what nobody has translated yet, says what its source
        does. Needs the part `seo`."""
        source = self._alternates.source_of(self._metadata[page.pk])
        return source.language if source is not None else self.language(page)

    def _breadcrumbs(self, page: Page) -> list[Crumb]:
        *above, itself = self.trail(page)
        if self._is_elsewhere(page):
            return [*self._crumbs_for_reader(above), self._crumb(itself)]
        return [self._crumb(crumb) for crumb in (*above, itself)]

    def _crumb(self, page: Page) -> Crumb:
        return {"id": page.pk, "title": page.title, "path": self.path(page)}

    def _crumbs_for_reader(self, above: Sequence[Page]) -> Iterator[Crumb]:
        """The pages above in the reader's language; one that was taken down there is left out."""
        for page in above:
            address = self._above_for_reader.in_language(page.pk, self.language(page))
            if address is not None:
                yield {"id": address.id, "title": address.title, "path": address.path}

    @cached_property
    def _above_for_reader(self) -> PageDirectory:
        """Two queries, where a page is shown in another language than the reader's."""
        directory = PageDirectory(self._site, (page.pk for page in self._ancestors.values()))
        return directory.for_readers_of(self._reader) if self._reader else directory

    def _of_each_language(self, page: Page) -> list[Translation]:
        translations = self._translations.get(page.translation_key, [])
        by_code = {translation.language.code: translation for translation in translations}
        return [
            {
                "id": by_code[code].id,
                "locale": code,
                "title": by_code[code].title,
                "path": by_code[code].path,
            }
            for code in (language.code for language in self._site.languages)
            if code in by_code
        ]

    # --- What is loaded ----------------------------------------------------------------------

    def _wanted(self) -> Wanted:
        wanted = Wanted()
        want(wanted, HEROES, self._heroes)
        want(wanted, SITE_METADATA, self._site_metadata)
        pages = self._metadata.values()
        wanted.images.update(page.social_image_id for page in pages if page.social_image_id)
        if "own_type" in self._parts:
            leads = (getattr(row, "lead_picture_id", None) for row in self._specific.values())
            wanted.images.update(picture for picture in leads if picture is not None)
        if self._whole or self._parts & {"body", "table_of_contents"}:
            for page in self._specific.values():
                wanted.add_fields(page)
        return wanted

    def _load_heroes(self) -> Groups[Hero]:
        """The heroes that the pages open with, in every language."""
        of_pages = (_hero_id(page) for page in self._specific.values())
        ids = {pk for pk in of_pages if pk is not None}
        if not ids:
            return {}
        keys = Hero.objects.filter(pk__in=ids).values("translation_key")
        rows = Hero.objects.filter(translation_key__in=keys).order_by("pk")
        return groups(with_deletions(rows), self._site.languages)

    def _load_metadata(self) -> None:
        """Of the pages, of their translations (for hreflang) and of what aliases show."""
        keys = {page.translation_key for page in self._pages.values()}
        sources = {page.alias_of_id for page in self._pages.values()} - {None}
        pages = search_metadata.page_metadata(
            self._site, Q(translation_key__in=keys) | Q(pk__in=sources)
        )
        self._metadata = {page.id: page for page in pages}
        self._alternates = search_metadata.Alternates(self._site, pages)
        rows = with_deletions(SiteMetadata.objects.order_by("pk"))
        self._site_metadata = groups(rows, self._site.languages)

    def _load_ancestors(self) -> None:
        paths = {path for page in self._pages.values() for path in _paths_above(page)}
        if not paths:
            return
        ancestors = readable().filter(path__in=paths)
        self._ancestors = {
            page.path: page
            for page in ancestors
            if self._site.path(page.locale_id, page.url_path) is not None
        }

    def _load_translations(self) -> None:
        keys = {page.translation_key for page in self._pages.values()}
        for address in addresses(self._site, readable().filter(translation_key__in=keys)):
            self._translations.setdefault(address.key, []).append(address)

    def _last_published_at(self, page: Page) -> Moment | None:
        return rfc3339(page.last_published_at) if page.last_published_at else None

    def _load_sources(self) -> dict[int, Page]:
        """What alias pages show, where readers may know of it."""
        ids = {page.alias_of_id for page in self._pages.values()} - {None}
        sources = readable().filter(pk__in=ids) if ids else []
        return {
            page.pk: page
            for page in sources
            if self._site.path(page.locale_id, page.url_path) is not None
        }


_BUILDERS: dict[str, Any] = {
    "path": PageDetails.path,
    "locale": lambda details, page: details.language(page).code,
    "dir": lambda details, page: details.language(page).dir,
    "translation_key": lambda _details, page: str(page.translation_key),
    "last_published_at": PageDetails._last_published_at,
    "introduction": PageDetails._introduction,
    "hero": PageDetails._hero,
    "body": PageDetails._body,
    "table_of_contents": PageDetails._table_of_contents,
    "seo": PageDetails._seo,
    "breadcrumbs": PageDetails._breadcrumbs,
    "translations": PageDetails._of_each_language,
    "has_children": lambda details, page: page.pk in details._with_children,
}


def _specific(pages: Sequence[Page]) -> dict[int, Any]:
    """The pages' rows of their own types, by id. One query for each type."""
    specific = {page.pk: page for page in pages if type(page) is not Page}
    by_type: dict[Any, list[int]] = {}
    for page in pages:
        if page.pk not in specific and page.specific_class is not None:
            by_type.setdefault(page.specific_class, []).append(page.pk)
    for model, ids in by_type.items():
        specific |= model.objects.in_bulk(ids)
    return specific


def _hero_id(page: Page) -> int | None:
    """The hero of a page whose type has one."""
    for field in page._meta.concrete_fields:
        if field.name == "hero" and field.related_model is Hero:
            return page.hero_id
    return None


def _paths_above(page: Page) -> list[str]:
    """The tree paths of the pages above, the root of the tree left out."""
    step = page.steplen
    return [page.path[:length] for length in range(2 * step, len(page.path), step)]
