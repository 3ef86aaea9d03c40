"""A circuit breaker for Redis, shared by all of a process.

After a failure the breaker is open for `REST` seconds, or until a probe succeeds. While it is open,
callers do not ask Redis: they fail at once instead of waiting for the timeout. A hung Redis costs
a request one timeout at most, whatever the request does with caches and documents.
"""

from __future__ import annotations

import time

from cms.engines import metrics

REST = 1.0  # seconds


class CircuitBreaker:
    def __init__(self, server: str, rest: float = REST) -> None:
        self._server = server
        self._rest = rest
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether to leave Redis alone now."""
        return time.monotonic() < self._open_until

    def failed(self) -> None:
        self._open_until = time.monotonic() + self._rest
        metrics.CIRCUIT_BREAKER_FAILURES.labels(self._server).inc()

    def succeeded(self) -> None:
        self._open_until = 0.0


REDIS = CircuitBreaker("redis")
