"""A page's body as JSON that a frontend can show as it is.

Every block keeps its type and the fields of home/blocks.py; what they point to is resolved in the
reader's language. A chosen page, image or document that is unpublished, private or deleted is null.
"""

from __future__ import annotations

from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.delivery.embeds import embed
from cms.delivery.headings import Headings
from cms.delivery.images import OF_A_CARD, OF_A_GALLERY
from cms.delivery.languages import Language
from cms.delivery.pages import PageDirectory
from cms.delivery.references import References
from cms.delivery.rich_text import Format, document_url
from cms.delivery.rich_text_tree import formatted
from cms.delivery.shapes import Block, DocumentLink, PageLink
from home.blocks import CardsBlock, GalleryBlock, HeadingBlock, RouteBlock
from home.stream_leaves import StoredBlock, transform
from snippets.routes import shown_route

# The shapes that the pictures of a block are shown in.
SHAPES: tuple[tuple[type[blocks.Block], tuple[str, ...]], ...] = (
    (CardsBlock, OF_A_CARD),
    (GalleryBlock, OF_A_GALLERY),
)


def body(
    stream: Any,
    references: References,
    language: Language,
    format: Format = "html",
    headings: Headings | None = None,
) -> list[Block]:
    """`[{"type", "value", "id"}]` of a StreamValue; the block types are those of home/blocks.py.
    Its headings are added to `headings`, in their order."""
    headings = headings or Headings()
    titles = _titles(stream)
    shapes: tuple[str, ...] = ()
    ids: list[str] = []

    def before(block: blocks.Block) -> None:
        nonlocal shapes
        shapes = next((its for kind, its in SHAPES if isinstance(block, kind)), ())

    def leaf(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.RichTextBlock):
            return formatted(value or "", references, language, format, block.features, headings)
        if isinstance(block, blocks.PageChooserBlock):
            return page_link(value, references.pages, language)
        if isinstance(block, ImageChooserBlock):
            return references.images.as_document(value, language.code, shapes=shapes)
        if isinstance(block, DocumentChooserBlock):
            return document_link(value, references)
        if isinstance(block, EmbedBlock):
            return embed(value or "", references.embeds.get(value or ""))
        if isinstance(block, RouteBlock):
            return shown_route(value or "")
        shown = _left_empty(block) if value is None else value
        if id(block) in titles:
            ids.append(headings.add(str(shown), ""))
        return shown

    written = transform(stream, leaf, before)
    _name_headings(stream, written, ids, headings)
    return [
        {"type": block["type"], "value": block["value"], "id": block["id"]} for block in written
    ]


def _titles(stream: Any) -> set[int]:
    """The blocks in which a heading's words stand, by what Python knows them by: Wagtail takes two
    blocks with the same options for equal."""
    kinds = stream.stream_block.child_blocks.values()
    return {id(kind.child_blocks["text"]) for kind in kinds if isinstance(kind, HeadingBlock)}


def _name_headings(
    stream: Any, written: list[StoredBlock], ids: list[str], headings: Headings
) -> None:
    """Gives the blocks of headings their ids, and those of the contents their levels."""
    by_id = {heading["id"]: heading for heading in headings.contents}
    of_headings = (
        block["value"]
        for block in written
        if isinstance(stream.stream_block.child_blocks[block["type"]], HeadingBlock)
    )
    for value, anchor in zip(of_headings, ids, strict=True):
        if isinstance(value, dict):
            value["id"] = anchor
            if anchor:
                by_id[anchor]["level"] = value["level"]


def _left_empty(block: blocks.Block) -> Any:
    """The value of a field that was added to its block after this one was stored."""
    default = block.get_default()
    is_text = isinstance(block, (blocks.CharBlock, blocks.TextBlock))
    return "" if default is None and is_text else default


def page_link(page_id: int | None, pages: PageDirectory, language: Language) -> PageLink | None:
    page = pages.in_language(page_id, language)
    if page is None:
        return None
    return {"id": page.id, "title": page.title, "path": page.path, "locale": page.language.code}


def document_link(document_id: int | None, references: References) -> DocumentLink | None:
    document = references.documents.get(document_id or 0)
    if document is None:
        return None
    return {"id": document.pk, "title": document.title, "url": document_url(document)}
