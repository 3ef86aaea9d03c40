"""The numbers that a process counts while it works, for Prometheus.

They are counters and histograms alone: gunicorn's processes share a folder (config/env.py,
`share_metrics`), and whichever is asked adds up what all of them counted. What is a state, not a
count, is asked for when somebody looks, by `manage.py worker` (cms/doctor/state_metrics.py). Names
and labels are used by docker/metrics/; a test holds both together.
"""

from __future__ import annotations

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST

REQUESTS = Counter(
    "cms_requests", "Requests that the application answered.", ("view", "method", "status")
)
REQUEST_SECONDS = Histogram(
    "cms_request_seconds",
    "How long the application took until it began to answer.",
    ("view",),
    buckets=(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
PUBLISH_SECONDS = Histogram(
    "cms_publish_seconds",
    "How long a publish took that built a version.",
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
PUBLISH_LAG_SECONDS = Histogram(
    "cms_publish_lag_seconds",
    "From the change in the database until readers have it.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
PUBLISH_FAILURES = Counter(
    "cms_publish_failures", "Publishes that made no version; readers keep what they have."
)
CACHE_LOOKUPS = Counter(
    "cms_cache_lookups", "Questions to a cache in memory, by what it had.", ("cache", "result")
)
CIRCUIT_BREAKER_FAILURES = Counter(
    "cms_circuit_breaker_failures",
    "Failures after which a server is left alone for a moment.",
    ("server",),
)


def looked_up(cache: str, has_it: bool) -> None:
    CACHE_LOOKUPS.labels(cache, "hit" if has_it else "miss").inc()


def exposition(shares: bool) -> bytes:
    """The text that Prometheus reads: of all processes where they share a folder, else of this."""
    if not shares:
        return bytes(generate_latest(REGISTRY))
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return bytes(generate_latest(registry))
