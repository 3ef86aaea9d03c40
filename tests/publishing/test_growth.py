"""What a large website costs, counted on websites of 100 and of 2,000 pages.

One page in no menu is published on each. Queries, keys and files are counted, so no test depends on
how fast the machine is; `scripts/benchmark --pages` measures time.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from cms.delivery import renditions
from cms.publishing.publish import publish
from cms.publishing.stores import memory
from home.models import ContentPage
from scripts.benchmark_growth_editor import last_part, two_pages, written_files
from scripts.benchmark_sites import PER_SECTION, grow
from tests import content
from tests.publishing.test_a_publish_costs_what_changed import commands_of_redis

SMALL, LARGE = 100, 2000
SCREENS = ("a page of API v2", "a part of the sitemap", "the admin's first page", "Translations")
# What Redis is told of a version as a whole.
OF_A_VERSION = {"content_version", "content_manifest"}


@dataclass(frozen=True)
class Costs:
    """What one publish of a page's title cost, and what each screen costs afterwards."""

    pages: int
    queries: list[str]
    keys: set[str]
    files: int
    bytes_written: int
    bytes_that_changed: int
    queries_of: dict[str, list[str]]


@pytest.fixture(scope="module")
def costs(database_of_the_module: None) -> dict[int, Costs]:
    for title in ("Sea", "Sky", "Land"):
        content.image(title, size=(80, 50))
    get_user_model().objects.create_superuser("admin", password="not used")
    counted = {}
    for pages in (SMALL, LARGE):
        grow(pages)
        renditions.make_missing()
        counted[pages] = _count()
    return counted


def _count() -> Costs:
    page, _draft = two_pages()
    _change(page, "First")  # a process compiles its queries at its first publish
    publish()
    _change(page, "Second")
    before = written_files()
    with CaptureQueriesContext(connection) as queries, commands_of_redis() as commands:
        publish()
    new = written_files().items() - before.items()
    snapshot = memory.newest()
    assert snapshot is not None
    changed = snapshot.changed
    return Costs(
        pages=Page.objects.filter(depth__gt=1).count(),
        queries=_sql(queries),
        keys={command.split()[1] for command in commands if command.startswith("SET ")},
        files=len(new),
        bytes_written=sum(size for _file, size in new),
        bytes_that_changed=sum(
            len(snapshot.documents[key].plain)
            if key in snapshot.documents
            else snapshot.parts[key].length
            for key in changed
        ),
        queries_of=dict(zip(SCREENS, map(_queries_of, _addresses(page)), strict=True)),
    )


def _change(page: ContentPage, title: str) -> None:
    """Nobody but the test publishes what an UPDATE changes."""
    ContentPage.objects.filter(pk=page.pk).update(title=title, draft_title=title)


def _addresses(page: ContentPage) -> tuple[str, ...]:
    return (
        f"/api/v2/pages/{page.pk}/",
        f"/sitemap.xml?part={last_part(Client().get('/sitemap.xml').content.decode())}",
        reverse("wagtailadmin_home"),
        reverse("translations:index"),
    )


def _queries_of(address: str) -> list[str]:
    client = Client()
    headers = {"Authorization": "none"}  # an answer of API v2 that is never kept
    if address.startswith("/admin/"):
        client.force_login(get_user_model().objects.get(username="admin"))
        client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    assert response.status_code == 200, (address, response.status_code)
    return _sql(queries)


def _sql(queries: CaptureQueriesContext) -> list[str]:
    """Without those of the history, which are in batches, and nobody waits for them."""
    sql = [query["sql"] for query in queries.captured_queries]
    return [query for query in sql if "cms_kept" not in query]


def test_the_websites_are_what_they_are_taken_for(costs: dict[int, Costs]) -> None:
    """Pages in both languages, in sections, found by searches, and translated."""
    for pages in (SMALL, LARGE):
        assert pages <= costs[pages].pages <= pages + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM wagtailcore_page AS page LEFT JOIN ("
            "SELECT left(path, -4) AS path, count(*) AS number FROM wagtailcore_page GROUP BY 1"
            ") AS children USING (path) WHERE numchild <> coalesce(number, 0)"
        )
        assert cursor.fetchone() == (0,)
    section = Page.objects.get(slug="section-2", locale__language_code="en")
    assert section.get_children().count() == PER_SECTION
    page = section.get_children().live()[PER_SECTION - 1]
    arabic = page.get_translation(content.locale("ar"))
    assert arabic.get_parent().specific.translation_key == section.translation_key
    assert arabic.title == f"صفحة {page.title.lower()}"
    items = Client().get("/api/v2/pages/", {"search": page.title}).json()["items"]
    assert page.pk in {item["id"] for item in items}


def test_a_publish_asks_the_database_as_often(costs: dict[int, Costs]) -> None:
    assert len(costs[LARGE].queries) <= len(costs[SMALL].queries)


def test_a_publish_sends_redis_no_more_keys(costs: dict[int, Costs]) -> None:
    small, large = (costs[pages].keys - OF_A_VERSION for pages in (SMALL, LARGE))
    assert len(large) <= len(small), (small, large)


@pytest.mark.parametrize("pages", [SMALL, LARGE])
def test_a_publish_writes_at_most_four_times_the_documents_that_changed(
    costs: dict[int, Costs], pages: int
) -> None:
    assert 0 < costs[pages].bytes_written <= 4 * costs[pages].bytes_that_changed


def test_a_publish_writes_as_many_files(costs: dict[int, Costs]) -> None:
    assert costs[LARGE].files <= costs[SMALL].files


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_asks_the_database_as_often(costs: dict[int, Costs], screen: str) -> None:
    small, large = (costs[pages].queries_of[screen] for pages in (SMALL, LARGE))
    assert len(large) <= len(small), [sql for sql in large if sql not in small]


def test_an_answer_is_no_longer(costs: dict[int, Costs]) -> None:
    """Of the documents that a publish changes, none grows without bound."""
    assert costs[LARGE].bytes_that_changed <= 4 * costs[SMALL].bytes_that_changed
