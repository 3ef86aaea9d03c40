"""Metadata of pages for search engines and sharing: one generator for every answer.

`hreflang` alternates (Google, "Localized versions of your page"): every live, public, indexable
translation that is a page of its own, itself included, and `x-default`. An alias shows another
page's text, and so does one that nobody has translated yet: its canonical address is its source's,
and it is nobody's alternate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat, NullIf
from wagtail.models import Page

from cms.delivery.images import OF_A_PAGE, ImageDirectory
from cms.delivery.languages import Language
from cms.delivery.pages import Website, readable
from cms.delivery.shapes import Alternate, Seo
from cms.engines.compiled_query import CompiledQuery, Given
from cms.engines.moments import rfc3339
from home.effective_metadata import SiteDefaults, WrittenMetadata, in_effect
from home.models import SiteMetadata
from home.robots_directives import RobotsDirectives
from home.seo import SearchMetadata
from snippets.routes import shown_address


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """One live, public page of the website, as far as search engines care."""

    id: int
    key: object
    language: Language
    path: str
    title: str
    seo_title: str
    description: str
    social_title: str
    social_description: str
    social_image_id: int | None
    canonical_url: str
    canonical_page_id: int | None
    is_indexable: bool
    has_nofollow: bool
    has_nosnippet: bool
    max_snippet: int | None
    max_image_preview: str
    is_untranslated: bool
    alias_of_id: int | None
    last_published_at: datetime | None
    #: The path of the page that it names as its original, where readers can open that.
    original_path: str | None

    @property
    def is_alternate(self) -> bool:
        shows_another = self.alias_of_id is not None or self.is_untranslated
        is_elsewhere = self.original_path is not None or shown_address(self.canonical_url)
        return self.is_indexable and not shows_another and not is_elsewhere

    @property
    def robots(self) -> RobotsDirectives:
        return RobotsDirectives(
            is_indexable=self.is_indexable,
            has_nofollow=self.has_nofollow,
            has_nosnippet=self.has_nosnippet,
            max_snippet=self.max_snippet,
            max_image_preview=self.max_image_preview,
        )

    @property
    def written(self) -> WrittenMetadata:
        return WrittenMetadata(
            title=self.title,
            seo_title=self.seo_title,
            search_description=self.description,
            social_title=self.social_title,
            social_description=self.social_description,
            social_image_id=self.social_image_id,
        )


_COLUMNS = (
    "pk",
    "translation_key",
    "locale_id",
    "url_path",
    "title",
    "seo_title",
    "search_description",
    "social_title",
    "social_description",
    "social_image_id",
    "canonical_url",
    "canonical_page_id",
    "is_indexable",
    "has_nofollow",
    "has_nosnippet",
    "max_snippet",
    "max_image_preview",
    "is_untranslated",
    "alias_of_id",
    "last_published_at",
    "original_place",
)


def page_types() -> list[type[SearchMetadata]]:
    """The page models that carry search metadata."""
    return [model for model in apps.get_models() if issubclass(model, SearchMetadata)]


def original_place() -> Case:
    """Of a page that names another as its original: where that is, as `place_of` reads it.

    Of the group of the page that was chosen it is the one in the page's language that readers can
    open, else the one that was chosen, where readers can open that. NULL where there is none, and
    where it is the page itself.
    """
    own = Concat(Cast("locale_id", CharField()), Value(":"), "url_path", output_field=TextField())
    key = Page.objects.filter(pk=OuterRef(OuterRef("canonical_page"))).values("translation_key")
    versions = readable().filter(
        Q(locale_id=OuterRef("locale_id")) | Q(pk=OuterRef("canonical_page")),
        translation_key=Subquery(key),
    )
    its_language_first = Case(When(locale_id=OuterRef("locale_id"), then=0), default=1)
    places = versions.annotate(place=own, rank=its_language_first).order_by("rank")
    return Case(
        When(canonical_page__isnull=False, then=NullIf(Subquery(places.values("place")[:1]), own)),
        default=None,
        output_field=TextField(),
    )


def place_of(site: Website, written: str | None) -> str | None:
    """The path on the website of an `original_place`."""
    locale_id, _colon, url_path = (written or "").partition(":")
    return site.path(int(locale_id), url_path) if locale_id else None


def _rows(model: type[SearchMetadata]) -> QuerySet[Any]:
    readable_rows = model._default_manager.filter(pk__in=readable().values("pk"))
    return readable_rows.annotate(original_place=original_place())


@cache
def _with_ids(model: type[SearchMetadata]) -> CompiledQuery:
    return CompiledQuery(
        lambda: _rows(model).filter(id__any_of=Given("ids")).order_by().values_list(*_COLUMNS)
    )


_RELATIVES = CompiledQuery(
    lambda: (
        Page.objects.filter(
            Q(pk__any_of=Given("ids"))
            | Q(translation_key__any_of=Given("keys"))
            | Q(pk__any_of=Given("sources"))
        )
        .order_by()
        .values_list("content_type_id", "pk")
    )
)
_KEYS = CompiledQuery(
    lambda: (
        Page.objects.filter(pk__any_of=Given("ids"))
        .order_by()
        .values_list("translation_key", "alias_of_id")
    )
)


def page_metadata(site: Website, only: Q) -> list[PageMetadata]:
    """The site's readable pages that are `only` these, by address. One query per page type."""
    rows = (
        row for model in page_types() for row in _rows(model).filter(only).values_list(*_COLUMNS)
    )
    return _on_the_site(site, rows)


def metadata_with_relatives(site: Website, ids: list[int]) -> list[PageMetadata]:
    """As `page_metadata`: the pages with these ids, their translations and what aliases among them
    show, which is all that `as_document` asks of others. One query per page type, and two."""
    keys = _KEYS.values(ids=ids)
    by_type: dict[int, list[int]] = {}
    for type_id, pk in _RELATIVES.values(
        ids=ids,
        keys=list({key for key, _source in keys}),
        sources=[source for _key, source in keys if source is not None],
    ):
        by_type.setdefault(type_id, []).append(pk)
    types = ContentType.objects.get_for_models(*page_types())
    rows = (
        row
        for model, content_type in types.items()
        if (of_type := by_type.get(content_type.pk))
        for row in _with_ids(model).values(ids=sorted(of_type))
    )
    return _on_the_site(site, rows)


Row = tuple[Any, ...]


def _on_the_site(site: Website, rows: Iterable[Row]) -> list[PageMetadata]:
    pages = (_metadata(site, row) for row in rows)
    return sorted(
        (page for page in pages if page is not None), key=lambda page: (page.path, page.id)
    )


def _metadata(site: Website, row: Row) -> PageMetadata | None:
    pk, key, locale_id, url_path, *rest, original = row
    language, path = site.language_of(locale_id), site.path(locale_id, url_path)
    if language is None or path is None:
        return None
    columns = [*rest, place_of(site, original)]
    return PageMetadata(pk, key, language, path, *columns)


def metadata_of(site: Website, page: SearchMetadata) -> PageMetadata | None:
    """Of a page that was read already, with its `original_place`; None when it is under no home
    page of the site."""
    return _metadata(site, tuple(getattr(page, name) for name in _COLUMNS))


class Alternates:
    """Which pages are translations of each other, for hreflang."""

    def __init__(self, site: Website, pages: Iterable[PageMetadata]) -> None:
        self._site = site
        self._by_key: dict[object, list[PageMetadata]] = {}
        self._pages = {page.id: page for page in pages}
        for page in self._pages.values():
            if page.is_alternate:
                self._by_key.setdefault(page.key, []).append(page)

    def of(self, page: PageMetadata) -> list[Alternate]:
        if not page.is_alternate:
            return []
        order = {language.code: number for number, language in enumerate(self._site.languages)}
        versions = sorted(self._by_key[page.key], key=lambda version: order[version.language.code])
        in_default = (page for page in versions if page.language.code == settings.LANGUAGE_CODE)
        default = next(in_default, versions[0])
        places = [(version.language.code, version.path) for version in versions]
        return [
            {"hreflang": code, "href": self._site.absolute(path)}
            for code, path in (*places, ("x-default", default.path))
        ]

    def canonical(self, page: PageMetadata) -> str:
        if page.original_path is not None:
            return self._site.absolute(page.original_path)
        if elsewhere := shown_address(page.canonical_url):
            return elsewhere
        return self._site.absolute((self.source_of(page) or page).path)

    def source_of(self, page: PageMetadata) -> PageMetadata | None:
        """The page whose text an alias, or one that nobody has translated yet, shows."""
        if (original := self._pages.get(page.alias_of_id or 0)) is not None:
            return original
        versions = self._by_key.get(page.key) if page.is_untranslated else None
        return min(versions, key=lambda version: version.id) if versions else None


def site_defaults(shown: list[SiteMetadata]) -> SiteDefaults:
    """Of the SiteMetadata rows that a reader of one language gets: a single row, or none yet."""
    if not shown:
        return SiteDefaults()
    row = shown[0]
    return SiteDefaults(row.site_name, row.title_suffix, row.description, row.social_image_id)


def as_document(
    page: PageMetadata,
    alternates: Alternates,
    defaults: SiteDefaults,
    images: ImageDirectory,
    site: Website,
) -> Seo:
    shown = in_effect(page.written, defaults)
    return {
        "id": page.id,
        "locale": page.language.code,
        "path": page.path,
        "url": site.absolute(page.path),
        "title": shown.title,
        "description": shown.description,
        "canonical": alternates.canonical(page),
        "robots": str(page.robots),
        "social": {
            "title": shown.social_title,
            "description": shown.social_description,
            "image": images.social(shown.social_image_id, page.language.code),
            "picture": images.as_document(
                shown.social_image_id, page.language.code, shapes=OF_A_PAGE
            ),
        },
        "alternates": alternates.of(page),
        "last_modified": rfc3339(moment) if (moment := page.last_published_at) else None,
    }
