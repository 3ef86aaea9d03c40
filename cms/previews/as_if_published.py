"""Writes the newest revision of a page or snippet as publishing would, without its signals, log and
workflow. For a dry run (cms/engines/dry_run.py) alone, which takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.models import Page, Revision
from wagtail_localize.models import Translation

from snippets.models.translated import TranslatedSnippet

# What has drafts, so a page or a snippet.
Draftable: TypeAlias = "Page | TranslatedSnippet"


def write_as_if_published(instance: Draftable, revision: Revision | None = None) -> None:
    """As wagtail.actions.publish_revision, of this revision or the newest. Raises ValidationError
    for what cannot be published."""
    revision = revision or _revision_with_translations(instance)
    if revision is None:
        return
    future = revision.as_object()
    now = timezone.now()
    future.live, future.expired = True, False
    future.has_unpublished_changes = False
    future.last_published_at = now
    future.first_published_at = future.first_published_at or now
    future.live_revision = revision
    future.save()
    if isinstance(future, Page):
        future.update_aliases(revision=revision, _content=revision.content)


def messages(error: ValidationError, instance: Draftable) -> Iterator[str]:
    """Each message with its field, as the form names it. A message about no field stands alone."""
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    labels = {field.name: field.verbose_name for field in instance._meta.fields}
    for name, texts in error.message_dict.items():
        for text in texts:
            if name == NON_FIELD_ERRORS:
                yield text
            else:
                yield f"{capfirst(labels.get(name, name))}: {text}"


def _revision_with_translations(instance: Draftable) -> Revision | None:
    """The newest revision. A row that is translated string by string gets one from its strings."""
    translation = Translation.objects.filter(
        source__object_id=instance.translation_key,
        target_locale_id=instance.locale_id,
        enabled=True,
    ).first()
    if translation is not None:
        translation.save_target(publish=False)
        instance = type(instance)._base_manager.get(pk=instance.pk)
    if instance.live and not instance.has_unpublished_changes and translation is None:
        return None
    return instance.get_latest_revision()
