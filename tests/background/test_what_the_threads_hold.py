"""What the background threads promise, each seen to come true on real servers."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection

from cms.background import threads
from cms.background.watcher import LOOK, Signals
from cms.publishing import version
from cms.publishing.publish import publish
from tests import content
from tests.people import Reader


def test_after_an_older_backup_was_restored_the_keeper_raises_the_version_above_readers(
    reader: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    content.menu_item("Events", route="/events/")
    readers_have = publish().version
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM snippets_menuitem")
        cursor.execute("UPDATE content_version SET version = %s", [readers_have - 1])
    try:
        assert reader.version() == readers_have
        threads.start()
        reader.sees(lambda: reader.version() > readers_have, True, within=10)
        assert version.read().number == reader.version()
        reader.sees(reader.redis_version, reader.version(), within=10)
        assert reader.menu("en") == []
        assert "an older backup was restored" in caplog.text
    finally:
        version.raise_version(readers_have)


def test_what_was_published_last_is_written_through_to_the_disk_when_it_is_quiet(
    reader: Reader, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A power cut after that leaves it whole."""
    written_through: set[Path] = set()

    def remember(descriptor: int) -> None:
        written_through.add(Path(os.readlink(f"/proc/self/fd/{descriptor}")))

    monkeypatch.setattr(os, "fsync", remember)
    threads.start()
    content.menu_item("Events", route="/events/")
    number = publish().version

    root = Path(settings.PUBLISHED_ROOT).resolve()
    folder = root / "versions" / str(number)
    wanted = {root, folder.parent, folder, *folder.iterdir()}
    assert len(wanted) > 20
    reader.sees(lambda: wanted <= written_through, True, within=10)


class Troubled:
    """Raises these errors, one at each step, and is content afterwards."""

    name = "Troubled"

    def __init__(self, signals: Signals, *troubles: str) -> None:
        self._signals = signals
        self._troubles = list(troubles)
        self.was_closed = False

    def step(self) -> None:
        if not self._troubles:
            self._signals.stopping.set()
            return
        if trouble := self._troubles.pop(0):
            raise RuntimeError(trouble)

    def close(self) -> None:
        self.was_closed = True


def test_a_thread_outlives_every_error_and_logs_each_when_it_begins(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    signals = Signals()
    monkeypatch.setattr(Signals, "pause", lambda _signals, _seconds: None)
    watcher = Troubled(signals, "first", "first", "second", "second", "", "second")

    threads._run(watcher, signals)

    logged = [record.getMessage().rpartition(" ")[2] for record in caplog.records]
    assert logged == ["first", "second", "second"]
    assert watcher.was_closed


def test_threads_that_were_stopped_stay_so_when_others_start(database: None) -> None:
    threads.start()
    assert threads.is_running()
    first = [thread for thread in threading.enumerate() if thread.name == "Keeper"]
    threads.stop(patience=0)
    assert not threads.is_running()
    threads.start()
    for thread in first:
        thread.join(20)
        assert not thread.is_alive()
    assert threads.is_running()
    time.sleep(LOOK)
    assert threads.is_running()
