"""The types of the blocks of a page's body, read off their classes (home/blocks.py).

A new block needs no line here; a new kind of innermost block whose JSON is not a text does.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from types import GenericAlias
from typing import Annotated, Literal

from pydantic import Field
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.api.openapi.json_schema import component_name
from cms.delivery.rich_text_nodes import RichText
from cms.delivery.shapes import DocumentLink, Embed, Image, PageLink, inline, typed_dict
from home.blocks import HeadingBlock
from home.table_block import BaseTable

Anchor = Annotated[str, Field(description="For links to the heading; empty without a text")]

ColumnHeading = Annotated[str, Field(description="Empty: this column has none")]
Cells = Field(description="Of each row a cell for each column")

DESCRIPTION = "A block of a page's body: `type` says what `value` is"

# As cms/delivery/body.py writes them.
INNERMOST: tuple[tuple[type[blocks.Block], object], ...] = (
    (blocks.RichTextBlock, RichText),
    (blocks.PageChooserBlock, PageLink | None),
    (ImageChooserBlock, Image | None),
    (DocumentChooserBlock, DocumentLink | None),
    (EmbedBlock, Embed | None),
    (blocks.BooleanBlock, bool),
    (blocks.IntegerBlock, int | None),
)


def any_block(stream: blocks.StreamBlock) -> object:
    """The type of an item of a StreamBlock, of whichever of its blocks it is."""
    types = [_item(name, block) for name, block in stream.child_blocks.items()]
    return Annotated[reduce(or_, types), Field(discriminator="type", description=DESCRIPTION)]


def _item(name: str, block: blocks.Block) -> type:
    """`{"type", "value", "id"}`; its name in OpenAPI is HeadingBlock for a `heading`."""
    named = f"{component_name(name)}Block"
    value = _value(block, f"{named}Value")
    return typed_dict(named, {"type": Literal[name], "value": value, "id": str | None})


def _value(block: blocks.Block, named: str) -> object:
    """`named` is its name in OpenAPI where it is an object: CardsBlockValue. What is in it goes by
    its key: CardsBlockValueCards for each of its `cards`."""
    if isinstance(block, blocks.StructBlock):
        children = block.child_blocks.items()
        keys = {name: _value(child, named + component_name(name)) for name, child in children}
        if isinstance(block, HeadingBlock):
            keys["id"] = Anchor
        return typed_dict(named, keys)
    if isinstance(block, blocks.ListBlock):
        return GenericAlias(list, (_value(block.child_block, named),))
    if isinstance(block, blocks.StreamBlock):
        items = [inline(_item(name, child)) for name, child in block.child_blocks.items()]
        return GenericAlias(list, (reduce(or_, items),))
    if isinstance(block, BaseTable):
        return _table(block, named)
    if isinstance(block, blocks.ChoiceBlock):
        return Literal[tuple(value for value, _label in block.field.choices if value)]
    return next((shape for kind, shape in INNERMOST if isinstance(block, kind)), str)


def _table(block: BaseTable, named: str) -> type:
    """`rows` have a cell for each of its `columns`, whose `type` says what their cells are."""
    kinds = {name: _value(child, named) for name, child in block.child_blocks.items()}
    column = typed_dict(f"{named}Column", {"type": Literal[tuple(kinds)], "heading": ColumnHeading})
    cell = reduce(or_, dict.fromkeys(kinds.values()))
    rows = GenericAlias(list, (GenericAlias(list, (cell,)),))
    columns = GenericAlias(list, (column,))
    return typed_dict(named, {"caption": str, "columns": columns, "rows": Annotated[rows, Cells]})
