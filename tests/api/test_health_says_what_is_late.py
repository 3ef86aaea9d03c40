"""A version that does not get to a place in time is an alarm in /health/; one that does is none."""

from __future__ import annotations

import json

import pytest

from cms.api import health
from cms.api.health import Lateness
from cms.publishing.publish import publish
from tests import content
from tests.people import Reader


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "DEADLINE", 0.0)


def test_within_the_deadline_nothing_is_late() -> None:
    assert Lateness().of("redis", 4, 5) == ""


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("version_held", "newest", "is_late"),
    [(4, 5, True), (5, 5, False), (6, 5, False), (None, 5, False), (4, None, False)],
)
def test_a_place_that_lacks_a_version_after_the_deadline_is_late(
    version_held: int | None, newest: int | None, is_late: bool
) -> None:
    assert bool(Lateness().of("redis", version_held, newest)) == is_late


def test_a_place_that_gets_each_version_a_moment_later_is_never_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(health.time, "monotonic", lambda: now)
    lateness = Lateness()
    for number in range(100):
        now += health.DEADLINE / 2
        assert lateness.of("redis", number, number + 1) == ""


def test_a_place_that_gets_nothing_is_late_whatever_is_published_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(health.time, "monotonic", lambda: now)
    lateness = Lateness()
    reports = []
    for number in range(4):
        now += health.DEADLINE / 2
        reports.append(lateness.of("redis", 0, number + 1))
    assert [bool(report) for report in reports] == [False, False, True, True]
    assert "version 1 is not there after" in reports[-1]


@pytest.mark.usefixtures("at_once")
def test_health_names_the_place(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    content.menu_item()
    monkeypatch.setattr(health, "_last", (0.0, None))
    monkeypatch.setattr(health, "_lateness", Lateness())
    reader.redis.set("content_version", "1")
    answer = reader.get("/health/")
    assert answer.status_code == 503
    checks = json.loads(answer.content)["data"]["checks"]
    assert not checks["redis"]["ok"]
    assert "is not there after" in checks["redis"]["error"]
