"""What the languages of one thing have in common, and who decides it.

A translation group is the rows with one `translation_key`, one per language. Its **source** is its
first row (the lowest primary key): a translation is always made from something that is already
there; when the source is deleted, the next oldest row takes its place. Fields named in
`shared_fields` belong to the source; the other rows repeat its values, so that readers of one row
need not know about the group. Saving keeps that true:

- saving the source writes its shared values to its translations;
- saving a translation takes them from the source, whatever an old draft of the translation or
  wagtail-localize's stored copy of the source says.

A shared field that points to something translated points, in each row, to the row of that thing in
the same language, live or not, or to another language's row while there is none. That holds when
the missing row appears and when a row is deleted, too.

Saving a draft writes only a revision and never comes here: it names its `update_fields`. So does
translating something that is live, see `RevisedByTranslation`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, cast

from django.db import models, transaction
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from snippets.preview import Previewed

_Target = tuple[uuid.UUID, int]
_translating: ContextVar[_Target | None] = ContextVar("translating", default=None)


@contextmanager
def translating(translation_key: uuid.UUID, locale_id: int) -> Iterator[None]:
    """While this lasts, the named row is written by a translation: see RevisedByTranslation."""
    token = _translating.set((translation_key, locale_id))
    try:
        yield
    finally:
        _translating.reset(token)


def _is_being_translated(row: Any) -> bool:
    return _translating.get() == (row.translation_key, row.locale_id)


def synchronized(*names: str) -> list[BaseTranslatableField]:
    """Tells wagtail-localize that these fields are the source's and not for translation."""
    return [SynchronizedField(name, overridable=False) for name in names]


def its_own(*names: str) -> list[BaseTranslatableField]:
    """Tells wagtail-localize to leave these fields alone: each language has its own."""
    return [BaseTranslatableField(name) for name in names]


class RevisedByTranslation(models.Model):
    """A translation of it reaches readers when it is published, and not before.

    wagtail-localize saves the whole row before the revision that it may or may not publish: with
    `publish=False` draft text went live, and a live snippet was taken offline. Here, a row that is
    live is left as it is while it is being translated, the revision alone is written, and
    publishing that revision is what changes the row. A row that is not live stays so till then.

    `own_in_each_language` names fields that are no part of a translation: they start empty, and a
    draft of them outlives what translators do, which always starts from the row.
    """

    own_in_each_language: ClassVar[tuple[str, ...]] = ()
    has_unpublished_changes: Any  # these two of DraftStateMixin and RevisionMixin
    latest_revision: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None and _is_being_translated(self):
            self.keep_its_own()
            rows: models.QuerySet[Any] = type(self)._base_manager.filter(pk=self.pk)
            self.live = bool(self.pk and rows.values_list("live", flat=True).first())
            if self.live:
                return
        super().save(*args, **kwargs)

    def keep_its_own(self) -> None:
        """Gives `own_in_each_language` the values that a translation leaves as they are."""
        draft: Any = None
        if self.pk and self.has_unpublished_changes and self.latest_revision:
            draft = self.latest_revision.as_object()
        for name in self.own_in_each_language:
            field = _field(self, name)
            if draft is not None:
                setattr(self, field.attname, getattr(draft, field.attname))
            elif not self.pk:
                setattr(self, field.attname, field.get_default())


class SharedFields(models.Model):
    """Keeps `shared_fields` equal in all languages. Needs TranslatableMixin beside it."""

    shared_fields: ClassVar[tuple[str, ...]] = ()
    translation_key: Any  # of TranslatableMixin

    class Meta:
        abstract = True

    def source(self) -> Any:
        """The row that owns the shared fields: the oldest of the group, itself when alone."""
        return self._group().order_by("pk").first() or self

    def is_source(self) -> bool:
        return bool(self.source().pk in (self.pk, None))

    def take_what_is_shared(self) -> None:
        """Gives a translation the shared values of today; saves nothing."""
        source = self.source()
        if source.pk not in (self.pk, None):
            self._share(source, self)

    def _group(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = type(self)._default_manager.all()
        return rows.filter(translation_key=self.translation_key)

    def save(self, *args: Any, **kwargs: Any) -> None:
        update_fields: Iterable[str] | None = kwargs.get("update_fields")
        if update_fields is not None and not set(update_fields) & set(self.shared_fields):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            source = self.source()
            is_source = source.pk in (self.pk, None)
            # A translation never decides a shared field, not even one made into the source.
            if not is_source or (source.pk and _is_being_translated(self)):
                self._share(source, self)
            super().save(*args, **kwargs)
            if is_source:
                self._share_with_translations()

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A draft of a translation shows the shared values of today."""
        revised = super().with_content_json(content)  # type: ignore[misc]
        if not self.is_source():
            for name in self.shared_fields:
                column = _field(self, name).attname
                setattr(revised, column, getattr(self, column))
        return revised

    def _share_with_translations(self) -> None:
        for row in self._group().exclude(pk=self.pk):
            changed = self._share(self, row)
            if changed:
                models.Model.save(row, update_fields=changed)

    def _share(self, source: Any, row: Any) -> list[str]:
        """Gives `row` the source's shared values; answers the names of those that changed."""
        changed = []
        for name in self.shared_fields:
            field = _field(self, name)
            value = getattr(source, field.attname)
            if value is not None and isinstance(field, models.ForeignKey):
                value = _in_language(field, value, row.locale_id)
            if getattr(row, field.attname) != value:
                setattr(row, field.attname, value)
                changed.append(name)
        return changed


def _field(row: models.Model, name: str) -> models.Field[Any, Any]:
    return cast("models.Field[Any, Any]", row._meta.get_field(name))


def _in_language(field: models.ForeignKey[Any, Any], pk: Any, locale_id: int) -> Any:
    """The primary key of the same thing in another language, or `pk` where there is none."""
    target = field.related_model
    if not (isinstance(target, type) and issubclass(target, TranslatedSnippet)):
        return pk
    key = target._default_manager.filter(pk=pk).values("translation_key")
    there = target._default_manager.filter(translation_key__in=key, locale_id=locale_id)
    return there.values_list("pk", flat=True).first() or pk


class TranslatedSnippets(models.QuerySet[Any]):
    """Rows that others may point to: what pointed to a deleted row points to its translation."""

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            going = {row.pk: row.translation_key for row in self.only("pk", "translation_key")}
            for pk, key in going.items():
                remaining = self.model._default_manager.filter(translation_key=key)
                heir = remaining.exclude(pk__in=going).order_by("pk").first()
                if heir is not None:
                    _point_elsewhere(self.model, {pk}, heir.pk)
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def _point_elsewhere(
    model: type[models.Model], pks: set[Any], to: Any, locale_id: int | None = None
) -> None:
    """Shared fields that point to one of `pks` point to `to`: in one language, or in all."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        owner, field = relation.related_model, relation.field
        if not (isinstance(owner, type) and issubclass(owner, SharedFields)):
            continue
        if field.name in owner.shared_fields:
            rows: models.QuerySet[Any] = owner._default_manager.filter(**{f"{field.name}__in": pks})
            if locale_id is not None:
                rows = rows.filter(locale_id=locale_id)
            rows.update(**{field.name: to})


class TranslatedSnippet(
    SharedFields,
    RevisedByTranslation,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    Previewed,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A snippet with drafts, revisions, locking, workflow, scheduling and translations."""

    objects = TranslatedSnippets.as_manager()

    # What a row has been through is not part of what is translated or copied.
    exclude_fields_in_copy: ClassVar[list[str]] = [
        "first_published_at",
        "last_published_at",
        "live_revision",
        "go_live_at",
        "expire_at",
        "expired",
        "locked",
        "locked_at",
        "locked_by",
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        appears = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if appears:
                others = set(self._group().exclude(pk=self.pk).values_list("pk", flat=True))
                _point_elsewhere(type(self), others, self.pk, self.locale_id)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            if heir := self._group().exclude(pk=self.pk).order_by("pk").first():
                _point_elsewhere(type(self), {self.pk}, heir.pk)
            return super().delete(*args, **kwargs)


#: The fields of every snippet that wagtail-localize would copy from the source and must not.
OF_EACH_LANGUAGE = its_own("first_published_at", "go_live_at", "expire_at")
