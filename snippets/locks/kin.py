"""What a lock may be extended to: the translations of a page or snippet, and a page's aliases.

Not what is below a page: Wagtail's locks hold for one row each, and so do these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, Q
from wagtail.models import Page, TranslatableMixin


def kin_of(thing: Model) -> list[Model]:
    """The other rows of its translation group, with the aliases of all of them."""
    return kin_of_all([thing])


def kin_of_all(things: Sequence[Any]) -> list[Any]:
    """The same of many of one model, without themselves. At most two queries."""
    if not things:
        return []
    own = [thing.pk for thing in things]
    if isinstance(things[0], Page):
        originals = {thing.alias_of_id for thing in things} - {None}
        keys = {thing.translation_key for thing in things}
        if originals:
            sources = Page.objects.filter(pk__in=originals).order_by()
            keys.update(sources.values_list("translation_key", flat=True))
        group = Q(translation_key__in=keys) | Q(alias_of__translation_key__in=keys)
        pages = Page.objects.filter(group).exclude(pk__in=own).order_by("path")
        return list(pages.select_related("locked_by").prefetch_workflow_states())
    if not isinstance(things[0], TranslatableMixin):
        return []
    keys = {thing.translation_key for thing in things}
    rows = type(things[0])._default_manager.filter(translation_key__in=keys)
    return list(rows.exclude(pk__in=own).order_by("pk"))
