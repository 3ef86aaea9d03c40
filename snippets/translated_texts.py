"""Checks every translated text before it is stored, whoever writes it: the editor of translations,
a PO file, a machine.

wagtail-localize stores a text as it comes and finds out when the page or snippet is saved: a title
that is too long was an error page (500), and a heading that is too long went live. Here the text
that cannot be used keeps its place, marked with the reason. The editor shows the reason beside it,
and until it is mended, it is left out like one that is missing.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.signals import pre_save
from wagtail.blocks import Block, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.models import (
    SegmentOverride,
    StringTranslation,
    TranslationContext,
    TranslationSource,
)

from snippets.models.translated import name_field
from snippets.names import normal_name, refuse_invisible, storable

_PLAIN = (models.CharField, models.TextField)


def check_before_storing() -> None:
    """Connects the checks. Runs once at start."""
    pre_save.connect(_check_text, StringTranslation, dispatch_uid="translated texts")
    pre_save.connect(_make_storable, SegmentOverride, dispatch_uid="replaced values")


def _check_text(
    instance: StringTranslation, update_fields: Collection[str] | None, **_signal: object
) -> None:
    if update_fields is not None and "data" not in update_fields:
        return
    written, instance.data = instance.data, storable(instance.data)
    source = TranslationSource.objects.filter(object_id=_object_of(instance)).first()
    if source is None:
        return
    try:
        if instance.context.path == name_field(_model_of(source)):
            refuse_invisible(written)
            instance.data = normal_name(instance.data)
        longest = _longest(source, instance.context)
        if longest is not None:
            MaxLengthValidator(longest)(instance.data)
    except ValidationError as error:
        instance.has_error, instance.field_error = True, str(error.messages[0])


def _make_storable(instance: SegmentOverride, **_signal: object) -> None:
    value = json.loads(instance.data_json)
    if isinstance(value, str):
        instance.data_json = json.dumps(storable(value))


def _object_of(instance: StringTranslation) -> UUID | None:
    return None if instance.context is None else instance.context.object_id


def _model_of(source: TranslationSource) -> type[models.Model] | None:
    return source.specific_content_type.model_class()


def _longest(source: TranslationSource, context: TranslationContext) -> int | None:
    """How many characters the field or block of a text takes, None when as many as you like."""
    model = _model_of(source)
    name, _dot, inside = context.path.partition(".")
    try:
        field = model._meta.get_field(name) if model is not None else None
        if isinstance(field, StreamField) and inside:
            path = context.field_path or str(context.get_field_path(source.as_instance()))
            last = context.path.rpartition(".")[2]
            return _longest_of_block(field.stream_block, path.split(".")[1:], last)
    except (FieldDoesNotExist, ObjectDoesNotExist, KeyError):
        return None  # Of what is no more in the source: nobody will see this text.
    if isinstance(field, RichTextField) or not isinstance(field, _PLAIN):
        return None
    return field.max_length


def _longest_of_block(block: Block, path: Iterable[str], last: str) -> int | None:
    """`last` is what comes last in the path of the text: the place in a block that has many."""
    for name in path:
        children = getattr(block, "child_blocks", None)
        block = block.child_block if children is None else children[name]
    if isinstance(block, RichTextBlock):
        return None
    if (longest_inside := getattr(block, "longest", None)) is not None:
        inside: int | None = longest_inside(last)
        return inside
    longest: int | None = getattr(getattr(block, "field", None), "max_length", None)
    return longest


Receiver = Callable[..., None]


def unless_it_is_wrong(copy_title: Receiver) -> Receiver:
    """A translated title is shown in lists before it is published, but for one that is not used."""

    @functools.wraps(copy_title)
    def copy(instance: StringTranslation, **signal: object) -> None:
        if not instance.has_error:
            copy_title(instance=instance, **signal)

    return copy
