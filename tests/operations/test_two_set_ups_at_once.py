"""Whoever sets a database up while another does waits for it, and then finds everything made.

With real processes of `manage.py` on an empty database of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from config.env import ROOT
from home.set_up import LOCK

NAME = "two_set_ups"
WAITING = "Another process sets the database up"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def empty_database(database: None) -> Iterator[str]:
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
        yield urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


class Command:
    """`manage.py …` in a process of its own."""

    def __init__(self, url: str, data_dir: Path, *words: str) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": url,
            "DATA_DIR": str(data_dir),
            "ADMIN_PASSWORD": "a long enough password",
        }
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def ends_well(self) -> str:
        output, _nothing = self.process.communicate()
        assert self.process.returncode == 0, output
        return str(output)


def test_two_migrations_of_an_empty_database_end_well(empty_database: str, tmp_path: Path) -> None:
    both = [Command(empty_database, tmp_path, "migrate", "--no-input") for _one in range(2)]
    outputs = [command.ends_well() for command in both]
    assert sorted("No migrations to apply" in text for text in outputs) == [False, True]


def test_who_holds_the_right_is_waited_for(empty_database: str, tmp_path: Path) -> None:
    with psycopg.connect(empty_database, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        waiting = Command(empty_database, tmp_path, "load_demo")
        assert waiting.process.stdout is not None
        assert WAITING in waiting.process.stdout.readline()
        asking = Command(empty_database, tmp_path, "migrate", "--plan")
        assert "wagtailcore" in asking.ends_well()  # a question waits for nobody
        assert waiting.process.poll() is None
    # Now it may go on, on a database without tables.
    output, _nothing = waiting.process.communicate()
    assert waiting.process.returncode != 0
    assert "demo" in output or "does not exist" in output
