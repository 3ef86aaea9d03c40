"""Which row of a translation group a reader of one language gets.

The row in the reader's language when it is live. When there is none yet, or only a draft that was
never published, the source language's row: a missing translation falls back, and the item's
`locale` says so. When the row in the reader's language was published once and taken down, nothing:
somebody wanted it gone there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from wagtail.models import TranslatableMixin

from cms.documents.builders.languages import Language

Row = TypeVar("Row", bound=TranslatableMixin)


class Group(Generic[Row]):
    """The rows of one thing, one per language; `source` is the oldest."""

    __slots__ = ("rows", "source")

    def __init__(self, rows: list[Row]) -> None:
        self.rows = {row.locale_id: row for row in rows}
        self.source = min(rows, key=lambda row: row.pk)

    def in_language(self, language: Language) -> Row | None:
        row = self.rows.get(language.locale_id)
        if row is not None and row.live:
            return row
        if row is not None and row.first_published_at is not None:
            return None
        return self.source if self.source.live else None


def groups(rows: Iterable[Row]) -> dict[object, Group[Row]]:
    """Translation key -> group, in the order of the rows."""
    by_key: dict[object, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.translation_key, []).append(row)
    return {key: Group(members) for key, members in by_key.items()}
