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
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from scripts.production.compose import ROOT, Compose
from scripts.production.steps import Failed, run

# Nothing listens there: what is tried out must not reach readers through the real one.
NO_REDIS = "redis://127.0.0.1:1/0"


class Installation(ABC):
    """Files go in and out as streams: nothing large is held in memory."""

    database: str

    @abstractmethod
    def postgres(self, program: str, *words: str) -> list[str]:
        """The command of a program of PostgreSQL, which connects by itself."""

    @abstractmethod
    def of_the_cms(self, words: list[str], environment: Mapping[str, str]) -> list[str]:
        """The command of a program of the CMS, beside what runs. `environment` is added."""

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
    def start(self) -> None: ...

    @abstractmethod
    def release(self) -> str: ...

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    # --- What is done with them ----------------------------------------------------------------

    def write(self, command: list[str], to: Path) -> None:
        with to.open("wb") as file:
            self._stream(command, stdout=file)

    def read(self, command: list[str], source: Path) -> None:
        with source.open("rb") as file:
            self._stream(command, stdin=file, stdout=subprocess.DEVNULL)

    def _stream(self, command: list[str], **pipes: object) -> None:
        given = {"stdin": subprocess.DEVNULL, **pipes}
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(  # type: ignore[call-overload]
                command, check=False, stderr=said, env=self.environment(), cwd=ROOT, **given
            )
            if done.returncode:
                said.seek(0)
                raise Failed(f"{command[0]} ended with {done.returncode}:\n{said.read()[-2000:]}")

    def sql(self, statement: str, database: str = "") -> str:
        words = ("--no-psqlrc", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1")
        name = ("--dbname", database or self.database)
        command = self.postgres("psql", *words, *name, "--command", statement)
        return run(command, env=self.environment(), cwd=ROOT).stdout.strip()

    def cms(self, *words: str, **environment: str) -> str:
        command = self.of_the_cms(list(words), environment)
        return run(command, env={**self.environment(), **environment}, cwd=ROOT).stdout

    def manage(self, *words: str, **environment: str) -> str:
        return self.cms(self.python, "manage.py", *words, **environment)

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

    def of_the_cms(self, words: list[str], environment: Mapping[str, str]) -> list[str]:
        given = [word for name in environment for word in ("--env", name)]
        once = ("run", "--rm", "--no-deps", "--no-TTY", *given, "migrate")
        return self.compose.command(*once, *words)

    def data(self, folder: str) -> str:
        return f"/var/lib/cms/{folder}"

    def url_of(self, database: str) -> str:
        asked = self.cms("printenv", "DATABASE_URL").strip()
        return urlunsplit(urlsplit(asked)._replace(path=f"/{database}"))

    def start_database(self) -> None:
        self.compose.run("up", "--detach", "--wait", "postgres", "redis")

    def stop_writers(self) -> None:
        self.compose.run("stop", "web", "web-green", "worker")

    def start(self) -> None:
        live = self.compose.live()
        self.compose.run("up", "--detach", "--no-build", "--wait", live, "worker", "nginx")

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

    def of_the_cms(self, words: list[str], environment: Mapping[str, str]) -> list[str]:
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
        self.manage("publish")

    def release(self) -> str:
        return "of this checkout"

    @property
    def python(self) -> str:
        return sys.executable
