"""The PostgreSQL and Redis that the tests run on: real ones, started once, gone afterwards.

`DATABASE_URL` and `REDIS_URL` of the process (service containers of a CI) are used when they are
set; otherwise servers of our own run in a temporary folder. Each pytest worker gets a database
copied from one migrated template, and a Redis database number. What the tests erase is what they
made: names end in `_tests_…`, and a Redis database that holds anything at the start is refused.

Nothing here may import Django: the settings read the addresses that this module prepares.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
import pytest
import redis
from psycopg import sql

from scripts.servers import Postgres, Redis, ServerError
from tests import baseline

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "template"
# Where the tests' website is; migrate writes it into the site.
WEBSITE = "http://localhost"
MOST_WORKERS = 64
ENOUGH_MEMORY = 4 * 1024**3

# What is lost when the machine loses power is a test run.
IN_A_HURRY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "wal_level": "replica",
}


@dataclass(frozen=True)
class Engines:
    """Where the servers are. `database` makes the address of one of the tests' databases."""

    database_url: str  # of the maintenance database
    redis_url: str  # of database 0
    folder: str  # temporary, of this run; each worker's DATA_DIR is below

    def database(self, name: str) -> str:
        return _with_path(self.database_url, self.database_name(name))

    def database_name(self, name: str) -> str:
        base = urlsplit(self.database_url).path.strip("/") or "postgres"
        return f"{base}_tests_{name}"

    def redis(self, worker: str) -> str:
        number = int(worker.removeprefix("gw")) if worker.startswith("gw") else 0
        parts = urlsplit(self.redis_url)
        if parts.scheme == "unix":
            return f"unix://{parts.netloc}{parts.path}?db={number}"
        return urlunsplit(parts._replace(path=f"/{number}"))

    def data_dir(self, worker: str) -> Path:
        return Path(self.folder, worker)


class Session:
    """What the first pytest process holds: servers to stop and a folder to remove."""

    def __init__(self) -> None:
        _remove_what_killed_runs_left()
        place = _in_memory() or Path(tempfile.gettempdir())
        self.folder = Path(
            tempfile.mkdtemp(prefix=f"cms-tests-{os.getpid()}-", dir=place)
        ).resolve()
        self._servers: list[Postgres | Redis] = []
        self.engines = Engines("", "", str(self.folder))
        # Found empty, so ours to empty again.
        self._redis_of_ours: list[str] = []

    def start(self, workers: list[str]) -> Engines:
        """Servers up, one migrated and empty database for each worker."""
        given_database, given_redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
        if given_redis:
            redis_url = given_redis
        else:
            self._servers.append(server := Redis(self.folder / "redis", databases=MOST_WORKERS))
            server.begin()
            server.ready()
            redis_url = server.url
            with redis.Redis.from_url(redis_url) as client:
                # One server for all workers: a test that emptied it all would empty the others'.
                client.execute_command("ACL", "SETUSER", "default", "-flushall")  # type: ignore[no-untyped-call]
        self.engines = Engines(given_database or "", redis_url, str(self.folder))
        for worker in workers:
            self._refuse_a_redis_in_use(worker)
            self._redis_of_ours.append(self.engines.redis(worker))
        if given_database:
            self._make_template()
        else:
            self._start_postgres(redis_url)
        for worker in workers:
            self._copy_template(worker)
        return self.engines

    def stop(self) -> None:
        for url in self._redis_of_ours:
            with suppress(redis.RedisError), redis.Redis.from_url(url) as client:
                client.flushdb()
        for server in reversed(self._servers):
            server.stop()
        if not any(isinstance(server, Postgres) for server in self._servers):
            self._drop_databases()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start_postgres(self, redis_url: str) -> None:
        """With the data of an earlier run when the tables are the same: 12 seconds less."""
        data = self.folder / "postgres"
        kept_folder = kept_data()
        if kept_folder.exists():
            shutil.copytree(kept_folder, data, symlinks=True)
        server = Postgres(data, options=IN_A_HURRY)
        self._servers.append(server)
        server.begin()
        server.ready()
        self.engines = Engines(server.url_of("postgres"), redis_url, str(self.folder))
        if kept_folder.exists():
            return
        self._make_template()
        server.stop()
        _keep(data, kept_folder)
        server.begin()
        server.ready()

    def _make_template(self) -> None:
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", TEMPLATE)
        self._administer("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", TEMPLATE)
        url = self.engines.database(TEMPLATE)
        # A number that is checked to be ours.
        redis_url = self.engines.redis("gw0")
        completed = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            cwd=ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "DATABASE_URL": url,
                "REDIS_URL": redis_url,
                "DATA_DIR": str(self.engines.data_dir("migrate")),
                "FRONTEND_URL": WEBSITE,
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if completed.returncode:
            pytest.exit(
                f"The tests' database cannot be migrated:\n{completed.stdout}", returncode=3
            )
        with redis.Redis.from_url(redis_url) as client:
            client.flushdb()
        with psycopg.connect(url, autocommit=True) as connection:
            baseline.take(connection)

    def _copy_template(self, worker: str) -> None:
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", worker)
        template = sql.Identifier(self.engines.database_name(TEMPLATE)).as_string()
        self._administer(f"CREATE DATABASE {{}} TEMPLATE {template}", worker)

    def _administer(self, statement: str, name: str) -> None:
        with psycopg.connect(self.engines.database_url, autocommit=True) as connection:
            # The statement is one of ours; only the name varies, and it is quoted.
            connection.execute(
                sql.SQL(statement).format(sql.Identifier(self.engines.database_name(name)))  # type: ignore[arg-type]
            )

    def _drop_databases(self) -> None:
        with psycopg.connect(self.engines.database_url, autocommit=True) as connection:
            names = connection.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
                [self.engines.database_name("")],
            ).fetchall()
            for (name,) in names:
                connection.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                )

    def _refuse_a_redis_in_use(self, worker: str) -> None:
        url = self.engines.redis(worker)
        with redis.Redis.from_url(url) as client:
            if keys := client.dbsize():
                raise ServerError(
                    f"The Redis at {url} holds {keys} keys, and tests erase what they find."
                    " Point REDIS_URL at an empty one, or unset it."
                )


def _with_path(url: str, database: str) -> str:
    parts = urlsplit(url)
    # Without a host, urlunsplit would drop the slashes that make it an address.
    return f"{parts.scheme}://{parts.netloc}/{database}" + (
        f"?{parts.query}" if parts.query else ""
    )


def kept_data() -> Path:
    """Where the migrated data for these tables is, or would be."""
    digest = hashlib.sha256()
    for path in _what_shapes_the_database():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return ROOT / "var" / "tests" / digest.hexdigest()[:20]


def _what_shapes_the_database() -> Iterator[Path]:
    yield ROOT / "requirements-dev.txt"
    yield ROOT / "tests" / "baseline.py"
    for app in ("cms", "config", "home", "snippets"):
        for path in sorted((ROOT / app).rglob("*.py")):
            shapes = {"migrations", "models", "settings"} & set(path.parts)
            text = path.read_text()
            if (
                shapes
                or path.name in ("models.py", "apps.py")
                or "migrate" in text
                or "CREATE TRIGGER" in text
            ):
                yield path


def _keep(data: Path, folder: Path) -> None:
    """Copy it in one step, so that a killed run leaves nothing half; forget what is outdated."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for older in folder.parent.iterdir():
        shutil.rmtree(older, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as aside:
        shutil.copytree(data, Path(aside, "data"), symlinks=True)
        with suppress(OSError):  # another run was first
            Path(aside, "data").rename(folder)


def _in_memory() -> Path | None:
    """Linux's file system in memory, where it is large: each test publishes dozens of files."""
    place = Path("/dev/shm")
    with suppress(OSError):
        if os.access(place, os.W_OK) and shutil.disk_usage(place).free > ENOUGH_MEMORY:
            return place
    return None


def _remove_what_killed_runs_left() -> None:
    places = filter(None, (_in_memory(), Path(tempfile.gettempdir()).resolve()))
    for folder in (folder for place in places for folder in place.glob("cms-tests-*")):
        pid = folder.name.split("-")[2]
        with suppress(OSError):
            if (
                pid.isdigit()
                and not psutil.pid_exists(int(pid))
                and folder.stat().st_uid == os.geteuid()
            ):
                for server in (Postgres(folder / "postgres"), Redis(folder / "redis")):
                    server.stop_leftovers()
                shutil.rmtree(folder, ignore_errors=True)
