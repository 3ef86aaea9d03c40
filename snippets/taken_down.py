"""What is taken offline was there: it does not fall back to another language.

Readers of a language get another one for what was never there in theirs, which the moment of its
first publishing tells. A row that was made live by code (the first home pages are) has none, and
looked as if it had never been there when somebody unpublished it.
"""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import DraftStateMixin
from wagtail.signals import page_unpublished, unpublished


def remember_what_is_taken_down() -> None:
    """Connects the signals. Runs once at start."""
    for signal in (page_unpublished, unpublished):
        signal.connect(_remember, dispatch_uid="taken down")


def _remember(instance: DraftStateMixin, **_signal: object) -> None:
    if instance.first_published_at is not None:
        return
    instance.first_published_at = timezone.now()
    rows = type(instance)._default_manager.filter(pk=instance.pk)
    rows.update(first_published_at=instance.first_published_at)
