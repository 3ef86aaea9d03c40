"""The documents in Redis, and the only code that talks to Redis for them.

What holds: the keys in Redis are those of one version, written in one step, and never replaced by
an older one. Redis is sent what changed since the version that it has; the rest is renewed. Values
are plain UTF-8 JSON: any Redis client reads them.

It does not know how documents are built. Every call has the timeouts of the settings and no
retry: a Redis that hangs costs `REDIS_TIMEOUT` and raises `StoreUnavailable`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from cms.engines.circuit_breaker import REDIS
from cms.engines.redis_connection import client_of
from cms.publishing.manifest_json import manifest_of, read_manifest
from cms.publishing.snapshot import Snapshot, compressed, document_of, is_part

# Answers the JSON that stands under a key.
BytesOf = Callable[[str], bytes]

VERSION_KEY = "content_version"
# What is there, with the version of each document, for processes that read it back
# (cms/publishing/manifest_json.py).
MANIFEST_KEY = "content_manifest"

# KEYS: the version's key, the manifest's, then those of the documents and parts: first the changed
# ones, then those to be renewed, then those that go. ARGV: the version, the manifest, the number of
# changed keys and of those to be renewed, the manifest that Redis must have for the others to be
# right ("" when all are sent), the prefix of where the changed values are already ("" when they
# follow), then the TTL in seconds of each key that stays, then the values of the changed ones.
# Answers the version that Redis holds afterwards: a newer one than ARGV[1] when it refused to
# replace it, or -1 when it wants all.
_REPLACE = """
local held = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
local offered, changed, stay = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[3] + ARGV[4])
-- What no version can be: somebody else wrote it (_HIGHEST).
if held > 9007199254740992 then held = 0 end
if held > offered then return held end
if ARGV[5] ~= '' then
    if redis.call('GET', KEYS[2]) ~= ARGV[5] then return -1 end
    for i = 3 + changed, 2 + stay do
        if redis.call('EXISTS', KEYS[i]) == 0 then return -1 end
    end
end
if ARGV[6] ~= '' then
    for i = 3, 2 + changed do
        if redis.call('EXISTS', ARGV[6] .. KEYS[i]) == 0 then return -1 end
    end
end
for i = 1, stay do
    if i > changed then
        redis.call('EXPIRE', KEYS[i + 2], ARGV[6 + i])
    elseif ARGV[6] == '' then
        redis.call('SET', KEYS[i + 2], ARGV[6 + stay + i], 'EX', ARGV[6 + i])
    else
        redis.call('RENAME', ARGV[6] .. KEYS[i + 2], KEYS[i + 2])
        redis.call('EXPIRE', KEYS[i + 2], ARGV[6 + i])
    end
end
for i = 3 + stay, #KEYS do redis.call('UNLINK', KEYS[i]) end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PUBLISH', KEYS[1], ARGV[1])
return offered
"""

# What is larger is sent beforehand, piece by piece, each within the time that Redis has to answer:
# so the deadline of a version follows its size. What is sent and not taken goes after a while.
SENT_AT_ONCE = 2 * 1024 * 1024
PIECE = 512 * 1024
SENT_AHEAD = "content_sent:"
SENT_AHEAD_TTL = 600


class StoreUnavailable(Exception):
    """Redis did not answer in time, or answered with an error; the message says which."""


class Store:
    """One Redis. Instances may be shared by threads."""

    def __init__(self, url: str, prefix: str, timeout: float) -> None:
        self._prefix = prefix
        self._version = prefix + VERSION_KEY
        self._manifest = prefix + MANIFEST_KEY
        self._client: Any = client_of(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=Retry(NoBackoff(), 0),
            health_check_interval=0,
        )
        self._replace = self._client.register_script(_REPLACE)

    def version(self, snapshot: Snapshot) -> int | None:
        """The version that Redis holds, None when one of the snapshot's keys is missing."""
        names = [self._manifest, *self._names(snapshot)]
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

    def replace(
        self,
        snapshot: Snapshot,
        before: Snapshot | None = None,
        bytes_of: BytesOf | None = None,
    ) -> int:
        """Writes a snapshot unless Redis holds a newer one; answers the version that it then holds.

        Only what differs from `before` is sent, if that is what Redis has; otherwise all of it.
        `bytes_of` answers what stands under a key, where the snapshot itself has not all of it.
        """
        bytes_of = bytes_of or (lambda key: snapshot.body(key).plain)
        with self._answering():
            if before is not None and (held := self._write(snapshot, before, bytes_of)) >= 0:
                return held
            if (held := self._write(snapshot, None, bytes_of)) < 0:
                raise redis.RedisError("what was sent ahead is not there any more")
            return held

    def _write(self, snapshot: Snapshot, before: Snapshot | None, bytes_of: BytesOf) -> int:
        held = before.versions if before is not None else {}
        versions = snapshot.versions
        changed = [key for key, number in versions.items() if held.get(key) != number]
        unchanged = [key for key in versions if held.get(key) == versions[key]]
        if before is not None and before.version != snapshot.version:
            # There may be thousands of parts. The keeper misses one that is lost, and has them
            # renewed in time: both by offering the version that Redis has.
            unchanged = [key for key in unchanged if not is_part(key)]
        stay = [*changed, *unchanged]
        gone = [key for key in held or self._keys() if key not in versions]
        sizes = {key: _size(snapshot, key) for key in changed}
        values: list[bytes] = []
        ahead = ""
        if sum(sizes.values()) > SENT_AT_ONCE:
            ahead = f"{self._prefix}{SENT_AHEAD}{snapshot.version}:"
            self._send_ahead(ahead, sizes, bytes_of)
        else:
            values = [bytes_of(key) for key in changed]
        return int(
            self._replace(
                keys=[self._version, self._manifest, *(self._prefix + k for k in (*stay, *gone))],
                args=[
                    *(snapshot.version, _manifest_of(snapshot), len(changed)),
                    len(stay) - len(changed),
                    _manifest_of(before) if before is not None else "",
                    ahead,
                    *(document_of(key).ttl for key in stay),
                    *values,
                ],
            )
        )

    def _send_ahead(self, ahead: str, sizes: Mapping[str, int], bytes_of: BytesOf) -> None:
        pipe, waiting = self._client.pipeline(transaction=False), 0
        for key, size in sizes.items():
            pipe.set(f"{ahead}{self._prefix}{key}", bytes_of(key), ex=SENT_AHEAD_TTL)
            waiting += size
            if waiting >= PIECE:
                pipe.execute()
                waiting = 0
        pipe.execute()

    def _keys(self) -> list[str]:
        """What the manifest in Redis names."""
        manifest = _manifest(self._client.get(self._manifest)) or {}
        return [*manifest.get("documents", {}), *manifest.get("parts", {})]

    def read(self, held: Snapshot | None = None) -> Snapshot | None:
        """What Redis holds, None unless its documents are whole. Two round trips; what `held` has
        already is not sent again. Parts are asked for one by one (`read_one`)."""
        with self._answering():
            stored = self._client.get(self._manifest)
            if (manifest := _manifest(stored)) is None:
                return None
            versions: dict[str, int] = manifest["documents"]
            shared = {
                key: held.documents[key]
                for key, version in versions.items()
                if held is not None
                and key in held.documents
                and held.documents[key].version == version
            }
            wanted = [key for key in versions if key not in shared]
            # One command, so one moment: a version that was swapped in meanwhile has another
            # manifest.
            now, *values = self._client.mget(
                [self._manifest, *(self._prefix + key for key in wanted)]
            )
        if now != stored or any(value is None for value in values):
            return None
        read = {
            key: compressed(value, versions[key]) for key, value in zip(wanted, values, strict=True)
        }
        documents = {key: shared.get(key) or read[key] for key in versions}
        try:
            return read_manifest(manifest, documents)
        except (KeyError, TypeError, ValueError):
            return None

    def read_one(self, key: str) -> bytes | None:
        """What stands under a key, of whatever version it is."""
        with self._answering():
            value: bytes | None = self._client.get(self._prefix + key)
        return value

    def least_ttl(self, snapshot: Snapshot) -> int:
        """Seconds until the first of the snapshot's keys expires; negative when one is missing."""
        return min(self.ttls(snapshot).values())

    def ttls(self, snapshot: Snapshot) -> dict[str, int]:
        """Key -> seconds it has left; negative for one that is missing."""
        wanted = list(snapshot.versions)
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

    def _names(self, snapshot: Snapshot) -> list[str]:
        return [self._prefix + key for key in snapshot.versions]

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
    manifest = json.loads(stored)
    is_whole = (
        isinstance(manifest, dict) and {"version", "languages", "documents"} <= manifest.keys()
    )
    return manifest if is_whole else None


def _manifest_of(snapshot: Snapshot) -> bytes:
    return manifest_of(snapshot, {key: body.version for key, body in snapshot.documents.items()})


def _size(snapshot: Snapshot, key: str) -> int:
    if key in snapshot.documents:
        return len(snapshot.documents[key].plain)
    return snapshot.parts[key].length


def _number(value: bytes | None) -> int:
    """A version as Redis has it; 0 for none, and for what somebody else wrote in its place."""
    number = int(value) if value and len(value) < _DIGITS and value.isdigit() else 0
    return number if number <= _HIGHEST else 0


# Up to here Redis's Lua counts whole numbers exactly; more digits than it has are not even read.
_HIGHEST = 2**53
_DIGITS = 17


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
        if not message or message["type"] != "message":
            return None
        return _number(message["data"]) or None

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
