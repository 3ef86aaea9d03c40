"""Readers' promises while things break, on a website whose seo_data comes in parts.

2,000 pages, and the faults that touch what parts need: files, Redis, the notes of what changed. The
whole table of faults is in test_promises_under_faults.py, on a small website.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from tests.fault_cluster import FaultCluster, WatchedRedis
from tests.publishing.test_promises_under_faults import Ledger, _after

PAGES_OF_A_LANGUAGE = 1000
# Seconds between two edits of an editor, and between two reads of a reader. Documents are fifty
# times as long as on the small website: without a pause, taking them to pieces is all that these
# cores do, and what a commit waits for is the test.
PAUSE = 0.4
PACE = 0.03


@pytest.fixture(scope="module")
def cluster() -> Iterator[FaultCluster]:
    folder = Path(os.environ["DATA_DIR"]) / "large-world"
    folder.mkdir(parents=True)
    fault_cluster = FaultCluster(folder)
    try:
        fault_cluster.start()
        fault_cluster.editors[0].does(do="fill", pages=PAGES_OF_A_LANGUAGE)
        fault_cluster.rehearse()
        yield fault_cluster
    finally:
        fault_cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def watched(cluster: FaultCluster) -> Iterator[WatchedRedis]:
    with WatchedRedis(cluster, pace=0.1) as watching:
        yield watching


class PartsReader:
    """Reads all parts of a language again and again, from both machines."""

    def __init__(self, cluster: FaultCluster) -> None:
        self._ports = [machine.port for machine in cluster.machines]
        self._stopping = Event()
        self._thread = Thread(target=self._read)
        self.problems: list[str] = []
        self.rounds = 0

    def __enter__(self) -> PartsReader:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        self._thread.join()

    def _read(self) -> None:
        versions: dict[tuple[int, str], int] = {}
        while not self._stopping.is_set():
            for port in self._ports:
                try:
                    pages = self._read_parts(port, versions)
                except OSError as error:
                    self.problems.append(repr(error))
                    continue
                if pages < PAGES_OF_A_LANGUAGE:
                    self.problems.append(f"{pages} pages from {port}")
            self.rounds += 1
            self._stopping.wait(0.1)

    def _read_parts(self, port: int, versions: dict[tuple[int, str], int]) -> int:
        address: str | None = "/api/seo-data/?locale=en"
        pages = 0
        while address is not None:
            answer, version = get(port, address)
            if version < versions.get((port, address), 0):
                self.problems.append(f"{address} of {port} went back to version {version}")
            versions[port, address] = version
            pages += len(answer["data"]["pages"])
            address = answer["data"].get("next")
        return pages


def get(port: int, address: str) -> tuple[Any, int]:
    """Once more on a new connection when a worker was killed, as browsers do."""
    for attempt in (1, 2, 3):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read()
        except (ConnectionError, http.client.HTTPException):
            if attempt == 3:
                raise
            time.sleep(0.05)
            continue
        finally:
            connection.close()
        if answer.status != 200:
            raise OSError(f"{address}: {answer.status} {body[:200]!r}")
        return json.loads(body), int(answer.headers["X-Content-Version"])
    raise AssertionError("unreachable")


def flush(cluster: FaultCluster) -> Callable[[], None]:
    def flush_all() -> None:
        with cluster.client() as client:
            client.flushall()

    return flush_all


FAULTS: dict[str, tuple[float, Callable[[FaultCluster], Callable[[], None] | None], bool]] = {
    "none": (4, lambda _cluster: None, False),
    "Redis flushed": (3, lambda c: _after(0.8, flush(c), flush(c)), False),
    "Redis restarted empty": (4, lambda c: _after(0.8, c.kill_redis, c.start_redis), False),
    "PostgreSQL restarted": (5, lambda c: _after(0.8, c.kill_postgres, c.start_postgres), True),
    "a worker killed": (4, lambda c: _after(0.9, c.kill_a_worker, c.kill_a_worker), False),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_promises_hold_with_parts(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis, fault: str
) -> None:
    seconds, act, without_postgres = FAULTS[fault]
    with PartsReader(cluster) as reader:
        history = cluster.lives(seconds, act(cluster), pause=PAUSE, pace=PACE)
    cluster.seconds_until_redis_holds_all()
    ledger.settle(f"2,000 pages: {fault}", history, watched, without_postgres=without_postgres)
    assert reader.problems == []
    assert reader.rounds > 0


def test_every_part_is_in_redis_afterwards(cluster: FaultCluster) -> None:
    cluster.seconds_until_redis_holds_all()
    with cluster.client() as client:
        manifest = json.loads(client.get("content_manifest") or b"{}")
        assert len(manifest["parts"]) >= 2 * PAGES_OF_A_LANGUAGE // 100 - 4
        assert all(client.exists(key) for key in manifest["parts"])
