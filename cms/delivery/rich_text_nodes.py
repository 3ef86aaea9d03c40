"""Rich text as a tree: the types of its nodes.

What is made of what: a text is a list of blocks (paragraph, heading, list, blockquote, code block,
horizontal rule, image, embed); a list has list items; the others that have `children` have text,
line breaks, links and images, a list item and a blockquote blocks too.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field
from pydantic.config import JsonDict
from typing_extensions import TypeAliasType, TypedDict

from cms.delivery.shapes import CLOSED, DocumentLink, Embed, Image, PageLink

Mark = Literal["bold", "italic", "strikethrough", "superscript", "subscript", "code"]
#: In the order in which a text has them.
MARKS: tuple[Mark, ...] = get_args(Mark)
LinkKind = Literal["page", "document", "external", "mail", "phone", "path", "anchor"]


def _may_grow(schema: JsonDict) -> None:
    """A mark that comes later refuses no client."""
    schema[CLOSED] = True


class TextNode(TypedDict):
    type: Literal["text"]
    text: str
    marks: list[Annotated[Mark, Field(json_schema_extra=_may_grow)]]


class LineBreakNode(TypedDict):
    type: Literal["line_break"]


class LinkNode(TypedDict):
    """Leads to a page or a document of the website, to an address elsewhere (`external`), to a\
 mailbox, a telephone, another path of the website or a place in the page (`anchor`: #top)"""

    type: Literal["link"]
    kind: Annotated[LinkKind, Field(json_schema_extra=_may_grow)]
    href: Annotated[str, Field(description="Where it leads, whatever its kind")]
    page: PageLink | None
    document: DocumentLink | None
    children: list[RichTextNode]


class ImageNode(TypedDict):
    type: Literal["image"]
    image: Image
    format: Annotated[str, Field(description="As the editor placed it: left, right, fullwidth …")]


class EmbedNode(TypedDict):
    type: Literal["embed"]
    embed: Embed


class ParagraphNode(TypedDict):
    type: Literal["paragraph"]
    children: list[RichTextNode]


class HeadingNode(TypedDict):
    type: Literal["heading"]
    level: Annotated[int, Field(ge=1, le=6)]
    id: Annotated[str, Field(description="For links to the heading; empty without words")]
    children: list[RichTextNode]


class ListNode(TypedDict):
    type: Literal["list"]
    ordered: bool
    children: list[RichTextNode]


class ListItemNode(TypedDict):
    type: Literal["list_item"]
    children: list[RichTextNode]


class BlockquoteNode(TypedDict):
    type: Literal["blockquote"]
    children: list[RichTextNode]


class CodeBlockNode(TypedDict):
    type: Literal["code_block"]
    children: list[RichTextNode]


class HorizontalRuleNode(TypedDict):
    type: Literal["horizontal_rule"]


RichTextNode = TypeAliasType(
    "RichTextNode",
    Annotated[
        TextNode
        | LineBreakNode
        | LinkNode
        | ImageNode
        | EmbedNode
        | ParagraphNode
        | HeadingNode
        | ListNode
        | ListItemNode
        | BlockquoteNode
        | CodeBlockNode
        | HorizontalRuleNode,
        Field(discriminator="type", description="A node of rich text: `type` says which"),
    ],
)

RichText = TypeAliasType(
    "RichText",
    Annotated[
        str | list[RichTextNode],
        Field(
            description="Safe HTML, or what `rich_text_format` asks for: text, or nodes with `json`"
        ),
    ],
)
