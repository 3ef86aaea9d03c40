"""The rows of pages that an answer is made of, read together.

A page comes with the row of its own type in one query. What it says of other pages (those above
it, its translations, what it is an alias of, what it links to) comes in a second one, however many
they are. Pages that readers may not know of are among them: they still tell which translations
stand in for them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject
from wagtail.models import Page, get_page_models

from cms.delivery import tags
from cms.delivery.pages import IS_READABLE, PageAddress, PageDirectory, PageVersion, Website
from cms.delivery.search_metadata import (
    PageMetadata,
    original_place,
    page_types,
    place_of,
)
from cms.engines import read_log
from cms.engines.compiled_query import CompiledQuery, Given
from snippets.models.deleted import deleted_in

# --- A page with the row of its own type ------------------------------------------------------


def with_types(pages: QuerySet[Page]) -> QuerySet[Page]:
    """The pages, each with the row of its own type: see `specific`."""
    return pages.select_related(*_types().values())


def specific(page: Page) -> Page:
    """The page as its own type has it, which `with_types` has read."""
    model = page.specific_class
    if model not in _types():
        return page  # a type whose code is gone
    row: Page = page
    for name in _types()[model].split("__"):
        row = getattr(row, name)
    return row


@cache
def _types() -> dict[type[Page], str]:
    """Page type -> where its row is, from a row of Page: `contentpage`."""
    return {model: _way_to(model) for model in get_page_models() if model is not Page}


def _way_to(model: type[Page]) -> str:
    parent, link = next(
        (parent, link)
        for parent, link in model._meta.parents.items()
        if link is not None and link.model is model
    )
    name = str(link.remote_field.get_accessor_name())
    return name if parent is Page else f"{_way_to(cast('type[Page]', parent))}__{name}"


# --- The pages beside it ----------------------------------------------------------------------

# In the order of the model, in which Django takes the values of a row.
_OF_PAGE = tuple(
    column.attname
    for column in Page._meta.concrete_fields
    if column.attname
    in {
        *("id", "path", "depth", "translation_key", "locale_id", "content_type_id", "url_path"),
        *("title", "seo_title", "search_description", "alias_of_id", "last_published_at"),
        *("live", "first_published_at"),
    }
)


@dataclass(frozen=True, slots=True)
class SharedAs:
    """What the row of a page's type says to search engines: its columns, and its original."""

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
    original_place: str | None
    #: The translation key of the page that was chosen as its original.
    original_key: str | None


_MADE = {
    "original_place": original_place(),
    "original_key": Case(
        When(
            canonical_page__isnull=False,
            then=Subquery(
                Page.objects.filter(pk=OuterRef("canonical_page")).values("translation_key")
            ),
        )
    ),
}
_OF_TYPE = {column.name: _MADE.get(column.name, column.name) for column in fields(SharedAs)}


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """`shared_as` is None of a page whose type has no metadata. `deleted_in` are the locales in
    which the page was deleted."""

    page: Page
    is_readable: bool
    deleted_in: list[int]
    shared_as: SharedAs | None


def _related() -> QuerySet[Page]:
    linked = Page.objects.filter(pk__any_of=Given("linked")).order_by()
    wanted = (
        Q(pk__any_of=Given("ids"))
        | Q(path__any_of=Given("paths"))
        | Q(translation_key__any_of=Given("keys"))
        # An array: PostgreSQL would look at every page for a condition with a subquery in an OR.
        | Q(translation_key__any_of=ArraySubquery(linked.values("translation_key")))
    )
    # Not joined: PostgreSQL would rather read all rows of a small table than look these up.
    of_types = [
        Subquery(
            model._default_manager.order_by()
            .filter(pk=OuterRef("pk"))
            .values(shared_as=JSONObject(**_OF_TYPE))
        )
        for model in page_types()
    ]
    # JSON's null for a page whose type is none of these.
    of_type = Coalesce(*of_types, Value(None, JSONField()))
    return (
        Page.objects.filter(wanted)
        .annotate(is_readable=IS_READABLE, deleted_in=deleted_in(Page), of_type=of_type)
        .order_by()
        .values_list(*_OF_PAGE, "is_readable", "deleted_in", "of_type")
    )


_RELATED = CompiledQuery(_related)


@dataclass(frozen=True)
class RelatedPages:
    """The pages that some pages have to do with, those that readers may know of, and others."""

    site: Website
    rows: Collection[RelatedPage]

    @classmethod
    def read(
        cls,
        site: Website,
        *,
        ids: Collection[int],
        paths: Collection[str],
        keys: Collection[object],
        linked: Collection[int],
    ) -> RelatedPages:
        """The pages with these ids, places in the tree and translation keys, and those with the
        translation keys of the pages `linked`. One query, or none for nothing."""
        if not (ids or paths or keys or linked):
            return cls(site, ())
        with read_log.narrowed(tags.page_tables() | tags.DELETED_TABLES) as read:
            rows = [
                _row(values)
                for values in _RELATED.values(
                    ids=sorted(ids), paths=sorted(paths), keys=list(keys), linked=sorted(linked)
                )
            ]
            read |= {tags.page(pk) for pk in (*ids, *linked, *(row.page.pk for row in rows))}
            of_links = {row.page.translation_key for row in rows if row.page.pk in linked}
            read |= {tags.translations(key) for key in (*keys, *of_links)}
            for row in rows:
                if row.shared_as is not None and row.shared_as.canonical_page_id is not None:
                    read.add(tags.page(row.shared_as.canonical_page_id))
                    read.add(tags.translations(row.shared_as.original_key))
        return cls(site, rows)

    def shown(self) -> dict[int, Page]:
        """The pages of the website that readers may know of, by id."""
        return {row.page.pk: row.page for row, _address in self._shown()}

    def addresses(self) -> list[PageAddress]:
        return [address for _row, address in self._shown()]

    def metadata(self) -> list[PageMetadata]:
        """What the pages say to search engines."""
        return [
            PageMetadata(
                id=address.id,
                key=address.key,
                language=address.language,
                path=address.path,
                title=address.title,
                seo_title=row.page.seo_title,
                description=row.page.search_description,
                social_title=row.shared_as.social_title,
                social_description=row.shared_as.social_description,
                social_image_id=row.shared_as.social_image_id,
                canonical_url=row.shared_as.canonical_url,
                canonical_page_id=row.shared_as.canonical_page_id,
                is_indexable=row.shared_as.is_indexable,
                has_nofollow=row.shared_as.has_nofollow,
                has_nosnippet=row.shared_as.has_nosnippet,
                max_snippet=row.shared_as.max_snippet,
                max_image_preview=row.shared_as.max_image_preview,
                is_untranslated=row.shared_as.is_untranslated,
                alias_of_id=row.page.alias_of_id,
                last_published_at=row.page.last_published_at,
                original_path=place_of(self.site, row.shared_as.original_place),
            )
            for row, address in self._shown()
            if row.shared_as is not None
        ]

    def directory(self) -> PageDirectory:
        return _Directory(self)

    def _shown(self) -> Iterator[tuple[RelatedPage, PageAddress]]:
        for row in self.rows:
            page = row.page
            language = self.site.language_of(page.locale_id)
            path = self.site.path(page.locale_id, page.url_path)
            if row.is_readable and language is not None and path is not None:
                key = page.translation_key
                yield row, PageAddress(page.pk, key, language, path, page.title)


class _Directory(PageDirectory):
    """A directory of pages that are read already."""

    def __init__(self, related: RelatedPages) -> None:
        super().__init__(related.site, ())
        self.keys = {row.page.pk: row.page.translation_key for row in related.rows}
        self._note(related.addresses(), map(_version, related.rows))


def _version(row: RelatedPage) -> PageVersion:
    page = row.page
    return PageVersion(
        key=page.translation_key,
        locale_id=page.locale_id,
        is_readable=row.is_readable,
        live=page.live,
        first_published_at=page.first_published_at,
        deleted_in=row.deleted_in,
    )


def _row(values: tuple[object, ...]) -> RelatedPage:
    *of_page, is_readable, was_deleted_in, of_type = values
    columns = json.loads(str(of_type))
    return RelatedPage(
        page=Page.from_db(None, _OF_PAGE, of_page),
        is_readable=bool(is_readable),
        deleted_in=cast("list[int]", was_deleted_in),
        shared_as=SharedAs(**columns) if columns is not None else None,
    )
