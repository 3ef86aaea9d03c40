"""What a lock may be extended to: the translations of a page or snippet, and a page's aliases.

Not what is below a page: Wagtail's locks hold for one row each, and so do these.
"""

from __future__ import annotations

from django.db.models import Model, Q
from wagtail.models import Page, TranslatableMixin


def kin_of(thing: Model) -> list[Model]:
    """The other rows of its translation group, with the aliases of all of them."""
    if isinstance(thing, Page):
        keys = {thing.translation_key}
        if thing.alias_of is not None:
            keys.add(thing.alias_of.translation_key)
        group = Q(translation_key__in=keys) | Q(alias_of__translation_key__in=keys)
        pages = Page.objects.filter(group).exclude(pk=thing.pk).order_by("path")
        return list(pages.select_related("locked_by"))
    if not isinstance(thing, TranslatableMixin):
        return []
    rows = type(thing)._default_manager.filter(translation_key=thing.translation_key)
    return list(rows.exclude(pk=thing.pk).order_by("pk"))
