"""A machine's published files: what they cost to write, and that nothing foreign is among them."""

from __future__ import annotations

import fcntl
import gzip
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from cms.documents import files, snapshot
from cms.documents.snapshot import Snapshot, compressed, keys

LANGUAGES = ("en", "ar")


def made(version: int, text: str = "Sail with us. " * 40, languages: Any = LANGUAGES) -> Snapshot:
    timestamp = f"2026-01-01T00:00:{version:02}Z"
    head, tail = '{"status":"success","data":', f',"message":"x","timestamp":"{timestamp}"}}'
    return Snapshot(
        version=version,
        timestamp=timestamp,
        languages=languages,
        documents={key: f'{head}"{key} {text}"{tail}'.encode() for key in keys(languages)},
    )


@pytest.fixture
def root(settings: LazySettings, tmp_path: Path) -> Path:
    settings.PUBLISHED_ROOT = tmp_path / "published"
    return Path(settings.PUBLISHED_ROOT)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_version_is_read_as_it_was_written_with_and_without_a_spare_folder(root: Path) -> None:
    for version in (1, 2, 3):
        files.write(made(version))
        assert files.read() == made(version)
        files.tidy(LANGUAGES)
        assert (root / ".spare").is_dir()


def test_a_spare_folder_is_used_up_and_leaves_nothing_empty_behind(root: Path) -> None:
    files.write(made(1))
    files.tidy(("en", "ar", "fr"))
    inodes = {path.stat().st_ino for path in (root / ".spare").iterdir()}
    short = made(2, text="")  # gzip makes none of it shorter
    files.write(short)
    written = root / "versions" / "2"
    assert not (root / ".spare").exists()
    assert names(written) == {"manifest", *map(files.filename, keys(LANGUAGES))}
    assert {path.stat().st_ino for path in written.glob("*.json")} <= inodes
    assert all(path.stat().st_size for path in written.iterdir())
    assert files.read() == short


def test_everybody_may_read_the_files_whatever_the_mask_of_who_laid_them_out(root: Path) -> None:
    mask = os.umask(0o077)
    try:
        files.write(made(1))
        files.tidy(LANGUAGES)
        files.write(made(2))
    finally:
        os.umask(mask)
    for version in ("1", "2"):
        folder = root / "versions" / version
        assert folder.stat().st_mode & 0o777 == 0o755
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}


def test_a_folder_that_nobody_lived_to_finish_is_no_spare(root: Path) -> None:
    files.write(made(1))
    (root / ".spare.new").mkdir()
    files.tidy(LANGUAGES)
    assert len(names(root / ".spare")) == 2 * len(keys(LANGUAGES)) + 1


def test_old_versions_go_when_somebody_tidies_and_before_they_are_too_many(root: Path) -> None:
    for version in range(1, 91):
        files.write(made(version))
    there = {int(name) for name in names(root / "versions")}
    assert there == set(range(21, 91))
    files.tidy(LANGUAGES)
    assert {int(name) for name in names(root / "versions")} == set(range(41, 91))


def test_tidying_makes_nobody_wait(root: Path) -> None:
    files.write(made(1))
    with (root / ".tidying").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files.tidy(LANGUAGES)
        assert not (root / ".spare").exists()
        assert files.write(made(2))
    files.tidy(LANGUAGES)
    assert (root / ".spare").exists()


def test_a_full_disk_is_an_error_and_the_files_stay_what_they_were(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(made(1))
    files.tidy(LANGUAGES)
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:100]))
    with pytest.raises(OSError, match="No space left"):
        files.write(made(2))
    monkeypatch.undo()
    assert files.read() == made(1)
    assert files.write(made(3))
    assert files.read() == made(3)
    assert names(root / "versions") == {"1", "3"}


@pytest.mark.parametrize("damaged", ["website-data.json", "menu-items.ar.json.gz", "manifest"])
def test_a_version_that_a_power_cut_left_damaged_is_not_served(root: Path, damaged: str) -> None:
    files.write(made(1))
    files.write(made(2))
    path = root / "versions" / "2" / damaged
    path.write_bytes(path.read_bytes()[:-10] + bytes(10))
    assert files.read() == made(1)
    assert not (root / "current").exists(), "nginx would serve it"
    assert files.write(made(2)), "it is written anew"
    assert files.read() == made(2)


def test_gzip_is_the_same_whether_or_not_the_data_was_compressed_before() -> None:
    for version in (1, 2):
        for text in ("Sail with us. " * 40, "أبحر معنا. " * 40):
            document = made(version, text)
            plain = document.documents["menu_items:ar"]
            warm = compressed(plain, version, "menu_items:ar").compressed
            snapshot._deflated.clear()
            cold = compressed(plain, version, "menu_items:ar").compressed
            assert warm is not None
            assert warm == cold == compressed(plain, version).compressed
            assert gzip.decompress(warm) == plain
            assert len(warm) < len(gzip.compress(plain, 6)) + 24


def test_data_that_changed_under_a_key_is_compressed_anew() -> None:
    one, other = made(1, "One. " * 40), made(1, "Two. " * 40)
    for document in (one, other, one):
        fresh = replace(document, _bodies={})
        for key, plain in document.documents.items():
            assert gzip.decompress(fresh.body(key).compressed or b"") == plain
