"""A machine's published files: what they cost to write, and that nothing foreign is among them."""

from __future__ import annotations

import fcntl
import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from cms.publishing.snapshot import Snapshot, compressed, keys
from cms.publishing.stores import files

LANGUAGES = ("en", "ar")


def snapshot_of(
    version: int, text: str = "Sail with us. " * 40, languages: Any = LANGUAGES
) -> Snapshot:
    timestamp = f"2026-01-01T00:00:{version:02}Z"
    head, tail = '{"status":"success","data":', f',"message":"x","timestamp":"{timestamp}"}}'
    texts = {key: f'{head}"{key} {text}"{tail}'.encode() for key in keys(languages)}
    return Snapshot(
        version=version,
        timestamp=timestamp,
        languages=languages,
        documents={key: compressed(plain, version) for key, plain in texts.items()},
    )


@pytest.fixture
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.PUBLISHED_ROOT = tmp_path / "published"
    return Path(settings.PUBLISHED_ROOT)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def with_changed(snapshot: Snapshot, version: int, *changed: str) -> Snapshot:
    """The next version, in which the documents of these keys say something else."""
    new = snapshot_of(version, text="Something else. " * 40)
    documents = {key: (new if key in changed else snapshot).body(key) for key in new.documents}
    return replace(new, documents=documents)


def test_a_version_is_read_as_it_was_written(root: Path) -> None:
    for version in (1, 2, 3):
        files.write(snapshot_of(version))
        assert files.read() == snapshot_of(version)


def test_what_gzip_makes_no_shorter_has_one_file(root: Path) -> None:
    short = snapshot_of(2, text="")
    files.write(short)
    written = root / "versions" / "2"
    assert names(written) == {"manifest", *map(files.filename, keys(LANGUAGES))}
    assert files.read() == short


def test_a_document_that_did_not_change_is_one_file_in_both_versions(root: Path) -> None:
    files.write(first := snapshot_of(1))
    second = with_changed(first, 2, "menu_items:ar")
    files.write(second)
    assert files.read() == second
    inodes = [
        {path.name: path.stat().st_ino for path in (root / "versions" / name).iterdir()}
        for name in ("1", "2")
    ]
    written = {name for name, inode in inodes[1].items() if inodes[0].get(name) != inode}
    assert written == {"menu-items.ar.json", "menu-items.ar.json.gz", "manifest"}


def test_a_process_reads_the_files_of_what_changed_alone(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(first := snapshot_of(1))
    files.write(with_changed(first, 2, "menu_items:ar"))
    opened: list[str] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda path: (opened.append(path.name), read_bytes(path))[1]
    )
    newer = files.newer_than(first)
    assert newer is not None
    assert newer.version == 2
    assert opened == ["manifest", "menu-items.ar.json", "menu-items.ar.json.gz"]
    assert newer.body("heroes") is first.body("heroes")


def test_a_damaged_file_is_not_linked_into_the_next_version(root: Path) -> None:
    files.write(first := snapshot_of(1))
    damaged = root / "versions" / "1" / "heroes.json"
    damaged.write_bytes(damaged.read_bytes()[:-10] + bytes(10))
    assert files.read() is None
    second = with_changed(first, 2, "menu_items:ar")
    files.write(second)
    assert files.read() == second


def test_everybody_may_read_the_files_whatever_the_mask_of_who_wrote_them(root: Path) -> None:
    mask = os.umask(0o077)
    try:
        files.write(snapshot_of(1))
        files.write(snapshot_of(2))
    finally:
        os.umask(mask)
    for version in ("1", "2"):
        folder = root / "versions" / version
        assert folder.stat().st_mode & 0o777 == 0o755
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}


def test_old_versions_go_when_somebody_tidies_and_before_they_are_too_many(root: Path) -> None:
    for version in range(1, 91):
        files.write(snapshot_of(version))
    versions = {int(name) for name in names(root / "versions")}
    assert versions == set(range(21, 91))
    files.tidy()
    assert {int(name) for name in names(root / "versions")} == set(range(41, 91))


def test_tidying_makes_nobody_wait(root: Path) -> None:
    for version in range(1, 61):
        files.write(snapshot_of(version))
    with (root / ".tidying").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files.tidy()
        assert len(names(root / "versions")) == 60
        assert files.write(snapshot_of(61))
    files.tidy()
    assert len(names(root / "versions")) == 50


def test_a_full_disk_is_an_error_and_the_files_stay_what_they_were(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(snapshot_of(1))
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:100]))
    with pytest.raises(OSError, match="No space left"):
        files.write(snapshot_of(2))
    monkeypatch.undo()
    assert files.read() == snapshot_of(1)
    assert files.write(snapshot_of(3))
    assert files.read() == snapshot_of(3)
    assert names(root / "versions") == {"1", "3"}


@pytest.mark.parametrize("damaged", ["website-data.json", "menu-items.ar.json.gz", "manifest"])
def test_a_version_that_a_power_cut_left_damaged_is_not_served(root: Path, damaged: str) -> None:
    files.write(snapshot_of(1))
    files.write(snapshot_of(2))
    path = root / "versions" / "2" / damaged
    path.write_bytes(path.read_bytes()[:-10] + bytes(10))
    assert files.read() == snapshot_of(1)
    assert not (root / "current").exists(), "nginx would serve it"
    assert files.write(snapshot_of(2)), "it is written anew"
    assert files.read() == snapshot_of(2)


def test_gzip_is_the_same_whoever_compresses() -> None:
    plain = snapshot_of(1).body("menu_items:ar").plain
    smaller = compressed(plain, 1).compressed
    assert smaller is not None
    assert smaller == compressed(plain, 2).compressed
    assert gzip.decompress(smaller) == plain


def test_the_time_of_a_file_is_the_version_of_its_last_change(root: Path) -> None:
    """Its decimal digits read as hexadecimal: nginx makes its ETag of it."""
    files.write(first := snapshot_of(19))
    files.write(with_changed(first, 20, "menu_items:ar"))
    folder = root / "versions" / "20"
    assert f"{int((folder / 'heroes.json').stat().st_mtime):x}" == "19"
    assert f"{int((folder / 'menu-items.ar.json').stat().st_mtime):x}" == "20"


def test_a_writer_that_waited_for_a_newer_version_writes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(snapshot_of(1))
    one_writer = files._one_writer

    @contextmanager
    def after_another() -> Iterator[None]:
        with monkeypatch.context() as patched:
            patched.setattr(files, "_one_writer", one_writer)
            files.write(snapshot_of(3))
        with one_writer():
            yield

    monkeypatch.setattr(files, "_one_writer", after_another)
    assert not files.write(snapshot_of(2))
    assert files.version() == 3


def test_a_writer_that_hangs_is_an_error_for_the_others(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PATIENCE", 0.05)
    files.write(snapshot_of(1))
    with (root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(TimeoutError):
            files.write(snapshot_of(2))
        assert not files.write(snapshot_of(1)), "what is shown already needs no lock"
    assert files.read() == snapshot_of(1)
    assert files.write(snapshot_of(2))


def test_the_version_that_is_shown_is_kept_however_old(root: Path) -> None:
    for version in range(1, 61):
        files.write(snapshot_of(version))
    (root / "current").unlink()
    (root / "current").symlink_to("versions/1")
    files.tidy()
    assert files.newer_than(None) == snapshot_of(1)


def test_a_damaged_version_is_not_taken_from_the_files_and_not_served(root: Path) -> None:
    files.write(snapshot_of(1))
    path = root / "versions" / "1" / "heroes.json"
    path.write_bytes(path.read_bytes()[:-10] + bytes(10))
    assert files.newer_than(None) is None
    assert not (root / "current").is_symlink()
