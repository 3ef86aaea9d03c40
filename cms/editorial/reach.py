"""What of an editor's request readers of the website get, and where.

A version is raised by whatever feeds a document or an answer of API v2, also by a draft that is
deleted and by a page that is private or stands under no home page. "Live" is said of what readers
get alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from wagtail.models import Page, PageViewRestriction

from cms.changes import items
from cms.delivery import tags
from cms.delivery.registry import snippets
from cms.publishing import changes
from cms.publishing.middleware import Outcome
from cms.publishing.models import Publication

PUBLISHED = frozenset({"wagtail.publish", "wagtail.copy", "wagtail.create_alias"})
# Addresses that a receipt names.
MOST = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """`is_read`: whether readers get anything of it. `paths`: where they find what was published.
    `published`: whether the request published anything at all."""

    is_read: bool
    paths: tuple[str, ...]
    published: bool


def reach_of(outcome: Outcome, seen: Publication | None) -> Reach:
    """`seen`: the line of the history in which the request's last version became live."""
    paths = _paths(outcome)
    is_read = bool(paths) or seen is None or bool(seen.changed) or _touches_what_is_public(outcome)
    entries = (entry for entry, _number in outcome.change_log.entries)
    return Reach(is_read, paths, any(entry["action"] in PUBLISHED for entry in entries))


def _paths(outcome: Outcome) -> tuple[str, ...]:
    """Of the pages that were published or copied and that readers get."""
    ids = [
        int(entry["id"])
        for entry, _number in outcome.change_log.entries
        if entry["action"] in PUBLISHED and _is_of_a_page(entry["model"])
    ]
    places = items.public_pages(items.where_readers_are(), ids) if ids else {}
    return tuple(places[pk].path for pk in dict.fromkeys(ids) if pk in places)


def _is_of_a_page(model: str) -> bool:
    return bool(model) and issubclass(apps.get_model(model), Page)


def _touches_what_is_public(outcome: Outcome) -> bool:
    """Whether a row that readers get is among those that changed; what is gone changed a document.

    Of tables other than those of pages and snippets (files, redirects, the website itself) nobody
    has asked here, and they count as public.
    """
    raised = outcome.raised
    touched = changes.between(raised[0].version - 1, raised[-1].version)
    known = {*tags.page_tables(), *tags.DELETED_TABLES, PageViewRestriction._meta.db_table}
    known |= {kind.model._meta.db_table for kind in snippets()}
    if touched.everything or set(touched.tables) - known:
        return True
    try:
        of_kinds = items.touched(touched, items.where_readers_are())
    except items.TooMuch:
        return True
    return any(
        each.edited is None or set(each.find(each.candidates)) & each.edited for each in of_kinds
    )
