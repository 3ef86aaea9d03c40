"""A table in a page's body: Wagtail's grid of cells, each of which is a text of its own.

Wagtail has two blocks for tables. `TableBlock` keeps one JSON text with the class names of a grid
that was last released in 2018, and translators, links and the search see nothing inside it. This is
made of the other, `TypedTableBlock`: every cell is a block, in the form as in what is stored.

A column says what its cells are (`row_heading`, `text`, `rich_text`); one of `row_heading` is the
header column, and the columns' headings are the header row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import Media
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail import blocks
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import register
from wagtail.contrib.typed_table_block import blocks as wagtails
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

MOST_ROWS = 300
MOST_COLUMNS = 20
# A form has at most 10,000 fields (DATA_UPLOAD_MAX_NUMBER_FIELDS), and a cell is one of them.
MOST_CELLS = 3_000
LONGEST_HEADING = 250

Segments = list[Any]


class BaseTable(wagtails.BaseTypedTableBlock):
    """`caption` and the headings of columns are texts like those in blocks of their own."""

    CAPTION: ClassVar[blocks.Block] = blocks.CharBlock(max_length=LONGEST_HEADING)
    HEADING: ClassVar[blocks.Block] = blocks.CharBlock(max_length=LONGEST_HEADING)

    def to_python(self, value: Any) -> wagtails.TypedTable:
        """An import may have left rows of another length, and columns of types that are no more."""
        return super().to_python(self.in_shape(value))

    def in_shape(self, stored: object) -> dict[str, Any] | None:
        """A stored table whose rows have a value for each of its columns; None for no table."""
        if not isinstance(stored, Mapping):
            return None
        columns = [
            (place, column)
            for place, column in enumerate(_items(stored.get("columns")))
            if isinstance(column, Mapping) and column.get("type") in self.child_blocks
        ]
        rows = [
            _items(row.get("values")) if isinstance(row, Mapping) else ()
            for row in _items(stored.get("rows"))
        ]
        return {
            "caption": str(stored.get("caption") or ""),
            "columns": [
                {"type": column["type"], "heading": str(column.get("heading") or "")}
                for _place, column in columns
            ],
            "rows": [
                {
                    "values": [
                        values[place] if place < len(values) and values[place] is not None else ""
                        for place, _column in columns
                    ]
                }
                for values in rows
            ],
        }

    def clean(self, table: wagtails.TypedTable) -> wagtails.TypedTable:
        errors = self._wrong_as_a_whole(table)
        if errors:
            raise wagtails.TypedTableBlockValidationError(non_block_errors=errors)
        return super().clean(table)

    def _wrong_as_a_whole(self, table: wagtails.TypedTable) -> list[str]:
        rows, columns = len(table.row_data), len(table.columns)
        errors = []
        if not columns and not self.is_deferred_validation:
            errors.append(_("This table has no column. Add one, or delete the table."))
        if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
            errors.append(
                _(
                    "A table has at most %(rows)d rows, %(columns)d columns and %(cells)d cells. "
                    "Divide it into several tables, or offer it as a document."
                )
                % {"rows": MOST_ROWS, "columns": MOST_COLUMNS, "cells": MOST_CELLS}
            )
        for text in (table.caption or "", *(column["heading"] for column in table.columns)):
            try:
                MaxLengthValidator(LONGEST_HEADING)(text)
            except ValidationError as error:
                errors += error.messages
        return errors

    # --- Translation: each text of a table, wherever it stands in it -----------------------------

    def get_translatable_segments(self, table: wagtails.TypedTable) -> Segments:
        """Each text once: rows and columns may move, and what is translated stays translated."""
        segments = {
            path: [StringSegmentValue(path, text)] for path, text in _texts_around(table).items()
        }
        extractor = StreamFieldSegmentExtractor(None, include_overridables=True)
        for path, (block, value) in _cells(table).items():
            within = extractor.handle_block(block, value)
            segments.setdefault(path, [segment.wrap(path) for segment in within])
        return [segment for of_a_text in segments.values() for segment in of_a_text]

    def restore_translated_segments(
        self, table: wagtails.TypedTable, segments: Iterable[Any]
    ) -> wagtails.TypedTable:
        by_path: dict[str, Segments] = {}
        for segment in segments:
            path, within = segment.unwrap()
            by_path.setdefault(path, []).append(within)

        def text(path: str, source: str) -> str:
            return by_path[path][0].render_text() if path in by_path else source

        writer = StreamFieldSegmentsWriter(None, None, None)

        def cell(block: blocks.Block, value: Any) -> Any:
            within = by_path.get(_path_of(block, value))
            return writer.handle_block(block, value, within) if within else value

        kinds = [column["block"] for column in table.columns]
        return wagtails.TypedTable(
            columns=[
                {**column, "heading": text(_path("heading", column["heading"]), column["heading"])}
                for column in table.columns
            ],
            row_data=[
                {"values": [cell(*pair) for pair in zip(kinds, row["values"], strict=True)]}
                for row in table.row_data
            ],
            caption=text("caption", table.caption or ""),
        )

    def longest(self, path: str) -> int | None:
        """How many characters a text of a table takes that translators know by this path."""
        if path == "caption" or path.startswith("heading"):
            return LONGEST_HEADING
        block = self.child_blocks.get(path.rpartition("-")[0])
        longest: int | None = getattr(getattr(block, "field", None), "max_length", None)
        return None if isinstance(block, blocks.RichTextBlock) else longest


class Table(BaseTable, metaclass=blocks.DeclarativeSubBlocksMetaclass):
    pass


def _items(value: object) -> list[Any] | tuple[Any, ...]:
    return value if isinstance(value, list | tuple) else ()


def _path(kind: str, text: str) -> str:
    return f"{kind}-{blake2b(text.encode(), digest_size=8).hexdigest()}"


def _path_of(block: blocks.Block, value: Any) -> str:
    return _path(block.name, str(block.get_prep_value(value) or ""))


def _texts_around(table: wagtails.TypedTable) -> dict[str, str]:
    headings = [column["heading"] for column in table.columns if column["heading"]]
    around = {"caption": table.caption} if table.caption else {}
    return around | {_path("heading", text): text for text in headings}


def _cells(table: wagtails.TypedTable) -> dict[str, tuple[blocks.Block, Any]]:
    kinds = [column["block"] for column in table.columns]
    cells = (pair for row in table.row_data for pair in zip(kinds, row["values"], strict=True))
    return {_path_of(block, value): (block, value) for block, value in cells if value}


class TableAdapter(wagtails.TypedTableBlockAdapter):
    """Its script (home/table-block.js) lets a table be pasted into a cell."""

    js_constructor = "home.Table"

    def js_args(self, block: BaseTable) -> list[Any]:
        name, children, states, meta = super().js_args(block)
        meta["strings"] |= {
            "CAPTION": pgettext("of a table", "Caption"),
            "COLUMN_KIND": _("What this column holds"),
            "KINDS": {name: str(child.label) for name, child in block.child_blocks.items()},
        }
        meta["mostRows"], meta["mostColumns"] = MOST_ROWS, MOST_COLUMNS
        return [name, children, states, meta]

    @property
    def media(self) -> Media:
        return super().media + Media(js=[versioned_static("home/table-block.js")])


register(TableAdapter(), Table)
