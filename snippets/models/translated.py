"""What both languages of one thing have in common, and who decides it.

A translation group is the rows with one `translation_key`, one per language. Its **source** is its
first row (the lowest primary key): a translation is always made from something that is already
there. Fields named in `shared_fields` belong to the source; the other rows repeat its values, so
that readers of one row need not know about the group. Saving keeps that true:

- saving the source writes its shared values to its translations;
- saving a translation takes them from the source, whatever an old draft of the translation or
  wagtail-localize's stored copy of the source says.

A shared field that points to something translated points, in each row, to the translation in the
row's language, or to the source where there is none yet.

Saving a draft writes only a revision and never comes here: it names its `update_fields`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField


def synchronized(*names: str) -> list[SynchronizedField]:
    """Tells wagtail-localize that these fields are the source's and not for translation."""
    return [SynchronizedField(name, overridable=False) for name in names]


class SharedFields(models.Model):
    """Keeps `shared_fields` equal in all languages. Needs TranslatableMixin beside it."""

    shared_fields: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def source(self) -> Any:
        """The row that owns the shared fields: the oldest of the group, itself when alone."""
        rows = type(self)._default_manager.filter(translation_key=self.translation_key)
        return rows.order_by("pk").first() or self

    def is_source(self) -> bool:
        return bool(self.source().pk in (self.pk, None))

    def save(self, *args: Any, **kwargs: Any) -> None:
        update_fields: Iterable[str] | None = kwargs.get("update_fields")
        if update_fields is not None and not set(update_fields) & set(self.shared_fields):
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            source = self.source()
            if source.pk not in (self.pk, None):
                self._share(source, self)
            super().save(*args, **kwargs)
            if source.pk in (self.pk, None):
                self._share_with_translations()

    def _share_with_translations(self) -> None:
        rows = type(self)._default_manager.filter(translation_key=self.translation_key)
        for row in rows.exclude(pk=self.pk):
            changed = self._share(self, row)
            if changed:
                models.Model.save(row, update_fields=changed)

    def _share(self, source: Any, row: Any) -> list[str]:
        """Gives `row` the source's shared values; answers the names of those that changed."""
        changed = []
        for name in self.shared_fields:
            field = self._meta.get_field(name)
            assert isinstance(field, models.Field)
            value = getattr(source, field.attname)
            if value is not None and isinstance(field, models.ForeignKey):
                value = _in_language(field, value, row.locale_id)
            if getattr(row, field.attname) != value:
                setattr(row, field.attname, value)
                changed.append(name)
        return changed


def _in_language(field: "models.ForeignKey[Any, Any]", pk: Any, locale_id: int) -> Any:
    """The primary key of the same thing in another language, or `pk` where there is none."""
    target = field.related_model
    if not (isinstance(target, type) and issubclass(target, TranslatableMixin)):
        return pk
    key = target._default_manager.filter(pk=pk).values("translation_key")
    there = target._default_manager.filter(translation_key__in=key, locale_id=locale_id)
    return there.values_list("pk", flat=True).first() or pk


class TranslatedSnippet(
    SharedFields,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A snippet with drafts, revisions, locking, workflow, scheduling and translations."""

    class Meta(TranslatableMixin.Meta):
        abstract = True


class Ordered(models.Model):
    """A place among its kind that editors choose by dragging: one for all languages.

    `order` is a property of the translation group, not of a revision: publishing an old draft
    does not undo a reordering.
    """

    order = models.PositiveIntegerField(_("order"), blank=True, editable=False, db_index=True)
    sort_order_field = "order"

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        manager = type(self)._default_manager
        group = manager.filter(translation_key=self.translation_key).exclude(pk=self.pk)
        if self.order is None:
            known = group.values_list("order", flat=True).first()
            if known is None:
                known = (manager.aggregate(last=models.Max("order"))["last"] or 0) + 1
            self.order = known
        with transaction.atomic():
            super().save(*args, **kwargs)
            update_fields = kwargs.get("update_fields")
            if update_fields is None or "order" in update_fields:
                group.exclude(order=self.order).update(order=self.order)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        revised = super().with_content_json(content)  # type: ignore[misc]
        revised.order = self.order
        return revised
