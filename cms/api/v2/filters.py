"""`?field=value`: Wagtail's filter by fields, that says which field was given a wrong value."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.api.v2.filters import FieldsFilter as StockFieldsFilter
from wagtail.api.v2.utils import BadRequestError

from cms.api.v2.endpoint import BadParameter


class FieldsFilter(StockFieldsFilter):
    """An operation comes before a field of the same name: `order` orders, also menu items."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        for name, value in request.GET.items():
            if name in view.known_query_parameters:
                continue
            try:
                one = SimpleNamespace(GET={name: value})
                queryset = super().filter_queryset(one, queryset, view)
            except (ValidationError, ValueError) as error:
                raise BadParameter(name, "this field cannot have that value") from error
            except BadRequestError as error:
                raise BadParameter(name, str(error)) from error
        return queryset
