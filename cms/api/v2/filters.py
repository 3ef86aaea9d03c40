"""Wagtail's filter by fields, that says which field was given a wrong value, and its order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.api.v2.filters import FieldsFilter as StockFieldsFilter
from wagtail.api.v2.filters import OrderingFilter as StockOrderingFilter
from wagtail.api.v2.utils import BadRequestError

from cms.api.v2.endpoint import BadParameter


class FieldsFilter(StockFieldsFilter):
    """An operation comes before a field of the same name: `order` orders, also menu items."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        for name, value in request.GET.items():
            if name in view.known_query_parameters:
                continue
            try:
                single = SimpleNamespace(GET={name: value})
                queryset = super().filter_queryset(single, queryset, view)
            except (ValidationError, ValueError) as error:
                raise BadParameter(name, "this field cannot have that value") from error
            except BadRequestError as error:
                raise BadParameter(name, str(error)) from error
        return queryset


class OrderingFilter(StockOrderingFilter):
    """One order, and no other the next time: what is equal is ordered by id, so that a client that
    reads part by part gets nothing twice."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        ordered = super().filter_queryset(request, queryset, view)
        given = ordered.query.order_by
        if "order" not in request.GET or "?" in given or {"id", "-id", "pk"} & set(given):
            return ordered
        return ordered.order_by(*given, "pk")
