"""A build reads again only tables whose rows changed, and says what a cold build says.

The notes that the triggers write tell which (cms/engines/compiled_query.py). What raises no version
is no change of what readers get, and what raises one by hand has every row read again.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.publishing.publish import take_snapshot
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
    first, second = MenuItem.objects.order_by("pk")[:2]
    MenuItem.objects.filter(pk=first.pk).update(label=second.label)
    MenuItem.objects.filter(pk=second.pk).update(label=first.label)


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
    from cms.delivery.content import read_content

    assert {row.label for row in _rows(read_content().groups["menu_items"])} == {"Undone"}


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
    "a table is emptied past its triggers, and the version raised by hand": sql(
        "TRUNCATE snippets_partner CASCADE; SELECT raise_content_version()"
    ),
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


def test_a_row_that_comes_back_to_its_old_place_is_seen_as_changed(site: None) -> None:
    """VACUUM frees the place of a row that went, and PostgreSQL gives it to the next one."""

    def place_of_the_item() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ctid::text FROM snippets_menuitem WHERE label LIKE 'About%'")
            return str(cursor.fetchone()[0])

    sql("VACUUM FULL snippets_menuitem")()  # no other place is free
    for _ in range(2):
        take_snapshot()
    before = place_of_the_item()
    sql(
        "CREATE TEMPORARY TABLE gone AS SELECT * FROM snippets_menuitem WHERE label = 'About';"
        "DELETE FROM snippets_menuitem WHERE label = 'About'"
    )()
    sql("VACUUM snippets_menuitem")()
    sql(
        "UPDATE gone SET label = 'About us';"
        "INSERT INTO snippets_menuitem SELECT * FROM gone; DROP TABLE gone"
    )()
    assert place_of_the_item() == before
    assert "About us" in take_snapshot().body("menu_items:en").plain.decode()
    assert take_snapshot() == take_snapshot(cold=True)


def test_only_tables_that_changed_are_read(site: None) -> None:
    before = take_snapshot()
    MenuItem.objects.filter(label="About").update(label="Who we are")
    with CaptureQueriesContext(connection) as queries:
        assert "Who we are" in take_snapshot(before).body("menu_items:en").plain.decode()
    read = [query["sql"] for query in queries if 'FROM "' in query["sql"]]
    assert len(read) == 1
    assert read[0].startswith('SELECT "snippets_menuitem"')


def test_a_build_sees_the_rows_of_its_own_snapshot(site: None) -> None:
    """What others commit while it reads is in the next one, also where this one looked first."""
    for _ in range(2):
        take_snapshot()

    def rename() -> None:
        MenuItem.objects.filter(label="About").update(label="Meanwhile")
        connection.close()

    def after_the_notes(execute: Any, statement: str, *rest: Any) -> Any:
        rows = execute(statement, *rest)
        if "content_change" in statement:
            renaming = Thread(target=rename)
            renaming.start()
            renaming.join()
        return rows

    with connection.execute_wrapper(after_the_notes):
        assert "Meanwhile" not in take_snapshot().body("menu_items:en").plain.decode()
    assert "Meanwhile" in take_snapshot().body("menu_items:en").plain.decode()


def test_renditions_that_were_made_are_shown(site: None) -> None:
    """Their table has no trigger at all."""
    content.partner(name="Club", image=content.image(size=(400, 300)))
    for _ in range(2):
        take_snapshot()
    SiteRendition.objects.all().delete()
    assert take_snapshot() == take_snapshot(cold=True)
