"""A circuit breaker for Redis, one per process.

After a failure Redis is left alone: callers fail at once instead of each waiting for the timeout,
until a probe succeeds or `REST` seconds have passed. So a hung Redis costs a request one timeout
at most, whatever it does with caches and documents.
"""

from __future__ import annotations

import time

REST = 1.0  # seconds


class Breaker:
    def __init__(self, rest: float = REST) -> None:
        self._rest = rest
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether to leave Redis alone now."""
        return time.monotonic() < self._open_until

    def failed(self) -> None:
        self._open_until = time.monotonic() + self._rest

    def succeeded(self) -> None:
        self._open_until = 0.0


REDIS = Breaker()
