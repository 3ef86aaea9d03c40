"""The place of a snippet among its kind, which editors choose by dragging: one in all languages.

`order` belongs to the translation group and not to a revision. So a reordering is not undone by
publishing an old draft, nor by saving a row that was read before it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Self

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from snippets.models.references import Rows
from snippets.models.translated import Translated


class Ordered(Translated):
    order = models.PositiveIntegerField(_("order"), blank=True, editable=False, db_index=True)
    _order_when_read: int | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs are those of Django 6
        cls, db: str | None, field_names: Collection[str], values: Collection[object]
    ) -> Self:
        row = super().from_db(db, field_names, values)
        row._order_when_read = row.__dict__.get("order")  # None when deferred
        return row

    def keep_place(self) -> None:
        """Where it is now, unless the caller moved it; a new group comes last.

        The row is locked, so that somebody who reorders meanwhile waits.
        """
        rows: Rows = type(self)._default_manager.all()
        place: int | None = None
        if self.pk and self.order in (None, self._order_when_read):
            row = rows.select_for_update().filter(pk=self.pk)
            place = row.values_list("order", flat=True).first()
        if place is None:
            place = self.order
        if place is None:
            place = self._rest_of_group().values_list("order", flat=True).first()
        if place is None:
            place = (rows.aggregate(last=models.Max("order"))["last"] or 0) + 1
        self.order = place

    def share_place(self) -> None:
        self._rest_of_group().exclude(order=self.order).update(order=self.order)

    def take_shared_from(self, row: Self) -> None:
        super().take_shared_from(row)
        if self.order != row.order:
            self.order = row.order
            models.Model.save(self, update_fields=["order"])

    def with_content_json(self, content: dict[str, object]) -> Self:
        draft = super().with_content_json(content)
        draft.order = draft._order_when_read = self.order
        return draft

    def _rest_of_group(self) -> Rows:
        return self._group().exclude(pk=self.pk)


def in_order(model: type[Ordered]) -> list[uuid.UUID]:
    """The translation keys of all groups of a kind, in their order; of equals, the oldest first."""
    rows: Rows = model._default_manager.order_by("order", "pk")
    return list(dict.fromkeys(rows.values_list("translation_key", flat=True)))


def in_listed_order(model: type[Ordered], rows: Rows | None = None, **chosen: object) -> Rows:
    """Rows as lists show them: as `in_order`, and what is under a row right after it. A family is
    together in each language.

    Each row says `family` (the group that it is under, else its own) and `is_below`.
    """
    rows = model._default_manager.all() if rows is None else rows
    own: dict[str, models.Expression | models.F] = {
        "family": models.F("translation_key"),
        "place": models.F("order"),
    }
    below: models.Expression | models.Value = models.Value(False)
    if any(field.name == "parent" for field in model._meta.fields):
        own = {
            "family": Coalesce("parent__translation_key", "translation_key"),
            "place": Coalesce("parent__order", "order"),
        }
        below = models.Case(
            models.When(parent=None, then=models.Value(False)), default=models.Value(True)
        )
    rows = rows.filter(**chosen).annotate(is_below=below, **own)
    rows = rows.annotate(
        eldest_of_family=_eldest(model, "family"), eldest=_eldest(model, "translation_key")
    )
    family = ("place", "eldest_of_family", "locale_id")
    return rows.order_by(*family, "is_below", "order", "eldest", "pk")


def _eldest(model: type[Ordered], key: str) -> models.Subquery:
    """The oldest row of a group: by it `in_order` tells apart what has the same place."""
    rows: Rows = model._default_manager.all()
    group = rows.filter(translation_key=models.OuterRef(key))
    return models.Subquery(group.order_by("pk").values("pk")[:1])


def renumber(model: type[Ordered], keys: Sequence[uuid.UUID]) -> None:
    """Makes `keys` the order of all groups: 1 to n, every language at once, in one statement."""
    places = [
        models.When(translation_key=key, then=models.Value(place))
        for place, key in enumerate(keys, start=1)
    ]
    if places:
        # A row made meanwhile keeps the place that it was made with.
        own_place = models.F("order")
        place = models.Case(*places, default=own_place, output_field=models.PositiveIntegerField())
        model._default_manager.update(order=place)
