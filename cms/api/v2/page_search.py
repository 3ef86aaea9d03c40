"""`?search=` of /api/v2/pages/: the search of cms/search among the pages that are listed.

Each item says why it is there: `"search": {"score", "title", "snippet"}`, safe HTML with the words
in <mark>. `meta.search` says what was searched for instead, when nothing matched the query.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError
from rest_framework.filters import BaseFilterBackend

from cms.api.v2.answers import WhyFound
from cms.search import index, query
from cms.search.models import PageText

log = logging.getLogger(__name__)


def catch_up() -> None:
    """Makes the texts of pages that changed, where PostgreSQL takes writes."""
    try:
        index.catch_up()
    except DatabaseError as error:
        # As while it moves to another machine. It can be read.
        log.warning("Searching in texts that may be old: %s", error)


class PageSearch(BaseFilterBackend):
    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if "search" not in request.GET:
            return queryset
        catch_up()
        view.matches = query.search(
            request.GET["search"],
            queryset,
            request.GET.get("search_operator"),
            by_score="order" not in request.GET,
        )
        return view.matches.pages


def reasons(rows: Sequence[Any], matches: query.Matches) -> dict[int, WhyFound]:
    """What each found page says of the query, by the page's id. One query."""
    texts = PageText.objects.in_bulk([row.pk for row in rows])
    by_id: dict[int, WhyFound] = {}
    for row in rows:
        text = texts.get(row.pk)
        by_id[row.pk] = {
            "score": round(row.score, 4),
            "title": query.snippet(text.title if text else row.title, matches.words),
            "snippet": query.snippet(text.text, matches.words) if text else "",
        }
    return by_id
