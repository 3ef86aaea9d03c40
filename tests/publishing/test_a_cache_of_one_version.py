"""What a process keeps in memory: of one version, so many bytes, and each value made once."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cms.engines.versioned_cache import VersionedCache


@pytest.fixture
def cache() -> VersionedCache[str, bytes]:
    return VersionedCache(max_bytes=100)


def test_what_was_put_is_there_under_its_version(cache: VersionedCache[str, bytes]) -> None:
    cache.put("a", b"1", weight=10, version=7)
    assert cache.get("a", 7) == b"1"
    assert cache.get("a", 6) is None
    assert cache.get("a", 8) is None
    assert cache.get("b", 7) is None


def test_what_nobody_asks_for_goes_first(cache: VersionedCache[str, bytes]) -> None:
    for number in range(10):
        cache.put(str(number), b"", weight=25, version=1)
        assert cache.get("0", 1) is not None
    assert len(cache) == 4
    assert cache.get("1", 1) is None
    assert cache.get("9", 1) is not None


def test_a_value_in_place_of_another_weighs_alone(cache: VersionedCache[str, bytes]) -> None:
    cache.put("a", b"", weight=50, version=1)
    for _time in range(5):
        cache.put("b", b"", weight=50, version=1)
    assert cache.get("a", 1) is not None


def test_what_is_heavier_than_the_cache_is_not_kept_and_drops_nothing(
    cache: VersionedCache[str, bytes],
) -> None:
    cache.put("a", b"", weight=50, version=1)
    cache.put("b", b"", weight=101, version=1)
    assert cache.get("b", 1) is None
    assert cache.get("a", 1) is not None


def test_a_new_version_empties_it_and_an_old_one_is_refused(
    cache: VersionedCache[str, bytes],
) -> None:
    cache.put("a", b"1", weight=60, version=1)
    cache.put("b", b"2", weight=60, version=2)
    assert cache.get("a", 1) is None
    assert len(cache) == 1
    cache.put("c", b"1", weight=10, version=1)
    assert cache.get("c", 1) is None
    assert cache.get("c", 2) is None
    # What went with the old version weighs nothing any more.
    cache.put("d", b"2", weight=40, version=2)
    assert len(cache) == 2


def test_what_a_newer_version_did_not_touch_is_carried_over(
    cache: VersionedCache[str, bytes],
) -> None:
    cache.put("a", b"1", weight=60, version=1, tags=["page:1", "menu"])
    cache.put("b", b"2", weight=30, version=1, tags=["page:2"])
    cache.carry_over(1, 3, frozenset({"page:1"}))
    assert (cache.get("a", 3), cache.get("b", 3), cache.get("b", 1)) == (None, b"2", None)
    cache.put("c", b"3", weight=70, version=3)  # the place of the first is free
    assert cache.get("b", 3) == b"2"


def test_nothing_is_carried_over_when_nobody_knows_what_changed(
    cache: VersionedCache[str, bytes],
) -> None:
    cache.put("a", b"1", weight=60, version=1)
    cache.carry_over(1, 2, None)
    assert (cache.version, len(cache)) == (2, 0)


@pytest.mark.parametrize(("older", "newer"), [(4, 6), (6, 7), (5, 5), (5, 4)])
def test_only_who_knows_its_version_carries_it_over_to_a_newer_one(
    cache: VersionedCache[str, bytes], older: int, newer: int
) -> None:
    cache.put("a", b"1", weight=60, version=5)
    cache.carry_over(older, newer, frozenset())
    assert cache.get("a", 5) == b"1"


def test_many_who_want_the_same_at_once_have_it_made_once(
    cache: VersionedCache[str, bytes],
) -> None:
    together, makes = threading.Barrier(8), []

    def make() -> bytes:
        makes.append(1)
        time.sleep(0.2)
        return b"made"

    def want(_number: int) -> bytes:
        together.wait()
        return cache.get_or_make("a", 1, make, len)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(want, range(8))) == {b"made"}
        assert len(makes) == 1
        assert cache.get("a", 1) == b"made"
        cache.put("b", b"in the place of a", weight=100, version=1)
        assert set(threads.map(want, range(8))) == {b"made"}
    assert len(makes) == 2


def test_different_values_are_made_at_the_same_time(cache: VersionedCache[str, bytes]) -> None:
    both = threading.Barrier(2, timeout=5)

    def make() -> bytes:
        both.wait()
        return b"made"

    with ThreadPoolExecutor(2) as threads:
        values = threads.map(lambda key: cache.get_or_make(key, 1, make, len), "ab")
        assert list(values) == [b"made", b"made"]


def test_one_that_cannot_be_made_holds_nobody_up(cache: VersionedCache[str, bytes]) -> None:
    def fail() -> bytes:
        raise RuntimeError("out of the blue")

    with pytest.raises(RuntimeError):
        cache.get_or_make("a", 1, fail, len)
    assert cache.get_or_make("a", 1, lambda: b"made", len) == b"made"


def test_nobody_waits_longer_than_they_said(cache: VersionedCache[str, bytes]) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hang() -> None:
        with cache.turn("a"):
            entered.set()
            leave.wait(10)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(hang)
        assert entered.wait(10)
        started = time.monotonic()
        with cache.turn("a", patience=0.05):
            waited = time.monotonic() - started
        leave.set()
    assert 0.04 < waited < 5
