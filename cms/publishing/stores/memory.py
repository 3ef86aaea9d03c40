"""The newest snapshot that this process has seen: what its readers get, without waiting.

It moves only upward. Reading it is one attribute look-up, so no lock; offering takes one.
"""

from __future__ import annotations

import threading

from cms.publishing.snapshot import Snapshot

_lock = threading.Lock()
_newest: Snapshot | None = None


def newest() -> Snapshot | None:
    return _newest


def offer(snapshot: Snapshot) -> bool:
    """Takes the snapshot if it is newer than what is held. Answers whether it was taken."""
    global _newest
    with _lock:
        if _newest is not None and _newest.version >= snapshot.version:
            return False
        _newest = snapshot
        return True


def forget() -> None:
    """For tests, which put the database back to an older version."""
    global _newest
    with _lock:
        _newest = None
