"""What a translator writes wrong takes nothing away: readers keep the text and the link they had.

wagtail-localize leaves a text with an error out, like one that is missing, and puts the source's
into the translation: one bad tag replaced a live Arabic paragraph by the English. Here the text
comes from the row that is live (from the last draft, where none is), and a link from the last
override that was right. A text that was never there is still the source's.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail_localize.models import (
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from snippets.models.kept_override import KeptOverride

Segments = list[Any]
GetSegments = Callable[..., Segments]
EditTranslation = Callable[[HttpRequest, Translation, object], HttpResponse | None]


def keep_what_was_right() -> None:
    """Connects the keeping of overrides. Runs once at start."""
    pre_save.connect(_keep, SegmentOverride, dispatch_uid="kept overrides")


def _keep(instance: SegmentOverride, **_signal: object) -> None:
    before = SegmentOverride.objects.filter(pk=instance.pk, has_error=False).first()
    if before is not None and before.data_json != instance.data_json:
        KeptOverride.objects.update_or_create(
            override=before, defaults={"data_json": before.data_json}
        )


def with_what_readers_have(get_segments: GetSegments) -> GetSegments:
    """Wraps what a translation is put together from."""

    @functools.wraps(get_segments)
    def segments_of(source: TranslationSource, locale: Locale, **options: bool) -> Segments:
        segments = get_segments(source, locale, **options)
        replaced = _texts_that_were_there(source, locale)
        return [
            *(_in_place_of(segment, replaced) for segment in segments),
            *_overrides_that_were_right(source, locale),
        ]

    return segments_of


def _in_place_of(segment: Any, replaced: dict[tuple[str, int], Any]) -> Any:
    if not isinstance(segment, StringSegmentValue):
        return segment
    kept = replaced.get((segment.path, segment.order))
    return segment if kept is None else kept.with_order(segment.order)


def texts_in_error(source: TranslationSource, locale: Locale) -> Iterable[StringSegment]:
    wrong = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale=locale,
        has_error=True,
    )
    return StringSegment.objects.filter(Exists(wrong), source=source).select_related("context")


def _texts_that_were_there(
    source: TranslationSource, locale: Locale
) -> dict[tuple[str, int], StringSegmentValue]:
    """Path and order of each text with an error → what stands in its place in the target."""
    wrong = {(segment.context.path, segment.order) for segment in texts_in_error(source, locale)}
    if not wrong:
        return {}
    there = _by_path(
        (segment.path, segment.order, segment)
        for segment in _segments_of_target(source, locale)
        if isinstance(segment, StringSegmentValue)
    )
    asked = source.stringsegment_set.select_related("context")
    wanted = _by_path((segment.context.path, segment.order, segment.order) for segment in asked)
    return {
        (path, order): text
        for path, orders in wanted.items()
        # Of a text in paragraphs, those that are still as many.
        if len(orders) == len(there.get(path, ()))
        for order, text in zip(orders, there[path], strict=True)
        if (path, order) in wrong
    }


def _by_path(items: Iterable[tuple[str, int, Any]]) -> dict[str, list[Any]]:
    """Path → its things in their order."""
    by_path: dict[str, list[Any]] = defaultdict(list)
    for path, _order, thing in sorted(items, key=lambda item: item[:2]):
        by_path[path].append(thing)
    return by_path


def _segments_of_target(source: TranslationSource, locale: Locale) -> Segments:
    model = source.specific_content_type.model_class()
    rows = model._default_manager.filter(translation_key=source.object_id, locale=locale)
    target = rows.first()
    if target is None or (isinstance(target, Page) and target.alias_of_id):
        return []
    if isinstance(target, DraftStateMixin) and not target.live:
        target = target.get_latest_revision_as_object()
    segments: Segments = extract_segments(target)
    return segments


def _overrides_that_were_right(
    source: TranslationSource, locale: Locale
) -> list[OverridableSegmentValue]:
    kept = KeptOverride.objects.filter(override__locale=locale, override__has_error=True)
    of_context = dict(kept.values_list("override__context_id", "data_json"))
    segments = source.overridablesegment_set.filter(context_id__in=of_context)
    return [
        OverridableSegmentValue(
            segment.context.path, json.loads(of_context[segment.context_id]), order=segment.order
        )
        for segment in segments.select_related("context")
    ]


def saying_what_readers_have(get_error: Callable[[Any], str | None]) -> Callable[[Any], str | None]:
    """Wraps the error of a text and of an override, as it stands beside it."""

    @functools.wraps(get_error)
    def error_of(written: object) -> str | None:
        error = get_error(written)
        if not error:
            return error
        kept = _("Until it is mended it is not used, and readers keep what they had.")
        return f"{str(error).rstrip('.')}. {kept}"

    return error_of


# --- The editor -----------------------------------------------------------------------------------


def naming_what_is_kept(view: EditTranslation) -> EditTranslation:
    """Wraps the editor of translations: who publishes learns that a text was left out."""

    @functools.wraps(view)
    def edit(
        request: HttpRequest, translation: Translation, instance: object
    ) -> HttpResponse | None:
        response = view(request, translation, instance)
        if request.method == "POST" and request.POST.get("action") == "publish":
            wrong = len(list(texts_in_error(translation.source, translation.target_locale)))
            if wrong:
                messages.warning(request, _kept(wrong))
        return response

    return edit


def _kept(number: int) -> str:
    return ngettext(
        "%(number)s text cannot be used: readers keep the text that they had. The reason stands "
        "beside it.",
        "%(number)s texts cannot be used: readers keep the texts that they had. The reasons stand "
        "beside them.",
        number,
    ) % {"number": number}
