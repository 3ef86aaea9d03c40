"""What is scheduled goes live, and away, within 15 seconds of its time: the worker does it.

The worker is `manage.py worker` as `scripts/run` and the containers start it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from cms.background import schedule, threads
from cms.management.commands import worker
from cms.publishing.models import Change
from cms.publishing.publish import publish
from config.env import ROOT
from snippets.models import MenuItem
from tests import content
from tests.background.scheduled import schedules, seconds_from_now, the_time_comes
from tests.editorial.published_page import history_of
from tests.people import Person, Reader

PROMISE = 15.0  # seconds

HURRIED = """
from django.core.management import execute_from_command_line
from cms.management.commands import worker
worker.LOOK = 0.1
execute_from_command_line(["manage.py", "worker"])
"""


@contextmanager
def working(*arguments: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("The worker looks every")
        yield
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


@pytest.fixture
def hurried_worker(database: None) -> Iterator[None]:
    """Looks ten times a second; otherwise as always."""
    with working("-c", "import django; django.setup()\n" + HURRIED):
        yield


def _waits_until(is_seen: Callable[[], bool], moment: Any) -> float:
    """Seconds between `moment` and when readers saw it; fails when that is over the promise."""
    while not is_seen():
        late = (timezone.now() - moment).total_seconds()
        assert late < PROMISE, "readers did not see it in time"
        time.sleep(0.02)
    late = (timezone.now() - moment).total_seconds()
    assert late > 0, "readers saw it before its time"
    return late


def test_a_snippet_goes_live_and_away_at_its_time(
    hurried_worker: None, reader: Reader, admin: Person
) -> None:
    item = content.menu_item("Events", route="/events/", live=False)
    publish()
    threads.start()
    # A slow machine takes its time until it is scheduled.
    start, end = seconds_from_now(4), seconds_from_now(6)

    schedules(item, go_live_at=start, expire_at=end)

    assert reader.menu("en") == []
    appeared = _waits_until(lambda: reader.menu("en") == ["Events"], start)
    live = reader.version()
    gone = _waits_until(lambda: reader.menu("en") == [], end)
    print(f"live {appeared:.2f} s, away {gone:.2f} s after their times")
    assert max(appeared, gone) < 2

    reader.sees(lambda: Change.objects.filter(how=Change.SCHEDULE).count() >= 2, True, within=3)
    history = history_of(admin)
    assert history[live][3] == "Schedule"
    assert "Events" in history[live][4]
    assert history[max(history)][3] == "Schedule"


def test_a_page_and_a_draft_of_a_live_page(hurried_worker: None, reader: Reader) -> None:
    new = content.page("New", "new", live=False)
    old = content.page("Old", "old")
    publish()
    threads.start()
    moment = seconds_from_now(3)

    schedules(new, go_live_at=moment)
    old.title = "Renewed"
    schedules(old, go_live_at=moment)

    assert reader.titles("en") == ["Home", "Old"]
    late = _waits_until(lambda: reader.titles("en") == ["Home", "New", "Renewed"], moment)
    print(f"live {late:.2f} s after its time")

    def titles() -> list[list[str]]:
        rows = Change.objects.filter(how=Change.SCHEDULE)
        return sorted(sorted({entry["title"] for entry in row.entries}) for row in rows)

    reader.sees(titles, [["New"], ["Renewed"]], within=3)


def test_each_version_of_a_round_tells_its_own(database: None) -> None:
    """The first has a new title as well: Wagtail tells of it twice, after the one commit."""
    old = content.page("Old", "old")
    new = content.page("New", "new", live=False)
    old.title = "Renewed"
    moment = seconds_from_now(3600)
    schedules(old, go_live_at=moment)
    schedules(new, go_live_at=moment + timedelta(milliseconds=10))
    the_time_comes()

    schedule.carry_out()

    changes = Change.objects.filter(how=Change.SCHEDULE).order_by("version")
    assert [{entry["title"] for entry in row.entries} for row in changes] == [{"Renewed"}, {"New"}]


def test_one_thing_that_cannot_go_live_holds_up_no_other(
    database: None, caplog: pytest.LogCaptureFixture
) -> None:
    """It stays due, is logged once, and goes live when what was against it is gone."""
    taken = content.page("Taken", "taken", live=False)
    new = content.page("New", "new", live=False)
    schedules(taken, go_live_at=seconds_from_now(3600))
    schedules(new, go_live_at=seconds_from_now(3601))
    the_time_comes()
    Page.objects.filter(pk=taken.pk).update(slug="elsewhere")
    sibling = content.page("Sibling", "taken")

    schedule.carry_out()
    schedule.carry_out()

    assert Page.objects.get(pk=new.pk).live
    assert not Page.objects.get(pk=taken.pk).live
    (error,) = (record for record in caplog.records if record.levelname == "ERROR")
    assert f'the start of "Taken" (home.contentpage {taken.pk})' in error.getMessage()
    assert "slug" in error.getMessage()

    sibling.delete()
    schedule.carry_out()

    assert Page.objects.get(pk=taken.pk).live


def test_a_snippet_that_cannot_go_away_holds_up_no_other(
    database: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck = content.menu_item("Stuck", route="/stuck/")
    events = content.menu_item("Events", route="/events/")
    MenuItem.objects.filter(pk=stuck.pk).update(expire_at=seconds_from_now(-2))
    MenuItem.objects.filter(pk=events.pk).update(expire_at=seconds_from_now(-1))
    unpublish = MenuItem.unpublish

    def refuse(item: MenuItem, **options: Any) -> None:
        if item.pk == stuck.pk:
            raise ValueError("stuck")
        unpublish(item, **options)

    monkeypatch.setattr(MenuItem, "unpublish", refuse)

    schedule.carry_out()

    assert list(MenuItem.objects.filter(live=True)) == [stuck]
    assert "ValueError: stuck" in caplog.text


def test_no_error_of_a_round_ends_the_worker(
    database: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            if len(rounds) == 2:
                self.set()
            return self.is_set()

    def fail(**options: Any) -> None:
        rounds.append(options)
        raise RuntimeError("out of the blue")

    command = worker.Command(stdout=StringIO())
    monkeypatch.setattr(command, "_round", fail)
    monkeypatch.setattr(worker.threading, "Event", Stop)
    monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
    monkeypatch.setattr(worker.threads, "start", lambda *_: None)

    call_command(command)

    assert len(rounds) == 2
    assert "out of the blue" in caplog.text


def test_in_arabic_too(hurried_worker: None, reader: Reader) -> None:
    item = content.menu_item("Events", route="/events/")
    arabic = content.arabic(item, label="الفعاليات")
    publish()
    threads.start()
    moment = seconds_from_now(1)

    arabic.label = "المناسبات"
    schedules(arabic, go_live_at=moment)

    _waits_until(lambda: reader.menu("ar") == ["المناسبات"], moment)
    assert reader.menu("en") == ["Events"]


def test_with_its_own_patience_it_keeps_the_promise(reader: Reader) -> None:
    """`manage.py worker` as it is, its look being a third of the promise."""
    assert worker.LOOK <= PROMISE / 3
    item = content.menu_item("Events", route="/events/", live=False)
    publish()
    with working("manage.py", "worker"):
        threads.start()
        moment = seconds_from_now(0.5)
        schedules(item, go_live_at=moment)
        late = _waits_until(lambda: reader.menu("en") == ["Events"], moment)
    print(f"live {late:.2f} s after its time")


def test_two_workers_publish_it_once(hurried_worker: None, reader: Reader) -> None:
    item = content.menu_item("Events", route="/events/", live=False)
    publish()
    with working("-c", "import django; django.setup()\n" + HURRIED):
        moment = seconds_from_now(1)
        schedules(item, go_live_at=moment)
        _waits_until(lambda: MenuItem.objects.get(pk=item.pk).live, moment)
        time.sleep(0.5)
    assert Change.objects.filter(how=Change.SCHEDULE).count() == 1
