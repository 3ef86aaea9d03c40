"""Everything that a build reads, each row once.

The number of queries depends on the kinds of content, not on how much of it there is; a test
holds that. Call it inside one snapshot of the database (cms/publishing/publish.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial, wraps
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from wagtail.models import Site

from cms.delivery.languages import Language, languages
from cms.delivery.pages import IS_READABLE, Website, website
from cms.delivery.references import References, Wanted, load
from cms.delivery.registry import KINDS, Kind
from cms.delivery.reuse import PagesRead, Pieces
from cms.delivery.search_metadata import (
    Alternates,
    PageMetadata,
    metadata_of,
    original_place,
)
from cms.delivery.snippets import Groups, Item, Row, items_in_language, want
from cms.delivery.translations import groups, with_deletions
from cms.engines.compiled_query import CompiledQuery
from home.models import HomePage
from home.stream_leaves import streams_of
from snippets.models.deleted import is_taken_down

Value = TypeVar("Value")


@dataclass(frozen=True)
class Content:
    languages: tuple[Language, ...]
    site: Website
    # The rows of each kind, by the kind's name.
    groups: Mapping[str, Groups[Any]]
    homes: dict[int, HomePage]
    # The locales in which the home page was taken down.
    homes_taken_down: frozenset[int]
    # Of the home pages alone: no document but seo_data may take longer for more pages, and that
    # reads them part by part (cms/delivery/kinds/seo_data.py).
    home_metadata: dict[int, PageMetadata]
    home_alternates: Alternates
    references: References
    # What documents share, and what builds share.
    pieces: Pieces = field(compare=False, repr=False)
    # Of what is no piece, the images that were shown without all their renditions.
    incomplete_images: set[int] = field(default_factory=set, compare=False, repr=False)

    def of(self, kind: Kind[Row]) -> Groups[Row]:
        self.pieces.reads(kind)
        return self.groups[kind.name]

    def keep(self) -> None:
        """Keeps what the next build of this process may take over. Not while pictures lack
        renditions, because each build says which ones it shows; nor without a home page, whose
        translations nobody would know."""
        if self.references.images.incomplete or not self.homes:
            return
        homes = self.homes.values()
        linked = self.references.pages
        ids = linked.wanted.union(page.pk for page in homes)
        keys = {*linked.keys.values(), *(page.translation_key for page in homes)}
        self.pieces.keep(PagesRead(ids, frozenset(map(str, keys))))

    def rows(self, kind: Kind[Row]) -> Iterator[Row]:
        """Every row of a kind, in all languages."""
        for group in self.of(kind).values():
            yield from group.rows.values()

    def items(self, kind: Kind[Row], language: Language) -> dict[object, Item[Row]]:
        """What readers of a language get of a kind, by translation key, in its order."""
        return items_in_language(kind, self.of(kind), self.references, language)

    def home(self, language: Language) -> HomePage | None:
        """The home page of a language. Where there never was one, that of the first language that
        has one; None where it was taken down."""
        if language.locale_id in self.homes_taken_down:
            return None
        in_order = (language, *self.languages)
        return next((self.homes[x.locale_id] for x in in_order if x.locale_id in self.homes), None)


def once(build: Callable[[Content, Language], Value]) -> Callable[[Content, Language], Value]:
    """For what several documents show: built once for each language. Nobody may change it."""

    @wraps(build)
    def built_once(content: Content, language: Language) -> Value:
        return content.pieces.once((build, language.code), lambda: build(content, language))

    return built_once


# How a row is edited, which no document says; a row comes twice as fast without.
_EDITORIAL = frozenset(
    {
        *("expire_at", "expired", "go_live_at", "has_unpublished_changes"),
        *("latest_revision", "latest_revision_created_at", "live_revision"),
        *("locked", "locked_at", "locked_by", "owner", "search_index_version"),
    }
)


def _rows_of(model: type[Model]) -> QuerySet[Any]:
    editorial = _EDITORIAL.intersection(column.name for column in model._meta.fields)
    return model._default_manager.defer(*editorial)


@cache
def _all_of(kind: Kind[Any]) -> CompiledQuery:
    return CompiledQuery(lambda: with_deletions(_rows_of(kind.model)).order_by(*kind.order))


# Those that readers may not know of too: whether they were taken down matters.
_HOMES = CompiledQuery(
    lambda: (
        with_deletions(_rows_of(HomePage))
        .filter(
            translation_key__in=Site.objects.filter(is_default_site=True).values(
                "root_page__translation_key"
            )
        )
        .annotate(is_readable=IS_READABLE, original_place=original_place())
    )
)


@dataclass(frozen=True)
class _Homes:
    """The readable home pages by locale id, what is said of them, and what they point to; and the
    locales in which they were taken down."""

    pages: dict[int, HomePage]
    taken_down: frozenset[int]
    metadata: list[PageMetadata]
    alternates: Alternates
    wanted: Wanted


def read_content() -> Content:
    of_the_site = languages()
    pieces = Pieces(of_the_site)
    site = pieces.once("site", lambda: website(of_the_site))
    homes = pieces.once("homes", lambda: _homes(site))
    wanted, rows_of_kinds = homes.wanted, {}
    for kind in KINDS:
        rows, of_kind = pieces.once(kind, partial(_read_kind, pieces, kind, of_the_site))
        rows_of_kinds[kind.name] = rows
        wanted = wanted | of_kind
    return Content(
        languages=of_the_site,
        site=site,
        groups=rows_of_kinds,
        homes=homes.pages,
        homes_taken_down=homes.taken_down,
        home_metadata={page.id: page for page in homes.metadata},
        home_alternates=homes.alternates,
        references=pieces.once(wanted.key(), lambda: load(site, wanted)),
        pieces=pieces,
    )


def _read_kind(
    pieces: Pieces, kind: Kind[Any], of_the_site: tuple[Language, ...]
) -> tuple[Groups[Any], Wanted]:
    pieces.reads(kind)
    rows = groups(_all_of(kind).instances(), of_the_site)
    wanted = Wanted()
    want(wanted, kind, rows)
    return rows, wanted


def _homes(site: Website) -> _Homes:
    every = {page.locale_id: page for page in _HOMES.instances()}
    pages = {
        locale_id: page
        for locale_id, page in every.items()
        if locale_id in site.homes and page.is_readable
    }
    metadata = [of_page for page in pages.values() if (of_page := metadata_of(site, page))]
    wanted = Wanted(images={page.social_image_id for page in metadata if page.social_image_id})
    for page in pages.values():
        for stream in streams_of(page):
            wanted.add_stream(stream)
    deleted_in = {locale_id for page in every.values() for locale_id in page.deleted_in}
    taken_down = frozenset(
        language.locale_id
        for language in site.languages
        if language.locale_id not in pages
        and is_taken_down(every.get(language.locale_id), language.locale_id, deleted_in)
    )
    return _Homes(pages, taken_down, metadata, Alternates(site, metadata), wanted)
