"""Which pages, snippets and pictures readers may know of, and how that differs from before.

An item is known by its endpoint of API v2 and its id there. What makes an item public is decided
where it is delivered; this asks for as few rows as the changes allow.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Value
from django.db.models.functions import ConcatPair
from typing_extensions import TypedDict
from wagtail.images import get_image_model
from wagtail.models import Collection as MediaCollection
from wagtail.models import CollectionViewRestriction, Locale, Page, PageViewRestriction, Site

from cms.api.v2.files import public
from cms.changes.models import PublicItem
from cms.delivery import tags
from cms.delivery.languages import languages
from cms.delivery.pages import LikeAny, Website, readable, website
from cms.delivery.references import Wanted, load
from cms.delivery.registry import Snippet, snippets
from cms.delivery.snippets import items_in_language, want
from cms.delivery.translations import groups, with_deletions
from cms.engines.changed_rows import ChangedRow, Changes, Column

Change = Literal["added", "changed", "removed"]
PAGES, IMAGES = "pages", "images"

_RESTRICTIONS = PageViewRestriction._meta.db_table
# Where the website is, and in which languages.
_OF_ALL = (Site._meta.db_table, Locale._meta.db_table)
_OF_COLLECTIONS = (MediaCollection._meta.db_table, CollectionViewRestriction._meta.db_table)
# What the addresses of all pages under a home page depend on.
_OF_A_HOME = ("translation_key", "locale_id", "url_path")


class ItemChange(TypedDict):
    """`path` is where it is now, "" when it is gone or has no address; `before` where it was."""

    kind: str
    id: int
    type: str
    locale: str
    path: str
    before: str
    change: Change


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """What readers know of where an item is."""

    type: str
    locale: str
    path: str = ""


PublicPlaces = Mapping[int, PublicPlace]


class TooMuch(Exception):
    """Nobody knows which items changed."""


@dataclass(frozen=True)
class Touched:
    """What changes say of the items of one kind.

    `candidates` are the ids of those that may be public now and were not, or the reverse, or are
    elsewhere; None for all. `edited` are the ids of those that say something else; None for all.
    `find` answers which are public now, of these ids or of all.
    """

    kind: str
    candidates: set[int] | None
    edited: set[int] | None
    find: Callable[[Collection[int] | None], PublicPlaces]


def touched(changes: Changes, site: Website) -> list[Touched]:
    """The kinds that changes touch. Raises TooMuch."""
    if changes.everything or any(changes.touch(table) for table in _OF_ALL):
        raise TooMuch
    return [*_pages(changes, site), *_images(changes), *_snippets(changes, site)]


def all_kinds(site: Website) -> list[Touched]:
    """Every kind, with whatever is public."""
    return [
        Touched(PAGES, None, set(), lambda ids: public_pages(site, ids)),
        Touched(IMAGES, None, set(), _public_images),
        *(
            Touched(kind.slug, None, set(), lambda ids, kind=kind: _public_snippets(kind, site))  # type: ignore[misc]
            for kind in snippets()
        ),
    ]


def where_readers_are() -> Website:
    return website(languages())


# --- Pages -----------------------------------------------------------------------------------


def _pages(changes: Changes, site: Website) -> Iterator[Touched]:
    edited: set[int] = set()
    homes = {pk for pk, _url_path, _place in site.homes.values()}
    for table in tags.page_tables():
        rows = changes.rows(table)
        if rows is None or any(_moves(rows[pk]) for pk in homes & rows.keys()):
            raise TooMuch
        edited.update(rows)
    hidden = changes.values(_RESTRICTIONS, "page_id")
    if hidden is None:
        raise TooMuch
    candidates = edited | set(_pages_under(hidden))
    if candidates:
        yield Touched(PAGES, candidates, edited, lambda ids: public_pages(site, ids))


def _moves(home: ChangedRow) -> bool:
    return any(home.was.get(column) != home.is_now.get(column) for column in _OF_A_HOME)


def _pages_under(ids: Collection[Column]) -> Iterator[int]:
    """A privacy restriction covers its page and all below."""
    if not ids:
        return
    places = Page.objects.filter(pk__in=[pk for pk in ids if pk is not None])
    below = places.values(place=ConcatPair("path", Value("%"), output_field=CharField()))
    pages = Page.objects.filter(LikeAny("path", ArraySubquery(below)))
    yield from pages.order_by().values_list("pk", flat=True)


def public_pages(site: Website, ids: Collection[int] | None) -> PublicPlaces:
    """Those that readers get, of these ids or of all: live, not private, at an address."""
    pages = readable() if ids is None else readable().filter(pk__in=ids)
    rows = pages.order_by().values_list("pk", "content_type_id", "locale_id", "url_path")
    places = {}
    for pk, type_id, locale_id, url_path in rows:
        language, path = site.language_of(locale_id), site.path(locale_id, url_path)
        if language is not None and path is not None:
            # Django remembers content types.
            model = ContentType.objects.get_for_id(type_id).model_class()
            places[pk] = PublicPlace(_name(model), language.code, path)
    return places


def _name(model: Any) -> str:
    """As API v2's `meta.type`; "" for a type whose code is gone."""
    return f"{model._meta.app_label}.{model.__name__}" if model else ""


# --- Pictures --------------------------------------------------------------------------------


def _images(changes: Changes) -> Iterator[Touched]:
    model = get_image_model()
    edited = changes.ids(model._meta.db_table)
    shown = changes.values(model.get_rendition_model()._meta.db_table, "image_id")
    if edited is None or shown is None:
        raise TooMuch
    edited |= {pk for pk in shown if isinstance(pk, int)}
    moves = any(changes.touch(table) for table in _OF_COLLECTIONS)
    if edited or moves:
        yield Touched(IMAGES, None if moves else edited, edited, _public_images)


def _public_images(ids: Collection[int] | None) -> PublicPlaces:
    model = get_image_model()
    images = public(model) if ids is None else public(model).filter(pk__in=ids)
    return {pk: PublicPlace(_name(model), "") for pk in images.values_list("pk", flat=True)}


# --- Snippets --------------------------------------------------------------------------------


def _snippets(changes: Changes, site: Website) -> Iterator[Touched]:
    """All rows of a kind are read: which of them readers get depends on the others, and a website's
    shell is small."""
    deletions = any(changes.touch(table) for table in tags.DELETED_TABLES)
    pages = any(changes.touch(table) for table in (*tags.page_tables(), _RESTRICTIONS))
    for kind in snippets():
        edited = changes.ids(kind.model._meta.db_table)
        # A link whose page readers cannot see is left out.
        if edited != set() or deletions or (pages and kind.is_link):
            yield Touched(
                kind.slug,
                None,
                edited,
                lambda ids, kind=kind: _public_snippets(kind, site),  # type: ignore[misc]
            )


def _public_snippets(kind: Snippet[Any], site: Website) -> PublicPlaces:
    """As API v2 lists them without `locale`: each in its own language."""
    rows = with_deletions(kind.model._default_manager.order_by(*kind.order))
    of_kind = groups(rows, site.languages)
    wanted = Wanted()
    want(wanted, kind, of_kind)
    references = load(site, Wanted(pages=wanted.pages))
    return {
        item.row.pk: PublicPlace(_name(kind.model), language.code)
        for language in site.languages
        for item in items_in_language(kind, of_kind, references, language).values()
        if item.row.locale_id == language.locale_id
    }


# --- Before and now --------------------------------------------------------------------------


def differences(of: Touched) -> tuple[list[ItemChange], PublicPlaces, list[int]]:
    """What is different from the newest record; what is to be written of it, and the ids of what is
    to be taken out."""
    known = PublicItem.objects.filter(kind=of.kind)
    if of.candidates is not None:
        known = known.filter(item_id__in=of.candidates)
    before = {
        pk: PublicPlace(type_, locale, path)
        for pk, type_, locale, path in known.values_list("item_id", "type", "locale", "path")
    }
    now = of.find(of.candidates)
    changes = [
        _change(of.kind, pk, place, before.get(pk))
        for pk, place in now.items()
        if before.get(pk) != place or of.edited is None or pk in of.edited
    ]
    gone = [pk for pk in before if pk not in now]
    changes += [_removal(of.kind, pk, before[pk]) for pk in gone]
    moved = {pk: place for pk, place in now.items() if before.get(pk) != place}
    return changes, moved, gone


def _change(kind: str, pk: int, now: PublicPlace, before: PublicPlace | None) -> ItemChange:
    return {
        "kind": kind,
        "id": pk,
        "type": now.type,
        "locale": now.locale,
        "path": now.path,
        "before": before.path if before else "",
        "change": "changed" if before else "added",
    }


def _removal(kind: str, pk: int, before: PublicPlace) -> ItemChange:
    return {
        "kind": kind,
        "id": pk,
        "type": before.type,
        "locale": before.locale,
        "path": "",
        "before": before.path,
        "change": "removed",
    }
