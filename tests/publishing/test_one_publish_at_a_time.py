"""One build runs at a time in the whole installation; what cannot be built costs readers nothing.

Another process is played by a connection of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from cms.engines.circuit_breaker import REDIS
from cms.publishing import publish as publishing
from cms.publishing import version
from cms.publishing.events import VersionLive, version_live
from cms.publishing.models import Publication
from cms.publishing.publish import LeftToTheKeeper, NotPublished, catch_up, publish, take_snapshot
from cms.publishing.snapshot import Snapshot
from cms.publishing.stores import files, memory
from cms.publishing.stores.redis import Store, StoreUnavailable, store
from snippets.models import MenuItem
from tests import content
from tests.people import Reader


@contextmanager
def another_build() -> Iterator[None]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
        session.execute("SET lock_timeout = '5s'")
        session.execute("SELECT pg_advisory_lock(%s)", [publishing.LOCK])
        yield


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


@pytest.fixture
def item(reader: Reader) -> MenuItem:
    item = content.menu_item("Old")
    publish()
    return item


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PATIENCE", 0.1)


@pytest.fixture
def redis_is_away(settings: LazySettings) -> Iterator[None]:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    yield
    REDIS.succeeded()


def test_it_does_not_build_beside_another_and_waits_only_so_long(
    item: MenuItem, reader: Reader, impatient: None
) -> None:
    MenuItem.objects.update(label="New")
    with another_build():
        with pytest.raises(LeftToTheKeeper, match="Another version"):
            publish()
        assert lock_timeout() == "0", "later statements of this connection would fail"
        assert reader.menu("en") == ["Old"]
    assert publish().built
    assert reader.menu("en") == ["New"]


def test_the_lock_is_free_after_a_build_and_after_one_that_failed(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> Snapshot:
        raise ValueError("no such thing")

    publish(again=True)
    with another_build():
        pass
    monkeypatch.setattr(publishing, "take_snapshot", fail)
    with pytest.raises(NotPublished):
        publish(again=True)
    with another_build():
        pass
    assert lock_timeout() == "0"


def test_whoever_finds_the_work_done_announces_nothing_and_fills_redis(
    item: MenuItem, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[VersionLive] = []
    monkeypatch.setattr(version_live, "handlers", {"ear": heard.append})
    snapshot = memory.newest()
    reader.redis.flushdb()
    receipt = publish()
    assert (receipt.built, heard) == (False, [])
    assert memory.newest() is snapshot
    assert reader.redis_version() == receipt.version


def test_what_is_live_needs_no_lock_also_while_redis_is_away(
    item: MenuItem, impatient: None, redis_is_away: None
) -> None:
    with another_build():
        assert not publish().built


def test_what_a_builder_stumbles_over_is_said_and_readers_keep_what_they_have(
    item: MenuItem, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_named: object) -> Snapshot:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(publishing, "build", fail)
    MenuItem.objects.update(label="New")
    with pytest.raises(NotPublished, match="by nothing"):
        publish()
    assert reader.menu("en") == ["Old"]


def test_it_refuses_to_publish_what_is_not_committed(item: MenuItem) -> None:
    with transaction.atomic(), pytest.raises(NotPublished, match="committed"):
        publish()


def test_a_build_again_that_says_the_same_is_no_new_version(item: MenuItem) -> None:
    before = publish().version
    receipt = publish(again=True)
    assert (receipt.built, receipt.version) == (True, before)
    assert version.read().number == before


def test_a_build_again_that_says_something_else_is_a_new_version(
    item: MenuItem, reader: Reader
) -> None:
    """As with new code: no trigger tells of it."""
    before = publish().version
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE snippets_menuitem SET label = 'Of new code'")
        cursor.execute("SET session_replication_role = origin")
    assert not publish().built
    assert publish(again=True).version == before + 1
    assert reader.menu("en") == ["Of new code"]
    assert reader.redis_version() == before + 1


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places that a version reaches, in their order."""
    reached: list[str] = []
    write, offer = files.write, memory.offer

    def to_files(snapshot: Snapshot) -> bool:
        reached.append("files")
        return write(snapshot)

    def to_memory(snapshot: Snapshot) -> bool:
        reached.append("memory")
        return offer(snapshot)

    monkeypatch.setattr(files, "write", to_files)
    monkeypatch.setattr(memory, "offer", to_memory)
    return reached


def test_the_files_have_a_version_before_any_process_answers_with_it(
    item: MenuItem, order: list[str]
) -> None:
    MenuItem.objects.update(label="New")
    publish()
    assert order == ["files", "memory"]


def test_what_another_machine_published_reaches_the_files_before_this_process(
    item: MenuItem, order: list[str], settings: LazySettings, tmp_path: Path
) -> None:
    newest = memory.newest()
    assert newest is not None
    memory.forget()
    settings.PUBLISHED_ROOT = tmp_path / "another machine"
    assert catch_up() == newest
    assert order == ["files", "memory"]
    assert files.version() == newest.version


def test_what_this_process_has_is_not_read_from_redis(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    monkeypatch.setattr(Store, "read", lambda _store, snapshot: reads.append(snapshot))
    assert catch_up() is memory.newest()
    assert reads == []


def test_older_documents_under_a_higher_number_in_redis_reach_neither_files_nor_readers(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = memory.newest()
    MenuItem.objects.update(label="New")
    publish()
    newest = memory.newest()
    (files.root() / "current").unlink()
    monkeypatch.setattr(Store, "highest_version", lambda _store: 10**9)
    monkeypatch.setattr(Store, "read", lambda _store, _held: older)
    assert catch_up() is newest
    assert files.version() == 0


def test_files_that_are_behind_are_brought_up_also_where_memory_and_redis_are_not(
    item: MenuItem,
) -> None:
    newest = memory.newest()
    assert newest is not None
    (files.root() / "current").unlink()
    publish()
    assert files.version() == newest.version


def refuse(_snapshot: Snapshot) -> bool:
    raise OSError("the disk is full")


def test_files_that_cannot_be_written_are_withdrawn_and_readers_get_the_version(
    item: MenuItem, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "write", refuse)
    MenuItem.objects.update(label="New")
    publish()
    assert files.version() == 0, "nginx would serve the older ones"
    assert reader.menu("en") == ["New"]


def test_files_that_another_process_could_write_after_all_stay(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = files.write

    def written_by_another(snapshot: Snapshot) -> bool:
        write(snapshot)
        return refuse(snapshot)

    monkeypatch.setattr(files, "write", written_by_another)
    MenuItem.objects.update(label="New")
    number = publish().version
    assert files.version() == number


def test_a_disk_that_refuses_is_logged_when_it_begins_and_when_it_ends(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(files, "write", refuse)
        for label in ("One", "Two"):
            MenuItem.objects.update(label=label)
            publish()
    MenuItem.objects.update(label="Three")
    publish()
    about_files = [m for m in caplog.messages if "the files of this machine" in m]
    assert len(about_files) == 2, about_files


def test_all_of_a_version_is_of_one_moment_of_the_database(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = publishing.read_content

    def after_another_commit() -> Any:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as session:
            session.execute("UPDATE snippets_menuitem SET label = 'Meanwhile'")
        return read()

    monkeypatch.setattr(publishing, "read_content", after_another_commit)
    before = version.read().number
    snapshot = take_snapshot(cold=True)
    assert snapshot.version == before
    assert b"Meanwhile" not in snapshot.body("menu_items:en").plain


def test_a_document_that_is_built_writes_nothing_to_the_database(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> Any:
        MenuItem.objects.update(label="By a builder")

    monkeypatch.setattr(publishing, "read_content", write)
    with pytest.raises(NotPublished, match="read-only transaction"):
        publish(again=True)


def test_a_version_says_who_it_was_published_for_once(item: MenuItem) -> None:
    """Whoever publishes a version first writes its line; a later build of it changes nothing."""
    before = Publication.objects.get(version=publish().version)
    publish(again=True)
    after = Publication.objects.get(version=before.version)
    assert after.published_at == before.published_at


def test_renewing_gives_every_key_its_full_time(item: MenuItem, reader: Reader) -> None:
    reader.redis.expire("menu_items:ar", 100)
    publishing.renew()
    assert reader.redis.ttl("menu_items:ar") > 1790


def test_while_redis_is_away_this_machines_readers_get_the_version(
    item: MenuItem, reader: Reader, redis_is_away: None
) -> None:
    MenuItem.objects.update(label="New")
    receipt = publish()
    assert not receipt.in_redis
    assert reader.menu("en") == ["New"]
    with pytest.raises(StoreUnavailable):
        store().highest_version()
