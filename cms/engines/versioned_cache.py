"""A cache in the memory of a process: bounded in bytes, and valid for one version.

What does not change while the content has one version is kept under that version. A value of a
newer version empties the cache; one of an older version is not taken. Whoever knows what a newer
version changed carries the values over that were made of other things (`carry_over`). When the
bytes do not suffice, what was least recently asked for goes first. One thread makes a value
(`turn`) while the others that want it wait, so that many who ask at once cost one making.

A dry run (cms/engines/dry_run.py) has the number of a version and other content: it is told nothing
and nothing of it is kept.

It knows nothing of what it keeps, nor how a version is read. Values may not be None.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from cms.engines.dry_run import is_dry

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Value]):
    """`tags` name what the value was made of."""

    value: Value
    weight: int
    tags: frozenset[str]


class VersionedCache(Generic[Key, Value]):
    """Instances may be shared by threads."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        # Least recently asked for first.
        self._entries: OrderedDict[Key, _Entry[Value]] = OrderedDict()
        self._bytes = 0
        # The version that every entry is valid for.
        self._version = 0
        # What is being made now -> set when it is made.
        self._being_made: dict[Hashable, threading.Event] = {}

    def get(self, key: Key, version: int) -> Value | None:
        if is_dry():
            return None
        with self._lock:
            if version != self._version or (entry := self._entries.get(key)) is None:
                return None
            self._entries.move_to_end(key)
            return entry.value

    def put(
        self, key: Key, value: Value, weight: int, version: int, tags: Iterable[str] = ()
    ) -> None:
        """Keeps a value of so many bytes. One that alone is heavier than the cache is not kept."""
        if is_dry():
            return
        with self._lock:
            if version < self._version:
                return
            if version > self._version:
                self._entries.clear()
                self._version, self._bytes = version, 0
            self._drop(key)
            if weight > self._max_bytes:
                return
            self._entries[key] = _Entry(value, weight, frozenset(tags))
            self._bytes += weight
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))

    @property
    def version(self) -> int:
        """The version that the values are valid for."""
        return self._version

    def carry_over(self, older: int, newer: int, touched: Set[str] | None) -> None:
        """Makes the values of version `older` valid for `newer`, but for those with a tag of
        `touched`: those go. None touches all of them."""
        with self._lock:
            if self._version != older or newer <= older:
                return
            self._version = newer
            for key, entry in list(self._entries.items()):
                if touched is None or not entry.tags.isdisjoint(touched):
                    self._drop(key)

    def _drop(self, key: Key) -> None:
        """The one place where an entry goes while the others stay."""
        if (entry := self._entries.pop(key, None)) is not None:
            self._bytes -= entry.weight

    def get_or_make(
        self,
        key: Key,
        version: int,
        make: Callable[[], Value],
        weigh: Callable[[Value], int],
        tags: Iterable[str] = (),
    ) -> Value:
        """The kept value, or the one that `make` answers, which is kept then."""
        if is_dry():
            return make()
        if (value := self.get(key, version)) is not None:
            return value
        with self.turn((key, version)):
            if (value := self.get(key, version)) is None:
                value = make()
                self.put(key, value, weigh(value), version, tags)
            return value

    @contextmanager
    def turn(self, what: Hashable, patience: float | None = None) -> Iterator[None]:
        """One thread enters at once. Others that enter for the same wait until it leaves, for
        `patience` seconds at most, and look in the cache for what it has put there. Where it has
        put nothing, they do not wait for each other."""
        with self._lock:
            made_by_another = self._being_made.get(what)
            if made_by_another is None:
                mine = self._being_made[what] = threading.Event()
        if made_by_another is not None:
            made_by_another.wait(patience)
            yield
            return
        try:
            yield
        finally:
            with self._lock:
                del self._being_made[what]
            mine.set()

    def __len__(self) -> int:
        return len(self._entries)
