"""What rich text and StreamFields point to: pages, images, documents, embeds.

Content is walked twice: once to collect the ids of everything it points to, so that they are
loaded in a handful of queries however long it is, and once to write the JSON from what was loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text.rewriters import extract_attrs

from cms.documents.builders.images import ImageDirectory, in_private_collections
from cms.documents.builders.pages import PageDirectory, Website
from cms.documents.builders.prepared import Given, Prepared

# A tag that Wagtail stores in place of an address: <a linktype="page" id="3">, <embed … />.
REFERENCE = re.compile(r"<(a|embed)(\b[^>]*?)/?>")


@dataclass
class Wanted:
    """Ids that content points to."""

    pages: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    embeds: set[str] = field(default_factory=set)

    def add_rich_text(self, html: str) -> None:
        for tag, attributes in REFERENCE.findall(html or ""):
            attrs = extract_attrs(attributes)
            kind = attrs.get("linktype") if tag == "a" else attrs.get("embedtype")
            if kind == "media":
                self.embeds.add(attrs.get("url", ""))
            elif kind and attrs.get("id", "").isdecimal():
                place = {"page": self.pages, "document": self.documents, "image": self.images}
                place.get(kind, set()).add(int(attrs["id"]))

    def add_fields(self, instance: Any) -> None:
        """What the StreamFields and rich texts of a model's row point to."""
        for stream in streams_of(instance):
            self.add_stream(stream)
        for one in instance._meta.get_fields():
            if isinstance(one, RichTextField):
                self.add_rich_text(getattr(instance, one.name))

    def add_stream(self, stream: Any) -> None:
        for block, value in leaves(stream):
            if isinstance(block, blocks.RichTextBlock):
                self.add_rich_text(value or "")
            elif isinstance(block, EmbedBlock):
                self.embeds.add(value or "")
            elif isinstance(value, int):
                if isinstance(block, blocks.PageChooserBlock):
                    self.pages.add(value)
                elif isinstance(block, ImageChooserBlock):
                    self.images.add(value)
                elif isinstance(block, DocumentChooserBlock):
                    self.documents.add(value)


_EMBEDS = Prepared(lambda: Embed.objects.filter(hash__any_of=Given("hashes")))


@dataclass(frozen=True)
class References:
    """What was wanted, loaded."""

    site: Website
    pages: PageDirectory
    images: ImageDirectory
    documents: dict[int, Any]
    embeds: dict[str, Embed]


def load(site: Website, wanted: Wanted) -> References:
    """At most six queries, whatever content points to."""
    documents: dict[int, Any] = {}
    if wanted.documents:
        public = get_document_model().objects.filter(~in_private_collections())
        documents = {one.pk: one for one in public.filter(pk__in=wanted.documents)}
    embeds: dict[str, Embed] = {}
    if urls := {url for url in wanted.embeds if url}:
        by_hash = {get_embed_hash(url): url for url in urls}
        embeds = {by_hash[embed.hash]: embed for embed in _EMBEDS.instances(hashes=list(by_hash))}
    return References(
        site=site,
        pages=PageDirectory(site, wanted.pages),
        images=ImageDirectory(wanted.images),
        documents=documents,
        embeds=embeds,
    )


Leaf = Callable[[blocks.Block, Any], Any]


def leaves(stream: Any) -> Iterable[tuple[blocks.Block, Any]]:
    """Every block of a StreamValue that holds no other block, with its stored value."""
    found: list[tuple[blocks.Block, Any]] = []
    transform(stream, lambda block, value: found.append((block, value)))
    return found


def transform(stream: Any, leaf: Leaf) -> list[dict[str, Any]]:
    """A StreamValue as `[{"type", "value", "id"}]`, each innermost value as `leaf` says."""
    return _stream(stream.stream_block, list(stream.raw_data), leaf)


def _stream(block: Any, raw: list[Any], leaf: Leaf) -> list[dict[str, Any]]:
    return [
        {
            "type": item["type"],
            "value": _value(block.child_blocks[item["type"]], item.get("value"), leaf),
            "id": item.get("id"),
        }
        for item in raw
        if item and item.get("type") in block.child_blocks
    ]


def _value(block: Any, raw: Any, leaf: Leaf) -> Any:
    if isinstance(block, blocks.StreamBlock):
        return _stream(block, raw or [], leaf)
    if isinstance(block, blocks.ListBlock):
        return [_value(block.child_block, _list_item(item), leaf) for item in raw or []]
    if isinstance(block, blocks.StructBlock):
        stored = raw if isinstance(raw, dict) else {}
        return {
            name: _value(child, stored.get(name), leaf)
            for name, child in block.child_blocks.items()
        }
    return leaf(block, raw)


def _list_item(item: Any) -> Any:
    """A list's item in either of Wagtail's stored forms: with an id of its own, or bare."""
    if isinstance(item, dict) and item.get("type") == "item" and "value" in item:
        return item["value"]
    return item


def streams_of(instance: Any) -> list[Any]:
    """The values of an instance's StreamFields."""
    return [
        getattr(instance, one.name)
        for one in instance._meta.get_fields()
        if isinstance(one, StreamField)
    ]
