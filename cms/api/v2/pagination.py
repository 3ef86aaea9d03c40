"""Wagtail's `offset` and `limit` for pages, without reading the pages before the offset.

PostgreSQL walks to an offset. It walks along an index here, which holds ids alone, and reads only
the rows of the answer. How many pages a listing has is counted once, and again when a change of
the content touches what was counted, so the parts of one listing do not count it again.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from rest_framework.request import Request
from wagtail.api.v2.pagination import WagtailPagination
from wagtail.models import Page

from cms.api.touched import carry_over, tags_of_answer
from cms.engines import read_log
from cms.engines.versioned_cache import VersionedCache
from cms.publishing import version

# A listing's SQL and its parameters -> how many pages it has. Each takes about 2 kB.
MAX_BYTES = 1024 * 1024
BYTES_OF_A_COUNT = 2048
_counts: VersionedCache[tuple[str, str], int] = VersionedCache(MAX_BYTES)


class Pagination(WagtailPagination):
    def paginate_queryset(
        self, queryset: QuerySet[Page], request: Request, view: Any = None
    ) -> QuerySet[Page]:
        if queryset.query.annotations:
            # A search: it ranks a bounded number of pages (cms/search/query.py).
            ranked: QuerySet[Page] = super().paginate_queryset(queryset, request, view)
            return ranked
        pages = _Counted.of(queryset)
        rows: QuerySet[Page] = super().paginate_queryset(pages, request, view)
        start = rows.query.low_mark
        if start == 0:
            return rows
        if start >= self.total_count:
            return queryset.none()
        of_the_answer = queryset.model._default_manager.filter(pk__in=rows.values("pk"))
        return of_the_answer.order_by(*queryset.query.order_by)


class _Counted(QuerySet[Page]):
    """Pages whose number is kept."""

    @classmethod
    def of(cls, pages: QuerySet[Page]) -> _Counted:
        return cls(pages.model, pages.query.chain(), pages.db)

    def count(self) -> int:
        log = read_log.current()
        # Read before the pages: what changes meanwhile has a newer version, and is counted anew.
        number = log.version if log is not None and log.version else version.read().number
        try:
            sql, params = self.query.sql_with_params()
        except EmptyResultSet:  # Django knows without asking that no page matches.
            return 0
        read_log.note_tables_of(sql)
        carry_over(_counts, number)
        return _counts.get_or_make(
            (sql, repr(params)),
            number,
            super().count,
            lambda count: BYTES_OF_A_COUNT,
            tags_of_answer(read_log.tables_in(sql)),
        )
