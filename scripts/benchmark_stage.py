"""What runs for scripts/benchmark, and how it is asked: PostgreSQL, Redis, gunicorn, nginx, wrk.

It all has data of its own, in one folder, and is removed afterwards.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from urllib.request import Request, urlopen

import psutil
import psycopg

from config.env import Environment
from scripts.servers import Postgres, Redis

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS, CONNECTIONS = 2, 4, 32
HOST = "cms.example.com"
OURS = "config.wsgi:application"
# Its worker and its background threads. Production's nginx asks the same one.
_OF_OURS = ("--config", "python:config.gunicorn")


class Unable(Exception):
    """The benchmark cannot run here; the message says what is missing."""


class Cores:
    """Servers and the client on different cores, where there are enough to share out."""

    def __init__(self) -> None:
        ours = sorted(os.sched_getaffinity(0))
        half = len(ours) // 2
        apart = len(ours) >= 4
        self.servers = ours[:half] if apart else ours
        self.client = ours[half:] if apart else ours
        self.sentence = (
            f"servers on cores {self.servers}, client on {self.client}"
            if apart
            else f"servers and client share cores {ours}: ratios hold, absolute figures less so"
        )

    def machine(self) -> dict[str, object]:
        """What figures say of the machine that they were measured on."""
        return {"cores": os.cpu_count(), "pinned": self.sentence, "load": os.getloadavg()[0]}

    @staticmethod
    def pin(command: list[str], cores: list[int]) -> list[str]:
        return ["taskset", "--cpu-list", ",".join(map(str, cores)), *command]


@dataclass
class Gunicorn:
    port: int
    pid: int

    @property
    def workers(self) -> list[psutil.Process]:
        return list(psutil.Process(self.pid).children())


class Stage:
    """Everything that runs for the benchmark, and what it leaves behind nowhere."""

    def __init__(self, folder: Path, cores: Cores, stack: ExitStack) -> None:
        self.folder, self.cores, self._stack = folder, cores, stack
        self.postgres = Postgres(folder / "postgres")
        self.redis = Redis(folder / "redis")
        self.begin_servers()
        stack.callback(lambda: self.postgres.stop())
        stack.callback(lambda: self.redis.stop())
        with psycopg.connect(self.postgres.url_of("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE cms")
        self.data = folder / "data"
        self.data.mkdir()
        # Nothing of the developer's, whose .env may name a bucket that load_demo would write to.
        theirs = {name.upper() for name in Environment.model_fields}
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in theirs},
            "AWS_STORAGE_BUCKET_NAME": "",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "ALLOWED_HOSTS": HOST,
            "LOG_LEVEL": "WARNING",
            "ADMIN_PASSWORD": secrets.token_urlsafe(16),
            "BENCHMARK_DOCUMENT": str(folder / "document.json"),
        }

    def begin_servers(self) -> None:
        for server in (self.postgres, self.redis):
            server.begin()
        for server in (self.postgres, self.redis):
            server.ready()

    def stop_servers(self) -> None:
        self.redis.stop()
        self.postgres.stop()

    def manage(self, *words: str) -> str:
        """What it prints. Raises Unable."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Unable(f"manage.py {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def call(self, function: str, *arguments: int) -> str:
        """Calls a function, `module.name`, in a process with Django; answers what it prints."""
        module, name = function.rsplit(".", 1)
        given = ", ".join(map(str, arguments))
        code = f"import {module} as m; m.{name}({given})"
        return self.manage("shell", "--no-imports", "--command", code)

    @contextmanager
    def worker(self) -> Iterator[None]:
        """`manage.py worker`, as wherever the CMS runs: it makes renditions."""
        command = [sys.executable, "manage.py", "worker"]
        process = subprocess.Popen(
            Cores.pin(command, self.cores.servers),
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)

    @contextmanager
    def gunicorn(self, application: str) -> Iterator[Gunicorn]:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.set_inheritable(True)
            port = listener.getsockname()[1]
            log = (self.folder / f"gunicorn-{port}.log").open("ab")
            process = subprocess.Popen(
                Cores.pin(
                    [
                        *(sys.executable, "-m", "gunicorn", application),
                        *(_OF_OURS if application == OURS else ("--worker-class", "gthread")),
                        *("--bind", f"fd://{listener.fileno()}"),
                        *("--workers", str(WORKERS), "--threads", str(THREADS), "--preload"),
                        *("--no-control-socket", "--graceful-timeout", "3"),
                    ],
                    self.cores.servers,
                ),
                cwd=ROOT,
                env=self.environment,
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            yield Gunicorn(port, process.pid)
        finally:
            process.terminate()
            process.wait(30)
            log.close()

    @contextmanager
    def nginx(self, application: str) -> Iterator[int]:
        """Production's configuration. Its /static/ holds the document as an ordinary file."""
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        if program is None:
            raise Unable("nginx is not installed: apt-get install nginx-light")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        static = self.folder / "static"
        static.mkdir(exist_ok=True)
        shutil.copyfile(self.folder / "document.json", static / "document.json")
        for name in ("nginx", "nginx-temporary", "media"):
            (self.folder / name).mkdir(exist_ok=True)
        render = _render()
        configuration = render.render(
            self.folder / "nginx",
            {
                "ACCESS_LOG": str(self.folder / "access.log"),
                "APPLICATION": application,
                "ERROR_LOG": str(self.folder / "nginx.log"),
                "LISTEN": f"127.0.0.1:{port}",
                "LIVE_ROOT": str(self.folder / "live"),
                "MEDIA_ROOT": str(self.folder / "media"),
                "PAGES_ROOT": str(render.PAGES),
                "PUBLISHED_ROOT": str(self.data / "published"),
                "RESOLVER": "127.0.0.1",
                "SERVER_NAMES": HOST,
                "STATIC_ROOT": str(static),
                "TEMP_ROOT": str(self.folder / "nginx-temporary"),
                "UNLIMITED": "127.0.0.1 0;",
                "WORKER_PROCESSES": str(WORKERS),
            },
        )
        user = "user root;" if os.geteuid() == 0 else ""
        command = [program, "-c", str(configuration), "-g", f"{user} daemon off;"]
        process = subprocess.Popen(Cores.pin(command, self.cores.servers))
        try:
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _render() -> ModuleType:
    spec = spec_from_file_location("nginx_render", ROOT / "docker/nginx/render.py")
    if spec is None or spec.loader is None:
        raise Unable("docker/nginx/render.py is missing")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def get(port: int, path: str) -> HTTPResponse:
    """The answer as soon as there is one; a minute is given for a start."""
    deadline = time.monotonic() + 60
    while True:
        try:
            response: HTTPResponse = urlopen(  # nosec B310 - loopback
                Request(f"http://127.0.0.1:{port}{path}", headers={"Host": HOST})
            )
            return response
        except OSError as error:
            if getattr(error, "code", 503) != 503 or time.monotonic() > deadline:
                raise Unable(f"{path} answers {error}") from error
            time.sleep(0.01)


def requests_per_second(cores: Cores, port: int, path: str, *headers: str) -> float:
    """wrk's figure of one second. An answer that is no 2xx, or a connection that fails, is no
    measurement."""
    given = [word for header in (f"Host: {HOST}", *headers) for word in ("-H", header)]
    done = subprocess.run(
        Cores.pin(
            [
                *("wrk", "-t2", f"-c{CONNECTIONS}", "-d1s", *given),
                f"http://127.0.0.1:{port}{path}",
            ],
            cores.client,
        ),
        capture_output=True,
        text=True,
        check=True,
    )
    if re.search(r"Non-2xx|Socket errors", done.stdout):
        raise Unable(f"{path} failed under load:\n{done.stdout}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None:
        raise Unable(f"wrk printed no rate:\n{done.stdout}")
    return float(rate[1])


def settle() -> None:
    """Waits until what was started has done what it does at a start, `manage.py worker` too."""
    for _ in range(60):
        before = _busy()
        time.sleep(0.5)
        if _busy() - before < 0.1:
            return
    raise Unable("What was started does not come to rest within 30 seconds.")


def _busy() -> float:
    """Seconds of CPU that our processes have used."""
    used = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # one of PostgreSQL's that just ended
            used += sum(process.cpu_times()[:2])
    return used
