"""scripts/benchmark: figures of one run, on this machine, beside what they are measured against.

Starts PostgreSQL, Redis, gunicorn and nginx on data of its own, loads the demo site, and lets wrk
ask. A ratio compares two servers that took turns within seconds; absolute figures are printed too,
and mean little on another machine. Every figure comes with its lowest and highest repeat.

With `--pages 100,10000` it makes websites of these sizes instead (scripts/benchmark_growth.py).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scripts.benchmark_growth import growth_as_json, growth_as_table, measure_growth, sizes
from scripts.benchmark_stage import (
    HOST,
    OURS,
    WORKERS,
    Cores,
    Gunicorn,
    Stage,
    Unable,
    get,
    requests_per_second,
    settle,
)
from scripts.benchmark_strangers import measure_strangers

# Seconds between the requests of a reader who waits for a commit: enough to see it at once, and not
# so many that the readers are what is measured.
PAUSE = 0.003


# What is asked for: the figure's name, a port, a path.
Asked = tuple[str, int, str]


@dataclass(frozen=True)
class Plan:
    repeats: int
    turns: int  # of both of two servers that are compared, in each repeat, a second each
    commits: int


FULL, QUICK = Plan(repeats=5, turns=4, commits=100), Plan(repeats=3, turns=2, commits=50)


@dataclass
class Figure:
    """A figure that is measured several times."""

    unit: str
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def as_json(self) -> dict[str, object]:
        return {
            "median": round(self.median, 3),
            "lowest": round(min(self.values), 3),
            "highest": round(max(self.values), 3),
            "repeats": len(self.values),
        }


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
                    received += _more(connection)
                length = int(re.search(rb"(?i)content-length: (\d+)", received)[1])  # type: ignore[index]
                while len(received) < head + 4 + length:
                    received += _more(connection)
                number = int(re.search(rb"(?i)x-content-version: (\d+)", received)[1])  # type: ignore[index]
                mine.append((time.monotonic(), number))
                time.sleep(PAUSE)

    readers = [threading.Thread(target=read, args=(mine,)) for mine in seen]
    for reader in readers:
        reader.start()
    try:
        printed = stage.call("scripts.benchmark_editor.edit", commits)
        time.sleep(0.5)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    return [
        1000 * max(0.0, max(_first(mine, number) for mine in seen) - at)
        for at, number in json.loads(printed)
    ]


def _more(connection: socket.socket) -> bytes:
    if received := connection.recv(65536):
        return received
    raise Unable("gunicorn closed a reader's connection.")


def _first(mine: list[tuple[float, int]], number: int) -> float:
    for at, seen in mine:
        if seen >= number:
            return at
    raise Unable(f"Version {number} never came to a reader.")


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
    for name, unit, value in measure_strangers(stage, plan.repeats):
        if unit:
            results.note(name, unit, value)
        else:
            results.ratio(name, value)
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
            return results.rate(name, requests_per_second(stage.cores, port, path, *headers))

        def compare(name: str, ours: Asked, theirs: Asked, turn: int) -> None:
            """In short turns, each of them first as often as second: how connections fall to
            workers is chance, and one run alone varies by a tenth."""
            pair = (ours, theirs) if turn % 2 else (theirs, ours)
            reached = {ours[0]: 0.0, theirs[0]: 0.0}
            for number in range(plan.turns):
                for asked in pair if number % 2 else reversed(pair):
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
    stage.call("scripts.benchmark_pages.make", 1000)
    listing = "/api/v2/pages/?type=home.ContentPage&limit=20&fields=*"
    with stage.gunicorn("scripts.benchmark_site:make_stock()") as stock:
        ports = (ours.port, stock.port)
        for port in ports:
            for _ in range(4 * WORKERS):
                pages = json.load(get(port, listing))
                if len(pages["items"]) != 20 or pages["meta"]["total_count"] < 1000:
                    raise Unable(f"{listing} lists {pages['meta']}, {len(pages['items'])} of them")
        for _ in range(plan.repeats):
            mine, theirs = ((stage.cores, port, listing) for port in ports)
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


def as_json(results: Results, cores: Cores, plan: Plan) -> dict[str, object]:
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
        "machine": cores.machine(),
        "plan": {"repeats": plan.repeats, "turns": plan.turns, "commits": plan.commits},
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
    parser.add_argument("--quick", action="store_true", help="half the time, and wider spreads")
    parser.add_argument("--json", metavar="FILE", type=Path, help="also write the figures here")
    parser.add_argument(
        "--pages",
        metavar="100,10000",
        type=sizes,
        help="measure what grows with the number of pages, and nothing else",
    )
    given = parser.parse_args()
    # Also when it is ended by others, what it started ends with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = QUICK if given.quick else FULL
    cores = Cores()
    try:
        with ExitStack() as stack:
            stage = _prepare(cores, stack, () if given.pages else ("wrk",))
            if given.pages:
                growth = measure_growth(stage, given.pages)
                lines, figures = growth_as_table(growth), growth_as_json(growth, cores)
            else:
                results = measure(stage, plan)
                lines, figures = as_table(results), as_json(results, cores, plan)
    except Unable as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\n".join(lines))
    if given.json is not None:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")
    return 0


def _prepare(cores: Cores, stack: ExitStack, programs: Sequence[str]) -> Stage:
    """The demo site with all its pictures, published, on a stage of its own."""
    for program, package in (*((name, name) for name in programs), ("taskset", "util-linux")):
        if shutil.which(program) is None:
            raise Unable(f"{program} is not installed: apt-get install {package}")
    folder = Path(tempfile.mkdtemp(prefix="cms-benchmark-")).resolve()
    folder.chmod(0o755)
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    print(f"{cores.sentence}; load before: {os.getloadavg()[0]:.1f}", flush=True)
    stage = Stage(folder, cores, stack)
    stage.manage("migrate", "--verbosity=0")
    stage.manage("load_demo")
    # All pictures now, so that none is resized while something is measured.
    stage.call("cms.delivery.renditions.make_missing")
    stage.manage("publish")
    shutil.copyfile(stage.data / "published/current/website-data.json", folder / "document.json")
    return stage


if __name__ == "__main__":
    raise SystemExit(main())
