"""What `scripts/run` does once Python is there: every server of the CMS, up, watched and stopped.

One process, this one, is the parent of all and the only one that the terminal's Ctrl-C reaches; it
stops the others in order. It holds a lock on `DATA_DIR` for as long as it lives, and writes down
whom it started there, so that the next start can end what a killed one left behind.

`DATA_DIR/servers.json` is there while PostgreSQL and Redis are up: `config.env` reads it, and so
every `manage.py` in another terminal talks to the same two.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TextIO

import psutil

from config.env import ROOT, Environment, given
from scripts.servers import DATABASE, Postgres, Redis, Server, ServerError, end

APPS = ("cms", "home", "snippets")
ACCOUNTS = ("admin", "editor", "publisher", "seo")
HOST = "127.0.0.1"

SLOWEST_FIRST_ANSWER = 60.0  # seconds
PATIENCE_AT_THE_END = 8.0


class Stopped(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


class Failed(Exception):
    """It cannot start, or cannot go on; the message is for a person and says what to do."""


# --- What the person at the terminal sees ------------------------------------------------------

ON_SCREEN = sys.stdout.isatty()
COLOUR = ON_SCREEN and "NO_COLOR" not in os.environ


def say(text: str = "") -> None:
    print(text, flush=True)


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if COLOUR else text


def red(text: str) -> str:
    return f"\033[31m{text}\033[0m" if COLOUR else text


@contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """One line of what is being done, and how long it took. What it yields adds a remark."""
    remarks: list[str] = []
    start = time.monotonic()
    if ON_SCREEN:
        print(f"  {name} …", end="\r", flush=True)
    ending = "did not finish"
    try:
        yield remarks.append
        ending = "   ".join(remarks)
    finally:
        # Whole lines only: the programs that we start write to the same terminal.
        say(f"  {name:<12}{time.monotonic() - start:6.1f} s   {ending}")


# --- One run at a time -------------------------------------------------------------------------


class Lock:
    """`DATA_DIR/run.lock`: held by the run that is on, and says who it is and whom it started."""

    def __init__(self, data_dir: Path) -> None:
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            # Without truncation: what the last run wrote is needed.
            descriptor = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Failed(f"DATA_DIR cannot be written: {error}") from None
        self._file: TextIO = os.fdopen(descriptor, "r+")
        self._children: list[dict[str, Any]] = []
        self._address = ""

    def take(self, address: str) -> list[psutil.Process]:
        """Hold it from now on. Answers the processes that a killed run left behind."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            other = self._read()
            raise Failed(
                f"It is running already: process {other.get('pid')}, {other.get('address')}\n"
                f"Stop that one first (Ctrl-C in its terminal, or kill {other.get('pid')}),"
                " or choose another DATA_DIR, PORT and FRONTEND_PORT."
            ) from None
        leftovers = list(filter(None, map(_alive, self._read().get("children", []))))
        self._address = address
        self._write()
        return leftovers

    def remember(self, name: str, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            started = psutil.Process(pid).create_time()
            self._children.append({"name": name, "pid": pid, "started": started})
            self._write()

    def release(self) -> None:
        self._file.truncate(0)
        self._file.close()

    def _read(self) -> dict[str, Any]:
        self._file.seek(0)
        try:
            return dict(json.loads(self._file.read() or "{}"))
        except ValueError:
            # Cut short by a kill in the middle of writing; the servers are found by their folders.
            return {}

    def _write(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        json.dump(
            {"pid": os.getpid(), "address": self._address, "children": self._children}, self._file
        )
        self._file.flush()


def _alive(child: dict[str, Any]) -> psutil.Process | None:
    """The process that was written down, if it still is that one and not a later user of its id."""
    with suppress(psutil.Error, KeyError):
        process = psutil.Process(child["pid"])
        if abs(process.create_time() - child["started"]) < 1:
            return process
    return None


# --- Ports -------------------------------------------------------------------------------------


def listen(variable: str, port: int) -> socket.socket:
    """A socket on the port, ours from now on and handed to whoever serves it."""
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Failed(_taken(variable, port)) from None
        raise Failed(
            f"{variable}={port} cannot be used: {os.strerror(error.errno or 0)}."
        ) from None
    # A browser tries [::1] first for "localhost": whoever listens there would answer in our place.
    with socket.socket(socket.AF_INET6) as probe:
        probe.settimeout(0.2)
        with suppress(OSError):
            probe.connect(("::1", port))
            listener.close()
            raise Failed(_taken(variable, port))
    return listener


def _taken(variable: str, port: int) -> str:
    by = ""
    # Whose it is can be seen on Linux, and of other people's programs by root alone.
    with suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            theirs = connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            if theirs and connection.pid:
                by = f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    return (
        f"Port {port} is taken{by}.\n"
        f"Stop that program, or choose another port: {variable}={port % 65535 + 1} scripts/run"
    )


# --- Programs ----------------------------------------------------------------------------------


@dataclass
class Program:
    """A child in a session of its own: it ends when we say so, and with all that it started."""

    name: str
    process: subprocess.Popen[str]

    @property
    def died(self) -> bool:
        return self.process.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def cms_url(env: Environment) -> str:
    return str(env.cms_url or f"http://localhost:{env.port}")


# --- The run -----------------------------------------------------------------------------------


class Run:
    """Made once the lock is held: before that, nothing in DATA_DIR is ours to change."""

    def __init__(self, env: Environment, lock: Lock) -> None:
        self.env = env
        self.data_dir = env.data_dir.resolve()
        self.lock = lock
        self.servers: list[Server] = []
        self.programs: list[Program] = []
        self.database_url = env.database_url
        self.redis_url = env.redis_url
        self.asked_to_stop = 0

    @property
    def cms(self) -> str:
        return cms_url(self.env)

    @property
    def website(self) -> str:
        return str(self.env.frontend_url or f"http://localhost:{self.env.frontend_port}")

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DATA_DIR": str(self.data_dir),
        }

    # --- Up ---

    def start(self, began: float, leftovers: Sequence[psutil.Process]) -> None:
        self._servers_json.unlink(missing_ok=True)
        self._end_leftovers(leftovers)
        if self.env.port == self.env.frontend_port:
            raise Failed(
                f"PORT and FRONTEND_PORT are both {self.env.port}: choose two different ports."
            )
        with (
            listen("PORT", self.env.port) as cms,
            listen("FRONTEND_PORT", self.env.frontend_port) as web,
        ):
            say(bold(f"ADMSC CMS in {ROOT}"))
            self._start_servers()
            self._check_stop()
            self._bring_database_up_to_date()
            self._start_cms(cms)
            self._start_website(web)
        answered = time.monotonic() - began
        self._start_worker()
        self._say_where(answered)

    def _start_servers(self) -> None:
        postgres = redis = None
        if not self.database_url:
            postgres = Postgres(self.data_dir / "postgres")
            self.servers.append(postgres)
        if not self.redis_url:
            redis = Redis(self.data_dir / "redis")
            self.servers.append(redis)
        with step("PostgreSQL") as remark:
            if postgres:
                postgres.begin()
            if redis:
                redis.begin()
            if postgres:
                postgres.ready()
                self.database_url = postgres.url
            remark(f"{postgres.folder}" if postgres else "DATABASE_URL")
        with step("Redis") as remark:
            if redis:
                redis.ready()
                self.redis_url = redis.url
            remark(f"{redis.folder}" if redis else "REDIS_URL")
        for server in self.servers:
            self.lock.remember(server.name, server.pid)
        write_private(
            self._servers_json,
            json.dumps({"database_url": self.database_url, "redis_url": self.redis_url}),
        )

    def _bring_database_up_to_date(self) -> None:
        with (
            step("Database") as remark,
            database(self.database_url, make=not self.env.database_url) as connection,
        ):
            if migrated(connection):
                remark("up to date")
            else:
                self._manage("migrate", "--verbosity=0", "--no-input")
                remember_migrated(connection)
                remark("migrated")
        with database(self.database_url) as connection:
            row = connection.execute("SELECT EXISTS (SELECT FROM snippets_menuitem)").fetchone()
        if row == (False,):
            with step("Demo site"):
                self._manage("load_demo", ADMIN_PASSWORD=self._password())

    def _start_cms(self, listener: socket.socket) -> None:
        # The folder must be there, even empty, or WhiteNoise warns of it at each start.
        (self.data_dir / "static").mkdir(exist_ok=True)
        with step("CMS") as remark:
            program = self._spawn(
                "the CMS (gunicorn)",
                *(
                    "-m",
                    "gunicorn",
                    "config.wsgi:application",
                    "--config",
                    "python:config.gunicorn",
                ),
                *("--bind", f"fd://{listener.fileno()}"),
                *("--workers", str(self.env.web_workers), "--threads", "4"),
                *("--preload", "--no-control-socket", "--graceful-timeout", "5"),
                *("--log-level", "warning"),
                listener=listener,
            )
            self._wait_for_an_answer(program, self.env.port)
            remark(f"{self.env.web_workers} processes")

    def _start_website(self, listener: socket.socket) -> None:
        with step("Website"):
            program = self._spawn(
                "the website",
                *("-m", "scripts.website", str(ROOT / "frontend"), "--cms-url", self.cms),
                *("--fd", str(listener.fileno())),
                listener=listener,
            )
            self._wait_for_an_answer(program, self.env.frontend_port)

    def _start_worker(self) -> None:
        # What it has to say goes to stderr; on stdout it greets, in the middle of our lines.
        self._spawn("the worker", "manage.py", "worker", stdout=subprocess.DEVNULL)

    def _say_where(self, answered: float) -> None:
        say()
        say(bold(f"The CMS is up: first answer after {answered:.1f} s."))
        say(f"  Admin     {self.cms}/admin/")
        say(f"  API       {self.cms}/api/website-data/")
        say(f"  Website   {self.website}/")
        accounts = accounts_in(self.database_url)
        if accounts:
            say(f"  Log-ins   {', '.join(accounts)}; the password of each is {self._password()}")
        else:
            say("  Log-ins   none yet: .venv/bin/python manage.py createsuperuser")
        say("Ctrl-C stops it all.")

    # --- While it is up ---

    def watch(self) -> NoReturn:
        """Raises Stopped, or Failed when something that we started has ended."""
        while True:
            self._check_stop()
            for program in self.programs:
                if program.died:
                    raise Failed(f"{program.name} ended with status {program.process.returncode}.")
            for server in self.servers:
                if server.died:
                    raise Failed(f"{server.name} ended. Its log: {server.log}")
            time.sleep(0.2)

    def on_signal(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop += 1

    # --- Down ---

    def stop(self) -> None:
        for program in self.programs:
            program.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_AT_THE_END
        while any(not program.died for program in self.programs):
            # A second Ctrl-C means: now.
            if time.monotonic() > deadline or self.asked_to_stop > 1:
                break
            time.sleep(0.02)
        for program in self.programs:
            program.signal(signal.SIGKILL)
            program.process.wait()
        self._servers_json.unlink(missing_ok=True)
        for server in reversed(self.servers):
            server.stop()
        self.lock.release()

    # --- Means ---

    @property
    def _servers_json(self) -> Path:
        return self.data_dir / "servers.json"

    def _check_stop(self) -> None:
        if self.asked_to_stop:
            raise Stopped

    def _spawn(
        self,
        name: str,
        *arguments: str,
        listener: socket.socket | None = None,
        stdout: int | None = None,
    ) -> Program:
        descriptors = [listener.fileno()] if listener else []
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            pass_fds=descriptors,
            start_new_session=True,
            text=True,
        )
        program = Program(name, process)
        self.programs.append(program)
        self.lock.remember(name, process.pid)
        return program

    def _manage(self, *arguments: str, **environment: str) -> None:
        """Run a management command to its end; quiet unless it fails."""
        with tempfile.TemporaryFile("w+") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=ROOT,
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                text=True,
            )
            self.lock.remember(arguments[0], process.pid)
            try:
                while process.poll() is None:
                    self._check_stop()
                    time.sleep(0.05)
            except Stopped:
                process.terminate()
                process.wait(PATIENCE_AT_THE_END)
                raise
            if process.returncode:
                output.seek(0)
                raise Failed(f"manage.py {arguments[0]} failed:\n{output.read()}")

    def _wait_for_an_answer(self, program: Program, port: int) -> None:
        """Until a request is answered, whatever the status. The socket takes it before that."""
        deadline = time.monotonic() + SLOWEST_FIRST_ANSWER
        with socket.create_connection((HOST, port)) as connection:
            connection.sendall(b"GET /health/live/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
            while time.monotonic() < deadline:
                self._check_stop()
                if program.died:
                    raise Failed(f"{program.name} ended with status {program.process.returncode}.")
                if select.select([connection], [], [], 0.05)[0] and connection.recv(1):
                    return
        raise Failed(f"{program.name} does not answer on port {port}.")

    def _password(self) -> str:
        """The demo accounts' password: the one that is set, or one of this checkout, made once."""
        if self.env.admin_password:
            return self.env.admin_password
        path = self.data_dir / "admin_password"
        if not path.exists():
            write_private(path, secrets.token_urlsafe(12))
        return path.read_text()

    def _end_leftovers(self, leftovers: Sequence[psutil.Process]) -> None:
        if not leftovers:
            return
        say(
            f"An earlier run was killed: ending the {len(leftovers)} processes that it left behind."
        )
        for process in reversed(leftovers):
            gently = Postgres.stop_signal if process.name() == "postgres" else signal.SIGTERM
            end(process, gently, patience=PATIENCE_AT_THE_END)


def write_private(path: Path, text: str) -> None:
    """In one step and for our eyes only."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    aside.replace(path)


# --- The database, without Django, whose import costs two seconds ------------------------------


@contextmanager
def database(url: str, *, make: bool = False) -> Iterator[Any]:
    """A connection that commits by itself. With `make`, the database is created when missing."""
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        if not (make and f'"{DATABASE}" does not exist' in str(error)):
            raise Failed(f"PostgreSQL cannot be reached: {error}") from None
        with psycopg.connect(url, dbname="postgres", autocommit=True) as maintenance:
            maintenance.execute(f"CREATE DATABASE {DATABASE}")
        connection = psycopg.connect(url, autocommit=True)
    with connection:
        yield connection


def migrations_here() -> str:
    """Changes when a migration of ours or a library that may bring one changes."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for app in APPS:
        for path in sorted((ROOT / app / "migrations").glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


# Kept as a comment on Django's own table, so it goes wherever the database goes: a restored dump
# says which code it was last migrated by. The rows are in it for `manage.py migrate home 0001`.
_MIGRATIONS_IN = """
    SELECT obj_description('django_migrations'::regclass),
           (SELECT md5(string_agg(app || '.' || name, ' ' ORDER BY app, name))
            FROM django_migrations)
"""


def migrated(connection: Any) -> bool:
    if connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,):
        return False
    comment, rows = connection.execute(_MIGRATIONS_IN).fetchone()
    return bool(comment == f"{migrations_here()} {rows}")


def remember_migrated(connection: Any) -> None:
    from psycopg import sql

    _, rows = connection.execute(_MIGRATIONS_IN).fetchone()
    comment = sql.Literal(f"{migrations_here()} {rows}")
    connection.execute(sql.SQL("COMMENT ON TABLE django_migrations IS {}").format(comment))


def accounts_in(url: str) -> list[str]:
    with database(url) as connection:
        found = connection.execute(
            "SELECT username FROM auth_user WHERE is_active AND username = ANY(%s)",
            [list(ACCOUNTS)],
        )
        there = {name for (name,) in found}
    return [name for name in ACCOUNTS if name in there]


def main() -> int:
    began = time.monotonic()
    env = given("development")
    try:
        lock = Lock(env.data_dir.resolve())
        leftovers = lock.take(f"{cms_url(env)}/admin/")
    except Failed as error:
        return _give_up(error)
    run = Run(env, lock)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, run.on_signal)
    try:
        run.start(began, leftovers)
        run.watch()
    except Stopped:
        say("\nStopping …")
        return 0
    except (Failed, ServerError) as error:
        return _give_up(error)
    finally:
        run.stop()


def _give_up(error: Exception) -> int:
    print(f"\n{red(str(error))}\n", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
