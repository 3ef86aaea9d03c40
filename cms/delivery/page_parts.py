"""Pages in parts of bounded size, for documents that list every page.

A part holds the pages of one block of 100 ids. So a page stays in its part while others come and
go, a part has at most 100 pages in any language, and which part a page is in needs no memory of
what was. Parts are numbered from 1 by their block; a block without pages in a language is no part
of it. Up to 200 pages a language is not divided (docs/decisions/seo-data-in-parts.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Q, Value
from django.db.models.functions import ConcatPair
from wagtail.models import Page

from cms.delivery import images, tags
from cms.delivery.pages import LikeAny, Website, readable
from cms.delivery.search_metadata import page_types
from cms.engines.changed_rows import Changes, Column
from cms.engines.compiled_query import CompiledQuery, Given
from home.models import SiteMetadata

PAGES_OF_A_PART = 100
PAGES_UNDIVIDED = 200

# Language -> number of the part -> the ids of its pages.
Members = dict[str, dict[int, list[int]]]


def part_of(page_id: int) -> int:
    return (page_id - 1) // PAGES_OF_A_PART + 1


def ids_of(parts: Iterable[int]) -> list[int]:
    """Every id that a page of these parts may have."""
    size = PAGES_OF_A_PART
    return list(chain.from_iterable(range((p - 1) * size + 1, p * size + 1) for p in parts))


_COLUMNS = ("pk", "locale_id", "path", "content_type_id")
_ALL = CompiledQuery(lambda: readable().order_by("pk").values_list(*_COLUMNS))
_WITH_IDS = CompiledQuery(
    lambda: readable().filter(pk__any_of=Given("ids")).order_by("pk").values_list(*_COLUMNS)
)


def members(site: Website, parts: Collection[int] | None = None) -> Members:
    """The readable pages of each part, or of these parts alone. One query."""
    by_language: Members = {language.code: {} for language in site.languages}
    types = ContentType.objects.get_for_models(*page_types()).values()
    type_ids = {content_type.pk for content_type in types}
    # Language and place of each home page, by locale.
    homes = {
        language.locale_id: (by_language[language.code], site.homes[language.locale_id][2])
        for language in site.languages
        if language.locale_id in site.homes
    }
    rows = _ALL.values() if parts is None else _WITH_IDS.values(ids=ids_of(sorted(parts)))
    for pk, locale_id, path, type_id in rows:
        if type_id in type_ids and locale_id in homes:
            of_language, home = homes[locale_id]
            if path.startswith(home):
                of_language.setdefault(part_of(pk), []).append(pk)
    return by_language


def is_divided(counts: Mapping[int, int]) -> bool:
    """Whether a language with so many pages in each part comes in parts."""
    return sum(counts.values()) > PAGES_UNDIVIDED


# --- Which pages a change touches --------------------------------------------------------------

_PAGES = "wagtailcore_page"
_HIDDEN = "wagtailcore_pageviewrestriction"
_COLLECTIONS = "wagtailcore_collection"
# What every entry says something of.
_OF_ALL = ("wagtailcore_site", "wagtailcore_locale", "wagtailcore_collectionviewrestriction")


def tables() -> set[str]:
    """Every table that a page's entry is read from. A test holds that no other is."""
    return {
        *(_PAGES, _HIDDEN, _COLLECTIONS, *_OF_ALL, *_of_types(), *images.TABLES),
        *(SiteMetadata._meta.db_table, *tags.DELETED_TABLES),
    }


def _of_types() -> list[str]:
    return [model._meta.db_table for model in page_types()]


def touched_pages(changes: Changes, site: Website, defaults: Collection[int]) -> set[int] | None:
    """The ids of pages whose entries may say something else now; None for all of them.

    An entry says what its page says, the path of its place, who its translations are and which
    page an alias shows, a picture, and what the site says where the page says nothing. `defaults`
    are the pictures of the site.
    """
    if any(changes.touch(table) for table in (*_OF_ALL, SiteMetadata._meta.db_table)):
        return None
    if _moves_collections(changes) or _deletes_defaults(changes):
        return None
    pages = _changed_pages(changes, site)
    pictures = images.changed(changes)
    hidden = changes.values(_HIDDEN, "page_id")
    if pages is None or pictures is None or hidden is None or pictures & set(defaults):
        return None
    # Whether they are there is what their translations say of them.
    pages.others.update(_pages_under(hidden))
    return {*pages.ids, *_relatives(pages), *_pages_with(pictures)}


def _moves_collections(changes: Changes) -> bool:
    """A new collection has no pictures yet."""
    rows = changes.rows(_COLLECTIONS)
    return rows is None or any(row.was for row in rows.values())


def _deletes_defaults(changes: Changes) -> bool:
    """Whether what the site says was deleted in a language, or is there again."""
    (table,) = tags.DELETED_TABLES
    names = changes.values(table, "table_name")
    return names is None or SiteMetadata._meta.db_table in names


@dataclass(frozen=True)
class _ChangedPages:
    """`ids` of pages that changed; of those in `others` their relatives say something else, who
    had or have one of `keys`."""

    ids: set[int] = field(default_factory=set)
    others: set[int] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)


def _changed_pages(changes: Changes, site: Website) -> _ChangedPages | None:
    """None for any page."""
    changed = _ChangedPages()
    homes = {pk for pk, _url_path, _place in site.homes.values()}
    for table in (_PAGES, *_of_types()):
        if (rows := changes.rows(table)) is None:
            return None
        changed.ids.update(rows)
        for pk, row in rows.items():
            # Its address, its language, whether it is there and whether it wants to be found.
            if row.was == row.is_now:
                continue
            if table == _PAGES and pk in homes:
                return None
            changed.others.add(pk)
            changed.keys.update(str(key) for key in row.values("translation_key"))
    return changed


def _relatives(changed: _ChangedPages) -> Iterator[int]:
    """The ids of the changed pages and of those that say something of them: translations, aliases
    and those that name them as their original, with the translations of these."""
    if not changed.others:
        return
    # Keys as values: with a subquery beside OR, PostgreSQL would look at every page.
    own = Page.objects.filter(pk__in=changed.others).values_list("translation_key", flat=True)
    keys = {*changed.keys, *(str(key) for key in own)}
    keys |= _keys_of_copies(keys)
    pages = Page.objects.filter(Q(translation_key__in=keys) | Q(alias_of__in=changed.others))
    yield from pages.order_by().values_list("pk", flat=True)


def _keys_of_copies(keys: Collection[str]) -> set[str]:
    """The translation keys of the pages that name a page with one of `keys` as their original."""
    chosen = Page.objects.filter(translation_key__in=keys).values_list("pk", flat=True)
    ids = list(chosen.order_by())
    return {
        str(key)
        for model in page_types()
        for key in Page.objects.filter(
            pk__in=model._default_manager.filter(canonical_page__in=ids).order_by().values("pk")
        ).values_list("translation_key", flat=True)
    }


def _pages_with(pictures: Collection[int]) -> Iterator[int]:
    if pictures:
        for model in page_types():
            pages = model._default_manager.filter(social_image__in=pictures)
            yield from pages.order_by().values_list("pk", flat=True)


def _pages_under(ids: Collection[Column]) -> Iterator[int]:
    if not ids:
        return
    places = Page.objects.filter(pk__in=[pk for pk in ids if pk is not None])
    below = places.values(place=ConcatPair("path", Value("%"), output_field=CharField()))
    pages = Page.objects.filter(LikeAny("path", ArraySubquery(below)))
    yield from pages.order_by().values_list("pk", flat=True)
