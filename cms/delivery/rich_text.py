"""Rich text as frontends want it: real addresses, in one of Wagtail's four formats.

The fifth, `json`, is in rich_text_tree.py.

    html          what a website shows (the default)
    markdown      the same as Markdown (CommonMark)
    db_html       as Wagtail stores it, with ids in place of addresses
    db_markdown   the same as Markdown, with wagtail:// addresses

Links and images are resolved in the reader's language. What leads to something unpublished,
private or deleted loses the link, not the words, in every format. Nothing here asks the database:
what is pointed to was loaded before (references.py). Of markup that no editor makes (ten thousand
tags, elements in elements hundreds deep) the words are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from typing import Literal

import nh3
from django.conf import settings
from wagtail.documents.models import AbstractDocument

from cms.delivery.embeds import embed
from cms.delivery.headings import Headings
from cms.delivery.languages import Language
from cms.delivery.references import References
from snippets.routes import is_route
from snippets.stored_tags import StoredTag, has_too_many_tags, rewritten, words_of

TextFormat = Literal["html", "markdown", "db_html", "db_markdown"]
Format = Literal["html", "markdown", "json", "db_html", "db_markdown"]

_TEXT = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "i", "em", "del", "s"),
    *("sup", "sub", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span", "div"),
}
_MEDIA = {
    *("figure", "figcaption", "picture", "source", "img", "iframe"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "source": {"type", "srcset"},
    "img": {"src", "srcset", "alt", "width", "height", "loading"},
    "iframe": {
        *("src", "width", "height", "allow", "allowfullscreen", "title", "loading"),
        "referrerpolicy",
    },
}
_VOID = re.compile(r"<(br|hr|embed)\b([^>]*?)/?>")
_AS_STORED = {
    "a": {"linktype", "id", "href"},
    "embed": {"embedtype", "id", "alt", "format", "url"},
}


def rich_text(
    html: str,
    references: References,
    language: Language,
    format: TextFormat = "html",
    features: list[str] | None = None,
    headings: Headings | None = None,
) -> str:
    """`features` are those of the field, which Markdown is made with. Its headings are added to
    `headings`, and have their ids in HTML."""
    if not html:
        return ""
    if has_too_many_tags(html):
        return escape(words_of(html)).strip()
    as_text = _WAYS[format]
    shown = rewritten(html, lambda tag: as_text(tag, references, language))
    is_stored = format.startswith("db_")
    clean = clean_html(shown, is_stored, format == "html")
    with_ids = (headings or Headings()).with_ids(clean)
    if not format.endswith("markdown"):
        return with_ids if format == "html" else clean
    return _as_markdown(clean, features, resolved=not is_stored)


# Of what each build and each answer shows again. A text is some KB long.
@lru_cache(maxsize=200)
def clean_html(html: str, is_stored: bool, with_media: bool = False) -> str:
    """Each element closed, and nothing in it that runs in a browser. Editors' HTML is clean; what
    was imported, or translated by a machine, may not be."""
    return nh3.clean(
        html,
        tags=_TEXT | ({"embed"} if is_stored else _MEDIA if with_media else set()),
        attributes=_AS_STORED if is_stored else _ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _as_markdown(html: str, features: list[str] | None, resolved: bool) -> str:
    # The converter lives in the admin and is loaded when somebody asks for Markdown.
    from wagtail.admin.rich_text.converters.markdown_db import MarkdownConverter

    converter = MarkdownConverter(features)
    # The converter reads XHTML: an element without an end is closed.
    closed = _VOID.sub(r"<\1\2/>", html)
    try:
        return str(converter.from_database_format(closed, resolved=resolved)).strip()
    except RecursionError:
        # Elements in elements, hundreds deep, which no editor makes: their words are what there is.
        return words_of(html).strip()


def _as_html(tag: StoredTag, references: References, language: Language) -> str:
    attrs = tag.attributes
    if tag.name == "embed":
        return _embedded(attrs, references, language)
    if "linktype" not in attrs:
        return tag.text if is_route(attrs.get("href", "")) else "<a>"
    href = _address(attrs, references, language)
    return f'<a href="{escape(href)}">' if href else "<a>"


def _as_link(tag: StoredTag, references: References, language: Language) -> str:
    """For Markdown: an embed becomes a link to it, because Markdown has no players."""
    attrs = tag.attributes
    if tag.name == "a":
        return _as_html(tag, references, language)
    if attrs.get("embedtype") == "media":
        media = embed(attrs.get("url", ""), references.embeds.get(attrs.get("url", "")))
        href, text = (media["url"], media["title"] or media["url"]) if media else ("", "")
    else:
        image = references.images.as_document(target_id(attrs), language.code)
        href = image["src"] if image else ""
        text = (attrs.get("alt") or image["alt"] or href) if image else ""
    return f'<p><a href="{escape(href)}">{escape(text)}</a></p>' if href else ""


def _as_stored(tag: StoredTag, references: References, language: Language) -> str:
    """The tag itself while readers may know its target."""
    attrs = tag.attributes
    if tag.name == "a":
        if "linktype" not in attrs:
            return tag.text if is_route(attrs.get("href", "")) else "<a>"
        return tag.text if _address(attrs, references, language) else "<a>"
    if attrs.get("embedtype") == "media":
        return tag.text if embed(attrs.get("url", ""), None) else ""
    return tag.text if references.images.as_document(target_id(attrs), language.code) else ""


def _address(attrs: dict[str, str], references: References, language: Language) -> str:
    """Where a stored link leads; "" when readers may not know."""
    number = target_id(attrs)
    match attrs.get("linktype"):
        case "page":
            page = references.pages.in_language(number, language)
            return page.path if page else ""
        case "document":
            document = references.documents.get(number or 0)
            return document_url(document) if document else ""
    return ""


def document_url(document: AbstractDocument) -> str:
    return f"{settings.CMS_URL}{document.url}"


def target_id(attrs: dict[str, str]) -> int | None:
    """The number of the page, document or image that a stored tag names."""
    target = attrs.get("id", "")
    return int(target) if target.isdecimal() else None


def _embedded(attrs: dict[str, str], references: References, language: Language) -> str:
    if attrs.get("embedtype") == "media":
        media = embed(attrs.get("url", ""), references.embeds.get(attrs.get("url", "")))
        return f"<figure>{media['html']}</figure>" if media and media["html"] else ""
    image = references.images.as_document(target_id(attrs), language.code)
    if image is None:
        return ""
    alt = attrs.get("alt") or image["alt"]
    sources = "".join(
        f'<source type="{source["type"]}" srcset="{escape(source["srcset"])}">'
        for source in image["sources"]
    )
    return (
        f'<picture>{sources}<img src="{escape(image["src"])}" srcset="{escape(image["srcset"])}" '
        f'alt="{escape(alt)}" width="{image["width"]}" height="{image["height"]}" loading="lazy">'
        "</picture>"
    )


_WAYS: dict[TextFormat, Callable[[StoredTag, References, Language], str]] = {
    "html": _as_html,
    "markdown": _as_link,
    "db_html": _as_stored,
    "db_markdown": _as_stored,
}
