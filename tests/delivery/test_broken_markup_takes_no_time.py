"""Markup that never ends, as an import or a machine may leave it, is read like any other text.

Each text has 150 KB. What takes the square of its length takes a minute; the time limit of a test
is its measure. No text makes an error.
"""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from django.core.exceptions import ValidationError
from wagtail.rich_text import RichText

from cms.delivery.embeds import safe_html
from cms.delivery.references import Wanted
from cms.delivery.rich_text import TextFormat, rich_text
from cms.delivery.rich_text_tree import DEEPEST, tree
from cms.search.text import text_of
from home.blocks import ProseBlock
from home.models import ContentPage
from snippets.pointers import Pointers
from snippets.stored_tags import MOST_TAGS, rewritten, stored_tags

LENGTH = 150_000
PIECES = (
    *("<a ", '<a href="', "<embed ", "<br ", "<iframe ", "<iframe src=x ", "<", "&", "&#", "<!--"),
    *("<b>", "<p><b>", "<a></a>", "<ul><li>", "<blockquote>", "<![CDATA[", '="', "*_", "[[]("),
)


def repeated(piece: str) -> str:
    """With as many tags as are read as tags: what has more is the quickest of all."""
    most = (MOST_TAGS - 1) // piece.count("<") if "<" in piece else LENGTH
    return piece * min(most, LENGTH // len(piece))


TEXTS = {piece: repeated(piece) for piece in PIECES} | {
    "more tags than are read": "<ul><li>" * MOST_TAGS,
    "a name without end": f"<a {'x' * LENGTH}>",
    "a value without end": f'<a href="{"x" * LENGTH}',
    "many attributes": f"<a {'x=' * (LENGTH // 2)}>",
}

pytestmark = pytest.mark.timeout(30)
OF_EACH_KIND = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def nothing(*_asked: object) -> None:
    """What references answer when nothing is there."""


REFERENCES: Any = SimpleNamespace(
    embeds={},
    documents={},
    pages=SimpleNamespace(in_language=nothing),
    images=SimpleNamespace(as_document=nothing),
)
ENGLISH: Any = SimpleNamespace(code="en")


@OF_EACH_KIND
@pytest.mark.parametrize("format", ["html", "markdown", "db_html", "db_markdown"])
def test_readers_get_it(text: str, format: TextFormat) -> None:
    html = rich_text(text, REFERENCES, ENGLISH, format, ["bold", "link"])
    assert isinstance(html, str)


@OF_EACH_KIND
def test_readers_get_it_as_a_tree(text: str) -> None:
    nodes = tree(text, REFERENCES, ENGLISH)
    # Encoders recurse: orjson's bound is 254.
    assert depth(nodes) <= DEEPEST
    assert isinstance(orjson.dumps(nodes), bytes)


def depth(nodes: list[Any]) -> int:
    """Of a tree that might be too deep for a function that calls itself."""
    levels = 0
    while nodes:
        levels += 1
        nodes = [child for node in nodes for child in node.get("children", ())]
    return levels


@OF_EACH_KIND
def test_what_it_points_to_is_known(text: str) -> None:
    wanted, pointers = Wanted(), Pointers()
    wanted.add_rich_text(text)
    pointers.add_rich_text(text)
    assert (wanted.pages, pointers.pages) == (set(), [])


@OF_EACH_KIND
def test_it_is_put_into_the_search(database: None, text: str) -> None:
    page = ContentPage(body=[("paragraph", text)])
    assert isinstance(text_of(page), str)


@OF_EACH_KIND
def test_a_form_takes_it_or_says_why_not(text: str) -> None:
    # ValidationError is a form's own word; anything else would be a 500.
    with suppress(ValidationError):
        assert ProseBlock().clean(RichText(text)) is not None


@OF_EACH_KIND
def test_as_the_html_of_another_website_it_is_made_safe(text: str) -> None:
    assert "<script" not in safe_html(text, "title")


@pytest.mark.parametrize("text", ["<a " * 400_000, '<a x="' * 250_000, f"<a {'x' * 1_200_000}>"])
def test_tags_are_found_in_one_pass(text: str) -> None:
    """1.2 MB, of which nothing is too much to be read as tags: the square of it takes an hour."""
    assert rewritten(text, lambda tag: str(tag.attributes)) is not None


@OF_EACH_KIND
def test_nothing_of_a_text_is_lost_when_its_tags_are_rewritten(text: str) -> None:
    assert rewritten(text, lambda tag: tag.text) == text
    assert all(text[tag.start : tag.end] == tag.text for tag in stored_tags(text))
