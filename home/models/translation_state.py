"""The state of each translation, for lists that are filtered by it.

Rows are written by home/localization/state_index.py. Triggers note what has to be written anew.
"""

from __future__ import annotations

from django.db import models


class TranslationState(models.Model):
    """One language of a page or snippet: how far its translation is, and what lists show of it.

    There are no foreign keys, so that a page or snippet can be deleted by SQL. `kind` is the label
    of its model, `rank` its place in lists of that kind. A language that is missing has no row.
    """

    kind = models.CharField(max_length=100)
    row_pk = models.BigIntegerField()
    translation_key = models.UUIDField()
    locale_pk = models.BigIntegerField()
    is_source = models.BooleanField()
    state = models.CharField(max_length=10)
    title = models.TextField()
    rank = models.CharField(max_length=255)

    class Meta:
        default_permissions = ()
        permissions = [("see_translations", "Can see the screen “Translations”")]
        constraints = [models.UniqueConstraint("kind", "row_pk", name="translation_state_row")]
        indexes = [
            models.Index(
                fields=["translation_key", "locale_pk"],
                include=["state"],
                name="translation_state_group",
            ),
            models.Index(
                fields=["kind", "rank", "row_pk"],
                include=["translation_key"],
                condition=models.Q(is_source=True),
                name="translation_state_sources",
            ),
            models.Index(
                fields=["state", "locale_pk", "kind"],
                include=["translation_key"],
                name="translation_state_states",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StaleTranslation(models.Model):
    """A note that the states of a page or snippet may have changed. A trigger writes it."""

    translation_key = models.UUIDField(primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.translation_key)
