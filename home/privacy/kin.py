"""The kin of a page: its translations and aliases, and those of everything under it.

Privacy holds for all that is under a page, so the kin of a whole branch may tell what it says. A
page under another of the kin is not named: it goes with that one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from wagtail.models import Page


def kin_of(page: Page) -> list[Page]:
    """The outermost pages outside of `page` that show what it shows, in the order of the tree."""
    paths = [page.path]
    while True:
        inside = _under(paths)
        pages = Page.objects.filter(inside)
        shows = Q(translation_key__in=pages.values("translation_key")) | Q(alias_of__in=pages)
        more = Page.objects.filter(shows).exclude(inside).values_list("path", flat=True)
        if not more:
            break
        paths = _outermost([*paths, *more])
    others = [path for path in paths if not path.startswith(page.path)]
    return list(Page.objects.filter(path__in=others).select_related("locale").specific(defer=True))


def _under(paths: Iterable[str]) -> Q:
    return reduce(or_, (Q(path__startswith=path) for path in paths))


def _outermost(paths: list[str]) -> list[str]:
    outermost: list[str] = []
    for path in sorted(set(paths)):
        if not outermost or not path.startswith(outermost[-1]):
            outermost.append(path)
    return outermost
