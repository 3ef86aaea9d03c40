"""Which collections of pictures and documents are not everybody's: those with a restriction of
their own, or under one that has it."""

from __future__ import annotations

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Collection, CollectionViewRestriction


def in_private_collections() -> Exists:
    """Images or documents of collections that a restriction hides, whatever restrictions exist."""
    above = CollectionViewRestriction.objects.alias(
        place=ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    ).filter(place__startswith=F("collection__path"))
    return Exists(above)


def private_collections() -> list[int]:
    """The ids of the collections that a restriction hides. At most two queries."""
    paths = list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    under = Q(pk__in=[])
    for path in paths:
        under |= Q(path__startswith=path)
    return list(Collection.objects.filter(under).values_list("pk", flat=True)) if paths else []
