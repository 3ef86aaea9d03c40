"""Which pictures are those of a shared link: only of them a crop is made."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Model, Q

from cms.delivery.search_metadata import page_types
from home.models import SiteMetadata


def shared_among(image_ids: Collection[int] | None) -> set[int]:
    """Of these pictures, or of all, those that a page or the website is shared with, live or not.
    One query."""
    models: tuple[type[Model], ...] = (SiteMetadata, *page_types())
    wanted = Q(social_image__isnull=False) if image_ids is None else Q(social_image__in=image_ids)
    first, *others = (
        model._default_manager.filter(wanted).order_by().values_list("social_image_id", flat=True)
        for model in models
    )
    return set(first.union(*others))
