"""What readers of a language get of something that exists in several languages.

The row in the reader's language when it is live. When there never was one for readers, or only a
draft that was never published, another language's row: a missing translation falls back, and the
item's `locale` says so. When there was one and it was taken down (unpublished, made private or
deleted), nothing: somebody wanted it gone there. `is_taken_down` in snippets/models/deleted.py says
so of snippets and pages alike.

Rows in a language that the settings do not have (any more) are as if they were not there; others
may still point to them (`Group.ids`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from cms.delivery.languages import Language
from snippets.models.deleted import deleted_in, is_taken_down
from snippets.models.translated import TranslatedSnippet

Row = TypeVar("Row", bound=TranslatedSnippet)


class Group(Generic[Row]):
    """The rows with the same translation key, one for each language. `source` is the oldest row.
    `ids` are also those of rows in languages that the settings do not have. `deleted_in` are the
    locales in which it was deleted."""

    __slots__ = ("deleted_in", "ids", "rows", "source")

    def __init__(self, rows: list[Row], ids: Iterable[int], deleted_in: Iterable[int]) -> None:
        self.ids = frozenset(ids)
        self.rows = {row.locale_id: row for row in rows}
        self.source = min(rows, key=lambda row: row.pk)
        self.deleted_in = frozenset(deleted_in)

    def in_language(self, language: Language) -> Row | None:
        row = self.rows.get(language.locale_id)
        if row is not None and row.live:
            return row
        if is_taken_down(row, language.locale_id, self.deleted_in):
            return None
        return self.source if self.source.live else None


def with_deletions(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows that know in which locales their group was deleted, as `groups` needs them."""
    return rows.annotate(deleted_in=deleted_in(rows.model))


def groups(rows: Iterable[Any], languages: Iterable[Language]) -> dict[object, Group[Any]]:
    """Translation key -> group, in the order of the rows: those of a queryset `with_deletions`."""
    locales = {language.locale_id for language in languages}
    by_key: dict[object, list[Any]] = {}
    for row in rows:
        by_key.setdefault(row.translation_key, []).append(row)
    return {
        key: Group(shown, (row.pk for row in members), members[0].deleted_in)
        for key, members in by_key.items()
        if (shown := [row for row in members if row.locale_id in locales])
    }
