"""Which pictures are those of a shared link: only of them a crop is made."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Model, Q

from cms.delivery.search_metadata import page_types
from cms.engines.changed_rows import Changes
from home.models import SiteMetadata


def _models() -> tuple[type[Model], ...]:
    return (SiteMetadata, *page_types())


def shared_among(image_ids: Collection[int] | None) -> set[int]:
    """Of these pictures, or of all, those that a page or the website is shared with, live or not.
    One query."""
    wanted = Q(social_image__isnull=False) if image_ids is None else Q(social_image__in=image_ids)
    first, *others = (
        model._default_manager.filter(wanted).order_by().values_list("social_image_id", flat=True)
        for model in _models()
    )
    return set(first.union(*others))


def shared_by_changed(changes: Changes) -> set[int]:
    """The pictures of the pages that changed, and of the website's metadata when that did: a
    picture that was there before may be shared from now on."""
    pictures: set[int] = set()
    for model in _models():
        tables = {parent._meta.db_table for parent in (model, *model._meta.parents)}
        ids = [changes.ids(table) for table in tables]
        rows = model._default_manager.filter(social_image__isnull=False)
        if None not in ids:  # otherwise so many that they were not noted
            rows = rows.filter(pk__in=set().union(*filter(None, ids)))
        pictures.update(rows.values_list("social_image_id", flat=True))
    return pictures
