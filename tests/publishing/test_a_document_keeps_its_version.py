"""What a document says decides its version: as before, it keeps version, time and bytes.

`manifest` is what PostgreSQL remembers, `held` what this process has. Either may be behind.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.publishing import manifest
from cms.publishing.assembly import Assembly, NoPartIsKept
from cms.publishing.models import DocumentVersion
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.snapshot import (
    LastChange,
    Manifest,
    Snapshot,
    compressed,
    data_of,
    digest,
    keys,
)
from cms.publishing.version import Version
from tests import content

KEY = "heroes"
OLD, NEW = b'["old"]', b'["new"]'


def at(number: int) -> Version:
    return Version(number, datetime(2026, 1, 1, 0, 0, number, tzinfo=UTC))


def built(
    number: int,
    plain: bytes,
    remembered: Manifest | None = None,
    snapshot: Snapshot | None = None,
) -> Snapshot:
    making = Assembly(at(number), remembered or {}, snapshot, NoPartIsKept())
    for key in keys(()):
        making.document(key, plain)
    return making.snapshot((), {})


def last_changed(number: int, plain: bytes) -> Manifest:
    return {KEY: LastChange(number, at(number).changed_at, digest(plain))}


def version_and_time(snapshot: Snapshot) -> tuple[int, str]:
    body = snapshot.body(KEY)
    return body.version, body.timestamp


def test_what_nobody_knows_is_new() -> None:
    snapshot = built(5, NEW)
    assert version_and_time(snapshot) == (5, "2026-01-01T00:00:05Z")
    assert snapshot.changed == keys(())
    assert data_of(snapshot.body(KEY).plain) == NEW


@pytest.mark.parametrize("knows", ["PostgreSQL", "this process", "both"])
def test_what_says_the_same_keeps_its_version_and_time(knows: str) -> None:
    before = built(3, OLD)
    snapshot = built(
        5,
        OLD,
        last_changed(3, OLD) if knows != "this process" else None,
        before if knows != "PostgreSQL" else None,
    )
    assert snapshot.version == 5
    assert version_and_time(snapshot) == (3, "2026-01-01T00:00:03Z")
    assert snapshot.body(KEY) == before.body(KEY)


@pytest.mark.parametrize("knows", ["PostgreSQL", "this process", "both"])
def test_what_says_something_else_has_the_new_version_and_time(knows: str) -> None:
    snapshot = built(
        5,
        NEW,
        last_changed(3, OLD) if knows != "this process" else None,
        built(3, OLD) if knows != "PostgreSQL" else None,
    )
    assert version_and_time(snapshot) == (5, "2026-01-01T00:00:05Z")
    assert data_of(snapshot.body(KEY).plain) == NEW


def test_bytes_that_this_process_has_are_not_made_again() -> None:
    snapshot = built(3, OLD)
    assert built(5, OLD, last_changed(3, OLD), snapshot).body(KEY) is snapshot.body(KEY)


def test_a_process_that_is_behind_does_not_take_a_document_back_to_what_it_once_said() -> None:
    """The process has version 2; version 3 said something else, version 4 says the same again."""
    assert version_and_time(built(5, OLD, last_changed(4, OLD), snapshot=built(2, OLD)))[0] == 4
    assert version_and_time(built(5, OLD, last_changed(3, NEW), snapshot=built(2, OLD)))[0] == 5


def test_where_readers_have_a_later_change_than_postgresql_knows_theirs_counts() -> None:
    assert version_and_time(built(5, OLD, last_changed(3, OLD), snapshot=built(4, NEW)))[0] == 5
    assert version_and_time(built(5, NEW, last_changed(3, OLD), snapshot=built(4, NEW)))[0] == 4


def test_the_data_is_all_between_the_first_status_and_the_last_message() -> None:
    plain = b'[{"x":1,"message":"y","timestamp":"z"}]'
    snapshot = built(5, plain)
    assert data_of(snapshot.body(KEY).plain) == plain
    assert snapshot.body(KEY).timestamp == "2026-01-01T00:00:05Z"


def test_gzip_says_nothing_of_when_it_was_made() -> None:
    packed = compressed(OLD * 100, 1).compressed
    assert packed is not None
    assert packed[4:8] == bytes(4)


def test_what_changed_is_remembered_and_what_is_gone_forgotten(database: None) -> None:
    before = last_changed(3, OLD) | {"gone": LastChange(1, at(1).changed_at, digest(OLD))}
    DocumentVersion.objects.all().delete()
    for key, last in before.items():
        DocumentVersion.objects.create(
            key=key, version=last.version, changed_at=last.changed_at, digest=last.digest
        )
    manifest.note(built(5, NEW, before), before)
    rows = {row.key: row for row in DocumentVersion.objects.all()}
    assert rows.keys() == set(keys(()))
    assert (rows[KEY].version, rows[KEY].changed_at) == (5, at(5).changed_at)
    assert rows[KEY].digest == digest(NEW)


def test_what_did_not_change_is_not_written(database: None) -> None:
    before = {key: LastChange(3, at(3).changed_at, digest(OLD)) for key in keys(())}
    with CaptureQueriesContext(connection) as queries:
        manifest.note(built(5, OLD, before), before)
    assert len(queries) == 0


def test_only_publish_notes(database: None) -> None:
    content.menu_item()
    publish()
    noted = list(DocumentVersion.objects.order_by("key").values_list("key", "version"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE snippets_menuitem SET label = 'Else'")
    take_snapshot()
    assert list(DocumentVersion.objects.order_by("key").values_list("key", "version")) == noted
