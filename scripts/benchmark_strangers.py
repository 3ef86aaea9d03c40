"""How long the log-in takes while strangers ask for what costs most, and how long it takes alone.

The strangers are of the kind that no price stops: many, each of whom asks for little. (Here they
are on the machine itself, which pays nothing.) Through nginx with production's configuration.
"""

from __future__ import annotations

import http.client
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.benchmark_stage import HOST, OURS, Cores, Stage, Unable, get, settle

# Each is made anew for each request.
COSTLY = (
    "/api/v2/pages/?fields=*&limit=100&order=random",
    "/api/v2/pages/?locale=en&search=water&fields=*&limit=50",
)
CLIENTS = (16, 64)
SECONDS = 5
PAUSE = 0.02


def measure_strangers(stage: Stage, repeats: int) -> Iterator[tuple[str, str, float]]:
    """Name, unit and value of each figure; no unit for a ratio."""
    with stage.gunicorn(OURS) as ours, stage.nginx(f"127.0.0.1:{ours.port}") as nginx:
        for path in ("/admin/login/", "/api/website-data/", *COSTLY):
            get(nginx, path).read()
        settle()
        for _ in range(repeats):
            quiet = _slowest(nginx, "/admin/login/")
            yield "log-in form alone, p99", "ms", quiet
            for clients in CLIENTS:
                with _strangers(stage.cores, nginx, clients):
                    slow = _slowest(nginx, "/admin/login/")
                    document = _slowest(nginx, "/api/website-data/")
                yield f"log-in form beside {clients} strangers, p99", "ms", slow
                yield f"document beside {clients} strangers, p99", "ms", document
                yield f"log_in_beside_{clients}_strangers_to_alone", "", slow / quiet


def _slowest(port: int, path: str) -> float:
    """Milliseconds, the 99th of a hundred."""
    took = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        began = time.monotonic()
        _ask(port, path)
        took.append(1000 * (time.monotonic() - began))
        time.sleep(PAUSE)
    return sorted(took)[int(len(took) * 0.99)]


def _ask(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": HOST})
        answer = connection.getresponse()
        answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise Unable(f"{path} answers {answer.status} beside strangers.")


@contextmanager
def _strangers(cores: Cores, port: int, clients: int) -> Iterator[None]:
    """So many, half of them at each costly address, who ask again as soon as they are answered."""
    processes = [
        subprocess.Popen(
            Cores.pin(
                [
                    *("wrk", "-t1", f"-c{clients // len(COSTLY)}", "-d600s", "--timeout", "60s"),
                    *("-H", f"Host: {HOST}", f"http://127.0.0.1:{port}{path}"),
                ],
                cores.client,
            ),
            stdout=subprocess.DEVNULL,
        )
        for path in COSTLY
    ]
    try:
        time.sleep(1)  # until all are there
        yield
    finally:
        for process in processes:
            process.terminate()
            process.wait(10)
