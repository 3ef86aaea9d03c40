"""A place among its kind that editors choose by dragging: one for all languages.

`order` is a property of the translation group, not of a revision: publishing an old draft, or
saving a row that was read before somebody reordered, does not undo a reordering.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class Ordered(models.Model):
    order = models.PositiveIntegerField(_("order"), blank=True, editable=False, db_index=True)
    translation_key: Any  # of TranslatableMixin
    _order_when_read: int | None

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the stubs are those of Django 6
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Ordered:
        row = super().from_db(db, field_names, values)
        row._order_when_read = row.__dict__.get("order")  # None when deferred
        return row

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            if kwargs.get("update_fields") is None:
                self.order = self._place()
            super().save(*args, **kwargs)
            update_fields = kwargs.get("update_fields")
            if update_fields is None or "order" in update_fields:
                self._rest_of_group().exclude(order=self.order).update(order=self.order)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        revised = super().with_content_json(content)  # type: ignore[misc]
        revised.order = revised._order_when_read = self.order
        return revised

    def _place(self) -> int:
        """Where it is now, unless the caller moved it; a new group comes last."""
        rows = type(self)._default_manager.all()
        read = getattr(self, "_order_when_read", None)
        if self.pk and self.order in (None, read):
            now = rows.select_for_update().filter(pk=self.pk)
            if (place := now.values_list("order", flat=True).first()) is not None:
                return int(place)
        if self.order is not None:
            return self.order
        place = self._rest_of_group().values_list("order", flat=True).first()
        if place is None:
            place = (rows.aggregate(last=models.Max("order"))["last"] or 0) + 1
        return int(place)

    def _rest_of_group(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = type(self)._default_manager.all()
        return rows.filter(translation_key=self.translation_key).exclude(pk=self.pk)


def in_order(model: type[Ordered]) -> list[Any]:
    """The translation keys of all groups of a kind, in their order; of equals, the oldest first."""
    rows: models.QuerySet[Any] = model._default_manager.order_by("order", "pk")
    return list(dict.fromkeys(rows.values_list("translation_key", flat=True)))


def in_listed_order(
    model: type[Ordered], rows: models.QuerySet[Any] | None = None, **chosen: Any
) -> models.QuerySet[Any]:
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
    rows: models.QuerySet[Any] = model._default_manager.all()
    group = rows.filter(translation_key=models.OuterRef(key))
    return models.Subquery(group.order_by("pk").values("pk")[:1])


def renumber(model: type[Ordered], keys: Sequence[Any]) -> None:
    """Makes `keys` the order of all groups: 1 to n, every language at once, in one statement."""
    places = [
        models.When(translation_key=key, then=models.Value(place))
        for place, key in enumerate(keys, start=1)
    ]
    if places:
        # A row made meanwhile keeps the place that it was made with.
        kept = models.F("order")
        place = models.Case(*places, default=kept, output_field=models.PositiveIntegerField())
        model._default_manager.update(order=place)
