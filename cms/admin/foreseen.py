"""What readers would get if a thing were published now: built for real, and undone.

In a rehearsal (cms/rehearsal.py) the documents are built, the newest revision is written as
publishing would write it, and the documents are built again. So the difference is that of this
thing alone, whatever others publish meanwhile and whatever an emergency holds back.

Nothing leaves it: no workflow is cancelled, nobody is told, and the search index and the reference
index are tables of the same database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import Translation

from cms.documents.builders.body import body
from cms.documents.builders.content import Content, read_content
from cms.documents.builders.pages import readable
from cms.documents.builders.references import Wanted, load, streams_of
from cms.documents.registry import DOCUMENTS
from cms.rehearsal import rehearse
from home.models import HomePage
from home.seo import SearchMetadata

#: `page:ar` beside the documents: the page's own text, which the website reads by API v2.
PAGE = "page"

Data = dict[str, Any]


class NotForeseeable(Exception):
    """The thing cannot be published as it is. Says why."""


@dataclass(frozen=True)
class Foreseen:
    """Document keys (`menu_items:ar`) to their data, before and after."""

    before: Data
    after: Data


def foresee(thing: Any) -> Foreseen:
    """Raises NotForeseeable, or Busy. Call it outside of a transaction."""

    def publishing() -> Foreseen:
        before = _documents(thing)
        _write_as_if_published(thing)
        return Foreseen(before, _documents(thing))

    try:
        return rehearse(publishing)
    except ValidationError as error:
        raise NotForeseeable(" ".join(_messages(error, thing))) from error


def _messages(error: ValidationError, thing: Any) -> Iterator[str]:
    """Each with its field as the form names it; what is about no field alone."""
    if not hasattr(error, "error_dict"):
        yield from error.messages
        return
    for name, found in error.message_dict.items():
        for one in found:
            if name == NON_FIELD_ERRORS:
                yield one
            else:
                yield f"{capfirst(thing._meta.get_field(name).verbose_name)}: {one}"


def _write_as_if_published(thing: Any) -> None:
    """As wagtail.actions.publish_revision, without its signals, log and workflow."""
    revision = _revision_with_translations(thing)
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


def _revision_with_translations(thing: Any) -> Any:
    """The newest revision; of a thing that is translated string by string, one of these."""
    translation = Translation.objects.filter(
        source__object_id=thing.translation_key, target_locale_id=thing.locale_id, enabled=True
    ).first()
    if translation is not None:
        translation.save_target(publish=False)
        thing = type(thing)._base_manager.get(pk=thing.pk)
    if thing.live and not thing.has_unpublished_changes and translation is None:
        return None
    return thing.get_latest_revision()


def _documents(thing: Any) -> Data:
    content = read_content()
    found = {
        document.key(language.code): document.build(content, language)
        for document in DOCUMENTS
        for language in content.languages
    }
    if isinstance(thing, Page) and not isinstance(thing, HomePage):
        language = content.site.language_of(thing.locale_id)
        if language is not None:
            found[f"{PAGE}:{language.code}"] = _page(thing, content, language)
    return found


def _page(thing: Any, content: Content, language: Any) -> Data | None:
    """The page's own fields as readers get them, None while they get nothing."""
    row = type(thing)._base_manager.filter(pk__in=readable().filter(pk=thing.pk)).first()
    if row is None or content.site.path(row.locale_id, row.url_path) is None:
        return None
    wanted = Wanted()
    for stream in streams_of(row):
        wanted.add_stream(stream)
    references = load(content.site, wanted)
    told: Data = {"title": row.title}
    for field in own_fields(type(row)):
        value = getattr(row, field.name)
        told[field.name] = (
            body(value, references, language) if isinstance(field, StreamField) else value
        )
    return told


def own_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields that this page type adds to Wagtail's and to the metadata: texts and bodies."""
    common = {field.name for base in (Page, SearchMetadata) for field in base._meta.get_fields()}
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.name not in common
        and isinstance(field, (models.CharField, models.TextField, StreamField))
    ]


def is_foreseeable(model: type[models.Model]) -> bool:
    return issubclass(model, DraftStateMixin)
