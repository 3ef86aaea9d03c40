"""The privacy of one page: its own restriction, and those of the pages above it.

Wagtail reads an alias's privacy at its source. Delivery reads the rows alone, so here an alias has
a privacy of its own, and whoever makes a page private decides about its aliases.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from wagtail.models import Page, PageViewRestriction


def restrictions_of(page: Page) -> QuerySet[PageViewRestriction]:
    """What restricts a page, the nearest first: its own restriction and those above it."""
    ends = range(page.steplen, len(page.path) + 1, page.steplen)
    rows = PageViewRestriction.objects.filter(page__path__in=[page.path[:end] for end in ends])
    return rows.order_by("-page__depth", "pk")


def is_private(page: Page) -> bool:
    return restrictions_of(page).exists()


def own_restriction(page: Page) -> PageViewRestriction | None:
    return PageViewRestriction.objects.filter(page_id=page.pk).first()


def give(page: Page, pattern: PageViewRestriction, user: AbstractUser | None) -> None:
    """Makes a page private in the way of `pattern`, a restriction of another page."""
    own = own_restriction(page) or PageViewRestriction(page=Page.objects.get(pk=page.pk))
    own.restriction_type, own.password = pattern.restriction_type, pattern.password
    own.save(user=user)
    own.groups.set(pattern.groups.all())


def lift(page: Page, user: AbstractUser | None) -> None:
    """Takes the own restriction of a page away; those above it stay."""
    for own in PageViewRestriction.objects.filter(page_id=page.pk):
        own.delete(user=user)


def are_alike(one: PageViewRestriction | None, other: PageViewRestriction | None) -> bool:
    """Whether both let the same people in."""
    if one is None or other is None:
        return one is other
    return _says(one) == _says(other)


def _says(restriction: PageViewRestriction) -> tuple[str, str, set[int]]:
    groups = set(restriction.groups.values_list("pk", flat=True))
    return restriction.restriction_type, restriction.password, groups
