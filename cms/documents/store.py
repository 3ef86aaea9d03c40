"""The documents in Redis, and the only code that talks to Redis for them.

What holds: the keys in Redis are those of one version, written in one step, and never replaced by
an older one. Values are plain UTF-8 JSON: any Redis client reads them.

It does not know how documents are built. Every call has the timeouts of the settings and no
retry: a Redis that hangs costs `REDIS_TIMEOUT` and raises `StoreUnavailable`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from cms.breaker import REDIS
from cms.documents.registry import DOCUMENTS
from cms.documents.snapshot import Snapshot, keys

VERSION_KEY = "content_version"
# {"version", "timestamp", "languages"} of what is there, for processes that read it back.
MANIFEST_KEY = "content_manifest"

# KEYS: the version's key, the manifest's, then the documents' keys. ARGV: the version, the
# manifest, then for each document its TTL in seconds and its value. Answers the version that Redis
# holds afterwards: a newer one than ARGV[1] when it refused to replace it.
_REPLACE = """
local held = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
local offered = tonumber(ARGV[1])
if held > offered then return held end
for i = 3, #KEYS do
    redis.call('SET', KEYS[i], ARGV[i * 2 - 2], 'EX', ARGV[i * 2 - 3])
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PUBLISH', KEYS[1], ARGV[1])
return offered
"""


class StoreUnavailable(Exception):
    """Redis did not answer in time, or answered with an error; the message says which."""


class Store:
    """One Redis. Instances may be shared by threads."""

    def __init__(self, url: str, prefix: str, timeout: float) -> None:
        self._prefix = prefix
        self._version = prefix + VERSION_KEY
        self._manifest = prefix + MANIFEST_KEY
        self._client: Any = redis.Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )
        self._replace = self._client.register_script(_REPLACE)

    def version(self, languages: tuple[str, ...]) -> int | None:
        """The version that Redis holds whole, None when a key of it is missing."""
        names = [self._manifest, *self._names(languages)]
        with self._answering():
            pipe = self._client.pipeline(transaction=True)
            pipe.get(self._version)
            pipe.exists(*names)
            held, present = pipe.execute()
        return _number(held) if held is not None and present == len(names) else None

    def highest_version(self, probe: bool = False) -> int:
        """The version that Redis says it has, whole or not; 0 for none.

        `probe` asks even while Redis is left alone: for the thread that watches for its return.
        """
        with self._answering(probe):
            return _number(self._client.get(self._version))

    def replace(self, snapshot: Snapshot) -> int:
        """Writes all of a snapshot unless Redis holds a newer one; answers what it then holds."""
        manifest = {
            "version": snapshot.version,
            "timestamp": snapshot.timestamp,
            "languages": snapshot.languages,
        }
        names: list[str] = [self._version, self._manifest]
        arguments: list[Any] = [snapshot.version, json.dumps(manifest)]
        for document in DOCUMENTS:
            for code in (None, *snapshot.languages):
                key = document.key(code)
                names.append(self._prefix + key)
                arguments += [document.ttl, snapshot.documents[key]]
        with self._answering():
            return int(self._replace(keys=names, args=arguments))

    def read(self) -> Snapshot | None:
        """What Redis holds, None unless it is whole. Two round trips."""
        with self._answering():
            manifest = _manifest(self._client.get(self._manifest))
            if manifest is None:
                return None
            languages = tuple(manifest["languages"])
            wanted = keys(languages)
            # One command, so one moment: a version that was swapped in meanwhile is read whole,
            # or shows by its manifest that its languages are others.
            held, *values = self._client.mget(
                [self._manifest, *(self._prefix + key for key in wanted)]
            )
        manifest = _manifest(held)
        if manifest is None or any(value is None for value in values):
            return None
        if tuple(manifest["languages"]) != languages:
            return None
        return Snapshot(
            version=int(manifest["version"]),
            timestamp=str(manifest["timestamp"]),
            languages=languages,
            documents=dict(zip(wanted, values, strict=True)),
        )

    def least_ttl(self, languages: tuple[str, ...]) -> int:
        """Seconds until the first key expires; negative when one is missing."""
        with self._answering():
            pipe = self._client.pipeline(transaction=False)
            for name in self._names(languages):
                pipe.ttl(name)
            return min(int(seconds) for seconds in pipe.execute())

    def ttls(self, languages: tuple[str, ...]) -> dict[str, int]:
        """Key -> seconds it has left; negative for one that is missing."""
        wanted = keys(languages)
        with self._answering():
            pipe = self._client.pipeline(transaction=False)
            for key in wanted:
                pipe.ttl(self._prefix + key)
            return dict(zip(wanted, (int(seconds) for seconds in pipe.execute()), strict=True))

    def announcements(self) -> Announcements:
        """Subscribes to new versions. Raises StoreUnavailable."""
        with self._answering(probe=True):
            subscription = self._client.pubsub(ignore_subscribe_messages=True)
            subscription.subscribe(self._version)
        return Announcements(subscription)

    def ping(self) -> None:
        with self._answering():
            self._client.ping()

    def _names(self, languages: tuple[str, ...]) -> list[str]:
        return [self._prefix + key for key in keys(languages)]

    @contextmanager
    def _answering(self, probe: bool = False) -> Iterator[None]:
        if REDIS.is_open and not probe:
            raise StoreUnavailable("Redis did not answer a moment ago")
        try:
            yield
        except (redis.RedisError, OSError, ValueError) as error:
            REDIS.failed()
            raise StoreUnavailable(f"{type(error).__name__}: {error}") from error
        REDIS.succeeded()


def _manifest(stored: bytes | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    found = json.loads(stored)
    return found if isinstance(found, dict) and {"version", "languages"} <= found.keys() else None


def _number(value: bytes | None) -> int:
    """A version as Redis has it; 0 for none, and for what somebody else wrote in its place."""
    return int(value) if value and value.isdigit() else 0


class Announcements:
    """Versions as they are announced. Not for several threads."""

    def __init__(self, subscription: Any) -> None:
        self._subscription = subscription

    def next(self, timeout: float) -> int | None:
        """The next version, or None after `timeout` seconds. Raises StoreUnavailable."""
        try:
            message = self._subscription.get_message(timeout=timeout)
        except (redis.RedisError, OSError, ValueError) as error:
            raise StoreUnavailable(f"{type(error).__name__}: {error}") from error
        return int(message["data"]) if message and message["type"] == "message" else None

    def close(self) -> None:
        self._subscription.close()


_lock = threading.Lock()
_stores: dict[tuple[str, str], Store] = {}


def store() -> Store:
    """The store of the settings, made once per process."""
    identity = (settings.REDIS_URL, settings.REDIS_KEY_PREFIX)
    with _lock:
        if identity not in _stores:
            _stores[identity] = Store(*identity, timeout=settings.REDIS_TIMEOUT)
        return _stores[identity]
