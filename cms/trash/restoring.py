"""Restores an entry of the trash: all of it in one transaction, or nothing.

What the deletion took is written back with its primary keys, so that links in texts lead to it
again; what it cut or pointed elsewhere is taken back, unless somebody changed that meanwhile. What
languages share has moved on: a restored language takes the values of those that stayed.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log as log_action
from wagtail.models import Locale, Page, Site, TranslatableMixin

from cms.trash import rights
from cms.trash.models import Thing, TrashedRow, TrashEntry
from cms.trash.places import PagePlace, places, put, settle
from cms.trash.rows import KeptRows, load, remember_what_is_cut, take_back_changes, write_back
from home import left_addresses
from snippets.languages import names_of_locales
from snippets.models.deleted import DeletedTranslation
from snippets.models.translated import Translated

log = logging.getLogger(__name__)

RESTORED = "cms.trash.restore"


class CannotRestoreError(Exception):
    """Why, in sentences for the person."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)


@dataclass(frozen=True)
class RestorePlan:
    """What restoring would do today: where pages stand, and what is in the way."""

    places: list[PagePlace]
    problems: list[str]

    @property
    def homeless(self) -> list[PagePlace]:
        """Pages for which somebody has to choose a page to stand under."""
        return [place for place in self.places if place.parent is None]

    @property
    def renamed(self) -> list[PagePlace]:
        return [place for place in self.places if place.is_renamed]


def plan(entry: TrashEntry, chosen: Mapping[str, Page] | None = None) -> RestorePlan:
    return _plan(entry, load(entry), chosen or {})


def _plan(entry: TrashEntry, kept: KeptRows, chosen: Mapping[str, Page]) -> RestorePlan:
    table = Page._meta.db_table
    numbers = {key: number for number, key in kept.keys.get(table, {}).items()}
    slugs = {key: str(kept.deleted[table][number]["slug"]) for key, number in numbers.items()}
    problems = [*_unknown_kinds(entry), *_languages_in_the_way(entry, kept)]
    return RestorePlan([] if problems else places(entry, slugs, chosen), problems)


def _unknown_kinds(entry: TrashEntry) -> Iterable[str]:
    known = {model._meta.label_lower for model in apps.get_models()}
    for thing in entry.things:
        if thing["model"] not in known:
            yield _("“%(title)s” is of a kind that there is no more.") % {"title": thing["title"]}


def _languages_in_the_way(entry: TrashEntry, kept: KeptRows) -> Iterable[str]:
    """Somebody translated it again meanwhile; or its language is not there any more."""
    languages = set(Locale.objects.values_list("pk", flat=True))
    for table, model in _translated(kept):
        keys = {row["translation_key"] for row in kept.deleted[table].values()}
        rows: Iterable[Any] = model._base_manager.filter(translation_key__in=keys)
        today = {(row.translation_key, row.locale_id): row for row in rows}
        for number, row in kept.deleted[table].items():
            title = _title(entry, model, kept.keys[table][number], row)
            if row["locale_id"] not in languages:
                text = _("The language of “%(title)s” is not there any more.")
                yield text % {"title": title}
                continue
            there = today.get((uuid.UUID(row["translation_key"]), row["locale_id"]))
            if there is not None:
                text = _(
                    "“%(title)s” cannot be restored: it has been made anew in %(language)s, as "
                    "“%(other)s”. Delete that one first."
                )
                language = names_of_locales()[row["locale_id"]]
                yield text % {"title": title, "language": language, "other": there}


def _translated(kept: KeptRows) -> Iterable[tuple[str, type[models.Model]]]:
    """The tables that hold the translation keys of pages and snippets."""
    for model in apps.get_models():
        table = model._meta.db_table
        columns = {each.column for each in model._meta.local_concrete_fields}
        if (
            table in kept.deleted
            and issubclass(model, TranslatableMixin)
            and "translation_key" in columns
        ):
            yield table, model


def _title(entry: TrashEntry, model: type[models.Model], key: str, row: Mapping[str, Any]) -> str:
    if model is Page:
        return str(row["draft_title"] or row["title"])
    titles = {(thing["model"], thing["key"]): thing["title"] for thing in entry.things}
    return titles.get((model._meta.label_lower, key), key)


def restore(pk: int, user: User, chosen: Mapping[str, Page] | None = None) -> RestorePlan:
    """Restores an entry, in which version it is live again the database says. `chosen` are pages to
    stand under, by the primary key of what has lost its own.

    Raises TrashEntry.DoesNotExist when it was restored or forgotten meanwhile, PermissionDenied for
    who may not delete the things, and CannotRestoreError; then nothing has changed.
    """
    try:
        with transaction.atomic():
            entry = TrashEntry.objects.select_for_update().get(pk=pk)
            rights.require(user, entry)
            return _restore(entry, user, chosen or {})
    except IntegrityError as error:
        log.warning("Entry %s of the trash cannot be restored: %s", pk, error)
        raise CannotRestoreError(
            _(
                "Something was made meanwhile that does not go together with it. An operator finds "
                "the reason in the log."
            )
        ) from error


def _restore(entry: TrashEntry, user: User, chosen: Mapping[str, Page]) -> RestorePlan:
    kept = load(entry)
    planned = _plan(entry, kept, chosen)
    if planned.problems:
        raise CannotRestoreError(*planned.problems)
    if planned.homeless:
        raise CannotRestoreError(_("Choose where it is to stand."))
    for place in planned.places:
        put(place, kept)
    mine = [(_table(thing), thing) for thing in entry.things]
    write_back(kept)
    for table, thing in mine:
        if not kept.holds(table, thing["key"]):
            text = _(
                "“%(title)s” cannot be restored: something else has what only one may have, such "
                "as its key, or what it belongs to is gone."
            )
            raise CannotRestoreError(text % {"title": thing["title"]})
    remember_what_is_cut(entry, kept)
    take_back_changes(entry)
    for place in planned.places:
        settle(place)
    for place in planned.renamed:
        _rename_in_draft(place)
    _remember_deleted_languages(entry, kept)
    _share(kept)
    Site.clear_site_root_paths_cache()
    _lift(planned.places)
    rights.require_of_restored(user, entry)
    for thing in entry.things:
        row = apps.get_model(thing["model"])._default_manager.get(pk=thing["key"])
        log_action(instance=row, action=RESTORED, user=user)
    TrashedRow.objects.filter(entry=entry)._raw_delete(connection.alias)
    entry.delete()
    return planned


def _table(thing: Thing) -> str:
    model = apps.get_model(thing["model"])
    return Page._meta.db_table if issubclass(model, Page) else model._meta.db_table


def _rename_in_draft(place: PagePlace) -> None:
    """The newest draft has the slug that is taken too, and could not be published with it."""
    page = Page.objects.get(pk=place.thing["key"])
    revision = page.latest_revision
    if revision is not None and revision.content.get("slug") == place.was:
        revision.content["slug"] = place.slug
        revision.save(update_fields=["content"])


def _lift(restored: Iterable[PagePlace]) -> None:
    """What was said of their addresses while they were deleted does not hold any more."""
    tops = Page.objects.filter(pk__in=[place.thing["key"] for place in restored])
    left_addresses.lift(left_addresses.pages_with_all_below(tops).filter(live=True))


def _remember_deleted_languages(entry: TrashEntry, kept: KeptRows) -> None:
    """Of the restored groups: what is there again is not deleted, and what is still in the trash
    is (snippets/models/deleted.py; while no language was left, nothing remembered it)."""
    for table, model in _translated(kept):
        if not any(each.column == "live" for each in model._meta.local_concrete_fields):
            continue
        keys = [row["translation_key"] for row in kept.deleted[table].values()]
        there = model._base_manager.filter(translation_key__in=keys).exclude(
            live=False, first_published_at=None
        )
        here = set(there.values_list("translation_key", "locale_id"))
        said = DeletedTranslation.objects.filter(table_name=table, translation_key__in=keys)
        untrue = [row.pk for row in said if (row.translation_key, row.locale_id) in here]
        DeletedTranslation.objects.filter(pk__in=untrue).delete()
        has_row = set(
            model._base_manager.filter(translation_key__in=keys).values_list(
                "translation_key", "locale_id"
            )
        )
        others = TrashedRow.objects.filter(
            table_name=table, became__isnull=True, was__translation_key__in=keys
        ).exclude(entry=entry)
        for was in others.values_list("was", flat=True):
            readers_had_it = was["live"] or was["first_published_at"]
            if (
                readers_had_it
                and (uuid.UUID(was["translation_key"]), was["locale_id"]) not in has_row
            ):
                DeletedTranslation.objects.get_or_create(
                    table_name=table,
                    translation_key=was["translation_key"],
                    locale_id=was["locale_id"],
                )


def _share(kept: KeptRows) -> None:
    """A restored row takes the shared values of a row of its group that stayed. Of pages, which may
    be hundreds, those alone are read that have one."""
    for table, model in _translated(kept):
        back = [*kept.keys[table].values()]
        keys = {row["translation_key"] for row in kept.deleted[table].values()}
        groups = model._base_manager.filter(translation_key__in=keys).exclude(pk__in=back)
        has_stayed = set(groups.values_list("translation_key", flat=True))
        found: Any = model._default_manager.filter(pk__in=back)
        if model is Page:
            found = found.filter(translation_key__in=has_stayed).specific()
        for row in found:
            if not isinstance(row, Translated):
                continue
            if row.translation_key in has_stayed:
                row.take_shared_from(row._group().exclude(pk__in=back).order_by("pk")[0])
            if model is not Page:
                row.repoint_references()
