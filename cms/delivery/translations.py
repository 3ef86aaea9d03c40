"""Which row of a translation group a reader of one language gets.

The row in the reader's language when it is live. When there is none yet, or only a draft that was
never published, the source language's row: a missing translation falls back, and the item's
`locale` says so. When the row in the reader's language was published once and taken down, nothing:
somebody wanted it gone there.

Rows in a language that the settings do not have (any more) are as if they were not there; others
may still point to them (`Group.ids`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from cms.delivery.languages import Language
from snippets.models.translated import TranslatedSnippet

Row = TypeVar("Row", bound=TranslatedSnippet)


class Group(Generic[Row]):
    """The rows with the same translation key, one for each language. `source` is the oldest row.
    `ids` are also those of rows in languages that the settings do not have."""

    __slots__ = ("ids", "rows", "source")

    def __init__(self, rows: list[Row], ids: Iterable[int]) -> None:
        self.ids = frozenset(ids)
        self.rows = {row.locale_id: row for row in rows}
        self.source = min(rows, key=lambda row: row.pk)

    def in_language(self, language: Language) -> Row | None:
        row = self.rows.get(language.locale_id)
        if row is not None and row.live:
            return row
        if row is not None and row.first_published_at is not None:
            return None
        return self.source if self.source.live else None


def groups(rows: Iterable[Row], languages: Iterable[Language]) -> dict[object, Group[Row]]:
    """Translation key -> group, in the order of the rows."""
    locales = {language.locale_id for language in languages}
    by_key: dict[object, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.translation_key, []).append(row)
    return {
        key: Group(shown, (row.pk for row in members))
        for key, members in by_key.items()
        if (shown := [row for row in members if row.locale_id in locales])
    }
