"""A disk that our own versions fill heals by itself, and who looks is told while it does not."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings

from cms.api import health
from cms.publishing import publish as publishing
from cms.publishing import version
from cms.publishing.publish import publish
from cms.publishing.snapshot import Snapshot, compressed, keys
from cms.publishing.stores import files, room
from tests import content
from tests.people import Reader

LANGUAGES = ("en", "ar")


def snapshot_of(number: int) -> Snapshot:
    """A version in which every document says something else, and that no gzip makes short."""
    documents = {
        key: compressed(f'{{"{number}": "{os.urandom(4000).hex()}"}}'.encode(), number)
        for key in keys(LANGUAGES)
    }
    moment = "2026-01-01T00:00:00Z"
    return Snapshot(version=number, timestamp=moment, languages=LANGUAGES, documents=documents)


class Disk:
    """A disk of so many bytes, below the files. Others' files take `taken` of them."""

    def __init__(self, root: Path, size: int) -> None:
        self.root, self.size, self.taken = root, size, 0
        self._write, self._allocate = os.write, os.posix_fallocate

    @property
    def free(self) -> int:
        inodes = {s.st_ino: s.st_size for p in self.root.rglob("*") if (s := p.lstat())}
        return self.size - self.taken - sum(inodes.values())

    def write(self, descriptor: int, data: bytes) -> int:
        """As a disk does: what has room is written, and when nothing has, it says so."""
        fitting = data[: max(0, self.free)]
        if not fitting:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._write(descriptor, fitting)

    def allocate(self, descriptor: int, offset: int, length: int) -> None:
        if self.free < length:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._allocate(descriptor, offset, length)

    def usage(self, _path: object) -> SimpleNamespace:
        return SimpleNamespace(free=self.free)


@pytest.fixture
def disk(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    root = tmp_path / "published"
    root.mkdir()
    settings.PUBLISHED_ROOT = root
    monkeypatch.setattr(room, "LEAST", 0)
    disk = Disk(root, 10_000_000)
    monkeypatch.setattr(os, "write", disk.write)
    monkeypatch.setattr(os, "posix_fallocate", disk.allocate)
    monkeypatch.setattr(shutil, "disk_usage", disk.usage)
    return disk


def size_of_one(disk: Disk) -> int:
    before = disk.free
    files.write(snapshot_of(1))
    return before - disk.free


def test_our_own_versions_never_fill_it(disk: Disk) -> None:
    """Each version changes everything, and the disk holds four of them."""
    disk.size = 4 * size_of_one(disk) + 50_000
    for number in range(2, 60):
        assert files.write(snapshot_of(number)), number
        assert files.version() == number
        assert (disk.root / "current" / "manifest").exists()
        files.tidy()
    assert sorted(os.listdir(disk.root / "versions"))[0].isdecimal()


def test_the_reserve_is_room_for_a_version_when_others_fill_it(disk: Disk) -> None:
    size = size_of_one(disk)
    files.tidy()
    assert (disk.root / room.NAME).stat().st_size == pytest.approx(2 * size, rel=0.1)
    disk.taken = disk.size - (disk.size - disk.free) - 100
    assert disk.free < 1000
    assert files.write(snapshot_of(2))
    assert files.version() == 2
    # And made anew when there is room again.
    disk.taken = 0
    files.write(snapshot_of(3))
    files.tidy()
    assert (disk.root / room.NAME).exists()


def test_what_cannot_be_written_whole_leaves_nothing(disk: Disk) -> None:
    size_of_one(disk)
    disk.taken = disk.free - 3000
    for _ in range(5):
        with pytest.raises(OSError, match="No space left"):
            files.write(snapshot_of(2))
    assert os.listdir(disk.root / "versions") == ["1"]
    assert files.version() == 1


def test_what_a_killed_writer_left_goes_also_when_there_is_nothing_to_write(disk: Disk) -> None:
    """A process of before a restart, whose number nobody has any more."""
    files.write(snapshot_of(1))
    leftovers = (disk.root / "versions/.2.99999", disk.root / ".current.99999")
    leftovers[0].mkdir()
    (leftovers[0] / "heroes.json").write_bytes(b"half")
    leftovers[1].symlink_to("versions/2")
    files.tidy()
    assert all(path.is_symlink() or path.exists() for path in leftovers), "it may be at work"
    for path in leftovers:
        os.utime(path, (0, 0), follow_symlinks=False)
    files.tidy()
    assert [path.name for path in leftovers if path.is_symlink() or path.exists()] == []
    assert files.read() is not None


def test_the_next_writer_drops_what_another_left_half(disk: Disk) -> None:
    files.write(snapshot_of(1))
    half = disk.root / "versions/.2.99999"
    half.mkdir()
    (half / "heroes.json").write_bytes(b"x" * (disk.free - 1000))
    assert files.write(snapshot_of(2))
    assert not half.exists()


def test_health_tells_a_file_that_cannot_be_written_and_when_it_can_again(
    reader: Reader, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    disk.taken = disk.free
    content.menu_item("News")
    publish()
    message = _health(monkeypatch)
    assert not message["ok"]
    assert "No space left" in message["error"]
    assert f"version {version.read().number} is not there" in message["error"]
    # Readers get the new version all the same.
    assert reader.menu("en") == ["News"]
    disk.taken = 0
    snapshot = publishing.catch_up()
    assert snapshot is not None
    publishing.keep_as_files(snapshot)
    assert _health(monkeypatch)["ok"]
    assert files.version() == version.read().number


def test_health_tells_who_asks_for_the_first_time_that_files_are_behind(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish()
    assert _health(monkeypatch)["ok"]
    files.withdraw(files.version() + 1)
    monkeypatch.setattr(health, "DEADLINE", 0.0)
    message = _health(monkeypatch)
    assert not message["ok"]
    assert "is not there after" in message["error"]


def _health(monkeypatch: pytest.MonkeyPatch) -> health.ServerCheck:
    monkeypatch.setattr(health, "_lateness", health.Lateness())
    return health.look_again()["checks"]["files"]
