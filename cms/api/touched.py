"""Which answers a change touches: the one place where changed rows become tags.

An answer has the tags of what it read (cms/engines/read_log.py). A change has the tags of what it
touches. An answer is as it was while no tag of it is touched.

- A changed row touches its table. So an answer that read more of the table than it said, as a
  listing did, is touched by every change of it.
- A page is touched with its row in the table of all pages or of its own type. Its translations and
  its old and new address are touched with it. A page that moves changes the rows of all pages below
  it, and PostgreSQL notes each of them.
- What comes, goes or moves touches the page above it: which pages stand under it.
- What was deleted in a language touches the pages with its translation key.
- A rendition touches its image.
- Who links to a page, or is below it, has read that page: its tag is among those of the answer.
- Restrictions, collections, locales, sites, redirects and snippets are small tables that change
  rarely, and are read as a whole.
- A table without a trigger may have changed with any version.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache

from django.contrib.contenttypes.models import ContentType
from taggit.models import TaggedItem
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.delivery import tags
from cms.engines.read_log import rows_of
from cms.engines.versioned_cache import Key, Value, VersionedCache
from cms.publishing.changes import ChangedRow, Changes, between
from cms.publishing.models import ContentVersion
from cms.publishing.triggers import content_models

# Seconds to wait for another thread that asks what changed.
LONGEST_WAIT = 2.0
# The tag of an answer that every change touches.
ANYTHING = "*"
# What these tables say is in no answer: they tell what a row is of, and what version there is.
_IN_NO_ANSWER = frozenset({ContentType._meta.db_table, ContentVersion._meta.db_table})
# The columns that say where a page is, and whether it is among the pages under another.
_PLACE = ("translation_key", "locale_id", "url_path", "path")
_UNDER_ANOTHER = ("locale_id", "path", "live")

TagsOfRow = Callable[[int, ChangedRow], Iterator[str]]


def _tags_of_page(page_id: int, row: ChangedRow) -> Iterator[str]:
    yield tags.page(page_id)
    keys = list(row.values("translation_key"))
    yield from map(tags.translations, keys)
    yield from map(tags.address, row.values("url_path"))
    if any(row.was.get(column) != row.is_now.get(column) for column in _PLACE):
        yield tags.place(page_id)
        yield from map(tags.places, keys)
    yield from map(tags.children, _places_above(row))


def _places_above(row: ChangedRow) -> Iterator[str]:
    """Those under which the page was or is, where it comes, goes or moves."""
    if any(row.was.get(column) != row.is_now.get(column) for column in _UNDER_ANOTHER):
        for path in row.values("path"):
            yield str(path)[: -Page.steplen]


def _tags_of_page_type(page_id: int, row: ChangedRow) -> Iterator[str]:
    yield tags.page(page_id)


def _tags_of_deletion(deletion_id: int, row: ChangedRow) -> Iterator[str]:
    yield from map(tags.translations, row.values("translation_key"))


def _tags_of_image(image_id: int, row: ChangedRow) -> Iterator[str]:
    yield tags.image(image_id)


def _tags_of_rendition(rendition_id: int, row: ChangedRow) -> Iterator[str]:
    yield from map(tags.image, row.values("image_id"))


def _tags_of_document(document_id: int, row: ChangedRow) -> Iterator[str]:
    yield tags.document(document_id)


def _tags_of_tagged_item(item_id: int, row: ChangedRow) -> Iterator[str]:
    for state in (row.was, row.is_now):
        if state:
            yield tags.tagged(state["content_type_id"], state["object_id"])


@cache
def _tags_of_rows() -> Mapping[str, TagsOfRow]:
    """By table, for the tables that may be read row by row."""
    images = get_image_model()
    return {
        **dict.fromkeys(tags.page_tables(), _tags_of_page_type),
        Page._meta.db_table: _tags_of_page,
        **dict.fromkeys(tags.DELETED_TABLES, _tags_of_deletion),
        images._meta.db_table: _tags_of_image,
        images.get_rendition_model()._meta.db_table: _tags_of_rendition,
        get_document_model()._meta.db_table: _tags_of_document,
        TaggedItem._meta.db_table: _tags_of_tagged_item,
    }


@cache
def _watched_tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in content_models())


def touched_by(changes: Changes) -> frozenset[str] | None:
    """The tags that changes touch; None when nobody knows what changed."""
    if changes.everything:
        return None
    touched = {ANYTHING}
    for table, rows in changes.tables.items():
        touched.add(table)
        if rows is None:
            touched.add(rows_of(table))
        elif (tags_of_row := _tags_of_rows().get(table)) is not None:
            for pk, row in rows.items():
                touched.update(tags_of_row(pk, row))
    return frozenset(touched)


def tags_of_answer(read: Collection[str]) -> frozenset[str]:
    """The tags of an answer that was made of what a log says was read."""
    tables = {tag for tag in read if ":" not in tag}
    unwatched = tables - _watched_tables() - _IN_NO_ANSWER
    return frozenset(read) - _IN_NO_ANSWER - unwatched | ({ANYTHING} if unwatched else set())


def carry_over(cache: VersionedCache[Key, Value], newer: int) -> None:
    """Makes what `cache` holds valid for version `newer`, without what changes up to it touch."""
    older = cache.version
    if newer <= older:
        return
    with cache.turn(("carry over", newer), LONGEST_WAIT):
        if cache.version == older:
            touched = touched_by(between(older, newer)) if len(cache) else None
            cache.carry_over(older, newer, touched)
