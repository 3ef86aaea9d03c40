"""What a backup is taken of and restored into: PostgreSQL, media, and published files.

`Containers` is the installation of docker/compose.yaml. `Directly` is one without Docker: programs
of PostgreSQL from the PATH, folders of this machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit, urlunsplit

from scripts.production.compose import ROOT, Compose
from scripts.production.steps import StepFailed, run

# Nothing listens there: what is tried out must not reach readers through the real one.
NO_REDIS = "redis://127.0.0.1:1/0"


class Installation(ABC):
    """Files go in and out as streams: nothing large is held in memory."""

    database: str

    @abstractmethod
    def postgres(self, program: str, *words: str) -> list[str]:
        """The command of a program of PostgreSQL, which connects by itself."""

    @abstractmethod
    def of_the_cms(self, words: list[str], variables: Collection[str] = ()) -> list[str]:
        """The command of a program of the CMS, beside what runs. It is given these variables of
        the environment that it is started with."""

    @abstractmethod
    def data(self, folder: str) -> str:
        """Where `media` or `published` is, for of_the_cms()."""

    @abstractmethod
    def url_of(self, database: str) -> str: ...

    @abstractmethod
    def start_database(self) -> None: ...

    @abstractmethod
    def stop_writers(self) -> None: ...

    @abstractmethod
    def start(self) -> None:
        """Makes tables and documents those of this release, and starts everything."""

    @abstractmethod
    def release(self) -> str: ...

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    # --- What is done with them ----------------------------------------------------------------

    def write(self, command: list[str], to: Path, **environment: str) -> None:
        """The output of a command, as a file."""
        with to.open("wb") as file:
            self._stream(command, subprocess.DEVNULL, file, environment)

    def read(self, command: list[str], source: Path, output: Path | None = None) -> None:
        """A command that is given a file; where its output goes."""
        to = output or Path(os.devnull)
        with source.open("rb") as file, to.open("wb") as written:
            self._stream(command, file, written, {})

    def _stream(
        self,
        command: list[str],
        stdin: int | BinaryIO,
        stdout: BinaryIO,
        environment: Mapping[str, str],
    ) -> None:
        with tempfile.TemporaryFile("w+", errors="replace") as messages:
            try:
                completed = subprocess.run(
                    command,
                    stdin=stdin,
                    stdout=stdout,
                    stderr=messages,
                    env={**self.environment(), **environment},
                    cwd=ROOT,
                    check=False,
                )
            except FileNotFoundError as error:
                raise StepFailed(f"{command[0]} is not installed.") from error
            if completed.returncode:
                messages.seek(0)
                text = messages.read()[-2000:].strip()
                raise StepFailed(f"{command[0]} ended with {completed.returncode}:\n{text}")

    def sql(self, statement: str, database: str = "") -> str:
        words = ("--no-psqlrc", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1")
        name = ("--dbname", database or self.database)
        command = self.postgres("psql", *words, *name, "--command", statement)
        return run(command, env=self.environment(), cwd=ROOT).stdout.strip()

    def cms(self, *words: str) -> str:
        return run(self.of_the_cms(list(words)), env=self.environment(), cwd=ROOT).stdout

    def manage(self, *words: str) -> str:
        return self.cms(self.python, "manage.py", *words)

    @property
    def python(self) -> str:
        return "python"


class Containers(Installation):
    database = "cms"

    def __init__(self, compose: Compose) -> None:
        self.compose = compose

    def postgres(self, program: str, *words: str) -> list[str]:
        inside = ("exec", "--no-TTY", "postgres", program, "--username", "cms")
        return self.compose.command(*inside, *words)

    def of_the_cms(self, words: list[str], variables: Collection[str] = ()) -> list[str]:
        options = [word for name in variables for word in ("--env", name)]
        once = ("run", "--rm", "--no-deps", "--no-TTY", *options, "migrate")
        return self.compose.command(*once, *words)

    def data(self, folder: str) -> str:
        return f"/var/lib/cms/{folder}"

    def url_of(self, database: str) -> str:
        url = self.cms("printenv", "DATABASE_URL").strip()
        return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))

    def start_database(self) -> None:
        self.compose.run("up", "--detach", "--wait", "postgres", "redis")

    def stop_writers(self) -> None:
        self.compose.run("stop", "web", "web-green", "worker")

    def start(self) -> None:
        self.compose.start_everything()

    def release(self) -> str:
        return self.compose.image()


class Directly(Installation):
    """Who runs the CMS starts and stops it."""

    def __init__(self, database_url: str, data_dir: Path) -> None:
        self.database = urlsplit(database_url).path.strip("/")
        self._url, self._data = database_url, data_dir

    def postgres(self, program: str, *words: str) -> list[str]:
        if "--dbname" in words:
            at = words.index("--dbname") + 1
            words = (*words[:at], self.url_of(words[at]), *words[at + 1 :])
        return [program, *words]

    def of_the_cms(self, words: list[str], variables: Collection[str] = ()) -> list[str]:
        return words

    def environment(self) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": self._url, "DATA_DIR": str(self._data)}

    def data(self, folder: str) -> str:
        return str(self._data / folder)

    def url_of(self, database: str) -> str:
        parts = urlsplit(self._url)
        query = f"?{parts.query}" if parts.query else ""
        # Without a host, urlunsplit would drop the slashes that make it an address.
        return f"{parts.scheme}://{parts.netloc}/{database}{query}"

    def start_database(self) -> None:
        self.sql("SELECT 1", "postgres")

    def stop_writers(self) -> None:
        return

    def start(self) -> None:
        self.manage("migrate", "--noinput")
        self.manage("publish", "--new-version")

    def release(self) -> str:
        return "of this checkout"

    @property
    def python(self) -> str:
        return sys.executable
