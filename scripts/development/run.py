"""One run: what is started, in which order, and how it is watched and stopped."""

from __future__ import annotations

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
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

import psutil

from config.env import ROOT, Environment
from scripts.development import Failed, Stopped
from scripts.development.database import (
    accounts_in,
    database,
    migrated,
    names_website,
    remember_migrated,
)
from scripts.development.lock import Lock
from scripts.development.ports import HOST, listen
from scripts.development.programs import Program
from scripts.development.terminal import bold, say, step
from scripts.free_port import free_port
from scripts.servers import Postgres, Redis, Server, end

SLOWEST_FIRST_ANSWER = 60.0  # seconds
PATIENCE_AT_THE_END = 8.0


def cms_url(env: Environment) -> str:
    return str(env.cms_url or f"http://localhost:{env.port}")


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
        self.stream_port = env.stream_port or free_port()

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
            "STREAM_PORT": str(self.stream_port),
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
            json.dumps(
                {
                    "database_url": self.database_url,
                    "redis_url": self.redis_url,
                    "cms_url": self.cms,
                    "frontend_url": self.website,
                }
            ),
        )

    def _bring_database_up_to_date(self) -> None:
        with (
            step("Database") as remark,
            database(self.database_url, make=not self.env.database_url) as connection,
        ):
            if migrated(connection) and names_website(connection, self.website):
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
    """Writes the file in one step. Only this account can read it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    aside.replace(path)
