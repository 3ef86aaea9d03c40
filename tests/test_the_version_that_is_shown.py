"""All processes of a machine agree on the version that its files show, whoever is killed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command

from cms.documents import files, shown
from cms.documents.shown import Shown
from tests.test_published_files import made
from tests.test_published_files import root as root

pytestmark = pytest.mark.skipif(
    not Path("/proc/sys/kernel/random/boot_id").exists(),
    reason="this system does not name its start, so each process asks the link",
)


def shared(folder: Path) -> int:
    """What another process reads without asking the link; 0 when it has to."""
    return Shown(str(folder)).version()


def test_it_is_the_version_that_was_written_last(root: Path) -> None:
    assert files.version() == 0
    for version in (1, 2, 7):
        files.write(made(version))
        assert files.version() == shared(root) == version


def test_a_process_that_came_before_the_folder_sees_it(root: Path) -> None:
    early = Shown(str(root))
    files.write(made(1))
    assert early.version() == 0
    early.map_again()
    assert early.version() == 1
    files.write(made(2))
    assert early.version() == 2


def test_between_the_two_steps_of_a_writer_the_link_decides(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(made(1))
    seen: list[tuple[int, int]] = []
    replace = Path.replace

    def swap(link: Path, target: Path) -> Path:
        seen.append((shared(root), files.version()))
        moved = replace(link, target)
        seen.append((shared(root), files.version()))
        return moved

    monkeypatch.setattr(Path, "replace", swap)
    files.write(made(2))
    assert seen == [(0, 1), (0, 2)]
    assert shared(root) == 2


def test_a_writer_that_was_killed_before_or_after_the_swap_leads_to_the_link(root: Path) -> None:
    files.write(made(1))
    for swapped in (False, True):
        Shown(str(root)).begin(2)
        if swapped:
            shutil.copytree(root / "versions" / "1", root / "versions" / "2")
            (root / "current").unlink()
            (root / "current").symlink_to("versions/2")
        assert files.version() == (2 if swapped else 1)
    files.agree()
    assert shared(root) == 2


def test_what_is_taken_away_is_not_shown(root: Path) -> None:
    files.write(made(1))
    files.withdraw(1)
    assert files.version() == shared(root) == 0


def test_what_was_withdrawn_comes_back_with_no_older_version_whoever_is_behind(root: Path) -> None:
    files.write(made(1))
    files.withdraw(2)
    assert Shown(str(root)).floor() == 2, "other processes do not know"
    assert not files.write(made(1))
    files.agree()
    assert not (root / "current").is_symlink()
    assert files.write(made(2))
    assert files.version() == shared(root) == 2


def test_what_is_withdrawn_while_it_is_written_stays_away(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(made(1))
    replace = Path.replace

    def withdrawn(link: Path, target: Path) -> Path:
        files.withdraw(3)
        return replace(link, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", withdrawn)
        assert not files.write(made(2))
    assert not (root / "current").is_symlink()
    assert files.version() == shared(root) == 0


def test_the_operator_withdraws_until_the_next_version(root: Path) -> None:
    files.write(made(4))
    call_command("publish", "--withdraw", stdout=StringIO())
    assert not files.write(made(4))
    assert files.version() == 0
    assert files.write(made(5))


def test_a_link_that_somebody_else_swapped_is_followed_at_the_next_look(root: Path) -> None:
    files.write(made(1))
    files.write(made(2))
    (root / "current").unlink()
    (root / "current").symlink_to("versions/1")
    files.agree()
    assert files.version() == shared(root) == 1


def test_a_folder_that_was_emptied_and_filled_by_another_process(
    root: Path, settings: LazySettings
) -> None:
    files.write(made(1))
    for path in root.iterdir():
        path.unlink() if path.is_symlink() or path.is_file() else shutil.rmtree(path)
    other = Shown(str(root))
    other.end(5)
    (root / "versions" / "5").mkdir(parents=True)
    (root / "current").symlink_to("versions/5")
    files.agree()
    assert files.version() == 5
    other.end(6)
    assert files.version() == 6, "both map the same file"


def test_what_was_shown_before_the_machine_was_started_is_not_believed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(made(3))
    monkeypatch.setattr(shown, "_this_start", lambda: 12345)
    after = Shown(str(root))
    assert after.version() == 0
    after.end(4)
    assert after.version() == 4


def test_where_the_system_names_no_start_the_link_is_asked(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "_this_start", lambda: 0)
    monkeypatch.setattr(files, "_shown_in", {})
    files.write(made(1))
    files.agree()
    assert not (root / shown.NAME).exists()
    assert files.version() == 1


def test_a_folder_of_somebody_else_is_done_without(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*args: object, **named: object) -> int:
        raise PermissionError

    files.write(made(1))
    monkeypatch.setattr(shown.os, "open", refused)
    assert shared(root) == 0


def test_another_process_sees_it_at_once(root: Path) -> None:
    files.write(made(1))
    code = (
        "import sys; from cms.documents.shown import Shown; s = Shown(sys.argv[1]);\n"
        "print(s.version(), flush=True); sys.stdin.readline(); print(s.version(), flush=True)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert other.stdout is not None
    assert other.stdin is not None
    assert other.stdout.readline() == "1\n"
    files.write(made(2))
    other.stdin.write("\n")
    other.stdin.flush()
    assert other.stdout.readline() == "2\n"
    assert other.wait(10) == 0
