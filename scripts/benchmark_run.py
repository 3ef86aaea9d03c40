"""scripts/benchmark: figures of one run, on this machine, beside what they are measured against.

Starts PostgreSQL, Redis, gunicorn and nginx on data of its own, loads the demo site, and lets wrk
ask. A ratio compares two servers that took turns within seconds; absolute figures are printed too,
and mean little on another machine. Every figure comes with its lowest and highest repeat.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psutil
import psycopg

from scripts.servers import Postgres, Redis

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS, CONNECTIONS = 2, 4, 32
# Seconds between the requests of a reader who waits for a commit: enough to see it at once, and not
# so many that the readers are what is measured.
PAUSE = 0.003
HOST = "cms.example.com"
OURS = "config.wsgi:application"


# What is asked for: the figure's name, a port, a path.
Asked = tuple[str, int, str]


class Unable(Exception):
    """The benchmark cannot run here; the message says what is missing."""


@dataclass(frozen=True)
class Plan:
    repeats: int
    seconds: int
    commits: int


FULL, QUICK = Plan(repeats=5, seconds=2, commits=100), Plan(repeats=3, seconds=1, commits=50)


@dataclass
class Figure:
    """One thing measured several times."""

    unit: str
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def as_json(self) -> dict[str, Any]:
        return {
            "median": round(self.median, 3),
            "lowest": round(min(self.values), 3),
            "highest": round(max(self.values), 3),
            "repeats": len(self.values),
        }


class Cores:
    """Servers and the client on different cores, where there are enough to share out."""

    def __init__(self) -> None:
        there = sorted(os.sched_getaffinity(0))
        half = len(there) // 2
        apart = len(there) >= 4
        self.servers = there[:half] if apart else there
        self.client = there[half:] if apart else there
        self.said = (
            f"servers on cores {self.servers}, client on {self.client}"
            if apart
            else f"servers and client share cores {there}: ratios hold, absolute figures less so"
        )

    @staticmethod
    def pin(command: list[str], cores: list[int]) -> list[str]:
        return ["taskset", "--cpu-list", ",".join(map(str, cores)), *command]


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
        self.environment = {
            **os.environ,
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

    def manage(self, *words: str) -> None:
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
            raise Unable(f"manage.py {words[0]} failed:\n{done.stdout}{done.stderr}")

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
                        *(["--config", "python:config.gunicorn"] if application == OURS else []),
                        *("--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"),
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
                "MEDIA_ROOT": str(self.folder / "media"),
                "PAGES_ROOT": str(render.PAGES),
                "PUBLISHED_ROOT": str(self.data / "published"),
                "RESOLVER": "127.0.0.1",
                "SERVER_NAMES": HOST,
                "STATIC_ROOT": str(static),
                "TEMP_ROOT": str(self.folder / "nginx-temporary"),
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


def _render() -> Any:
    spec = spec_from_file_location("nginx_render", ROOT / "docker/nginx/render.py")
    if spec is None or spec.loader is None:
        raise Unable("docker/nginx/render.py is missing")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass
class Gunicorn:
    port: int
    pid: int

    @property
    def workers(self) -> list[psutil.Process]:
        return list(psutil.Process(self.pid).children())


def get(port: int, path: str) -> Any:
    """The answer as soon as there is one; ten seconds are given for a start."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Host": HOST}))  # nosec B310 - loopback
        except OSError as error:
            if getattr(error, "code", 503) != 503 or time.monotonic() > deadline:
                raise Unable(f"{path} answers {error}") from error
            time.sleep(0.01)


def requests_per_second(cores: Cores, port: int, path: str, seconds: int, *headers: str) -> float:
    """wrk's figure. An answer that is no 2xx, or a connection that fails, is no measurement."""
    given = [word for header in (f"Host: {HOST}", *headers) for word in ("-H", header)]
    done = subprocess.run(
        Cores.pin(
            [
                *("wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", *given),
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
    found = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if found is None:
        raise Unable(f"wrk said something else:\n{done.stdout}")
    return float(found[1])


def commit_to_readable(stage: Stage, port: int, commits: int) -> list[float]:
    """Milliseconds from each commit to the moment when every reader has it.

    Eight readers, each on a connection of its own to one of the workers; the editor is a process
    of its own, whose commit publishes as an editor's request does. It runs on any core, as
    PostgreSQL and Redis do: it is neither of the two sides whose speed is compared elsewhere.
    """
    seen: list[list[tuple[float, int]]] = [[] for _ in range(8)]
    stop = threading.Event()

    def read(mine: list[tuple[float, int]]) -> None:
        if sys.platform == "linux":
            os.sched_setaffinity(0, stage.cores.client)  # this thread alone
        request = f"GET /api/website-data/?locale=en HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while not stop.is_set():
                connection.sendall(request)
                received = b""
                while (head := received.find(b"\r\n\r\n")) < 0:
                    received += connection.recv(65536)
                length = int(re.search(rb"(?i)content-length: (\d+)", received)[1])  # type: ignore[index]
                while len(received) < head + 4 + length:
                    received += connection.recv(65536)
                number = int(re.search(rb"(?i)x-content-version: (\d+)", received)[1])  # type: ignore[index]
                mine.append((time.monotonic(), number))
                time.sleep(PAUSE)

    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for reader in readers:
        reader.start()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "scripts.benchmark_editor", str(commits)],
            cwd=ROOT,
            env=stage.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Unable(f"The editor failed:\n{done.stderr}")
        time.sleep(0.5)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    return [
        1000 * max(0.0, max(_first(mine, number) for mine in seen) - at)
        for at, number in json.loads(done.stdout)
    ]


def _first(mine: list[tuple[float, int]], number: int) -> float:
    return next(at for at, seen in mine if seen >= number)


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
    ours = psutil.Process().children(recursive=True)
    return sum(sum(one.cpu_times()[:2]) for one in ours)


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass
class Results:
    figures: dict[str, Figure] = field(default_factory=dict)
    ratios: dict[str, Figure] = field(default_factory=dict)

    def rate(self, name: str, value: float) -> float:
        self.figures.setdefault(name, Figure("requests/s")).values.append(value)
        return value

    def note(self, name: str, unit: str, value: float) -> None:
        self.figures.setdefault(name, Figure(unit)).values.append(value)

    def ratio(self, name: str, value: float) -> None:
        self.ratios.setdefault(name, Figure("")).values.append(value)


def measure(stage: Stage, plan: Plan) -> Results:
    results = Results()
    with stage.worker(), stage.gunicorn(OURS) as ours:
        get(ours.port, "/api/website-data/")
        page = json.load(get(ours.port, "/api/v2/pages/?limit=1&type=home.ContentPage"))
        detail = f"/api/v2/pages/{page['items'][0]['id']}/"
        measure_servers(stage, plan, results, ours, detail)
        for _ in range(plan.repeats):
            took = commit_to_readable(stage, ours.port, plan.commits)
            results.note("commit to readable by all, median", "ms", percentile(took, 0.5))
            results.note("commit to readable by all, p99", "ms", percentile(took, 0.99))
        for worker in ours.workers:
            results.note("memory of a worker", "MB", worker.memory_info().rss / 1e6)
        measure_listing(stage, plan, results, ours)
    measure_starts(stage, plan, results)
    return results


def measure_servers(
    stage: Stage, plan: Plan, results: Results, ours: Gunicorn, detail: str
) -> None:
    site = "scripts.benchmark_site"
    with ExitStack() as stack:
        bare = stack.enter_context(stage.gunicorn(f"{site}:make_bare()"))
        from_redis = stack.enter_context(stage.gunicorn(f"{site}:make_from_redis()"))
        stock = stack.enter_context(stage.gunicorn(f"{site}:make_stock()"))
        nginx = stack.enter_context(stage.nginx(f"127.0.0.1:{ours.port}"))
        document = "/api/website-data/"
        for port, path in (
            *((bare.port, "/"), (from_redis.port, "/"), (stock.port, "/website-data/")),
            *((stock.port, detail), (nginx, document), (nginx, "/static/document.json")),
        ):
            get(port, path).read()
        settle()

        def rate(name: str, port: int, path: str, *headers: str) -> float:
            reached = requests_per_second(stage.cores, port, path, plan.seconds, *headers)
            return results.rate(name, reached)

        def compare(name: str, ours: Asked, theirs: Asked, turn: int) -> None:
            """Each of them twice, first and last as often as in between: how connections fall to
            workers is chance, and one run alone varies by a tenth."""
            first, second = (ours, theirs) if turn % 2 else (theirs, ours)
            reached = {ours[0]: 0.0, theirs[0]: 0.0}
            for asked in (first, second, second, first):
                reached[asked[0]] += rate(*asked)
            results.ratio(name, reached[ours[0]] / reached[theirs[0]])

        document_of_nginx: Asked = ("nginx, our document", nginx, document)
        document_of_ours: Asked = ("gunicorn, our document", ours.port, document)
        static: Asked = ("nginx, a static file", nginx, "/static/document.json")
        plain: Asked = ("gunicorn, bare WSGI", bare.port, "/")
        view: Asked = ("a Django view that builds each time", stock.port, "/website-data/")
        warm: Asked = ("API v2 page, ours, kept", ours.port, detail)
        theirs: Asked = ("API v2 page, stock Wagtail", stock.port, detail)
        for turn in range(plan.repeats):
            compare("nginx_documents_to_nginx_static", document_of_nginx, static, turn)
            compare("gunicorn_documents_to_bare_wsgi", document_of_ours, plain, turn)
            compare("gunicorn_documents_to_django_view", document_of_ours, view, turn)
            for _ in range(4 * WORKERS):
                get(ours.port, detail).read()
            compare("api_page_warm_to_stock", warm, theirs, turn)
            rate("gunicorn, a Redis GET each", from_redis.port, "/")
            rate("API v2 page, ours, not kept", ours.port, detail, "Authorization: none")


def measure_listing(stage: Stage, plan: Plan, results: Results, ours: Gunicorn) -> None:
    """Twenty of a thousand pages with images, with all that API v2 says of each.

    `Authorization` makes ours an answer that is never kept.
    """
    done = subprocess.run(
        [sys.executable, "-m", "scripts.benchmark_pages", "1000"],
        cwd=ROOT,
        env=stage.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unable(f"No pages to list:\n{done.stderr}")
    listing = "/api/v2/pages/?type=home.ContentPage&limit=20&fields=*"
    with stage.gunicorn("scripts.benchmark_site:make_stock()") as stock:
        ports = (ours.port, stock.port)
        for port in ports:
            for _ in range(4 * WORKERS):
                found = json.load(get(port, listing))
                if len(found["items"]) != 20 or found["meta"]["total_count"] < 1000:
                    raise Unable(f"{listing} lists {found['meta']}, {len(found['items'])} of them")
        for _ in range(plan.repeats):
            mine, theirs = ((stage.cores, port, listing, plan.seconds) for port in ports)
            kept = requests_per_second(*mine)
            stocks = requests_per_second(*theirs)
            made = requests_per_second(*mine, "Authorization: none")
            results.rate("listing of 20, ours, kept", kept)
            results.rate("listing of 20, stock Wagtail", stocks)
            results.rate("listing of 20, ours, not kept", made)
            results.ratio("api_listing_of_1000_pages_to_stock", kept / stocks)
            results.ratio("api_listing_not_kept_to_stock", made / stocks)


def measure_starts(stage: Stage, plan: Plan, results: Results) -> None:
    """Everything from nothing running to an answer with the documents; and the CMS alone, with
    PostgreSQL and Redis gone."""
    stage.stop_servers()
    for _ in range(plan.repeats):
        started = time.monotonic()
        with stage.gunicorn(OURS) as cms:
            get(cms.port, "/api/website-data/")
            results.note("start, servers gone", "s", time.monotonic() - started)
    for _ in range(plan.repeats):
        started = time.monotonic()
        stage.begin_servers()
        with stage.gunicorn(OURS) as cms:
            get(cms.port, "/api/website-data/")
            results.note("second start", "s", time.monotonic() - started)
        stage.stop_servers()


def as_json(results: Results, cores: Cores, plan: Plan) -> dict[str, Any]:
    figures = results.figures
    median = figures["commit to readable by all, median"]
    slow = figures["commit to readable by all, p99"]
    return {
        **{name: ratio.as_json() for name, ratio in results.ratios.items()},
        "commit_to_readable_ms": {
            "median": round(median.median, 2),
            "p99": round(slow.median, 2),
            "spread": {"median": median.as_json(), "p99": slow.as_json()},
        },
        "worker_rss_mb": figures["memory of a worker"].as_json(),
        "second_start_s": figures["second start"].as_json(),
        "figures": {name: {"unit": f.unit, **f.as_json()} for name, f in figures.items()},
        "machine": {"cores": os.cpu_count(), "pinned": cores.said, "load": os.getloadavg()[0]},
        "plan": {"repeats": plan.repeats, "seconds": plan.seconds, "commits": plan.commits},
    }


def as_table(results: Results) -> Iterator[str]:
    yield "| | median | lowest | highest | |"
    yield "|---|---:|---:|---:|---|"
    for name, ratio in results.ratios.items():
        yield _line(name, ratio, "{:,.2f}")
    for name, figure in results.figures.items():
        yield _line(name, figure, "{:,.0f}" if figure.unit == "requests/s" else "{:,.1f}")


def _line(name: str, figure: Figure, shape: str) -> str:
    numbers = (figure.median, min(figure.values), max(figure.values))
    cells = " | ".join(shape.format(number) for number in numbers)
    return f"| {name} | {cells} | {figure.unit} |"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute, and wider spreads")
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write the figures here")
    given = parser.parse_args()
    # Also when it is ended by others, what it started ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = QUICK if given.quick else FULL
    cores = Cores()
    try:
        for program, package in (("wrk", "wrk"), ("taskset", "util-linux")):
            if shutil.which(program) is None:
                raise Unable(f"{program} is not installed: apt-get install {package}")
        with ExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix="cms-benchmark-")).resolve()
            folder.chmod(0o755)
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            print(f"{cores.said}; load before: {os.getloadavg()[0]:.1f}", flush=True)
            stage = Stage(folder, cores, stack)
            stage.manage("migrate", "--verbosity=0")
            stage.manage("load_demo")
            # All pictures now, so that none is resized while something is measured.
            make = "from cms.documents.renditions import make_missing; make_missing()"
            stage.manage("shell", "--command", make)
            stage.manage("publish")
            shutil.copyfile(
                stage.data / "published/current/website-data.json", folder / "document.json"
            )
            results = measure(stage, plan)
    except Unable as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\n".join(as_table(results)))
    if given.json is not None:
        given.json.write_text(json.dumps(as_json(results, cores, plan), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
