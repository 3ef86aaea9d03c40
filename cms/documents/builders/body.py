"""A page's body as JSON that a frontend can show as it is.

Rich text is HTML with the website's addresses; links and images are resolved in the reader's
language; what leads to something unpublished, private or deleted loses the link, not the words.
"""

from __future__ import annotations

from html import escape
from typing import Any

from django.conf import settings
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text.rewriters import extract_attrs

from cms.documents.builders.languages import Language
from cms.documents.builders.references import REFERENCE, References, transform
from snippets.routes import is_route


def body(stream: Any, references: References, language: Language) -> list[dict[str, Any]]:
    """`[{"type", "value", "id"}]` of a StreamValue; the block types are those of home/blocks.py."""

    def leaf(block: blocks.Block, value: Any) -> Any:
        if isinstance(block, blocks.RichTextBlock):
            return rich_text(value or "", references, language)
        if isinstance(block, blocks.PageChooserBlock):
            return page_link(value, references, language)
        if isinstance(block, ImageChooserBlock):
            return references.images.as_document(value, language.code)
        if isinstance(block, DocumentChooserBlock):
            return document_link(value, references)
        if isinstance(block, EmbedBlock):
            return embed(value or "", references)
        return value

    return transform(stream, leaf)


def page_link(
    page_id: int | None, references: References, language: Language
) -> dict[str, Any] | None:
    page = references.pages.in_language(page_id, language)
    if page is None:
        return None
    return {"id": page.id, "title": page.title, "path": page.path, "locale": page.language.code}


def document_link(document_id: int | None, references: References) -> dict[str, Any] | None:
    document = references.documents.get(document_id or 0)
    if document is None:
        return None
    return {"id": document.pk, "title": document.title, "url": document_url(document)}


def document_url(document: Any) -> str:
    return f"{settings.CMS_URL}{document.url}"


def embed(url: str, references: References) -> dict[str, Any] | None:
    if not url:
        return None
    found = references.embeds.get(url)
    if found is None:
        return {"url": url, "title": "", "provider": "", "html": "", "thumbnail": ""}
    return {
        "url": url,
        "title": found.title,
        "provider": found.provider_name,
        "html": found.html,
        "thumbnail": found.thumbnail_url or "",
    }


def rich_text(html: str, references: References, language: Language) -> str:
    """Wagtail's stored HTML with real addresses. Unknown references lose their tag's address."""

    def expanded(match: Any) -> str:
        attrs = extract_attrs(match.group(2))
        if match.group(1) == "a":
            return _link(match.group(0), attrs, references, language)
        return _embedded(attrs, references, language)

    return REFERENCE.sub(expanded, html)


def _link(tag: str, attrs: dict[str, str], references: References, language: Language) -> str:
    target = attrs.get("id", "")
    number = int(target) if target.isdecimal() else None
    match attrs.get("linktype"):
        case None:
            href = attrs.get("href", "")
            return tag if is_route(href) or href.startswith("#") else "<a>"
        case "page":
            page = references.pages.in_language(number, language)
            href = page.path if page else ""
        case "document":
            document = references.documents.get(number or 0)
            href = document_url(document) if document else ""
        case _:
            href = ""
    return f'<a href="{escape(href)}">' if href else "<a>"


def _embedded(attrs: dict[str, str], references: References, language: Language) -> str:
    if attrs.get("embedtype") == "media":
        found = references.embeds.get(attrs.get("url", ""))
        return f"<figure>{found.html}</figure>" if found else ""
    target = attrs.get("id", "")
    image = references.images.as_document(
        int(target) if target.isdecimal() else None, language.code
    )
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
