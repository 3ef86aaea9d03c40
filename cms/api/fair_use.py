"""What the answers that Django makes for strangers cost them.

Documents and kept answers cost nothing and never come here. The others (cms/http/costly.py) are
paid with the time that they took: a client has `API_SECONDS_A_MINUTE` seconds of work in each
minute, counted over all processes, and is answered 429 until the next minute when they are used up.
Who asks from a network of `UNLIMITED_CLIENTS`, such as the website's own servers, pays nothing.

The count is in Redis. While Redis is away each process counts for itself, so a Redis that is down
opens no door. How many such answers are made at one time is not decided here: they have threads of
their own (config/whole_requests.py, docs/decisions/fair-use.md).
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache

from cms.api import envelope
from cms.api.documents import Environ, StartResponse, Wsgi
from cms.api.envelope import Problem
from cms.engines.circuit_breaker import REDIS
from cms.http.client_address import Address, address_of, counted
from cms.http.cors import PUBLIC
from cms.http.costly import PREFIXES

MINUTE = 60
# Clients whose refusal a process remembers.
MOST_REMEMBERED = 10_000


class FairUse:
    """The WSGI layer right before Django."""

    def __init__(
        self,
        application: Wsgi,
        now: Callable[[], float] = time.time,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._now = now
        self._stopwatch = stopwatch
        self._alone = LocMemCache(f"fair-use {id(self)}", {})
        # Client -> the end of the minute whose work it has used up.
        self._refused: OrderedDict[str, float] = OrderedDict()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        # None on a socket of the file system, which strangers do not reach.
        address = address_of(environ)
        is_costly = environ["PATH_INFO"].startswith(PREFIXES)
        if not is_costly or address is None or is_unlimited(address):
            return self._application(environ, start_response)
        client = counted(address)
        if seconds := self._seconds_to_wait(client):
            return _refuse(start_response, seconds)
        started = self._stopwatch()
        try:
            return self._application(environ, start_response)
        finally:
            self._note(client, self._stopwatch() - started)

    def _seconds_to_wait(self, client: str) -> int:
        """0 for who has work left in this minute."""
        now = self._now()
        end = self._refused.get(client, 0.0)
        if end <= now:
            if self._used(client, now) < settings.API_SECONDS_A_MINUTE * 1000:
                return 0
            end = (now // MINUTE + 1) * MINUTE
            self._remember(client, end)
        return max(1, round(end - now))

    def _remember(self, client: str, end: float) -> None:
        self._refused[client] = end
        while len(self._refused) > MOST_REMEMBERED:
            self._refused.popitem(last=False)

    def _used(self, client: str, now: float) -> int:
        """Milliseconds of this minute. What somebody else wrote to Redis counts as none."""
        used = self._cache.get(_key(client, now))
        return used if isinstance(used, int) else 0

    def _note(self, client: str, seconds: float) -> None:
        key, cost = _key(client, self._now()), max(1, round(seconds * 1000))
        with suppress(ValueError):
            if isinstance(self._cache.get(key), int):
                self._cache.incr(key, cost)
                return
        # The first of the minute; or what was there is gone since, or was no number of ours.
        self._cache.set(key, cost, MINUTE + 1)

    @property
    def _cache(self) -> BaseCache:
        return self._alone if REDIS.is_open else caches["default"]


def is_unlimited(address: Address) -> bool:
    return any(address in network for network in settings.UNLIMITED_CLIENTS)


def _key(client: str, now: float) -> str:
    return f"fair-use:{client}:{int(now // MINUTE)}"


_PROBLEM = Problem(
    "throttled",
    "Your address has asked for more work than one may in a minute. Ask again after Retry-After. "
    "Documents, and answers that are kept, cost nothing.",
)


def _refuse(start_response: StartResponse, seconds: int) -> Iterable[bytes]:
    body = envelope.error("Too many requests", _PROBLEM)
    headers = [
        ("Cache-Control", "no-store"),
        ("Content-Length", str(len(body))),
        ("Content-Type", envelope.JSON),
        ("Retry-After", str(seconds)),
        *PUBLIC,
    ]
    start_response("429 Too Many Requests", headers)
    return [body]
