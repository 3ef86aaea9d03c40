"""Rich text as a tree, for frontends that make elements of their own of it.

The nodes are those of rich_text_nodes.py. The tree is made of the same clean HTML as the other
formats (rich_text.py), in one pass, and is never deeper than `DEEPEST`, whatever was stored: of
elements below that the words are shown. What says nothing (an empty paragraph, a list without
items) is left out, and so are spaces that a browser does not show. Where a link leads nowhere that
readers may know of its words stay, without it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, cast

from cms.delivery.embeds import embed
from cms.delivery.headings import Headings
from cms.delivery.languages import Language
from cms.delivery.references import References
from cms.delivery.rich_text import Format, clean_html, document_url, rich_text, target_id
from cms.delivery.rich_text_nodes import MARKS, LinkKind, LinkNode, Mark, RichText, RichTextNode
from snippets.routes import is_route
from snippets.stored_tags import has_too_many_tags, words_of

# Nodes in nodes. Lists of five levels, which no editor makes, are eleven.
DEEPEST = 24

_MARKS: dict[str, Mark] = {
    **{"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "code"},
    **{"del": "strikethrough", "s": "strikethrough", "sup": "superscript", "sub": "subscript"},
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = {"ul", "ol"}
# What is in them are words, links and pictures, and no other block.
_PHRASING = {"paragraph", "heading", "code_block", "link"}
_VOID = {"br", "hr", "embed"}
# Elements that begin a new line.
_BLOCKS = {"p", "div", "pre", "blockquote", "li", *_LISTS, *_HEADINGS}
_SPACES = re.compile(r"[ \t\n\r\f]+")
_A_NAME = re.compile(r"[\w-]{1,50}")
_KINDS: dict[str, LinkKind] = {
    **{"#": "anchor", "/": "path", "?": "path"},
    **{"mailto": "mail", "tel": "phone", "http": "external", "https": "external"},
}

Node = dict[str, Any]


def formatted(
    html: str,
    references: References,
    language: Language,
    format: Format = "html",
    features: list[str] | None = None,
    headings: Headings | None = None,
) -> RichText:
    """As `rich_text`, in any format."""
    if format == "json":
        return tree(html, references, language, headings)
    return rich_text(html, references, language, format, features, headings)


def tree(
    html: str, references: References, language: Language, headings: Headings | None = None
) -> list[RichTextNode]:
    """Its headings are added to `headings`, and have the ids that they have in HTML."""
    if not html:
        return []
    if has_too_many_tags(html):
        words = " ".join(words_of(html).split())
        children = [{"type": "text", "text": words, "marks": []}]
        return cast("list[RichTextNode]", [{"type": "paragraph", "children": children}])
    clean = clean_html(html, is_stored=True)
    reading = _Reading(references, language)
    reading.feed((headings or Headings()).with_ids(clean))
    reading.close()
    return cast("list[RichTextNode]", reading.nodes)


@dataclass(slots=True, eq=False)
class _Place:
    """Where nodes are added: to the text itself (`type` is ""), or to a node."""

    type: str
    children: list[Node]
    depth: int
    # Of the text itself, the words outside of all blocks.
    loose: list[Node] | None = None


@dataclass(slots=True)
class _Element:
    """An element that is open. `node` is the one that it makes, if any."""

    name: str
    place: _Place
    node: Node | None = None
    siblings: list[Node] = field(default_factory=list)
    mark: Mark | None = None


class _Reading(HTMLParser):
    """Reads clean HTML, in which each element that is opened is closed."""

    def __init__(self, references: References, language: Language) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._references = references
        self._language = language
        self._open = [_Element("", _Place("", self.nodes, 0))]
        self._marks: Counter[Mark] = Counter()
        self._last_text: Node | None = None
        # A space here would not be seen; there has to be one before the next words.
        self._is_after_space = True
        self._wants_space = False

    # --- What the parser calls -----------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _VOID:
            self._void(tag, values)
        elif (mark := _MARKS.get(tag)) is not None:
            self._marks[mark] += 1
            self._open.append(_Element(tag, self._place, mark=mark))
        elif tag == "a":
            link = _link(values, self._references, self._language)
            self._enter(tag, cast("Node | None", link), self._among_words)
        elif tag in _BLOCKS:
            self._new_line()
            self._enter(tag, self._block(tag, values), self._among_blocks)
        else:
            self._open.append(_Element(tag, self._place))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or self._open[-1].name != tag or len(self._open) == 1:
            return
        element = self._open.pop()
        if element.mark is not None:
            self._marks[element.mark] -= 1
        if tag in _BLOCKS:
            self._new_line(element.node)
        if element.node is not None and not element.node["children"]:
            element.siblings.pop()

    def handle_data(self, data: str) -> None:
        text = data if self._place.type == "code_block" else _SPACES.sub(" ", data)
        if self._wants_space and not self._is_after_space:
            text = f" {text.lstrip(' ')}" if text.strip(" ") else ""
        elif self._is_after_space and self._place.type != "code_block":
            text = text.lstrip(" ")
        if not text:
            return
        marks = [mark for mark in MARKS if self._marks[mark]]
        place = self._among_words()
        last = place[-1] if place else None
        if last is not None and last["type"] == "text" and last["marks"] == marks:
            last["text"] += text
        else:
            last = {"type": "text", "text": text, "marks": marks}
            place.append(last)
        self._last_text = last
        self._is_after_space, self._wants_space = text.endswith(" "), False

    def close(self) -> None:
        super().close()
        self._new_line()

    # --- Where things go -----------------------------------------------------------------------

    @property
    def _place(self) -> _Place:
        return self._open[-1].place

    def _among_words(self) -> list[Node]:
        place = self._place
        if place.type == "":
            if place.loose is None:
                paragraph: Node = {"type": "paragraph", "children": []}
                place.children.append(paragraph)
                place.loose = paragraph["children"]
            return place.loose
        return self._in_item(place)

    def _among_blocks(self) -> list[Node]:
        self._end_loose_words()
        return self._in_item(self._place)

    def _end_loose_words(self) -> None:
        place = self._place
        if place.loose == []:
            place.children.pop()
        place.loose = None

    def _in_item(self, place: _Place) -> list[Node]:
        """Of a list, its last item."""
        if place.type != "list":
            return place.children
        if not place.children:
            place.children.append({"type": "list_item", "children": []})
        children: list[Node] = place.children[-1]["children"]
        return children

    def _enter(self, tag: str, node: Node | None, siblings_of: Callable[[], list[Node]]) -> None:
        place = self._place
        if node is None or place.depth >= DEEPEST:
            self._open.append(_Element(tag, place))
            return
        siblings = place.children if node["type"] == "list_item" else siblings_of()
        siblings.append(node)
        # An item that stands between a list and what is in it has a depth too.
        inside = _Place(node["type"], node["children"], place.depth + 2)
        self._open.append(_Element(tag, inside, node, siblings))

    def _block(self, tag: str, attrs: dict[str, str]) -> Node | None:
        place = self._place.type
        if tag == "div" or place in _PHRASING or (tag == "li" and place != "list"):
            return None
        if tag in _HEADINGS:
            level = _HEADINGS[tag]
            return {"type": "heading", "level": level, "id": attrs.get("id", ""), "children": []}
        if tag in _LISTS:
            return {"type": "list", "ordered": tag == "ol", "children": []}
        kinds = {"p": "paragraph", "pre": "code_block", "li": "list_item"}
        return {"type": kinds.get(tag, tag), "children": []}

    def _void(self, tag: str, attrs: dict[str, str]) -> None:
        place = self._place
        if tag == "br":
            if place.type or place.loose is not None:
                self._among_words().append({"type": "line_break"})
                self._is_after_space, self._wants_space = True, False
            return
        node: Node | None = {"type": "horizontal_rule"}
        if tag == "embed":
            node = _embedded(attrs, self._references, self._language)
        if node is None or (tag == "hr" and place.type in _PHRASING):
            return
        if place.type in _PHRASING:
            place.children.append(node)
            self._is_after_space = self._wants_space = False
        else:
            self._new_line()
            self._among_blocks().append(node)

    def _new_line(self, ended: Node | None = None) -> None:
        """A block begins or ends here. Where it is no node, it is a space between words."""
        place = self._place
        if place.type in _PHRASING and ended is None:
            self._wants_space = True
            return
        self._end_loose_words()
        last, self._last_text = self._last_text, None
        if last is not None and (ended is None or ended["type"] != "code_block"):
            # A space at the end of a block is not seen; one alone may be all that a link has.
            last["text"] = last["text"].rstrip(" ") or last["text"]
        if place.type in ("", "list") or ended is not None:
            self._is_after_space, self._wants_space = True, False
        else:
            self._wants_space = True


def _link(attrs: dict[str, str], references: References, language: Language) -> LinkNode | None:
    """None for what leads nowhere that readers may know of."""
    match attrs.get("linktype"):
        case None:
            href = attrs.get("href", "")
            kind = _KINDS.get(href[:1]) or _KINDS.get(href.partition(":")[0].lower())
            return _node_of_link(kind, href) if kind and is_route(href) else None
        case "page":
            page = references.pages.in_language(target_id(attrs), language)
            if page is None:
                return None
            node = _node_of_link("page", page.path)
            node["page"] = {
                "id": page.id,
                "title": page.title,
                "path": page.path,
                "locale": page.language.code,
            }
            return node
        case "document":
            document = references.documents.get(target_id(attrs) or 0)
            if document is None:
                return None
            url = document_url(document)
            node = _node_of_link("document", url)
            node["document"] = {"id": document.pk, "title": document.title, "url": url}
            return node
    return None


def _node_of_link(kind: LinkKind, href: str) -> LinkNode:
    return {
        "type": "link",
        "kind": kind,
        "href": href,
        "page": None,
        "document": None,
        "children": [],
    }


def _embedded(attrs: dict[str, str], references: References, language: Language) -> Node | None:
    if attrs.get("embedtype") == "media":
        url = attrs.get("url", "")
        media = embed(url, references.embeds.get(url))
        return {"type": "embed", "embed": media} if media else None
    image = references.images.as_document(target_id(attrs), language.code)
    if image is None:
        return None
    format = attrs.get("format", "")
    return {
        "type": "image",
        "image": {**image, "alt": attrs.get("alt") or image["alt"]},
        "format": format if _A_NAME.fullmatch(format) else "",
    }
