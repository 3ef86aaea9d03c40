"""How far a release has come while it goes live: nobody else sees into its transaction.

Kept in the cache, and nothing rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from django.core.cache import cache

Thing = TypeVar("Thing")
KEPT = 60  # seconds
STEP = 10  # members between two notes


def told(release: int, things: Sequence[Thing]) -> Iterator[Thing]:
    """The same things; notes how many of them are done."""
    for number, thing in enumerate(things):
        if number % STEP == 0:
            cache.set(_key(release), [number, len(things)], KEPT)
        yield thing


def of(release: int) -> tuple[int, int] | None:
    """Members that are done, of how many; None when nothing is under way."""
    kept = cache.get(_key(release))
    return (kept[0], kept[1]) if kept else None


def end(release: int) -> None:
    cache.delete(_key(release))


def _key(release: int) -> str:
    return f"release:{release}:progress"
