"""What was taken down in a language: unpublished, made private, or deleted while others are left.

What was never translated falls back to another language. What was deleted in a language stays away
there, so that a deletion needs a trace: a row here for each table, translation key and language.
PostgreSQL writes it when a row that readers had (live, or published once) is deleted, and removes
it when a row in that language is published again, or the last language is deleted
(snippets/migrations/0003, cms/publishing/triggers.py). So no way of deleting is without it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from wagtail.models import Locale, Page


class Publishable(Protocol):
    @property
    def live(self) -> bool: ...
    @property
    def first_published_at(self) -> datetime | None: ...


def is_taken_down(
    row: Publishable | None, locale_id: int, deleted_in: Collection[int] = frozenset()
) -> bool:
    """Whether readers of a language had something that they are not to see any more. `row` is what
    is there in the language and not shown; `deleted_in` are the locales in which it was deleted."""
    if locale_id in deleted_in:
        return True
    return row is not None and (row.live or row.first_published_at is not None)


class DeletedTranslation(models.Model):
    """`table_name` is the table of a kind of snippet, or that of all pages."""

    table_name = models.CharField(max_length=63)
    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "table_name", "locale"], name="one_deletion_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.translation_key}"


def deleted_in(model: type[models.Model]) -> ArraySubquery:
    """For rows of a model: the ids of the locales in which their translation group was deleted."""
    table = Page._meta.db_table if issubclass(model, Page) else model._meta.db_table
    of_the_group = DeletedTranslation.objects.filter(
        translation_key=models.OuterRef("translation_key"), table_name=table
    )
    return ArraySubquery(of_the_group.values("locale_id"))
