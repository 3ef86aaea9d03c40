"""The text of a page, as plain text, for the search.

The text consists of the fields that the page's model names in `search_fields`, and of what it says
to search engines. Of blocks it has the words that are written in them, not their addresses or
choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.core.exceptions import SuspiciousOperation
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from home.stream_leaves import leaves
from snippets.routes import validate_route
from snippets.stored_tags import has_too_many_tags, words_of

_END_OF_A_PARAGRAPH = re.compile(r"</(?:p|h\d|li|blockquote)>|<[bh]r\s*/?>", re.IGNORECASE)
_WRITTEN = (blocks.CharBlock, blocks.TextBlock, blocks.BlockQuoteBlock)


def _plain(html: str) -> str:
    if has_too_many_tags(html):
        return words_of(html)
    try:
        return str(get_text_for_indexing(html))
    except SuspiciousOperation:  # tags that never end
        return words_of(html)


def title_of(page: Page) -> str:
    return str(page.title)


def text_of(page: Page) -> str:
    """Everything but the title of a page, which is given as its own type. Paragraphs are lines."""
    names = dict.fromkeys(
        field.field_name
        for field in page.get_search_fields()
        if isinstance(field, index.SearchField)
    )
    names.pop("title", None)
    # What search engines are told comes last: a snippet shows how the page itself begins.
    names = {**names, "seo_title": None, "search_description": None}
    lines = (line for name in names for text in _lines(page, name) for line in text.splitlines())
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def _lines(page: Page, name: str) -> Iterator[str]:
    value = getattr(page, name, None)
    value = value() if callable(value) else value
    if value is None:
        return
    if not isinstance(value, StreamValue):
        rich_texts = {field.name for field in page._meta.fields if isinstance(field, RichTextField)}
        yield _paragraphs(str(value)) if name in rich_texts else str(value)
        return
    for block, stored in leaves(value):
        if isinstance(block, blocks.RichTextBlock):
            yield _paragraphs(str(stored or ""))
        elif type(block) in _WRITTEN and validate_route not in block.field.validators:
            yield str(stored or "")


def _paragraphs(html: str) -> str:
    """The words of rich text, each paragraph a line."""
    return _plain(_END_OF_A_PARAGRAPH.sub(lambda end: f"{end.group()}\n", html))
