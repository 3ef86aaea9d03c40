"""A small installation that can be broken: PostgreSQL, Redis, two machines, readers and editors.

The servers are this module's own, so killing them hurts nobody else's test. A "machine" is a
gunicorn with a folder of its own: it has the published files to itself and hears of other
machines through Redis and PostgreSQL alone. Editors work on the first machine.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import redis

from scripts.servers import DATABASE, Postgres, Redis, Server
from tests import engines
from tests.cms_server import CmsServer
from tests.history import Commit, History, Read
from tests.pace import slowness

ROOT = Path(__file__).resolve().parent.parent
WRITERS = 6
# A commit that PostgreSQL has confirmed survives its being killed (but not a power cut).
SAFE_IN_A_KILL = {"fsync": "off", "max_connections": "200"}
# Seconds between two reads of a reader, and of who watches Redis.
PACE = 0.003
PACE_OF_THE_WATCHER = 0.01
# Readers go on for so long after the last commit: each is given its second, a slow machine more.
AFTER_THE_LAST_COMMIT = 2.0


class Crew:
    """One process that does what lines on its standard input say, and answers each by a line."""

    def __init__(self, module: str, *arguments: str, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            text=True,
            bufsize=1,
        )

    def tell(self, **order: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")

    def hear(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"{self._process.args} ended with {self._process.wait()}"
        return json.loads(line)

    def does(self, **order: Any) -> Any:
        """What it answers to an order."""
        self.tell(**order)
        return self.hear()

    def stop(self) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class FaultCluster:
    """PostgreSQL, Redis, machines with the CMS, editors and readers: each can be made to fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = _postgres_with_tables(folder / "postgres")
        self.redis_server = Redis(folder / "redis")
        self.redis_server.begin()
        self.redis_server.ready()
        self.redis_url = self.redis_server.url
        self.editors: list[Crew] = []
        self.readers: list[Crew] = []
        self.machines: list[CmsServer] = []
        self._pace = Crew("tests.pace", environment=dict(os.environ))
        self._outages: list[tuple[float, float]] = []
        self._killed_at = 0.0

    def start(self) -> None:
        self.editors = [
            Crew(
                "tests.writing",
                *(str(first), str(WRITERS // 2)),
                environment={**os.environ, **self.environment("first"), "LOG_LEVEL": "WARNING"},
            )
            for first in range(0, WRITERS, WRITERS // 2)
        ]
        for editor in self.editors:
            editor.does(do="prepare")
        self.machines = [self.machine("first", workers=3), self.machine("second", workers=2)]
        for name, machine in zip(("first", "second"), self.machines, strict=True):
            machine.__enter__()
            self.readers.append(
                Crew(
                    "tests.reading",
                    name,
                    name,
                    str(machine.port),
                    "4",
                    environment=dict(os.environ),
                )
            )

        self.rehearse()

    def rehearse(self) -> None:
        """Editors' processes have no keeper, which has each process of a machine do this."""
        self.seconds_until_redis_holds_all()
        for editor in self.editors:
            editor.does(do="rehearse")

    def stop(self) -> None:
        """Everything, also when some of it has ended already."""
        with ExitStack() as ends:
            ends.callback(self.postgres.stop)
            ends.callback(self.redis_server.stop)
            ends.callback(_resume, self.redis_server)
            for machine in self.machines:
                ends.callback(machine.stop)
            for crew in (*self.editors, *self.readers, self._pace):
                ends.callback(crew.stop)

    def machine(self, name: str, workers: int) -> CmsServer:
        return CmsServer(
            workers=workers,
            threads=4,
            environment={**self.environment(name), "LOG_LEVEL": "WARNING"},
        )

    def environment(self, name: str) -> dict[str, str]:
        data = self.folder / name
        data.mkdir(exist_ok=True)
        return {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis_url,
            "DATA_DIR": str(data),
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
        }

    # --- What happens in it ---

    def lives(
        self,
        seconds: float,
        meanwhile: Callable[[], None] | None = None,
        pause: float = 0.03,
        pace: float = PACE,
    ) -> History:
        """Editors edit and readers read for so long, while `meanwhile` runs; then its history.
        `pause` is in seconds between two edits of an editor, `pace` between two reads of a reader.
        """
        self._pace.does()
        for reader in self.readers:
            reader.tell(seconds=seconds + AFTER_THE_LAST_COMMIT, pace=pace)
        for editor in self.editors:
            editor.tell(do="write", seconds=seconds, pause=pause)
        history = History()
        try:
            if meanwhile is not None:
                meanwhile()
        finally:
            for editor in self.editors:
                _add_commits(history, editor.hear())
            self._listen(history)
        return history

    def is_read_while(self, seconds: float, act: Callable[[], list[Any]]) -> History:
        """Readers read for so long, while `act` runs; it answers what editors reported."""
        self._pace.does()
        for reader in self.readers:
            reader.tell(seconds=seconds, pace=PACE)
        history = History()
        try:
            for report in act():
                _add_commits(history, report)
        finally:
            self._listen(history)
        return history

    def _listen(self, history: History) -> None:
        history.outages += self._outages
        for reader in self.readers:
            for report in reader.hear():
                _add_reads(history, report)
        history.slowness = slowness(self._pace.does())

    # --- Faults ---

    def kill_redis(self) -> None:
        _kill(self.redis_server)

    def start_redis(self) -> None:
        self.redis_server.begin()
        self.redis_server.ready()

    def hang_redis(self) -> None:
        os.kill(self.redis_server.pid, signal.SIGSTOP)

    def resume_redis(self) -> None:
        _resume(self.redis_server)

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.redis_url, socket_timeout=1)

    def kill_postgres(self) -> None:
        self._killed_at = time.monotonic()
        _kill(self.postgres)

    def start_postgres(self) -> None:
        self.postgres.begin()
        self.postgres.ready()
        self._outages.append((self._killed_at, time.monotonic()))

    def kill_a_worker(self) -> None:
        os.kill(self.machines[0].worker_pids[0], signal.SIGKILL)

    def in_redis(self) -> dict[str, bytes]:
        """Every document, as any Redis client sees them at one moment."""
        from cms.publishing.snapshot import keys

        names = keys(("en", "ar"))
        with self.client() as client:
            values = client.mget(["content_version", *names])
        return {
            name: value
            for name, value in zip(["content_version", *names], values, strict=True)
            if value is not None
        }

    def version(self) -> int:
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            row = connection.execute("SELECT version FROM content_version").fetchone()
        assert row is not None
        return int(row[0])

    def seconds_until_redis_holds_all(self) -> float:
        """Until Redis holds every document of the database's version. Fails after 5 seconds."""
        started = time.monotonic()
        while True:
            held = self.in_redis()
            if len(held) == 22 and int(held["content_version"]) >= self.version():
                return time.monotonic() - started
            assert time.monotonic() - started < 5, sorted(held)
            time.sleep(0.005)


class WatchedRedis:
    """Reads Redis over and over, as a website that uses it directly does, and notes what is not
    of one version, and when the version went back."""

    def __init__(self, cluster: FaultCluster, pace: float = PACE_OF_THE_WATCHER) -> None:
        self._cluster = cluster
        self._pace = pace
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.reads = 0
        self.mixed: list[str] = []
        self.went_back: list[str] = []

    def __enter__(self) -> WatchedRedis:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        from tests.reading import marks

        newest = 0
        while not self._stop.wait(self._pace):
            try:
                held = self._cluster.in_redis()
            except redis.RedisError:
                continue
            if len(held) < 22:
                continue
            self.reads += 1
            version = int(held["content_version"])
            if version < newest:
                self.went_back.append(f"{newest} -> {version}")
            newest = version
            numbers = [
                number
                for key in ("website_data", "website_data:ar", "seo_data", "seo_data:en")
                for number in marks(key, json.loads(held[key])["data"]).values()
            ]
            if any(number != numbers[0] for number in numbers):
                self.mixed.append(f"version {version}: {numbers}")


def _postgres_with_tables(folder: Path) -> Postgres:
    """With the tables that the run's first process migrated, where it kept them."""
    kept_folder = engines.kept_data()
    if kept_folder.exists():
        shutil.copytree(kept_folder, folder, symlinks=True)
    server = Postgres(folder, options=SAFE_IN_A_KILL)
    server.begin()
    server.ready()
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        template = "postgres_tests_template" if kept_folder.exists() else "template0"
        connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE {template}")  # type: ignore[arg-type]
        # A sequence says ahead in the WAL where it will be. What the template's said is not of the
        # copy: without this, a kill puts the copy's back to before its rows.
        connection.execute("CHECKPOINT")
    if not kept_folder.exists():
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity=0"],
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": server.url,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
            },
            check=True,
        )
    return server


def _kill(server: Server) -> None:
    """The server and all of its processes at once, without a word."""
    process = psutil.Process(server.pid)
    family = [process, *process.children(recursive=True)]
    for process in family:
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(family[1:], timeout=10)
    server.wait()


def _resume(server: Server) -> None:
    if not server.died:
        os.kill(server.pid, signal.SIGCONT)


def _add_commits(history: History, report: Any) -> None:
    history.commits += [Commit(*fields) for fields in report["commits"]]
    history.refused += report["errors"]


def _add_reads(history: History, report: Any) -> None:
    machine, reader = report["machine"], report["reader"]
    for start, end, key, version in report["reads"]:
        history.reads.append(Read(reader, machine, start, end, key, version))
    for version, key, digest, marks in report["bodies"]:
        history.saw(machine, version, key, digest, marks)
    history.failures += report["failures"]
    history.retried += report["retried"]
