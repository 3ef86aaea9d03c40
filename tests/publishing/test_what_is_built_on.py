"""What a build may take over from an earlier one: only what is certainly as it was.

Versions have numbers, and after a restored backup another version can have the same number. The
time at which each was raised tells them apart.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from cms.engines.compiled_query import KnownTables
from cms.publishing import changes, version
from cms.publishing.changes import ALL, Changes
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.stores import memory
from snippets.models import MenuItem
from tests import content
from tests.people import Reader

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_notes_are_of_a_version_that_was_raised_at_the_same_moment(database: None) -> None:
    item = content.menu_item("About")
    before = version.read()
    MenuItem.objects.filter(pk=item.pk).update(label="Who we are")
    notes = changes.read(before.number, version.read().number)
    assert notes.since(before.number, before.changed_at).ids("snippets_menuitem") == {item.pk}
    assert notes.since(before.number, before.changed_at - timedelta(microseconds=1)) == ALL
    assert notes.since(before.number, None) == ALL


def test_a_version_of_another_history_of_the_database_is_not_built_on(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a backup: the rows are others, under a number that this process has seen."""
    content.menu_item("About")
    publish()
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica;"
            "UPDATE snippets_menuitem SET label = 'Restored';"
            "UPDATE content_version SET changed_at = changed_at - interval '1 hour';"
            "UPDATE content_change SET changed_at = changed_at - interval '1 hour';"
            "SET session_replication_role = DEFAULT"
        )
    content.partner("Later")
    publish()
    assert reader.menu("en") == ["Restored"]
    assert memory.newest() == take_snapshot(cold=True)


def changed(*tables: str) -> Changes:
    return Changes(tables=dict.fromkeys(tables))


def test_rows_are_as_they_were_until_their_table_is_touched() -> None:
    known = KnownTables()
    first = known.reading(1, NOW, ALL)
    second = known.reading(2, NOW, changed("menu"))
    assert second.is_as_it_was(["pages"], first)
    assert not second.is_as_it_was(["menu"], first)
    assert not second.is_as_it_was(["pages", "menu"], first)


def test_nor_does_one_who_reads_an_older_version_use_the_rows_of_a_newer() -> None:
    known = KnownTables()
    older = known.reading(1, NOW, ALL)
    newer = known.reading(2, NOW, changed("menu"))
    assert not older.is_as_it_was(["menu"], newer)
    assert older.is_as_it_was(["pages"], newer)


@pytest.mark.parametrize(("number", "changes"), [(2, ALL), (0, Changes())])
def test_nothing_is_as_it_was_when_nobody_knows_what_changed_or_the_version_went_back(
    number: int, changes: Changes
) -> None:
    known = KnownTables()
    first = known.reading(1, NOW, ALL)
    assert not known.reading(number, NOW, changes).is_as_it_was(["pages"], first)
