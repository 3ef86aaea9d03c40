"""The history keeps the last versions and what they said, and forgets the rest."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from cms.background.historian import remember
from cms.publishing import history
from cms.publishing.events import VersionLive
from cms.publishing.models import Change, KeptData, KeptVersion, Publication, Rollback
from cms.publishing.publish import publish, take_snapshot
from snippets.models import MenuItem
from tests import content
from tests.people import Reader


def publish_label(label: str) -> int:
    MenuItem.objects.update(label=label)
    return publish().version


@pytest.fixture
def item(reader: Reader) -> MenuItem:
    item = content.menu_item("Old")
    publish()
    return item


def test_what_no_kept_version_says_is_forgotten(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "KEPT", 2)
    versions = [publish_label(str(number)) for number in range(5)]
    kept_versions = KeptVersion.objects.order_by("version")
    assert [kept_version.version for kept_version in kept_versions] == versions[-2:]
    needed = {name for kept_version in kept_versions for name in kept_version.digests.values()}
    assert set(KeptData.objects.values_list("digest", flat=True)) == needed
    assert all(history.kept_data(name) for name in needed)


def test_the_oldest_lines_go_with_who_did_what_in_them(
    item: MenuItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "REMEMBERED", 3)
    versions = []
    for number in range(5):
        versions.append(publish_label(str(number)))
        Change.objects.create(version=versions[-1], changed_at=timezone.now(), how=Change.ADMIN)
    versions.append(publish_label("last"))
    remembered = Publication.objects.order_by("version").values_list("version", flat=True)
    assert list(remembered) == versions[-3:]
    changes = Change.objects.order_by("version").values_list("version", flat=True)
    assert list(changes) == versions[-3:-1]


def test_who_writes_waits_for_who_forgets(item: MenuItem) -> None:
    """Else a kept version could name data that another process has just thrown away."""
    session = connection.copy()
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [history.LOCK])
            with transaction.atomic(), connection.cursor() as mine:
                mine.execute("SET LOCAL lock_timeout = '50ms'")
                with pytest.raises(OperationalError, match="lock timeout"):
                    history._wait_for_other_writers()
                transaction.set_rollback(True)
    finally:
        session.close()


def test_a_line_says_since_when_readers_have_the_version_not_when_it_was_written(
    item: MenuItem,
) -> None:
    MenuItem.objects.update(label="New")
    snapshot = take_snapshot()
    history.record(VersionLive(snapshot, "", time.perf_counter() - 60))
    line = Publication.objects.get(version=snapshot.version)
    ago = timezone.now() - line.published_at
    assert timedelta(seconds=60) <= ago < timedelta(seconds=65)
    assert line.changed_at == snapshot.changed_at


def test_who_writes_a_line_second_changes_nothing_and_keeps_what_it_said(item: MenuItem) -> None:
    MenuItem.objects.update(label="New")
    snapshot = take_snapshot()
    remember(VersionLive(snapshot, "Redis is away", time.perf_counter()))
    KeptVersion.objects.filter(version=snapshot.version).delete()
    remember(VersionLive(snapshot, "", time.perf_counter()))
    assert Publication.objects.get(version=snapshot.version).redis_error == "Redis is away"
    assert KeptVersion.objects.filter(version=snapshot.version).exists()


def test_a_second_way_back_takes_the_place_of_the_first(item: MenuItem, reader: Reader) -> None:
    first, second = publish_label("First"), publish_label("Second")
    publish_label("Third")
    for version, label in ((first, "First"), (second, "Second")):
        history.roll_back_to(KeptVersion.objects.get(version=version), None, "Wrong")
        publish()
        assert reader.menu("en") == [label]
    assert Rollback.objects.count() == 1
    assert history.undo_rollback()
    assert not history.undo_rollback()
    publish()
    assert reader.menu("en") == ["Third"]
