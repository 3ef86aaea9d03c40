"""scripts/benchmark --pages 100,10000: what costs more when the website has more pages.

Makes websites of these sizes (scripts/benchmark_sites.py), one after the other on one stage, and
measures the same on each: a publish of one page's title, the memory of the web processes, and what
readers and editors ask for. A figure is the median of several repeats.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence

from scripts.benchmark_stage import OURS, WORKERS, Cores, Gunicorn, Stage, get, settle

REPEATS = 5
# The names under "growth" in the JSON, and what stands beside each in the table.
FIGURES = {
    "publish_ms": "publish of one page, ms",
    "publish_cpu_ms": "the same, ms of CPU",
    "publish_bytes": "bytes that it writes to disk",
    "publish_files": "files that it writes",
    "worker_rss_mb": "memory of a web process, MB",
    "what_changes_ms": "“What changes” of a draft, ms",
    "search_ms": "a search, ms",
    "api_detail_ms": "a page of API v2, not kept, ms",
    "sitemap_part_ms": "a part of the sitemap, not kept, ms",
    "admin_home_ms": "the admin's first page, ms",
    "translations_ms": "Translations, ms",
}
DOCUMENTS = ("website-data", "seo-data", "home-page", "menu-items", "heroes", "partners")

# A figure -> its value at each size.
Growth = dict[str, dict[str, float]]


def sizes(text: str) -> list[int]:
    """The sizes of `--pages`, smallest first: a website only grows."""
    numbers = text.split(",")
    if not all(number.isdecimal() and int(number) >= 100 for number in numbers):
        raise argparse.ArgumentTypeError("give numbers of pages, such as 100,10000, none below 100")
    return sorted({int(number) for number in numbers})


def measure_growth(stage: Stage, pages: Sequence[int]) -> Growth:
    growth: Growth = {name: {} for name in FIGURES}
    for number in pages:
        started = time.monotonic()
        stage.call("scripts.benchmark_sites.grow", number)
        seconds = time.monotonic() - started
        load = os.getloadavg()[0]
        print(f"{number} pages, made and published in {seconds:.0f} s; load {load:.1f}", flush=True)
        for name, value in _measure(stage).items():
            growth[name][str(number)] = round(value, 1)
    return growth


def _measure(stage: Stage) -> dict[str, float]:
    with stage.worker(), stage.gunicorn(OURS) as cms:
        _read_documents(cms)
        settle()
        printed = stage.call("scripts.benchmark_growth_editor.measure", cms.port, REPEATS)
        _read_documents(cms)
        figures: dict[str, float] = json.loads(printed.splitlines()[-1])
        figures["worker_rss_mb"] = max(worker.memory_info().rss for worker in cms.workers) / 1e6
    return figures


def _read_documents(cms: Gunicorn) -> None:
    """Often enough that each of the workers has answered with each document."""
    for name in DOCUMENTS:
        for query in ("", "?locale=en", "?locale=ar"):
            for _ in range(4 * WORKERS):
                get(cms.port, f"/api/{name}/{query}").read()


def growth_as_json(growth: Growth, cores: Cores) -> dict[str, object]:
    return {"growth": growth, "machine": cores.machine(), "plan": {"repeats": REPEATS}}


def growth_as_table(growth: Growth) -> Iterator[str]:
    pages = list(growth["publish_ms"])
    yield f"| | {' | '.join(f'{int(number):,} pages' for number in pages)} | last / first |"
    yield f"|---|{'---:|' * (len(pages) + 1)}"
    for name, label in FIGURES.items():
        values = list(growth[name].values())
        cells = " | ".join(f"{value:,.0f}" for value in values)
        yield f"| {label} | {cells} | {values[-1] / max(values[0], 0.1):.2f} |"
