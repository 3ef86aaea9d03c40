"""What a page says, as plain text: what people who search see of it.

The fields are those that the page's model names in `search_fields`; of blocks, what is written in
them, not their addresses or choices.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from cms.documents.builders.references import leaves
from snippets.routes import validate_route

_WRITTEN = (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock)


def title_of(page: Any) -> str:
    return str(page.title)


def text_of(page: Any) -> str:
    """Everything but the title, of a page as its own type; paragraphs are lines."""
    names = dict.fromkeys(
        one.field_name for one in page.get_search_fields() if isinstance(one, index.SearchField)
    )
    names.pop("title", None)
    said = (line for name in names for line in _said(page, name))
    return "\n".join(" ".join(line.split()) for line in said if line.strip())


def _said(page: Any, name: str) -> Iterator[str]:
    value = getattr(page, name, None)
    if value is None:
        return
    if not isinstance(page._meta.get_field(name), StreamField):
        yield str(value)
        return
    for block, stored in leaves(value):
        if isinstance(block, blocks.RichTextBlock):
            yield get_text_for_indexing(stored or "")
        elif type(block) in _WRITTEN and validate_route not in block.field.validators:
            yield str(stored or "")
