"""What scripts/backup makes, scripts/restore puts back: the same documents byte for byte, under a
version above that of every reader. A damaged or old backup is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.publishing.publish import publish
from cms.publishing.stores import files
from config.env import ROOT
from scripts.production import backup
from scripts.production.backup import members_of
from scripts.production.restore import MARGIN
from scripts.servers import program_of_postgres
from tests import content

NAME = "backed_up_by_a_test"


def url_of(database: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{database}"))


def needs(program: str) -> pytest.MarkDecorator:
    """In CI a missing program is an error: there nobody would notice the skip."""
    is_missing = shutil.which(program) is None and not os.environ.get("CI")
    return pytest.mark.skipif(is_missing, reason=f"{program} is not installed")


@pytest.fixture
def server(database: None) -> Iterator[psycopg.Connection]:
    """PostgreSQL, without what this test makes beside the tests' databases."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as server:
        version_of_server = server.info.server_version // 10000
        version_of_program = subprocess.run(
            [program_of_postgres("pg_dump"), "--version"], capture_output=True
        )
        if f" {version_of_server}.".encode() not in version_of_program.stdout:
            pytest.skip("the tests run on a PostgreSQL of another version than our programs'")
        yield server
        for suffix in ("", "_restoring", "_before_restore", "_restore_test"):
            server.execute(f'DROP DATABASE IF EXISTS "{NAME}{suffix}" WITH (FORCE)')  # type: ignore[arg-type]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def script(
    name: str, *words: str, place: Path, database: str = "", data: Path | None = None
) -> subprocess.CompletedProcess[str]:
    bin_of_postgres = str(program_of_postgres("psql").parent)
    return subprocess.run(
        [
            *(str(ROOT / "scripts" / name), "--place", str(place)),
            *("--database-url", url_of(database or _tests_database())),
            *("--data-dir", str(data or settings.DATA_DIR), *words),
        ],
        env={**os.environ, "PATH": f"{bin_of_postgres}:{_python()}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def _tests_database() -> str:
    return urlsplit(os.environ["DATABASE_URL"]).path.strip("/")


def _python() -> str:
    return str(Path(sys.executable).parent)


@pytest.fixture
def a_backup(server: psycopg.Connection, place: Path) -> Path:
    """Of a website with a page, a menu item and a file that somebody uploaded."""
    content.page("About", "about")
    content.menu_item("News")
    default_storage.save("documents/rules.txt", ContentFile(b"the rules"))
    publish()
    completed = script("backup", place=place)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    return backup.newest(place)


def test_everything_is_restored_after_a_total_loss(
    server: psycopg.Connection, a_backup: Path, place: Path, tmp_path: Path
) -> None:
    wanted = members_of(a_backup / backup.DOCUMENTS)
    version = files.version()
    elsewhere = tmp_path / "lost"
    completed = script("restore", place=place, database=NAME, data=elsewhere)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    restored = elsewhere / "published" / "current"
    for name in wanted.keys() - {"manifest"}:
        assert backup.digest_of(restored / name) == wanted[name], name
    number = int(os.readlink(restored).rpartition("/")[2])
    assert number > version + MARGIN
    assert f"readers get version {number - 1} or later" in completed.stdout
    assert (elsewhere / "media/documents/rules.txt").read_bytes() == b"the rules"
    with psycopg.connect(url_of(NAME)) as copy:
        labels = copy.execute("SELECT label FROM snippets_menuitem").fetchall()
    assert labels == [("News",)]


def test_a_second_restore_replaces_the_first_and_readers_go_on_upwards(
    server: psycopg.Connection, a_backup: Path, place: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    numbers = []
    for _ in range(2):
        completed = script("restore", place=place, database=NAME, data=data)
        assert completed.returncode == 0, completed.stdout + completed.stderr
        numbers.append(int(os.readlink(data / "published/current").rpartition("/")[2]))
    assert numbers[1] > numbers[0]
    names = {name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()}
    assert {NAME, f"{NAME}_before_restore"} <= names
    assert f"{NAME}_restoring" not in names


def test_who_loses_a_machine_twice_gives_readers_no_version_twice(
    server: psycopg.Connection, a_backup: Path, place: Path, tmp_path: Path
) -> None:
    """Nothing on the second machine remembers the first, and the backup is the same."""
    numbers = []
    for name in ("lost", "lost again"):
        server.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')  # type: ignore[arg-type]
        completed = script("restore", place=place, database=NAME, data=tmp_path / name)
        assert completed.returncode == 0, completed.stdout + completed.stderr
        numbers.append(int(os.readlink(tmp_path / name / "published/current").rpartition("/")[2]))
    assert numbers[1] > numbers[0] + MARGIN


def test_the_restore_test_compares_byte_for_byte_and_leaves_nothing(
    server: psycopg.Connection, a_backup: Path, place: Path
) -> None:
    completed = script("restore-test", place=place)
    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert re.search(r": \d\d+ documents, the same byte for byte\.", completed.stdout)
    names = {name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()}
    assert not {name for name in names if name.endswith("_restore_test")}


def test_a_backup_that_says_something_else_is_told(
    server: psycopg.Connection, a_backup: Path, place: Path, tmp_path: Path
) -> None:
    """Whole, but of other documents than its database has."""
    folder = tmp_path / "documents"
    shutil.copytree(files.root() / "versions" / str(files.version()), folder)
    (folder / "menu-items.en.json").write_bytes(b"{}")
    to = a_backup / backup.DOCUMENTS
    subprocess.run(["tar", "-C", str(folder), "-cf", str(to), "."], check=True)
    note = backup.json.loads((a_backup / backup.NOTE).read_text())
    note["files"][backup.DOCUMENTS] = backup.digest_of(to)
    (a_backup / backup.NOTE).write_text(backup.json.dumps(note))
    completed = script("restore-test", place=place)
    assert completed.returncode == 1
    assert "differ: menu-items.en.json" in completed.stderr


@pytest.mark.parametrize("program", ["restore", "restore-test"])
def test_a_damaged_backup_is_not_restored(
    program: str, server: psycopg.Connection, a_backup: Path, place: Path, tmp_path: Path
) -> None:
    dump = a_backup / backup.DUMP
    dump.write_bytes(dump.read_bytes()[:-100] + bytes(100))
    completed = script(program, place=place, database=NAME, data=tmp_path / "data")
    assert completed.returncode == 1
    assert "is damaged" in completed.stderr
    names = {name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()}
    assert NAME not in names


def test_a_backup_that_fails_leaves_nothing_half(server: psycopg.Connection, place: Path) -> None:
    completed = script("backup", place=place, database="of_nobody")
    assert completed.returncode == 1
    assert "No backup was made" in completed.stderr
    assert list(place.iterdir()) == []


def test_old_backups_go_and_a_dry_run_changes_nothing(
    server: psycopg.Connection, a_backup: Path, place: Path
) -> None:
    before = a_backup.rename(place / "2026-01-01T000000Z")
    assert script("backup", "--dry-run", place=place).returncode == 0
    assert list(place.iterdir()) == [before]
    completed = script("backup", "--keep", "1", place=place)
    assert "Dropped 2026-01-01T000000Z" in completed.stdout
    assert len(list(place.iterdir())) == 1
    assert script("restore", "--dry-run", place=place, database=NAME).returncode == 0
    names = {name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()}
    assert NAME not in names


def monitor(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "scripts/backup-monitor"), "--place", str(place), *words],
        env={**os.environ, "PATH": f"{_python()}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_monitor_of_backups_is_red_without_a_whole_one_that_is_young(
    server: psycopg.Connection, a_backup: Path, place: Path, tmp_path: Path
) -> None:
    assert script("restore-test", place=place).returncode == 0
    assert monitor(place).returncode == 0
    assert monitor(place, "--quiet").stdout == ""
    old = monitor(place, "--hours", "0")
    assert (old.returncode, "did scripts/backup run?" in old.stdout) == (1, True)
    (a_backup / backup.MEDIA).write_bytes(b"")
    damaged = monitor(place)
    assert (damaged.returncode, "is damaged" in damaged.stdout) == (1, True)
    none = monitor(tmp_path / "nothing")
    assert (none.returncode, "There is no backup" in none.stdout) == (1, True)


def test_the_monitor_of_backups_is_red_until_one_was_restored_and_compared(
    server: psycopg.Connection, a_backup: Path, place: Path
) -> None:
    never = monitor(place)
    assert (never.returncode, "was ever restored" in never.stdout) == (1, True)
    assert script("restore-test", place=place).returncode == 0
    proven = monitor(place)
    assert (proven.returncode, "gave back its" in proven.stdout) == (0, True)
    long_ago = monitor(place, "--restored-hours", "0")
    assert (long_ago.returncode, "did scripts/restore-test run?" in long_ago.stdout) == (1, True)


@needs("gpg")
def test_a_backup_for_a_key_is_read_by_who_has_it_alone(
    server: psycopg.Connection,
    place: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = Path(tempfile.mkdtemp(prefix="gpg-"))  # its sockets have a short path
    monkeypatch.setenv("GNUPGHOME", str(home))
    key = "backup@example.com"
    words = ("--batch", "--passphrase", "", "--quick-generate-key", key, "default", "default")
    subprocess.run(["gpg", *words], check=True, capture_output=True)
    try:
        content.menu_item("News")
        publish()
        completed = script("backup", "--encrypt-to", key, place=place)
        assert completed.returncode == 0, completed.stderr
        folder = backup.newest(place)
        assert {path.suffix for path in folder.iterdir()} == {".gpg", ".json"}
        assert script("restore-test", place=place).returncode == 0
        monkeypatch.setenv("GNUPGHOME", str(tmp_path))
        assert script("restore-test", place=place).returncode == 1
    finally:
        subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)
        shutil.rmtree(home, ignore_errors=True)


@needs("age")
def test_a_key_of_age_is_as_good(server: psycopg.Connection, place: Path, tmp_path: Path) -> None:
    keys = {name: tmp_path / name for name in ("ours", "of another")}
    for key in keys.values():
        subprocess.run(["age-keygen", "--output", str(key)], check=True, capture_output=True)
    words = ["age-keygen", "-y", str(keys["ours"])]
    recipient = subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
    content.menu_item("News")
    publish()
    completed = script("backup", "--encrypt-to", recipient, place=place)
    assert completed.returncode == 0, completed.stderr
    assert {path.suffix for path in backup.newest(place).iterdir()} == {".age", ".json"}
    assert script("restore-test", "--identity", str(keys["ours"]), place=place).returncode == 0
    refused = script("restore-test", "--identity", str(keys["of another"]), place=place)
    assert refused.returncode == 1
    assert "age ended with" in refused.stderr
