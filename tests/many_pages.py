"""Many live pages at once, by plain SQL, and how many rows and blocks an answer costs.

Wagtail takes 20 ms for each page, so these are copies of one page beside it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.search import index
from home.models import ContentPage
from tests import content

UNIQUE = ("id", "path", "slug", "url_path", "title", "draft_title", "translation_key")


def make_pages(number: int, code: str = "en") -> None:
    """`/en/page-1/` and so on, with the titles "Page 1" and so on, and each with one text."""
    body = [("paragraph", "<p>Everybody sails.</p>")]
    page = content.page("Prototype", "prototype", parent=content.home(code), body=body)
    of_page = [field.column for field in Page._meta.local_concrete_fields]
    of_page = [column for column in of_page if column not in UNIQUE]
    of_type = [field.column for field in ContentPage._meta.local_concrete_fields][1:]
    columns, values = ", ".join(of_page), ", ".join(of_type)
    # The names are of our own models, and nothing else is put into the SQL.
    statement = f"""
        WITH made AS (
            INSERT INTO wagtailcore_page
                ({columns}, path, slug, url_path, title, draft_title, translation_key)
            SELECT {columns}, left(path, -4) || 'P' || lpad(upper(to_hex(n)), 3, '0'),
                'page-' || n, replace(url_path, 'prototype', 'page-' || n), 'Page ' || n,
                'Page ' || n, md5('page-' || n)::uuid
            FROM wagtailcore_page, generate_series(1, %s) AS n WHERE id = %s
            RETURNING id
        )
        INSERT INTO home_contentpage (page_ptr_id, {values})
        SELECT made.id, {values} FROM made, home_contentpage WHERE page_ptr_id = %s
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [number, page.pk, page.pk])
        while index.catch_up(1000):
            pass
        cursor.execute("VACUUM ANALYZE")


@dataclass(frozen=True)
class Cost:
    """What PostgreSQL read for an answer."""

    rows: int
    looks: Counter[str]  # how often a table or its index was looked into
    indexes: frozenset[str]
    scanned: frozenset[str]  # tables that were read from one end to the other


def cost_of(ask: Callable[[], object]) -> Cost:
    """Asks, and has PostgreSQL run each of the queries again to say how it reads."""
    with CaptureQueriesContext(connection) as queries:
        ask()
    nodes: list[dict[str, Any]] = []
    for query in queries.captured_queries:
        if query["sql"].startswith(("SELECT", "(SELECT")):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
                plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            nodes += _nodes(plan[0]["Plan"])
    scans = [node for node in nodes if "Scan" in node["Node Type"]]
    looks: Counter[str] = Counter()
    for scan in scans:
        looks[scan.get("Relation Name", "")] += int(scan["Actual Loops"])
    return Cost(
        rows=sum(map(_rows, scans)),
        looks=looks,
        indexes=frozenset(node["Index Name"] for node in scans if "Index Name" in node),
        scanned=frozenset(node["Relation Name"] for node in scans if "Seq" in node["Node Type"]),
    )


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", ()) for node in _nodes(part))]


def _rows(scan: dict[str, Any]) -> int:
    rows_kept = scan["Actual Rows"]
    dropped = scan.get("Rows Removed by Filter", 0) + scan.get("Rows Removed by Index Recheck", 0)
    return int((rows_kept + dropped) * scan["Actual Loops"])
