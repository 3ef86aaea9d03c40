"""The worker publishes releases at their time: each whole, whoever is killed, however large."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.background import schedule
from cms.publishing import version
from cms.publishing.models import Change
from cms.publishing.publish import publish
from cms.releases import going_live
from cms.releases.models import Release
from config.env import ROOT
from snippets.models import MenuItem
from tests import content
from tests.people import Person, Reader
from tests.releases.campaign import drafts, goes_live, prepared, release_of


def number() -> int:
    return version.read().number


def test_the_worker_publishes_it_at_its_time_and_not_before(reader: Reader, admin: Person) -> None:
    campaign = prepared()
    later = timezone.now() + timedelta(hours=1)
    Release.objects.update(go_live_at=later)
    going_live.approve(campaign.release.pk, admin.user)
    before = number()

    schedule.carry_out()
    assert number() == before
    Release.objects.update(go_live_at=timezone.now() - timedelta(seconds=1))
    schedule.carry_out()
    schedule.carry_out()

    publish()
    assert number() == before + 1
    assert reader.menu("ar") == ["المسيرة"]
    (change,) = Change.objects.filter(how=Change.SCHEDULE)
    titles = {entry["title"] for entry in change.entries}
    assert {"National Day", "Parade", "المسيرة", "About the parade"} <= titles


def test_one_that_nobody_approved_does_not_go_live_and_says_so(
    reader: Reader, admin: Person
) -> None:
    campaign = prepared()
    Release.objects.update(go_live_at=timezone.now() - timedelta(minutes=1))
    before = number()

    schedule.carry_out()

    assert number() == before
    page = admin.opens(reverse("releases:release", args=[campaign.release.pk])).content.decode()
    assert "Its time passed and nobody had approved it" in page
    with pytest.raises(going_live.ReleaseRefused, match="too_late"):
        going_live.approve(campaign.release.pk, admin.user)


def test_two_at_one_time_are_two_versions_and_each_is_whole(reader: Reader, admin: Person) -> None:
    one, two = content.menu_item("One"), content.menu_item("Two")
    stuck = content.menu_item("Three")
    when = timezone.now() + timedelta(hours=1)
    releases = [
        release_of(drafts(one, label="One!"), name="One", go_live_at=when),
        release_of(
            drafts(two, label="Two!"), drafts(stuck, label="!"), name="Two", go_live_at=when
        ),
        release_of(drafts(stuck, label="Three!"), name="Three", go_live_at=when),
    ]
    for release in releases:
        going_live.approve(release.pk, admin.user)
    MenuItem.objects.filter(pk=two.pk).update(locked=True)
    before = number()
    Release.objects.update(go_live_at=timezone.now() - timedelta(seconds=1))

    schedule.carry_out()

    publish()
    assert number() == before + 2
    assert sorted(reader.menu("en")) == ["One!", "Three!", "Two"]
    states = dict(Release.objects.values_list("name", "state"))
    assert states == {"One": "live", "Two": "preparing", "Three": "live"}
    versions = Release.objects.filter(state="live").values_list("version", flat=True)
    assert sorted(versions) == [before + 1, before + 2]


KILLED = """
import django; django.setup()
import os, signal, sys
from wagtail.models import Revision
from cms.background import schedule
from cms.releases import going_live

def die(): os.kill(os.getpid(), signal.SIGKILL)

def works(moment):
    done, publish, last = [], Revision.publish, going_live.version_of_this_transaction
    def count(*args, **options):
        publish(*args, **options)
        done.append(1)
        if moment == "half-way" and len(done) == 3: die()
    def at_the_end():
        number = last()
        die()
        return number
    going_live.version_of_this_transaction = at_the_end
    Revision.publish = count
    schedule.carry_out()

for moment in ("half-way", "before the commit"):
    worker = os.fork()
    if not worker:
        works(moment)
    print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]), flush=True)
    sys.stdin.readline()
"""


def test_a_worker_that_is_killed_leaves_readers_what_they_had(
    reader: Reader, admin: Person
) -> None:
    """Half-way, and with all done but the commit. The next round does the whole of it."""
    campaign = prepared()
    Release.objects.update(go_live_at=timezone.now() + timedelta(hours=1))
    going_live.approve(campaign.release.pk, admin.user)
    Release.objects.update(go_live_at=timezone.now() - timedelta(seconds=1))
    seen, before = reader.what_documents_say(), number()

    with subprocess.Popen(
        [sys.executable, "-c", KILLED],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as workers:
        assert workers.stdout is not None
        assert workers.stdin is not None
        for _moment in ("half-way", "before the commit"):
            assert int(workers.stdout.readline()) == -signal.SIGKILL
            publish()
            assert (number(), reader.what_documents_say()) == (before, seen)
            workers.stdin.write("\n")
            workers.stdin.flush()

    schedule.carry_out()
    publish()
    assert number() == before + 1
    assert reader.menu("ar") == ["المسيرة"]


def test_whoever_saves_a_member_at_that_moment_is_waited_for(reader: Reader, admin: Person) -> None:
    """The release gives way, and the worker tries again: an editor's request never fails for it."""
    item = content.menu_item("About")
    release = release_of(drafts(item, label="Parade"))
    with psycopg.connect(os.environ["DATABASE_URL"]) as somebody:
        somebody.execute("SELECT FROM snippets_menuitem FOR UPDATE")
        with pytest.raises(going_live.ReleaseBusy):
            going_live.go_live(release.pk, admin.user)
    release.refresh_from_db()
    assert (release.state, release.failure) == (Release.State.PREPARING, [])
    goes_live(release, admin)
    assert reader.menu("en") == ["Parade"]


def test_a_large_one_is_left_to_the_worker_and_costs_the_same_for_each(
    reader: Reader, admin: Person
) -> None:
    """A request asks for it; 200 members are one version."""
    items = [
        MenuItem(
            label=f"Item {number}", route="/", locale=content.locale("en"), live=True, order=number
        )
        for number in range(MANY)
    ]
    items = MenuItem.objects.bulk_create(items)
    publish()
    release = release_of(*(drafts(item, label=f"New {item.pk}") for item in items))
    address = reverse("releases:publish", args=[release.pk])
    before = number()

    admin.client.post(address)
    release.refresh_from_db()
    assert (release.state, number()) == (Release.State.GOING_LIVE, before)
    progress = admin.client.get(reverse("releases:progress", args=[release.pk])).json()
    assert progress == {"state": "going_live", "done": 0, "of": 0}
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        schedule.carry_out()
    seconds = time.perf_counter() - started

    print(f"{MANY} members: {len(queries) / MANY:.1f} queries each, {seconds:.1f} s")
    publish()
    assert number() == before + 1
    assert all(label.startswith("New ") for label in reader.menu("en"))
    assert len(queries) < MOST_QUERIES * MANY


MANY = 60
MOST_QUERIES = 60
