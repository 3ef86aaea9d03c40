"""The courier of a worker, and endpoints, in few words."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from cms.background.watcher import Signals
from cms.publishing import version
from cms.publishing.stores import memory
from cms.webhooks import outbox
from cms.webhooks.courier import Courier
from cms.webhooks.models import Webhook, WebhookDelivery
from tests.changes.follower import everything_is_live
from tests.webhooks.receiver import Receiver


def hears_of(*events: str, at: Receiver, **fields: Any) -> Webhook:
    webhook = Webhook(name="Website", address=at.url, events=list(events), **fields)
    outbox.begin(webhook)
    webhook.save()
    return webhook


def from_now_on(receiver: Receiver) -> Webhook:
    """An endpoint that hears of what is published and unpublished."""
    version.raise_version()
    everything_is_live()
    return hears_of("content.published", "content.unpublished", at=receiver)


def run(courier: Courier, until: Callable[[], bool] | None, within: float) -> None:
    deadline = time.monotonic() + within
    while not (until() if until else nothing_is_due(courier)):
        assert time.monotonic() < deadline, "it took too long"
        courier.step()


def at_work() -> Courier:
    return Courier(Signals())


def nothing_is_due(courier: Courier) -> bool:
    snapshot = memory.newest()
    assert snapshot is not None
    outbox.fill(snapshot.version)
    due = Webhook.objects.filter(
        is_on=True,
        state="works",
        attempt_at__lte=timezone.now(),
        deliveries__state=WebhookDelivery.State.OPEN,
    )
    return not courier._under_way and not due.exists()


def time_passes() -> None:
    """As if the pause before the next attempt was over."""
    Webhook.objects.update(attempt_at=timezone.now())
