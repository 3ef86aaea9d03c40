"""A worker that is killed at any moment loses no delivery: `manage.py worker` is a process here,
the receiver has a socket of its own, and both know each other by HTTP alone."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cms.publishing import version
from cms.publishing.middleware import publish_now
from cms.webhooks.models import WebhookDelivery
from tests import content
from tests.changes.follower import everything_is_live
from tests.webhooks.courier import hears_of
from tests.webhooks.receiver import Receiver, verified

ROOT = Path(__file__).parents[2]
# Publishes; `PUBLISHES=1000` is what the promise names.
PUBLISHES = int(os.environ.get("PUBLISHES", "40"))
KILLS = 4

pytestmark = pytest.mark.timeout(1800)


class Local(Receiver):
    """Of this machine, by its own name, as an operator may allow."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/hook"


@contextmanager
def worker() -> Iterator[Any]:
    environment = {**os.environ, "WEBHOOK_ALLOWED_HOSTS": "localhost"}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_each_publish_arrives_at_least_once_and_in_order(database: None) -> None:
    chance = random.Random(1)
    receiver = Local()
    version.raise_version()
    everything_is_live()
    endpoint = hears_of("content.published", at=receiver)
    page = content.page()
    everything_is_live()
    published = set()
    try:
        for part in range(KILLS):
            with worker():
                receiver_had = len(receiver.requests)
                for number in range(PUBLISHES // KILLS):
                    page.title = f"Title {part} {number}"
                    page.save_revision().publish()
                    publish_now()
                    published.add(version.read().number)
                # Killed as soon as it is at work, or a little later.
                receiver.waits_for(receiver_had + 1, within=120)
                time.sleep(chance.uniform(0, 0.3))
        newest = version.read().number
        with worker():
            deadline = time.monotonic() + 300
            while not any(request.data["version"] == newest for request in receiver.requests):
                assert time.monotonic() < deadline, receiver.requests[-1:]
                time.sleep(0.1)
            while WebhookDelivery.objects.filter(state="open").exists():
                assert time.monotonic() < deadline
                time.sleep(0.1)
    finally:
        receiver.close()
    versions = [request.data["version"] for request in receiver.requests]
    assert versions == sorted(versions)
    # A record may hold several versions. Each version is in one that arrived.
    announced = {
        number
        for request in receiver.requests
        for number in range(request.data["since"] + 1, request.data["version"] + 1)
    }
    assert published <= announced
    # Whatever arrived twice has one id, and is signed.
    by_version: dict[int, set[str]] = {}
    for request in receiver.requests:
        by_version.setdefault(request.data["version"], set()).add(request.id)
        verified(request, endpoint.secret)
    assert {len(ids) for ids in by_version.values()} == {1}
    assert len(by_version) == WebhookDelivery.objects.count()
