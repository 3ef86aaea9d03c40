"""What translators choose for their language in place of what the source has: a picture, a page.

wagtail-localize keeps the number of what was chosen, in the source and by the translator. When that
is deleted the number stays: publishing the translation was an error page (500), and a deleted
picture left its editor blank. So what is deleted is chosen nowhere any more, and the translation
has again what the source has.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Protocol

from django.db.models import Model
from django.db.models.signals import post_delete
from wagtail.blocks import Block, ChooserBlock, ListBlock
from wagtail.documents.models import AbstractDocument
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.models import OverridableSegment, SegmentOverride, SourceDeletedError
from wagtail_localize.segments import OverridableSegmentValue
from wagtail_localize.segments.ingest import StreamFieldSegmentsWriter

CHOSEN = (Page, AbstractImage, AbstractDocument, TranslatableMixin)


class IngestBlock(Protocol):
    def __call__(
        self,
        writer: StreamFieldSegmentsWriter,
        block_type: Block,
        block_value: object,
        segments: Sequence[object],
    ) -> object: ...


def choosing_what_there_is(handle_block: IngestBlock) -> IngestBlock:
    """What a translator chose, else what the source has.

    wagtail-localize looks for it among things of the class that the source's value has: where the
    source has none any more, that is an error too.
    """

    @functools.wraps(handle_block)
    def ingest(
        writer: StreamFieldSegmentsWriter,
        block_type: Block,
        block_value: object,
        segments: Sequence[object],
    ) -> object:
        if isinstance(block_type, ChooserBlock) and isinstance(
            segments[0], OverridableSegmentValue
        ):
            rows = block_type.target_model._default_manager
            return rows.filter(pk=segments[0].data).first() or block_value
        return handle_block(writer, block_type, block_value, segments)

    return ingest


def forget_what_is_deleted() -> None:
    """Connects the receiver below. Runs once at start."""
    post_delete.connect(_forget, dispatch_uid="choices of translators")


def _forget(instance: Model, **_signal: object) -> None:
    if not isinstance(instance, CHOSEN):
        return
    number = json.dumps(instance.pk, default=str)
    for override in SegmentOverride.objects.filter(data_json=number):
        segment = OverridableSegment.objects.filter(context=override.context).first()
        if segment is not None and _chooses(segment, instance):
            override.delete()
    if isinstance(instance, Page):  # many may go at once; their editor shows the empty place
        return
    for segment in OverridableSegment.objects.filter(data_json=number):
        if _chooses(segment, instance):
            OverridableSegment.objects.filter(pk=segment.pk).update(data_json="null")


def _chooses(segment: OverridableSegment, instance: Model) -> bool:
    """Whether things of the instance's class are chosen at the segment's place."""
    try:
        source = segment.source.as_instance()
        path = segment.context.get_field_path(source)
    except (SourceDeletedError, KeyError):  # the page, or the block, is gone too
        return False
    name, *parts = path.split(".")
    field = source._meta.get_field(name)
    if not isinstance(field, StreamField):
        return field.is_relation and isinstance(instance, field.related_model)
    block = field.stream_block
    for part in parts:
        block = block.child_block if isinstance(block, ListBlock) else block.child_blocks[part]
    return isinstance(block, ChooserBlock) and isinstance(instance, block.target_model)
