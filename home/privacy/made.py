"""What is made of a private page is private: a translation, an alias, a copy.

Wagtail takes the page's own restriction along, but neither one above it nor, in a copy of a whole
branch, those of the pages in it. This happens in the transaction that makes the page, so nobody
reads it in between. What is private in another way where it comes to stand stays as it is.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Protocol

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from wagtail.models import Page, PageViewRestriction

from home.privacy.restrictions import give, is_private, own_restriction, restrictions_of


class Action(Protocol):
    """Wagtail's CopyPageAction and CreatePageAliasAction."""

    page: Page
    user: AbstractUser | None
    recursive: bool


Execute = Callable[[Action, bool], Page]


def as_private_as_its_source(execute: Execute) -> Execute:
    """Wraps `execute` of the actions that copy a page or make an alias of it."""

    @functools.wraps(execute)
    def executed(action: Action, skip_permission_checks: bool = False) -> Page:
        with transaction.atomic():
            made = execute(action, skip_permission_checks)
            keep_private(action.page, made, action.user)
            if action.recursive:
                _keep_parts_private(action.page, made, action.user)
        return made

    return executed


def keep_private(source: Page, made: Page, user: AbstractUser | None) -> None:
    """Makes `made` private in the way of `source`, unless it is private already."""
    nearest = restrictions_of(source).first()
    if nearest is not None and not is_private(made):
        give(made, nearest, user)


def _keep_parts_private(source: Page, made: Page, user: AbstractUser | None) -> None:
    within = PageViewRestriction.objects.filter(page__path__startswith=source.path)
    for restriction in within.exclude(page_id=source.pk).select_related("page"):
        part = _counterpart(source, made, restriction.page)
        if part is not None and own_restriction(part) is None:
            give(part, restriction, user)


def _counterpart(source: Page, made: Page, part: Page) -> Page | None:
    """The page under `made` that has the place which `part` has under `source`."""
    places = []
    while part.path != source.path:
        parent = part.get_parent()
        places.append(parent.get_children().filter(path__lt=part.path).count())
        part = parent
    counterpart: Page | None = made
    for place in reversed(places):
        if counterpart is None:
            return None
        counterpart = counterpart.get_children().order_by("path")[place : place + 1].first()
    return counterpart
