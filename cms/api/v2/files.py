"""/api/v2/images/ and /api/v2/documents/: what editors uploaded, private collections left out.

Images come in the one shape of all answers beside Wagtail's own fields; `?locale=` chooses the
language of `alt`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from rest_framework.fields import Field
from taggit.models import TaggedItem
from wagtail.documents.api.v2.serializers import DocumentSerializer as StockDocumentSerializer
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.serializers import ImageSerializer as StockImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet

from cms.api.v2.answers import DocumentItem, ImageItem
from cms.api.v2.endpoint import IMAGE_SHAPES, Endpoint
from cms.api.v2.filters import FieldsFilter, OrderingFilter, SearchFilter
from cms.delivery import tags
from cms.delivery.images import ImageDirectory
from cms.delivery.private_collections import private_collections
from cms.delivery.shapes import Image
from cms.engines import read_log
from snippets.models import SiteImage

SHAPE = (
    *("alt", "src", "srcset", "sources", "focal_point", "color"),
    *("placeholder", "shapes"),
)


@dataclass(frozen=True)
class Files:
    """The tags of an answer's files, and of images their documents, by id."""

    tags: dict[int, list[str]] = field(default_factory=dict)
    images: dict[int, Image] = field(default_factory=dict)


class Tags(Field):  # type: ignore[type-arg]
    def get_attribute(self, instance: Model) -> object:
        return instance

    def to_representation(self, file: Model) -> list[str]:
        return list(self.context["resolved"].tags.get(file.pk, []))


class OfTheShape(Field):  # type: ignore[type-arg]
    def get_attribute(self, instance: Model) -> object:
        return self.context["resolved"].images[instance.pk][self.field_name]

    def to_representation(self, value: object) -> object:
        return value


class ImageSerializer(StockImageSerializer):
    tags = Tags(read_only=True)
    alt = OfTheShape(read_only=True)
    src = OfTheShape(read_only=True)
    srcset = OfTheShape(read_only=True)
    sources = OfTheShape(read_only=True)
    focal_point = OfTheShape(read_only=True)
    color = OfTheShape(read_only=True)
    placeholder = OfTheShape(read_only=True)
    shapes = OfTheShape(read_only=True)


class DocumentSerializer(StockDocumentSerializer):
    tags = Tags(read_only=True)


class FileEndpoint(Endpoint):
    """A detail reads one row of the table of its files: the tables and the row's tag."""

    tables: ClassVar[Callable[[], frozenset[str]]]
    row_tag: ClassVar[Callable[[object], str]]

    def get_object(self) -> Model:
        with read_log.narrowed(type(self).tables()) as read:
            read.add(type(self).row_tag(self.kwargs["pk"]))
            return super().get_object()


class Images(FileEndpoint, ImagesAPIViewSet):
    tables = tags.image_tables
    row_tag = tags.image
    tag = "Files"
    singular = "Image"
    plural = "Pictures"
    shape = listed_shape = ImageItem
    base_serializer_class = ImageSerializer
    filter_backends = [FieldsFilter, OrderingFilter, SearchFilter]
    body_fields = [*ImagesAPIViewSet.body_fields, *SHAPE]
    listing_default_fields = [
        *ImagesAPIViewSet.listing_default_fields,
        *("width", "height", *SHAPE),
    ]
    known_query_parameters = ImagesAPIViewSet.known_query_parameters | {"locale", IMAGE_SHAPES}
    detail_parameters = Endpoint.detail_parameters | {"locale", IMAGE_SHAPES}
    resolved_fields: ClassVar[dict[str, tuple[str, ...]]] = {"sources": ("type", "srcset")}

    def get_queryset(self) -> QuerySet[Model]:
        return public(self.model)

    def resolve(self, rows: Sequence[SiteImage], names: frozenset[str]) -> Files:
        names_of_tags = _tags(rows) if "tags" in names else {}
        if not names & set(SHAPE):
            return Files(names_of_tags)
        directory = ImageDirectory.of(rows, self.image_shapes or ())
        documents = (directory.as_document(row.pk, self.language.code) for row in rows)
        return Files(names_of_tags, {image["id"]: image for image in documents if image})


class Documents(FileEndpoint, DocumentsAPIViewSet):
    tables = tags.document_tables
    row_tag = tags.document
    tag = "Files"
    singular = "Document"
    plural = "Files for download"
    shape = listed_shape = DocumentItem
    base_serializer_class = DocumentSerializer
    filter_backends = [FieldsFilter, OrderingFilter, SearchFilter]
    known_query_parameters = DocumentsAPIViewSet.known_query_parameters

    def get_queryset(self) -> QuerySet[Model]:
        return public(self.model)

    def resolve(self, rows: Sequence[Model], names: frozenset[str]) -> Files:
        return Files(_tags(rows) if "tags" in names else {})


def public(model: Any) -> Any:
    """The files of public collections, by id. By the collections' ids, because Wagtail's search
    can filter by nothing that is further away. One query."""
    return model.objects.exclude(collection__in=private_collections()).order_by("id")


def _tags(rows: Sequence[Model]) -> dict[int, list[str]]:
    """Names of tags by the file's id, in alphabetical order. One query."""
    kind = ContentType.objects.get_for_model(rows[0])
    names: dict[int, list[str]] = {}
    tagged = TaggedItem.objects.filter(content_type=kind, object_id__in=[row.pk for row in rows])
    with read_log.narrowed(tags.TAGGED_TABLES) as read:
        read |= {tags.tagged(kind.pk, row.pk) for row in rows}
        for pk, name in tagged.order_by("tag__name").values_list("object_id", "tag__name"):
            names.setdefault(pk, []).append(name)
    return names
