"""Readers' promises while things break, judged by a history checker (tests/history.py).

No version goes back for anybody on a machine, no answer mixes versions, every commit is readable
everywhere within a second, and no read fails: while six editors publish, eight readers read two
machines, and one fault after the other happens. What was measured is a table in
docs/reliability.md, which this run writes: into a temporary folder, or in place with WRITE_DOCS=1.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from config.env import ROOT
from tests.fault_cluster import FaultCluster, WatchedRedis
from tests.history import History, percentile

DOCUMENT = ROOT / "docs" / "reliability.md"
# Seconds from a commit to every reader, on a machine that keeps up; tests/pace.py says by how much
# this one does not.
PROMISED = 1.0
ENOUGH_COMMITS, ENOUGH_READS = 500, 50_000


@dataclass
class Row:
    fault: str
    commits: int
    publishes: int
    reads: int
    lags: list[float]
    slowest_read: float
    retried: int
    remark: str

    @property
    def cells(self) -> list[str]:
        milliseconds = [
            f"{value * 1000:.0f}"
            for value in (
                percentile(self.lags, 0.5),
                percentile(self.lags, 0.99),
                self.lags[-1] if self.lags else 0,
                self.slowest_read,
            )
        ]
        counts = [f"{self.commits:,}", f"{self.publishes:,}", f"{self.reads:,}"]
        return [self.fault, *counts, *milliseconds, str(self.retried), self.remark]


@dataclass
class Ledger:
    rows: list[Row] = field(default_factory=list)

    def settle(
        self,
        fault: str,
        history: History,
        watched: WatchedRedis,
        remark: str = "",
        *,
        without_postgres: bool = False,
    ) -> Row:
        """Holds the promises against a history, and notes its figures."""
        lags, late = history.lags(PROMISED * history.slowness)
        assert history.failures == []
        assert history.refused == [] or without_postgres, history.refused
        assert history.gone_back() == []
        assert history.mixed() == []
        assert late == []
        assert watched.mixed == []
        assert len(history.commits) > 0
        assert len(history.versions) > 3
        assert len(history.reads) > 500
        slowest = max(read.end - read.start for read in history.reads)
        row = Row(
            fault,
            len(history.commits),
            len(history.versions),
            len(history.reads),
            lags,
            slowest,
            history.retried,
            remark,
        )
        self.rows.append(row)
        print(f"\n| {' | '.join(row.cells)} | slowness {history.slowness:.2f}")
        return row


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultCluster]:
    # Not below pytest's own folder, which others may not enter: PostgreSQL runs as another user.
    folder = Path(os.environ["DATA_DIR"]) / "world"
    folder.mkdir(parents=True)
    fault_cluster = FaultCluster(folder)
    try:
        fault_cluster.start()
        yield fault_cluster
    finally:
        fault_cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def watched(cluster: FaultCluster) -> Iterator[WatchedRedis]:
    with WatchedRedis(cluster) as watching:
        yield watching


def _after(seconds: float, *acts: Callable[[], Any]) -> Callable[[], None]:
    """Waits and acts, and so on."""

    def all_of_them() -> None:
        for act in acts:
            time.sleep(seconds)
            act()

    return all_of_them


def test_without_a_fault(cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis) -> None:
    history, deadline = cluster.lives(5), time.monotonic() + 40
    while time.monotonic() < deadline and (
        len(history.commits) < 0.7 * ENOUGH_COMMITS or len(history.reads) < 0.7 * ENOUGH_READS
    ):
        history.add(cluster.lives(5))
    ledger.settle("none", history, watched)
    assert watched.went_back == []
    assert watched.reads > 50


def test_redis_is_killed_and_comes_back_empty(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    history = cluster.lives(3.5, _after(0.8, cluster.kill_redis))
    started = time.monotonic()
    cluster.start_redis()
    healed = cluster.seconds_until_redis_holds_all()
    remark = f"full again {healed * 1000:.0f} ms after its start"
    assert time.monotonic() - started < 2 * history.slowness
    ledger.settle("Redis killed, later started empty", history, watched, remark)


def test_redis_restarts_empty_while_editors_publish(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    history = cluster.lives(3, _after(0.8, cluster.kill_redis, cluster.start_redis))
    cluster.seconds_until_redis_holds_all()
    ledger.settle("Redis restarted empty", history, watched)


def test_redis_hangs(cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis) -> None:
    usual: list[float] = []
    costs: list[float] = []

    def ask(noted: list[float]) -> Callable[[], None]:
        path = "/api/v2/pages/?fields=title"
        return lambda: noted.extend(_seconds_of(cluster, path) for _ in range(12))

    history = cluster.lives(
        5, _after(0.5, ask(usual), cluster.hang_redis, ask(costs), cluster.resume_redis)
    )
    cluster.seconds_until_redis_holds_all()
    remark = (
        f"a request through Django: at most {max(costs) * 1000:.0f} ms"
        f" ({max(usual) * 1000:.0f} before)"
    )
    row = ledger.settle("Redis hung (SIGSTOP)", history, watched, remark)
    # One timeout of Redis and what the request costs anyway, beside busy editors.
    assert max(costs) < 0.2 + 3 * max(usual) + 0.1
    slow = percentile(sorted(r.end - r.start for r in history.reads), 0.99)
    assert slow < 0.2 * history.slowness, row


def test_redis_is_flushed(cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis) -> None:
    def flush() -> None:
        with cluster.client() as client:
            client.flushall()

    history = cluster.lives(2.5, _after(0.7, flush, flush))
    flush()
    healed = cluster.seconds_until_redis_holds_all()
    assert healed < PROMISED * history.slowness
    remark = f"full again {healed * 1000:.0f} ms after a flush"
    ledger.settle("Redis flushed", history, watched, remark)


def test_a_key_of_redis_is_lost(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    def lose() -> None:
        with cluster.client() as client:
            client.delete("partners:ar")

    history = cluster.lives(1.0, _after(0.5, lose))
    lose()
    healed = cluster.seconds_until_redis_holds_all()
    assert healed < PROMISED * history.slowness
    remark = f"there again after {healed * 1000:.0f} ms"
    ledger.settle("a key of Redis expired or evicted", history, watched, remark)


def test_redis_is_rolled_back_to_an_old_dump(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    old = cluster.in_redis()

    def roll_back() -> None:
        with cluster.client() as client:
            pipe = client.pipeline(transaction=True)
            for key, value in old.items():
                pipe.set(key, value)
            manifest = json.loads(client.get("content_manifest") or b"{}")
            manifest["version"] = int(old["content_version"])
            pipe.set("content_manifest", json.dumps(manifest))
            pipe.execute()

    history = cluster.lives(2.5, _after(0.7, roll_back, roll_back))
    roll_back()
    healed = cluster.seconds_until_redis_holds_all()
    assert healed < PROMISED * history.slowness
    remark = f"current again after {healed * 1000:.0f} ms"
    ledger.settle("Redis rolled back to an old dump", history, watched, remark)


def test_postgresql_is_killed_and_restarted(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    history = cluster.lives(4, _after(0.8, cluster.kill_postgres, cluster.start_postgres))
    ledger.settle("PostgreSQL killed and restarted", history, watched, without_postgres=True)
    assert watched.went_back == []


def test_postgresql_and_redis_are_killed_and_restarted(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    def both_die() -> None:
        cluster.kill_redis()
        cluster.kill_postgres()

    def both_live() -> None:
        cluster.start_postgres()
        cluster.start_redis()

    history = cluster.lives(4.5, _after(0.9, both_die, both_live))
    cluster.seconds_until_redis_holds_all()
    ledger.settle("both killed and restarted", history, watched, without_postgres=True)


def test_the_publisher_is_killed_between_commit_and_publish(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    def die_often() -> list[Any]:
        reports = []
        for _ in range(8):
            reports += [editor.does(do="die") for editor in cluster.editors]
            time.sleep(0.1)
        return reports

    history = cluster.is_read_while(4, die_often)
    ledger.settle("publisher killed between commit and publish", history, watched)
    assert watched.went_back == []


def test_a_slow_publisher_holds_older_content_than_a_fast_one(
    cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis
) -> None:
    def race_often() -> list[Any]:
        return [cluster.editors[0].does(do="race") for _ in range(5)]

    history = cluster.is_read_while(5, race_often)
    ledger.settle("two publishers, the slower one with the older content", history, watched)
    assert watched.went_back == []


def test_a_worker_is_killed(cluster: FaultCluster, ledger: Ledger, watched: WatchedRedis) -> None:
    history = cluster.lives(3, _after(0.9, cluster.kill_a_worker, cluster.kill_a_worker))
    ledger.settle("a worker killed, twice", history, watched)
    assert watched.went_back == []


def test_a_machine_that_starts_while_both_are_gone_serves_its_files(cluster: FaultCluster) -> None:
    cluster.seconds_until_redis_holds_all()
    second = cluster.machines[1]
    before = _documents(second.port)
    cluster.kill_redis()
    cluster.kill_postgres()
    try:
        second.stop()
        started = time.monotonic()
        second.__enter__()
        assert _documents(second.port) == before
        print(f"cold start with both gone: {time.monotonic() - started:.1f} s")
        assert len(before) == 21
    finally:
        cluster.start_postgres()
        cluster.start_redis()
    assert cluster.seconds_until_redis_holds_all() < 3


def test_it_was_enough_to_tell_and_the_table_says_so(
    ledger: Ledger, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if len(ledger.rows) < 12:
        pytest.skip("the table needs all tests of this module")
    assert sum(row.commits for row in ledger.rows) >= ENOUGH_COMMITS
    assert sum(row.reads for row in ledger.rows) >= ENOUGH_READS
    written = _with_table(DOCUMENT.read_text(), ledger.rows)
    (tmp_path / DOCUMENT.name).write_text(written)
    print(_table(ledger.rows))
    if os.environ.get("WRITE_DOCS") == "1":
        DOCUMENT.write_text(written)
    assert _faults_of(DOCUMENT.read_text()) == _faults_of(written), "run this with WRITE_DOCS=1"


HEAD = (
    "| fault | commits | versions that readers saw | reads "
    "| commit to readable by all, ms: median | p99 | slowest "
    "| slowest read, ms | asked again | and |\n|---|---|---|---|---|---|---|---|---|---|\n"
)
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->\n"


def _table(rows: list[Row]) -> str:
    counts = [(row.commits, row.publishes, row.reads) for row in rows]
    total = ["together", *(f"{sum(column):,}" for column in zip(*counts, strict=True))]
    lines = [row.cells for row in rows] + [[*total, *[""] * 6]]
    return HEAD + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _with_table(text: str, rows: list[Row]) -> str:
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + _table(rows) + END + after


def _faults_of(text: str) -> list[str]:
    measured = text.partition(BEGIN)[2].partition(END)[0]
    return re.findall(r"^\| ([^|]+?) \|", measured, re.M)


def _documents(port: int) -> dict[str, bytes]:
    from cms.delivery.registry import DOCUMENTS

    by_key = {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for document in DOCUMENTS:
        for code in (None, "en", "ar"):
            connection.request("GET", document.path + (f"?locale={code}" if code else ""))
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status == 200, (document.key(code), answer.status, body)
            by_key[document.key(code)] = body
    connection.close()
    return by_key


def _seconds_of(cluster: FaultCluster, path: str) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", cluster.machines[0].port, timeout=10)
    started = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200
    return time.monotonic() - started
