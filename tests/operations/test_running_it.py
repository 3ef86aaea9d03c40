"""`scripts/run` is all that a newcomer needs. It is started here for real, in a copy of the code.

The copy lies in a deep folder with spaces in its name, has its own data and ports, and borrows the
virtual environment of the tests.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.env import ROOT, Environment

_IMPORTS = """
from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from wagtail.models import Site
"""
UP = "Ctrl-C stops it all."
# Seconds; the first one migrates and makes the demo site, beside other tests. It is no promise: it
# ends a start that hangs.
SLOWEST_START = 400.0

pytestmark = pytest.mark.timeout(900)


class Checkout:
    """A copy of the project, with `.venv` as after an installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        made_by_running = ("var", "node_modules", "htmlcov", ".*")
        shutil.copytree(
            ROOT, folder, ignore=shutil.ignore_patterns(*made_by_running, "__pycache__")
        )
        (folder / ".venv").mkdir()
        for name in ("bin", "lib", "pyvenv.cfg"):
            (folder / ".venv" / name).symlink_to(Path(sys.prefix, name))
        shutil.copy(folder / "requirements-dev.txt", folder / ".venv")
        self.data = folder / "var"
        self.port, self.frontend_port = _free_ports(2)

    @property
    def environment(self) -> dict[str, str]:
        names = {name.upper() for name in Environment.model_fields} | {"DJANGO_SETTINGS_MODULE"}
        return {
            **{name: value for name, value in os.environ.items() if name not in names},
            "PORT": str(self.port),
            "FRONTEND_PORT": str(self.frontend_port),
        }

    def command(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command to its end, in another terminal."""
        return subprocess.run(
            words,
            cwd=self.folder,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SLOWEST_START,
            check=False,
        )

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.command(".venv/bin/python", "manage.py", *words)

    def ask(self, code: str) -> str:
        """The last line that some Python prints in `manage.py shell`."""
        completed = self.manage("shell", "--no-imports", "-c", _IMPORTS + code)
        assert completed.returncode == 0, completed.stderr
        return completed.stdout.splitlines()[-1]

    @contextlib.contextmanager
    def running(self) -> Iterator[Terminal]:
        with Terminal(self) as terminal:
            terminal.wait_for(UP)
            yield terminal


class Terminal:
    """`scripts/run` in the foreground of a terminal of its own."""

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout
        self._output = checkout.folder.parent / "output"

    def __enter__(self) -> Terminal:
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                ["scripts/run"],
                cwd=self.checkout.folder,
                env=self.checkout.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self

    def __exit__(self, *problem: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    @property
    def output(self) -> str:
        return self._output.read_text()

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + SLOWEST_START
        while words not in self.output:
            assert self.process.poll() is None, f"It ended:\n{self.output}"
            assert time.monotonic() < deadline, f"No {words!r} in:\n{self.output}"
            time.sleep(0.05)

    def press_ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def family(self) -> list[psutil.Process]:
        """Every process of the run, with children of children."""
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]


@pytest.fixture(scope="module")
def checkout() -> Iterator[Checkout]:
    # Not below pytest's own folder: each pytest that starts closes it to other accounts, and as
    # root PostgreSQL runs as one.
    with tempfile.TemporaryDirectory(prefix="cms-run-") as place:
        folder = Path(place, "a folder with spaces", ("deep " * 12).strip())
        yield Checkout(folder / "cms")


@pytest.fixture(scope="class")
def terminal(checkout: Checkout) -> Iterator[Terminal]:
    with checkout.running() as terminal:
        yield terminal


class TestWhileItIsUp:
    def test_it_prints_what_it_does_and_where_everything_is(self, terminal: Terminal) -> None:
        for line in ("PostgreSQL", "Redis", "Database", "CMS"):
            assert re.search(rf"^  {line} +\d+\.\d s", terminal.output, re.MULTILINE), line
        port = terminal.checkout.port
        assert f"http://localhost:{port}/admin/" in terminal.output
        assert f"http://localhost:{port}/api/website-data/" in terminal.output
        assert "Log-ins" in terminal.output

    def test_what_it_prints_answers(self, terminal: Terminal) -> None:
        addresses = re.findall(r"http://localhost:\S+", terminal.output)
        assert len(addresses) >= 2
        assert {address: _status(address) for address in addresses} == dict.fromkeys(addresses, 200)

    def test_the_log_ins_that_it_prints_work(self, terminal: Terminal) -> None:
        match = re.search(r"Log-ins +(.+); the password of each is (\S+)", terminal.output)
        assert match, terminal.output
        names, password = match[1].split(", "), match[2]
        tried = f"authenticate(HttpRequest(), username=n, password={password!r})"
        refused = f"[n for n in {names} if not {tried}]"
        assert terminal.checkout.ask(f"print({refused})") == "[]"

    def test_manage_py_in_another_terminal_uses_the_same_servers(self, terminal: Terminal) -> None:
        data = terminal.checkout.data
        known = json.loads((data / "servers.json").read_text())
        used = terminal.checkout.ask(
            "connection.ensure_connection(); cache.set('seen', 1, 5); assert cache.get('seen');"
            "Site.objects.update(site_name='Kept');"
            "print(settings.ENV.database_url, settings.REDIS_URL)"
        )
        assert used == f"{known['database_url']} {known['redis_url']}"
        assert (data / "servers.json").stat().st_mode & 0o077 == 0

    def test_what_another_terminal_publishes_has_the_addresses_of_the_run(
        self, terminal: Terminal
    ) -> None:
        checkout = terminal.checkout
        words = (".venv/bin/python", "manage.py", "publish", "--new-version")
        published = checkout.command(*words, PORT="8000", FRONTEND_PORT="3000")
        assert published.returncode == 0, published.stderr
        with urllib.request.urlopen(
            f"http://localhost:{checkout.port}/api/website-data/"
        ) as answer:
            text = answer.read().decode()
        assert f"http://localhost:{checkout.port}/" in text
        assert "http://localhost:8000/" not in text

    def test_the_website_answers_its_own_addresses(self, terminal: Terminal) -> None:
        at = f"http://localhost:{terminal.checkout.frontend_port}"
        assert _status(f"{at}/ar/about/") == 200
        assert _status(f"{at}/no-such-file.js") == 404
        with urllib.request.urlopen(f"{at}/config.js") as answer:
            assert f"http://localhost:{terminal.checkout.port}" in answer.read().decode()

    def test_a_second_run_names_the_first_and_leaves_it_alone(self, terminal: Terminal) -> None:
        second = terminal.checkout.command("scripts/run")
        assert second.returncode == 1
        port = terminal.checkout.port
        assert f"It is running already: process {terminal.process.pid}" in second.stderr
        assert f"http://localhost:{port}/admin/" in second.stderr
        assert _status(f"http://localhost:{port}/admin/login/") == 200
        assert (terminal.checkout.data / "servers.json").exists()


def test_the_second_start_makes_nothing_anew_and_keeps_the_data(
    checkout: Checkout, capsys: pytest.CaptureFixture[str]
) -> None:
    with checkout.running() as terminal:
        seconds = re.search(r"first answer after ([\d.]+) s", terminal.output)
        assert seconds
        with capsys.disabled():
            print(f"\nscripts/run, started again: first answer after {seconds[1]} s")
        assert re.search(r"^  Database .* up to date$", terminal.output, re.MULTILINE)
        assert checkout.ask("print(Site.objects.get().site_name)") == "Kept"


def test_manage_py_without_servers_says_so(checkout: Checkout) -> None:
    completed = checkout.manage("showmigrations")
    assert completed.returncode == 1
    assert "scripts/run is not running" in completed.stderr
    assert "Traceback" not in completed.stderr


@pytest.mark.parametrize("way", ["Ctrl-C", "SIGTERM", "closing the terminal"])
def test_stopping_leaves_nothing_behind(checkout: Checkout, way: str) -> None:
    with checkout.running() as terminal:
        top, *children = family = terminal.family()
        assert len(family) >= 5, [process.name() for process in family]
        # A terminal's Ctrl-C reaches the run alone, which stops the others.
        assert [
            child.name() for child in children if os.getsid(child.pid) == os.getsid(top.pid)
        ] == []
        if way == "Ctrl-C":
            terminal.press_ctrl_c()
        else:
            terminal.process.send_signal(signal.SIGTERM if way == "SIGTERM" else signal.SIGHUP)
        assert terminal.process.wait(30) == 0
    _assert_gone(family)
    assert not (checkout.data / "servers.json").exists()
    assert _is_free(checkout.port)
    assert _is_free(checkout.frontend_port)


def test_ctrl_c_while_it_is_still_starting_leaves_nothing_behind(checkout: Checkout) -> None:
    with Terminal(checkout) as terminal:
        terminal.wait_for("Database")
        family = terminal.family()
        terminal.press_ctrl_c()
        assert terminal.process.wait(30) == 0
    _assert_gone(family)
    assert not (checkout.data / "servers.json").exists()


def test_after_a_kill_the_next_start_ends_what_was_left_and_works(checkout: Checkout) -> None:
    with checkout.running() as terminal:
        family = terminal.family()
        terminal.process.kill()
        terminal.process.wait()
        assert any(process.is_running() for process in family[1:]), "nothing was left behind"
        with checkout.running() as again:
            assert "An earlier run was killed" in again.output
            assert _status(f"http://localhost:{checkout.port}/admin/login/") == 200
            _assert_gone(family)


@pytest.mark.parametrize("variable", ["PORT", "FRONTEND_PORT"])
def test_a_port_that_is_taken_is_named_before_anything_starts(
    checkout: Checkout, variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        completed = checkout.command("scripts/run", **{variable: str(port)})
    assert completed.returncode == 1
    assert f"Port {port} is taken" in completed.stderr
    assert f"{variable}=" in completed.stderr
    if sys.platform == "linux":
        assert f"by process {os.getpid()} " in completed.stderr
    assert "PostgreSQL" not in completed.stdout
    assert not (checkout.data / "servers.json").exists()


def test_two_equal_ports_are_refused(checkout: Checkout) -> None:
    completed = checkout.command("scripts/run", FRONTEND_PORT=str(checkout.port))
    assert completed.returncode == 1
    assert f"PORT and FRONTEND_PORT are both {checkout.port}" in completed.stderr


def test_a_malformed_environment_is_refused_before_anything_starts(checkout: Checkout) -> None:
    completed = checkout.command("scripts/run", PORT="eighty")
    assert completed.returncode == 2
    assert "PORT = 'eighty'" in completed.stderr
    assert "PostgreSQL" not in completed.stdout


@pytest.mark.parametrize("program", ["gunicorn", "postgres", "redis"])
def test_when_a_server_ends_all_of_it_ends_and_says_which(checkout: Checkout, program: str) -> None:
    with checkout.running() as terminal:
        family = terminal.family()
        written = json.loads((checkout.data / "run.lock").read_text())["children"]
        (pid,) = (child["pid"] for child in written if program in child["name"])
        os.kill(pid, signal.SIGKILL)
        assert terminal.process.wait(30) == 1
        assert re.search(rf"{program}\)? ended", terminal.output)
    _assert_gone(family)


def test_without_python_3_11_it_says_what_to_install(checkout: Checkout, tmp_path: Path) -> None:
    for name in ("bash", "dirname", "cmp", "rm", "cat"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    (checkout.folder / ".venv" / "requirements-dev.txt").rename(tmp_path / "aside")
    try:
        completed = checkout.command("scripts/run", PATH=str(tmp_path))
    finally:
        (tmp_path / "aside").rename(checkout.folder / ".venv" / "requirements-dev.txt")
    assert completed.returncode == 1
    assert "needs Python 3.11 or newer" in completed.stderr


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)
        ]
        return [listener.getsockname()[1] for listener in sockets]


def _is_free(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return False
    return True


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _assert_gone(family: list[psutil.Process]) -> None:
    deadline = time.monotonic() + 10
    remaining = family
    while remaining and time.monotonic() < deadline:
        remaining = [process for process in remaining if _runs(process)]
        time.sleep(0.05)
    assert remaining == []


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
