"""Filters of pages that compare: `slug__in=about,team`, `first_published_at__gte=2026-01-31`.

The list is closed, so that nobody can ask for what no index knows. A value that a field cannot have
is refused with the filter's name.

`title__contains` reads the search's table, of which nobody knows which version it is of: what is
asked with it is not kept, as a search is not (cms/api/response_cache.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import get_default_timezone
from pydantic import Field
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from wagtail.models import Page

from cms.api.v2.endpoint import LARGEST_NUMBER, LONGEST_SEARCH, MOST_SEARCH_WORDS, BadParameter
from cms.api.v2.filters import span_of
from cms.api.v2.page_search import catch_up
from cms.search import query
from cms.search.terms import words_of
from home.models import WebsitePage, page_types
from home.site_moments import MomentComparison

# Values of a list.
MOST_VALUES = 100
TITLE = "title__contains"

_NUMBER = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True)
class Comparison:
    """`condition` makes of a value what `QuerySet.filter` takes. It raises ValueError or
    ValidationError for what the field cannot have."""

    name: str
    shape: Any
    description: str
    condition: Callable[[str, str], dict[str, object]]


def _listed(column: str, convert: Callable[[str], object]) -> Callable[[str, str], Any]:
    def condition(name: str, value: str) -> dict[str, object]:
        values = value.split(",")
        if len(values) > MOST_VALUES:
            raise BadParameter(name, f"takes up to {MOST_VALUES} values")
        return {f"{column}__in": [convert(each) for each in values]}

    return condition


def _from(column: str) -> Callable[[str, str], dict[str, object]]:
    return lambda name, value: {f"{column}__gte": span_of(name, value)[0]}


def _until(column: str) -> Callable[[str, str], dict[str, object]]:
    """With the whole day or second that is given."""
    return lambda name, value: {f"{column}__lt": span_of(name, value)[1]}


def _id(value: str) -> int:
    if not _NUMBER.fullmatch(value) or int(value) > LARGEST_NUMBER:
        raise ValueError(value)
    return int(value)


def _slug(value: str) -> str:
    Page._meta.get_field("slug").run_validators(value)
    if not value:
        raise ValueError(value)
    return value


def _list_of(each: str) -> Any:
    return Annotated[str, Field(pattern=f"^{each}(,{each}){{0,{MOST_VALUES - 1}}}$")]


_MOMENT = Annotated[str, Field(examples=["2026-01-31"])]
_UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_MOMENTS = (("first_published_at", "published first"), ("last_published_at", "published last"))

COMPARISONS = (
    Comparison(
        "id__in",
        _list_of("[0-9]{1,7}"),
        f"Up to {MOST_VALUES} ids, with commas",
        _listed("pk", _id),
    ),
    Comparison(
        "slug__in",
        _list_of("[-\\w]+"),
        f"Up to {MOST_VALUES} slugs, with commas",
        _listed("slug", _slug),
    ),
    Comparison(
        "translation_key__in",
        _list_of(_UUID),
        f"Up to {MOST_VALUES} translation keys, with commas: the same pages in all languages",
        _listed("translation_key", UUID),
    ),
    *(
        Comparison(
            f"{column}__gte",
            _MOMENT,
            f"Pages {said} then or later: a moment or a day in UTC",
            _from(column),
        )
        for column, said in _MOMENTS
    ),
    *(
        Comparison(
            f"{column}__lte",
            _MOMENT,
            f"Pages {said} then or before, the whole day of it",
            _until(column),
        )
        for column, said in _MOMENTS
    ),
)
# Of page types: the name of the filter -> the type that has it, and the filter.
OF_TYPES: dict[str, tuple[type[WebsitePage], MomentComparison]] = {
    comparison.name: (model, comparison)
    for model in page_types()
    for comparison in model.api_comparisons
}
COMPARED = frozenset({TITLE, *OF_TYPES, *(comparison.name for comparison in COMPARISONS)})


class ComparisonFilter(BaseFilterBackend):
    """What an index compares."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> Any:
        for comparison in COMPARISONS:
            name = comparison.name
            if name not in request.GET:
                continue
            try:
                condition = comparison.condition(name, request.GET[name])
            except (ValueError, ValidationError) as error:
                raise BadParameter(name, "this field cannot have that value") from error
            queryset = queryset.filter(**condition)
        for name in OF_TYPES.keys() & request.GET.keys():
            queryset = queryset.filter(_of_type(name, request.GET[name], queryset.model))
        return queryset


def _of_type(name: str, value: str, asked: type[Page]) -> Q:
    """Of a filter that one type of page has. Its days are those of the website's time zone."""
    model, comparison = OF_TYPES[name]
    if not issubclass(asked, model):
        raise BadParameter(name, f"needs type={model._meta.app_label}.{model.__name__}")
    return comparison.condition(*span_of(name, value, get_default_timezone()))


class TitleFilter(BaseFilterBackend):
    """Pages whose title says all words of a text, as searches compare words: also their beginnings.
    Behind all other filters, because it answers a bounded number of what they leave."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Page], view: Any) -> Any:
        if TITLE not in request.GET:
            return queryset
        text = request.GET[TITLE]
        if len(text) > LONGEST_SEARCH or len(text.split()) > MOST_SEARCH_WORDS:
            raise BadParameter(
                TITLE, f"takes up to {MOST_SEARCH_WORDS} words of {LONGEST_SEARCH} characters"
            )
        if not words_of(text):
            raise BadParameter(TITLE, "must have a word")
        catch_up()
        return queryset.filter(pk__in=query.with_title(text, queryset))
