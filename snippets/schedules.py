"""When a translation may be live that is made of its source's texts: no earlier than its source.

A source that is scheduled is under embargo, and its translated texts would tell what it says.
`take_over` gives the translation's draft the schedule of its source. `waits_for_its_source` is
asked when the time of that schedule has come: the source may have been scheduled anew meanwhile, or
its schedule taken back.

Rows whose texts are their own have their own schedule; of these, and of all others, what is
published after its end is taken down at once.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone
from wagtail.models import DraftStateMixin
from wagtail.signals import published
from wagtail_localize.models import Translation

from snippets.models.translated import Translated

ENDED = "wagtail.unpublish.scheduled"


def take_over(source: Translated, target: Translated) -> None:
    """Gives the latest draft of a translation the schedule of a source that is not live yet.

    It goes live no earlier than its source, and ends with it unless it has an end of its own.
    Changes the revision; nothing is published here.
    """
    revision, start = target.latest_revision, _start_of(source)
    if revision is None or start is None:
        return
    draft = revision.as_object()
    content = dict(revision.content)
    if draft.go_live_at is None or draft.go_live_at < start:
        content["go_live_at"] = start.isoformat()
    if (end := _latest(source).expire_at) and draft.expire_at is None:
        content["expire_at"] = end.isoformat()
    if content != revision.content:
        revision.content = content
        revision.save(update_fields=["content"])


def end_what_has_ended() -> None:
    """Connects the receiver below. Runs once at start."""
    published.connect(_end, dispatch_uid="what has ended is not live")


def _end(instance: models.Model, **_signal: object) -> None:
    """However it was published (approved, in bulk, by the admin's API, late by the worker): when
    its end has passed, it is not live. The forms of editors refuse such an end."""
    ends = getattr(instance, "expire_at", None)
    if not (isinstance(instance, DraftStateMixin) and instance.live and ends):
        return
    if ends < timezone.now():
        row = type(instance)._base_manager.get(pk=instance.pk)
        row.unpublish(set_expired=True, log_action=ENDED)


def waits_for_its_source(row: models.Model | None) -> bool:
    """Whether a scheduled row translates the texts of a row that nobody has seen yet."""
    if not isinstance(row, Translated) or row.live:
        return False
    source = _source_of_texts(row)
    return source is not None and not source.live and source.first_published_at is None


def _start_of(source: Translated) -> datetime | None:
    """When a source goes live that is scheduled, None when it is live or has no schedule."""
    if source.live:
        return None
    start = _latest(source).go_live_at
    return start if start and start > timezone.now() else None


def _latest(source: Translated) -> Translated:
    """The source as it is live, or as it will be."""
    if source.live or source.latest_revision is None:
        return source
    latest: Translated = source.latest_revision.as_object()
    return latest


def _source_of_texts(row: Translated) -> Translated | None:
    translation = (
        Translation.objects.filter(
            source__object_id=row.translation_key, target_locale_id=row.locale_id, enabled=True
        )
        .select_related("source")
        .first()
    )
    if translation is None:
        return None
    return row.in_language(translation.source.locale_id)
