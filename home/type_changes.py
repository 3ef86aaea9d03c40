"""Gives pages another type: what was written as a page becomes an event or an article.

All languages of a page and all copies that show it (aliases) change together. A page keeps its
place, address, texts, history, translations, schedule and everything that points to it. What the
new type has beside is given by the caller, and is in drafts and older versions too.

It knows nothing of delivery: publishing follows from the commit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision
from wagtail.search import index
from wagtail_localize.models import TranslationSource

from home.models.translation_state import StaleTranslation, TranslationState
from home.models.website_page import WebsitePage


class CannotChangeType(Exception):
    """Nothing was changed; the text says why."""


@transaction.atomic
def change_type(
    page: WebsitePage, new: type[WebsitePage], values: Mapping[str, object]
) -> list[int]:
    """Makes the page, its translations and their aliases pages of type `new`, with `values` in the
    fields that the old type lacks. Answers their ids. Raises CannotChangeType when a field of the
    old type would be lost, and ValidationError when the new type refuses what they say then."""
    old = type(page)
    _refuse_a_loss(old, new)
    pks = _shown_together(page)
    rows = list(old._default_manager.filter(pk__in=pks))
    if len(rows) != len(pks):
        raise CannotChangeType(f"Not every language of “{page}” is of the type {_name(old)}.")
    types = ContentType.objects.get_for_models(old, new)
    for row in rows:
        _write(row, new, values)
    _turn_what_names_the_type(pks, types[old], types[new])
    _give_to_versions(pks, new, values)
    for changed in new._default_manager.filter(pk__in=pks):
        ReferenceIndex.remove_for_object(changed)
        ReferenceIndex.create_or_update_for_object(changed)
        index.insert_or_update_object(changed)
    _tell_translations(old, pks)
    return sorted(pks)


def _refuse_a_loss(old: type[WebsitePage], new: type[WebsitePage]) -> None:
    if old is new:
        raise CannotChangeType(f"It is of the type {_name(old)} already.")
    kept = {column.name for column in new._meta.concrete_fields}
    lost = [
        column.name
        for column in old._meta.local_concrete_fields
        if column.name not in kept and not column.primary_key
    ]
    if lost:
        raise CannotChangeType(f"{_name(new)} has no {', '.join(lost)}: what they say would go.")


def _name(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


def _shown_together(page: WebsitePage) -> set[int]:
    """The page with its translations, and what shows one of them."""
    found: set[int] = set()
    more = set(
        Page.objects.filter(translation_key=page.translation_key).values_list("pk", flat=True)
    )
    while more:
        found |= more
        aliases = Page.objects.filter(alias_of__in=more).exclude(pk__in=found)
        more = set(aliases.values_list("pk", flat=True))
    return found


def _write(row: WebsitePage, new: type[WebsitePage], values: Mapping[str, object]) -> None:
    """The row of the new type in place of that of the old one; that of all pages stays."""
    changed = new()
    for column in row._meta.concrete_fields:
        setattr(changed, column.attname, getattr(row, column.attname))
    for name, value in values.items():
        setattr(changed, name, value)
    changed.full_clean(validate_unique=False)
    type(row)._default_manager.filter(pk=row.pk)._raw_delete("default")
    changed.save_base(raw=True, force_insert=True)


def _turn_what_names_the_type(pks: set[int], old: ContentType, new: ContentType) -> None:
    """Pages, versions, workflows, the search's index: whatever names the type beside the id."""
    Page.objects.filter(pk__in=pks).update(content_type=new)
    PageLogEntry.objects.filter(page_id__in=pks, content_type=old).update(content_type=new)
    for model in apps.get_models():
        for link in model._meta.private_fields:
            if isinstance(link, GenericForeignKey) and not model._meta.proxy:
                ids = _as_stored(model, link.fk_field, pks)
                model._base_manager.filter(
                    **{link.ct_field: old, f"{link.fk_field}__in": ids}
                ).update(**{link.ct_field: new})


def _as_stored(model: type[models.Model], name: str, pks: Collection[int]) -> list[object]:
    column = model._meta.get_field(name)
    return [column.to_python(pk) for pk in pks] if isinstance(column, models.Field) else []


def _give_to_versions(pks: set[int], new: type[WebsitePage], values: Mapping[str, object]) -> None:
    serialized = new(**values).serializable_data()
    given = {name: serialized[name] for name in values}
    base = ContentType.objects.get_for_model(Page)
    ids = [str(pk) for pk in pks]
    for revision in Revision.objects.filter(base_content_type=base, object_id__in=ids).iterator():
        content_type = ContentType.objects.get_for_model(new)
        revision.content = {**revision.content, **given, "content_type": content_type.pk}
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def _tell_translations(old: type[WebsitePage], pks: set[int]) -> None:
    """What was sent to translation is of the new type, and so is its state."""
    keys = set(Page.objects.filter(pk__in=pks).values_list("translation_key", flat=True))
    for source in TranslationSource.objects.filter(object_id__in=keys):
        row = Page.objects.get(translation_key=source.object_id, locale=source.locale).specific
        source.specific_content_type = ContentType.objects.get_for_model(type(row))
        source.save(update_fields=["specific_content_type"])
        source.update_from_db()
    kind = old._meta.label
    TranslationState.objects.filter(kind__iexact=kind, row_pk__in=pks).delete()
    StaleTranslation.objects.bulk_create(
        [StaleTranslation(translation_key=key) for key in keys], ignore_conflicts=True
    )
