"""A build reads again only tables whose rows changed, and says what a cold build says.

PostgreSQL tells which (cms/documents/builders/prepared.py), so each of these changes is one that
no trigger or signal of ours needs to have seen.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.documents.publish import take_snapshot
from home.models import ContentPage, HomePage
from snippets.models import Hero, MenuItem, Partner, SiteRendition
from tests import content

pytestmark = pytest.mark.usefixtures("database")


def sql(statement: str) -> Callable[[], Any]:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


def swap() -> None:
    one, other = MenuItem.objects.order_by("pk")[:2]
    MenuItem.objects.filter(pk=one.pk).update(label=other.label)
    MenuItem.objects.filter(pk=other.pk).update(label=one.label)


def replace_by_a_copy() -> None:
    """As many rows as before, with other ids."""
    with transaction.atomic():
        MenuItem.objects.filter(label="About").delete()
        content.menu_item("About")


def undo_and_do_again() -> None:
    with transaction.atomic():
        MenuItem.objects.update(label="Undone")
        take_snapshot_of_own_writes()
        transaction.set_rollback(True)
    MenuItem.objects.filter(label="About").update(label="Done")


def take_snapshot_of_own_writes() -> None:
    from cms.documents.builders.content import read_content

    assert {row.label for row in _rows(read_content().menu_items)} == {"Undone"}


def _rows(groups: Any) -> list[Any]:
    return [row for group in groups.values() for row in group.rows.values()]


CHANGES: dict[str, Callable[[], Any]] = {
    "a row is changed": lambda: MenuItem.objects.filter(label="About").update(label="Who we are"),
    "two rows are swapped": swap,
    "a row comes": lambda: content.menu_item("News"),
    "a row goes": lambda: MenuItem.objects.filter(label="About").delete(),
    "a row is replaced": replace_by_a_copy,
    "a change is undone and done again": undo_and_do_again,
    "a draft changes, which no trigger tells": lambda: Hero.objects.filter(live=False).update(
        title="Another draft"
    ),
    "a table is emptied past its triggers": sql("TRUNCATE snippets_siterendition CASCADE"),
    "all is written anew as it was": lambda: Partner.objects.update(name="Bank"),
    "rows move to other places": sql("CLUSTER snippets_menuitem USING snippets_menuitem_pkey"),
    "a page is renamed": lambda: ContentPage.objects.update(title="Another title"),
    "a page goes away": lambda: ContentPage.objects.all().delete(),
    "a body changes": lambda: HomePage.objects.update(
        body=[{"type": "heading", "value": {"text": "New", "level": "h2"}, "id": "1"}]
    ),
}


@pytest.fixture
def site() -> None:
    content.menu_item("About")
    content.menu_item("Events", page=content.page("Events", "events"))
    content.partner(name="Bank")
    content.hero("Live")
    Hero.objects.create(title="A draft", locale=content.locale("en"), live=False)


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_a_build_says_what_a_cold_one_says(change: str, site: None) -> None:
    for _ in range(2):  # the first prepares the queries, the second remembers rows
        take_snapshot()
    CHANGES[change]()
    assert take_snapshot() == take_snapshot(cold=True)


def test_only_tables_that_changed_are_read(site: None) -> None:
    for _ in range(2):
        take_snapshot()
    MenuItem.objects.filter(label="About").update(label="Who we are")
    with CaptureQueriesContext(connection) as queries:
        assert "Who we are" in take_snapshot().documents["menu_items:en"].decode()
    read = [one["sql"] for one in queries if 'FROM "snippets_' in one["sql"]]
    fingerprints = [one for one in read if "pg_postmaster_start_time" in one]
    assert len(fingerprints) == 1
    assert [one for one in read if one not in fingerprints] == [
        one for one in read if one.startswith('SELECT "snippets_menuitem"')
    ]
    assert len(read) == 2


def test_a_build_sees_the_rows_of_its_own_snapshot(site: None) -> None:
    """What others commit while it reads is in the next one, also where this one looked first."""
    for _ in range(2):
        take_snapshot()

    def rename() -> None:
        MenuItem.objects.filter(label="About").update(label="Meanwhile")
        connection.close()

    def after_the_fingerprints(execute: Any, statement: str, *rest: Any) -> Any:
        found = execute(statement, *rest)
        if "pg_postmaster_start_time" in statement:
            other = Thread(target=rename)
            other.start()
            other.join()
        return found

    with connection.execute_wrapper(after_the_fingerprints):
        assert "Meanwhile" not in take_snapshot().documents["menu_items:en"].decode()
    assert "Meanwhile" in take_snapshot().documents["menu_items:en"].decode()


def test_renditions_that_were_made_are_shown(site: None) -> None:
    """Their table has no trigger at all."""
    content.partner(name="Club", image=content.image(size=(400, 300)))
    for _ in range(2):
        take_snapshot()
    SiteRendition.objects.all().delete()
    assert take_snapshot() == take_snapshot(cold=True)
