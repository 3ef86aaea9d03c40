"""What rich text and StreamFields point to: pages, images, documents, embeds.

Content is walked twice: once to collect the ids of everything it points to, so that they are
loaded in a handful of queries however long it is, and once to write the JSON from what was loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field

from django.db.models import Model
from wagtail import blocks
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import AbstractDocument
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.fields import RichTextField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from cms.delivery import tags
from cms.delivery.images import ImageDirectory
from cms.delivery.pages import PageDirectory, Website
from cms.delivery.private_collections import in_private_collections
from cms.engines import read_log
from cms.engines.compiled_query import CompiledQuery, Given
from home.seo import METADATA
from home.stream_leaves import leaves, streams_of
from snippets.stored_tags import stored_tags


def picture_fields(model: type[Model]) -> tuple[str, ...]:
    """The names of the fields in which a page of this type has a picture of its content: not that
    which is for shared links alone."""
    return tuple(
        column.name
        for column in model._meta.concrete_fields
        if column.related_model is get_image_model() and column.name not in METADATA
    )


@dataclass
class Wanted:
    """Ids that content points to."""

    pages: set[int] = field(default_factory=set)
    images: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    embeds: set[str] = field(default_factory=set)

    def __or__(self, other: Wanted) -> Wanted:
        return Wanted(
            self.pages | other.pages,
            self.images | other.images,
            self.documents | other.documents,
            self.embeds | other.embeds,
        )

    def key(self) -> Hashable:
        """The same for whoever wants the same."""
        return tuple(frozenset(ids) for ids in vars(self).values())

    def add_rich_text(self, html: str) -> None:
        for tag in stored_tags(html or ""):
            attrs = tag.attributes
            kind = attrs.get("linktype") if tag.name == "a" else attrs.get("embedtype")
            if kind == "media":
                self.embeds.add(attrs.get("url", ""))
            elif kind and attrs.get("id", "").isdecimal():
                place = {"page": self.pages, "document": self.documents, "image": self.images}
                place.get(kind, set()).add(int(attrs["id"]))

    def add_fields(self, instance: Model) -> None:
        """What the StreamFields, rich texts and picture fields of a model's row point to."""
        for stream in streams_of(instance):
            self.add_stream(stream)
        for column in instance._meta.get_fields():
            if isinstance(column, RichTextField):
                self.add_rich_text(getattr(instance, column.name))
        for name in picture_fields(type(instance)):
            if (picture := getattr(instance, f"{name}_id")) is not None:
                self.images.add(picture)

    def add_stream(self, stream: StreamValue) -> None:
        for block, value in leaves(stream):
            if isinstance(value, str):
                if isinstance(block, blocks.RichTextBlock):
                    self.add_rich_text(value)
                elif isinstance(block, EmbedBlock):
                    self.embeds.add(value)
            elif isinstance(value, int):
                if isinstance(block, blocks.PageChooserBlock):
                    self.pages.add(value)
                elif isinstance(block, ImageChooserBlock):
                    self.images.add(value)
                elif isinstance(block, DocumentChooserBlock):
                    self.documents.add(value)


_EMBEDS = CompiledQuery(lambda: Embed.objects.filter(hash__any_of=Given("hashes")))


@dataclass(frozen=True)
class References:
    """What was wanted, loaded."""

    site: Website
    pages: PageDirectory
    images: ImageDirectory
    documents: dict[int, AbstractDocument]
    embeds: dict[str, Embed]


def load(site: Website, wanted: Wanted, image_shapes: Collection[str] | None = None) -> References:
    """At most six queries, whatever content points to. `image_shapes` are those of every picture;
    without them its place says it."""
    documents: dict[int, AbstractDocument] = {}
    if wanted.documents:
        public = get_document_model().objects.filter(~in_private_collections())
        with read_log.narrowed(tags.document_tables()) as read:
            read |= {tags.document(pk) for pk in wanted.documents}
            documents = {file.pk: file for file in public.filter(pk__in=wanted.documents)}
    embeds: dict[str, Embed] = {}
    if urls := {url for url in wanted.embeds if url}:
        by_hash = {get_embed_hash(url): url for url in urls}
        embeds = {by_hash[embed.hash]: embed for embed in _EMBEDS.instances(hashes=list(by_hash))}
    return References(
        site=site,
        pages=PageDirectory(site, wanted.pages),
        images=ImageDirectory(wanted.images, image_shapes),
        documents=documents,
        embeds=embeds,
    )
