"""`?search=` of /api/v2/pages/: the search of cms/search among the pages that are listed.

Each item says why it is there: `"search": {"score", "title", "snippet"}`, safe HTML with the words
in <mark>. `meta.search` says what was searched for instead, when nothing matched the query, and
which other languages have matches.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet
from rest_framework.filters import BaseFilterBackend
from wagtail.models import Page

from cms.api.v2.answers import MatchesElsewhere, WhyFound
from cms.delivery.languages import Language
from cms.search import index, query, terms
from cms.search.models import PageText
from cms.search.synonyms import synonyms

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
        asked = view.language.code if "locale" in request.GET else None
        codes = [language.code for language in view.languages if asked in (None, language.code)]
        parsed = terms.parsed(request.GET["search"], synonyms(codes))
        operator = request.GET.get("search_operator")
        by_score = "order" not in request.GET
        view.matches = query.search(parsed, queryset, operator, by_score=by_score)
        if asked is not None:
            view.elsewhere = _elsewhere(view, parsed, operator)
        return view.matches.pages


def _elsewhere(view: Any, parsed: terms.Query, operator: str | None) -> list[MatchesElsewhere]:
    """The languages beside the one that is asked for in which pages match. A query for each."""
    counts = (
        (other.code, query.count(parsed, _pages_in(view, other), operator))
        for other in view.languages
        if other != view.language
    )
    return [{"locale": code, "total_count": count} for code, count in counts if count]


def _pages_in(view: Any, language: Language) -> QuerySet[Page]:
    pages: QuerySet[Page] = view.get_base_queryset()
    return pages.filter(locale_id=language.locale_id)


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
