"""The leaves of a StreamField: its blocks that hold no other block, each with its stored value.

Stored values are read as they are: a chosen page or image is its primary key, a formatted text is
its HTML. So walking a stream asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypedDict

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

from home.table_block import BaseTable

Leaf = Callable[[blocks.Block, object], object]


class StoredBlock(TypedDict):
    """A block as Wagtail stores it, its value turned into what `transform` was asked for."""

    type: str
    value: object
    id: str | None


def streams_of(row: models.Model) -> list[blocks.StreamValue]:
    """The values of a row's StreamFields."""
    columns = [column for column in row._meta.fields if isinstance(column, StreamField)]
    return [getattr(row, column.name) for column in columns]


def leaves(stream: blocks.StreamValue) -> list[tuple[blocks.Block, object]]:
    within: list[tuple[blocks.Block, object]] = []
    transform(stream, lambda block, value: within.append((block, value)))
    return within


def transform(
    stream: blocks.StreamValue,
    leaf: Leaf,
    before: Callable[[blocks.Block], None] = lambda block: None,
) -> list[StoredBlock]:
    """The stream as it is stored, with what `leaf` answers in place of each leaf's value. `before`
    hears of each block of the stream before its leaves are asked for."""
    return _stream(stream.stream_block, list(stream.raw_data), leaf, before)


def _stream(
    block: blocks.StreamBlock,
    stored: object,
    leaf: Leaf,
    before: Callable[[blocks.Block], None] = lambda block: None,
) -> list[StoredBlock]:
    written = []
    for item in _items(stored):
        if isinstance(item, Mapping) and item.get("type") in block.child_blocks:
            child = block.child_blocks[item["type"]]
            before(child)
            value = _value(child, item.get("value"), leaf)
            written.append(StoredBlock(type=item["type"], value=value, id=item.get("id")))
    return written


def _value(block: blocks.Block, stored: object, leaf: Leaf) -> object:
    if isinstance(block, blocks.StreamBlock):
        return _stream(block, stored, leaf)
    if isinstance(block, blocks.ListBlock):
        return [_value(block.child_block, _list_item(item), leaf) for item in _items(stored)]
    if isinstance(block, blocks.StructBlock):
        values = stored if isinstance(stored, Mapping) else {}
        return {
            name: _value(child, values.get(name), leaf)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, BaseTable):
        return _table(block, stored, leaf)
    return leaf(block, stored)


def _table(block: BaseTable, stored: object, leaf: Leaf) -> dict[str, object]:
    """Its texts are leaves in the order in which they are read: caption, headings, rows."""
    table = block.in_shape(stored) or {"caption": "", "columns": [], "rows": []}
    kinds = [block.child_blocks[column["type"]] for column in table["columns"]]
    return {
        "caption": leaf(block.CAPTION, table["caption"]),
        "columns": [
            {"type": column["type"], "heading": leaf(block.HEADING, column["heading"])}
            for column in table["columns"]
        ],
        "rows": [
            [leaf(kind, value) for kind, value in zip(kinds, row["values"], strict=True)]
            for row in table["rows"]
        ],
    }


def _items(stored: object) -> Iterable[object]:
    return stored if isinstance(stored, list | tuple) else ()


def _list_item(item: object) -> object:
    """A list's item in either of Wagtail's stored forms: with an id of its own, or bare."""
    if isinstance(item, Mapping) and item.get("type") == "item" and "value" in item:
        return item["value"]
    return item
