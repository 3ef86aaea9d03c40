"""All processes of a machine agree on the version that its files show, whoever is killed.

The link is the only place that says it, and each request asks it anew.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from django.core.management import call_command

from cms.publishing.stores import files
from tests.publishing.test_published_files import names, snapshot_of
from tests.publishing.test_published_files import root as root


class Killed(Exception):
    pass


@contextmanager
def another_process(answer: Callable[[], int]) -> Iterator[Callable[[], int]]:
    """Asks a process that lives from here on, as often as it is called."""

    def run(questions: Connection) -> None:
        while questions.recv():
            questions.send(answer())
        os._exit(0)  # nothing of the tests' own end is this process's

    forking = multiprocessing.get_context("fork")
    mine, its = forking.Pipe()
    process = forking.Process(target=run, args=(its,))
    process.start()

    def ask() -> int:
        mine.send(True)
        assert mine.poll(10)
        return int(mine.recv())

    try:
        yield ask
    finally:
        mine.send(False)
        process.join(10)
        assert process.exitcode == 0


def test_every_process_sees_the_version_that_was_written_last(root: Path) -> None:
    with another_process(files.version) as shown_to_another:
        assert files.version() == shown_to_another() == 0
        for version in (1, 2, 7):
            files.write(snapshot_of(version))
            assert files.version() == shown_to_another() == version
        files.withdraw(7)
        assert files.version() == shown_to_another() == 0


def test_the_swap_of_the_link_is_the_moment_of_publishing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(snapshot_of(1))
    versions: list[int] = []
    replace = Path.replace

    def swap(link: Path, target: Path) -> Path:
        versions.append(files.version())
        moved = replace(link, target)
        versions.append(files.version())
        return moved

    monkeypatch.setattr(Path, "replace", swap)
    files.write(snapshot_of(2))
    assert versions == [1, 2]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_writer_that_was_killed_before_or_after_the_swap_leaves_a_whole_version(
    root: Path, monkeypatch: pytest.MonkeyPatch, swapped: bool
) -> None:
    files.write(snapshot_of(1))
    replace = Path.replace

    def killed(link: Path, target: Path) -> Path:
        if swapped:
            replace(link, target)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        with pytest.raises(Killed):
            files.write(snapshot_of(2))
    assert files.version() == (2 if swapped else 1)
    assert files.newer_than(None) == snapshot_of(files.version())
    assert files.write(snapshot_of(2)) == (not swapped)
    assert files.write(snapshot_of(3))
    assert files.read() == snapshot_of(3)


def test_what_was_withdrawn_comes_back_with_no_older_version_whoever_is_behind(root: Path) -> None:
    with another_process(lambda: files.write(snapshot_of(1))) as written_by_another:
        files.write(snapshot_of(1))
        files.withdraw(2)
        assert not files.write(snapshot_of(1))
        assert not written_by_another()
    assert not (root / "current").is_symlink()
    assert files.write(snapshot_of(2))
    assert files.version() == 2


def test_what_was_withdrawn_is_not_shown_for_a_moment_either(root: Path) -> None:
    files.write(snapshot_of(1))
    files.withdraw(3)
    assert not files.write(snapshot_of(2))
    assert names(root / "versions") == {"1"}, "it was written, and the link swapped, for a moment"


def test_a_later_withdrawal_below_an_earlier_one_lets_nothing_back(root: Path) -> None:
    files.write(snapshot_of(1))
    files.withdraw(3)
    files.withdraw(2)
    assert not files.write(snapshot_of(2))
    assert files.write(snapshot_of(3))


def test_a_full_disk_forgets_no_withdrawal(root: Path) -> None:
    """Its place was made with the first version: a withdrawal adds no file and lengthens none."""
    files.write(snapshot_of(1))

    def sizes() -> dict[str, tuple[int, int]]:
        return {
            path.name: (path.stat().st_ino, path.stat().st_size)
            for path in root.iterdir()
            if path.name != "current"
        }

    before = sizes()
    files.withdraw(2)
    assert sizes() == before
    assert not files.write(snapshot_of(1))


def test_where_a_withdrawal_cannot_be_remembered_the_files_go_all_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object) -> int:
        raise PermissionError

    files.write(snapshot_of(1))
    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refused)
        files.withdraw(2)
    assert not (root / "current").is_symlink()


def test_what_is_withdrawn_while_it_is_written_stays_away(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(snapshot_of(1))
    replace = Path.replace

    def withdrawn(link: Path, target: Path) -> Path:
        files.withdraw(3)
        return replace(link, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", withdrawn)
        assert not files.write(snapshot_of(2))
    assert not (root / "current").is_symlink()
    assert files.version() == 0


def test_the_operator_withdraws_until_the_next_version(root: Path) -> None:
    files.write(snapshot_of(4))
    call_command("publish", "--withdraw", stdout=StringIO())
    assert not files.write(snapshot_of(4))
    assert files.version() == 0
    assert files.write(snapshot_of(5))


def test_a_link_that_somebody_else_swapped_is_followed_at_once(root: Path) -> None:
    files.write(snapshot_of(1))
    files.write(snapshot_of(2))
    (root / "current").unlink()
    (root / "current").symlink_to("versions/1")
    assert files.version() == 1


def test_a_folder_that_was_emptied_is_filled_again(root: Path) -> None:
    files.write(snapshot_of(1))
    files.withdraw(9)
    for name in names(root):
        path = root / name
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    assert files.version() == 0
    assert files.write(snapshot_of(5))
    assert files.version() == 5
