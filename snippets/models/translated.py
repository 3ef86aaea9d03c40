"""What the languages of one page or snippet have in common, and who decides it.

A translation group is the rows with one `translation_key`, one row for each language. Its
**source** is the oldest row (the lowest primary key): a translation is always made from a row that
exists. When the source is deleted, the next oldest row takes its place. Fields named in
`shared_fields` belong to the source. The other rows repeat its values, so that readers of one row
need not know about the group. `Translated.save` keeps that true.

A shared field may point to a row of another translation group. Then each row points to the row of
that group in its own language, live or not, or to another language's row while there is none. That
stays true when the missing row appears and when a row is deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import classproperty
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import BaseTranslatableField, SynchronizedField

from snippets.models.references import Rows, point_elsewhere
from snippets.names import normal_name, refuse_invisible
from snippets.preview import Previewed


def synchronized(*names: str) -> list[BaseTranslatableField]:
    """Says to wagtail-localize that these fields are the source's and not for translation."""
    return [SynchronizedField(name, overridable=False) for name in names]


def its_own(*names: str) -> list[BaseTranslatableField]:
    """Says to wagtail-localize that each language has its own values of these fields."""
    return [BaseTranslatableField(name) for name in names]


def name_field(model: type[models.Model] | None) -> str:
    """The field that holds the name of a page or snippet, "" when it has none."""
    if model is None or not issubclass(model, Translated):
        return ""
    return model.title_field


class Translated(models.Model):
    """A page or snippet that exists in several languages. Needs TranslatableMixin beside it.

    `own_in_each_language` names fields that are no part of a translation: they start empty, and a
    draft of them outlives what translators do, which always starts from the row.
    """

    #: The field whose text names a row: in lists, in choosers and on the screen "Translations".
    title_field: ClassVar[str] = "title"
    shared_fields: ClassVar[tuple[str, ...]] = ()
    own_in_each_language: ClassVar[tuple[str, ...]] = ()

    #: True from when wagtail-localize has put the translated strings into this object until it has
    #: written it (snippets/translation.py).
    is_being_translated = False
    #: True for a copy of the source until its own values are set apart from the source's.
    is_a_fresh_copy = False

    # Of TranslatableMixin, RevisionMixin and DraftStateMixin.
    translation_key: uuid.UUID
    locale_id: int
    latest_revision: Revision | None
    has_unpublished_changes: bool
    live: bool
    first_published_at: datetime | None
    go_live_at: datetime | None
    expire_at: datetime | None

    class Meta:
        abstract = True

    def clean(self) -> None:
        """A new name can be seen. One that was saved before may stay until somebody changes it."""
        super().clean()
        name = str(getattr(self, self.title_field) or "")
        try:
            refuse_invisible(name)
        except ValidationError as error:
            same: Rows = type(self)._base_manager.filter(pk=self.pk, **{self.title_field: name})
            if not same.exists():
                raise ValidationError({self.title_field: error}) from error
        self.take_normal_name()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes the row, and what the other languages take from it. The order of the steps counts.

        Saving a draft writes a revision, and of the row only `update_fields` that concern no other
        language. Publishing the revision saves the whole row.
        """
        update_fields: Collection[str] | None = kwargs.get("update_fields")
        if not _writes_any((*self.shared_fields, "order"), update_fields):
            super().save(*args, **kwargs)
            return
        whole = update_fields is None
        shares = _writes_any(self.shared_fields, update_fields)
        is_new = self._state.adding
        with transaction.atomic():
            if whole:
                self.take_normal_name()
                self.keep_place()
            is_source = shares and self.take_what_the_source_decides()
            if whole and self.is_being_translated:
                self.keep_its_own()
                if self.stays_live_as_it_is():
                    return
            super().save(*args, **kwargs)
            if is_source:
                self.share_with_translations()
            if _writes_any(("order",), update_fields):
                self.share_place()
            if is_new:
                self.repoint_references()

    # --- The steps of saving, in their order -----------------------------------------------------

    def take_normal_name(self) -> None:
        """Gives the name its one normal form (snippets/names.py)."""
        name = str(getattr(self, self.title_field) or "")
        setattr(self, self.title_field, normal_name(name) or name)

    def keep_place(self) -> None:
        """Snippets that editors order keep or get their place (snippets/models/ordered.py)."""

    def take_what_the_source_decides(self) -> bool:
        """Gives a translation the shared values of today; answers whether this row is the source.

        It does not matter what an old draft of the translation says, or wagtail-localize's stored
        copy of the source: a translation never decides a shared field. Not even when the source
        was deleted and the row that is being translated has become the source: then the values of
        the database count.
        """
        source = self.source()
        is_source = source.pk in (self.pk, None)
        if not is_source or (source.pk and self.is_being_translated):
            self._share(source, self)
        return is_source

    def keep_its_own(self) -> None:
        """Gives `own_in_each_language` the values that a translation leaves as they are.

        A new translation starts with the defaults, any other with its draft, else with its row.
        """
        draft: Self | None = None
        if self.pk and self.has_unpublished_changes and self.latest_revision:
            draft = self.latest_revision.as_object()
        for name in self.own_in_each_language:
            field = _field(self, name)
            if self.is_a_fresh_copy:
                setattr(self, field.attname, field.get_default())
            elif draft is not None:
                setattr(self, field.attname, getattr(draft, field.attname))
        self.is_a_fresh_copy = False

    def stays_live_as_it_is(self) -> bool:
        """Whether the row is live, and so is not to be written while it is being translated.

        wagtail-localize saves the whole row before the revision that it may or may not publish.
        With `publish=False`, draft text went live, and a live snippet was taken offline. Here a
        live row stays as it is, the revision alone is written, and publishing that revision is
        what changes the row. A row that is not live stays so until then.
        """
        rows: Rows = type(self)._base_manager.filter(pk=self.pk)
        self.live = bool(self.pk and rows.values_list("live", flat=True).first())
        return self.live

    def share_with_translations(self) -> None:
        """Writes the shared values of the source to its translations."""
        for row in self._group().exclude(pk=self.pk):
            changed = self._share(self, row)
            if changed:
                models.Model.save(row, update_fields=changed)

    def share_place(self) -> None:
        """Snippets that editors order have one place in all languages."""

    def repoint_references(self) -> None:
        """What points to a translated snippet points to its new row in the same language."""

    def take_shared_from(self, row: Self) -> None:
        """Writes the shared values of another row of the group to this one."""
        if changed := self._share(row, self):
            models.Model.save(self, update_fields=changed)

    # --- The group -------------------------------------------------------------------------------

    def source(self) -> Self:
        """The row that owns the shared fields: the oldest of the group, itself when alone."""
        return self._group().order_by("pk").first() or self

    def is_source(self) -> bool:
        return self.source().pk in (self.pk, None)

    def in_language(self, locale_id: int) -> Self | None:
        """The row of the group in this language."""
        return self._group().filter(locale_id=locale_id).first()

    def copy_for_translation(self, locale: Locale, **options: object) -> Self:
        copy: Self = super().copy_for_translation(locale, **options)  # type: ignore[misc]  # mixin
        copy.is_a_fresh_copy = True
        return copy

    def with_content_json(self, content: dict[str, object]) -> Self:
        """A draft of a translation shows the shared values of today."""
        draft: Self = super().with_content_json(content)  # type: ignore[misc]  # mixin
        if not self.is_source():
            for name in self.shared_fields:
                column = _field(self, name).attname
                setattr(draft, column, getattr(self, column))
        return draft

    def _group(self) -> Rows:
        rows: Rows = type(self)._default_manager.all()
        return rows.filter(translation_key=self.translation_key)

    def _share(self, source: Self, row: Self) -> list[str]:
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


def _writes_any(names: Iterable[str], update_fields: Collection[str] | None) -> bool:
    """Whether a save with these `update_fields` (None: the whole row) writes one of the fields."""
    return any(update_fields is None or name in update_fields for name in names)


def _field(row: models.Model, name: str) -> models.Field[object, object]:
    return cast("models.Field[object, object]", row._meta.get_field(name))


def _in_language(field: models.ForeignKey[object, object], pk: int, locale_id: int) -> int:
    """The primary key of the row in another language, or `pk` where there is none."""
    target = field.related_model
    if not (isinstance(target, type) and issubclass(target, TranslatedSnippet)):
        return pk
    key = target._default_manager.filter(pk=pk).values("translation_key")
    row = target._default_manager.filter(translation_key__in=key, locale_id=locale_id)
    return row.values_list("pk", flat=True).first() or pk


class TranslatedSnippets(models.QuerySet[Any]):
    """Rows that others may point to: what pointed to a deleted row points to its translation."""

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            deleted = {row.pk: row.translation_key for row in self.only("pk", "translation_key")}
            for pk, key in deleted.items():
                group = self.model._default_manager.filter(translation_key=key)
                heir = group.exclude(pk__in=deleted).order_by("pk").first()
                if heir is not None:
                    point_elsewhere(self.model, {pk}, heir.pk)
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class TranslatedSnippet(
    Translated,
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

    # Each type says which field it is.
    title_field: ClassVar[str] = ""

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

    def __str__(self) -> str:
        return str(getattr(self, self.title_field))

    @classproperty
    def override_translatable_fields(cls) -> list[BaseTranslatableField]:
        """Shared fields are the source's; what happened to a row is its own."""
        own = its_own("first_published_at", "go_live_at", "expire_at")
        return [*synchronized(*cls.shared_fields), *own]

    def repoint_references(self) -> None:
        others = set(self._group().exclude(pk=self.pk).values_list("pk", flat=True))
        point_elsewhere(type(self), others, self.pk, self.locale_id)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            if heir := self._group().exclude(pk=self.pk).order_by("pk").first():
                point_elsewhere(type(self), {self.pk}, heir.pk)
            return super().delete(*args, **kwargs)
