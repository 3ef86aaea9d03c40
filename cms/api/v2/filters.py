"""Wagtail's filters, where they need more: a field that says which value it cannot have, moments as
answers write them, an order that stays, and a search for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CharField, DateTimeField, F, Field, QuerySet, TextField
from django.db.models.expressions import OrderBy
from django.utils.dateparse import parse_date, parse_datetime
from wagtail.api.v2.filters import FieldsFilter as StockFieldsFilter
from wagtail.api.v2.filters import OrderingFilter as StockOrderingFilter
from wagtail.api.v2.filters import SearchFilter as StockSearchFilter
from wagtail.api.v2.utils import BadRequestError

from cms.api.v2.endpoint import BadParameter
from cms.engines.alphabet import in_alphabetical_order, is_written


class FieldsFilter(StockFieldsFilter):
    """An operation comes before a field of the same name: `order` orders, also menu items. What a
    field can never be is refused, because "0 items" would not tell why."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        for name, value in request.GET.items():
            if name in view.known_query_parameters:
                continue
            field = _field(queryset, name)
            if isinstance(field, DateTimeField):
                queryset = _at(queryset, name, value)
                continue
            try:
                if isinstance(field, (CharField, TextField)):
                    field.run_validators(value)
                single = SimpleNamespace(GET={name: value})
                queryset = super().filter_queryset(single, queryset, view)
            except (ValidationError, ValueError) as error:
                raise BadParameter(name, "this field cannot have that value") from error
            except BadRequestError as error:
                raise BadParameter(name, str(error)) from error
        return queryset


class OrderingFilter(StockOrderingFilter):
    """One order, and no other the next time: what is equal is ordered by id, so that a client that
    reads part by part gets nothing twice. What people wrote is in the order of their alphabet."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        ordered = super().filter_queryset(request, queryset, view)
        given = ordered.query.order_by
        if "order" not in request.GET or "?" in given:
            return ordered
        order = [part for name in given for part in _order(queryset, name)]
        # As expressions: those Wagtail's search lets pass without a FilterField.
        last = () if {"id", "-id", "pk"} & set(given) else (OrderBy(F("pk")),)
        return ordered.order_by(*order, *last)


class SearchFilter(StockSearchFilter):
    """A search for nothing finds nothing, in whichever order."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        if not request.GET.get("search", "").strip():
            return queryset if "search" not in request.GET else queryset.none()
        return super().filter_queryset(request, queryset, view)


def _order(queryset: QuerySet[Any], given: str) -> Sequence[str | OrderBy]:
    """`-title` as PostgreSQL orders by it."""
    name = given.removeprefix("-")
    if not is_written(_field(queryset, name)):
        return [given]
    return in_alphabetical_order(name, descending=given != name)


def _field(queryset: QuerySet[Any], name: str) -> Field[Any, Any] | None:
    try:
        field = queryset.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def _at(queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
    """Rows of a moment, as exactly as it is given. Raises BadParameter."""
    start, end = span_of(name, value)
    return queryset.filter(**{f"{name}__gte": start, f"{name}__lt": end})


def span_of(name: str, value: str, zone: tzinfo = UTC) -> tuple[datetime, datetime]:
    """From when until when a value of the parameter `name` is: a day in `zone`, or a second, as
    answers have it. Raises BadParameter."""
    try:
        day, moment = parse_date(value), parse_datetime(value)
    except ValueError:
        day = moment = None  # the 31st of June
    if day is not None:
        start, length = datetime(day.year, day.month, day.day, tzinfo=zone), timedelta(days=1)
    elif moment is not None:
        start = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        length = timedelta(microseconds=1) if moment.microsecond else timedelta(seconds=1)
    else:
        raise BadParameter(name, "must be like 2026-01-31T08:00:00Z, or a day: 2026-01-31")
    try:
        # As PostgreSQL has it: the first hours of the year 1 may be of no year in UTC.
        return start.astimezone(UTC), (start + length).astimezone(UTC)
    except OverflowError as error:
        raise BadParameter(name, "this field cannot have that value") from error
