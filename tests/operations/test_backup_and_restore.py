"""pg_dump and pg_restore, which backups use, keep the content and the triggers that watch it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from scripts.servers import program_of_postgres
from tests import content

DATABASE = "restored_by_a_test"


def run(name: str, *words: str) -> None:
    completed = subprocess.run([program_of_postgres(name), *words], capture_output=True, text=True)
    assert completed.returncode == 0, completed.stderr


def address(database: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{database}"))


@pytest.fixture
def restored(database: None) -> Iterator[str]:
    """The address of an empty database beside the tests' own."""
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        if server.info.server_version // 10000 != _major():
            pytest.skip("the tests run on a PostgreSQL of another version than our programs'")
        server.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        server.execute(f"CREATE DATABASE {DATABASE}")
        yield address(DATABASE)
        server.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _major() -> int:
    printed = subprocess.run(
        [program_of_postgres("pg_dump"), "--version"], capture_output=True, text=True
    )
    return int(printed.stdout.split()[-1].partition(".")[0])


def test_a_backup_is_restored_with_its_triggers_and_goes_on_above_what_readers_have(
    restored: str, tmp_path: Path
) -> None:
    content.menu_item("Before")
    dump = str(tmp_path / "cms.dump")
    own_address = address(str(connection.settings_dict["NAME"]))
    run("pg_dump", "--format", "custom", "--file", dump, own_address)
    for _ in range(2):  # into nothing, and over what is there
        options = ("--clean", "--if-exists", "--exit-on-error", "--no-owner")
        run("pg_restore", *options, "--dbname", restored, dump)
    with psycopg.connect(restored, autocommit=True) as copy:
        version = "SELECT version FROM content_version"

        def answer_of(statement: str) -> object:
            row = copy.execute(statement).fetchone()
            assert row is not None
            return row[0]

        assert answer_of("SELECT label FROM snippets_menuitem") == "Before"
        number = answer_of(version)
        assert isinstance(number, int)
        assert answer_of(f"SELECT raise_content_version({number + 1000})") == number + 1001
        copy.execute("LISTEN content_version")
        copy.execute("UPDATE snippets_menuitem SET label = 'After'")
        assert answer_of(version) == number + 1002
        news = next(copy.notifies(timeout=5))
        assert news.payload == str(number + 1002)
        copy.execute("UPDATE snippets_menuitem SET locked = NOT locked")
        assert answer_of(version) == number + 1002, "how a thing is edited is not content"
