"""The outbox: deliveries are rows, made of the records of what changed.

`fill` makes them, for each endpoint from the version that it has `seen`, in the transaction that
raises `seen`: so each event of a record becomes one delivery, once, whoever is killed when. `take`
leases endpoints whose oldest open delivery is due, and `note` writes what came of it. An endpoint
has at most one delivery under way, so its messages arrive in their order. A lease ends with the
connection of whoever has it, or after `LEASE`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Func, Max
from django.utils import timezone

from cms.changes.models import ChangeRecord
from cms.webhooks.messages import PUBLISHED, body, everything, languages, messages
from cms.webhooks.models import Webhook, WebhookDelivery, new_message_id, new_secret
from cms.webhooks.sending import LONGEST, Letter, Reply

# Standard Webhooks 1.0, "Retry schedule": the pause before each attempt, in seconds.
SCHEDULE = (
    *(0, 5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600),
    *(10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600),
)
# Each pause is up to so much longer, so that not all come back at once.
JITTER = 0.1
# Twice what sending can take.
LEASE = timedelta(seconds=2 * LONGEST)
KEPT = timedelta(days=30)
# Attempts of a delivery in its log.
MOST_ATTEMPTS = 30


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is this process's to make, before `until`."""

    delivery: int
    webhook: int
    letter: Letter
    until: datetime


def begin(webhook: Webhook) -> None:
    """Of a new endpoint, which gets a secret, or one that was off: what was published before is
    not its business."""
    webhook.secret = webhook.secret or new_secret()
    webhook.seen = ChangeRecord.objects.aggregate(newest=Max("version"))["newest"] or 0


def resume(webhook: Webhook) -> None:
    """Switches it on; what is open is sent now, the oldest first. One that waited has missed
    nothing; for one that was off a new time begins."""
    with transaction.atomic():
        now = Webhook.objects.select_for_update().get(pk=webhook.pk)
        if not now.is_on or now.state == Webhook.State.GONE:
            begin(now)
        now.is_on, now.state, now.failures = True, Webhook.State.WORKS, 0
        now.attempt_at = timezone.now()
        now.save(update_fields=["seen", "is_on", "state", "failures", "attempt_at"])


def fill(live: int) -> int:
    """Makes the deliveries of the records of versions up to `live`, which readers have. Answers
    how many."""
    behind = Webhook.objects.filter(
        is_on=True, seen__lt=ChangeRecord.objects.filter(version__lte=live).order_by("-version")
        .values("version")[:1],
    ).exclude(state=Webhook.State.GONE)  # fmt: skip
    return sum(_fill(pk, live) for pk in behind.values_list("pk", flat=True))


def _fill(pk: int, live: int) -> int:
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=pk)
        records = ChangeRecord.objects.filter(version__gt=webhook.seen, version__lte=live)
        made: list[WebhookDelivery] = []
        for record in records.order_by("version")[:100]:
            if record.since > webhook.seen > 0:
                data = everything(record.since, webhook.seen, webhook.languages or languages())
                made.append(_delivery(webhook, record.since, PUBLISHED, body(PUBLISHED, data)))
            made += [
                _delivery(webhook, record.version, name, text)
                for name, text in messages(record, webhook)
            ]
            webhook.seen = record.version
        WebhookDelivery.objects.bulk_create(made)
        webhook.save(update_fields=["seen"])
    return len(made)


def _delivery(webhook: Webhook, version: int, name: str, text: str) -> WebhookDelivery:
    return WebhookDelivery(
        webhook=webhook, message_id=new_message_id(), type=name, version=version, body=text
    )


def take(most: int) -> list[Taken]:
    """Leases up to `most` endpoints. One transaction of four queries."""
    now = timezone.now()
    open_ = WebhookDelivery.State.OPEN
    with transaction.atomic():
        due = list(
            Webhook.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(is_on=True, state=Webhook.State.WORKS, attempt_at__lte=now)
            .exclude(leased_until__gt=now, leased_by__in=_backends())
            .filter(pk__in=WebhookDelivery.objects.filter(state=open_).values("webhook"))
            .order_by("attempt_at")[:most]
        )
        if not due:
            return []
        Webhook.objects.filter(pk__in=[each.pk for each in due]).update(
            leased_until=now + LEASE, leased_by=Func(function="pg_backend_pid")
        )
        oldest = (
            WebhookDelivery.objects.filter(webhook__in=due, state=open_)
            .order_by("webhook_id", "pk")
            .distinct("webhook_id")
        )
        by_webhook = {each.pk: each for each in due}
        return [_taken(by_webhook[each.webhook_id], each, now + LEASE) for each in oldest]


def _backends() -> list[int]:
    """Of PostgreSQL, one for each connection that there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        return [pid for (pid,) in cursor.fetchall()]


def _taken(webhook: Webhook, delivery: WebhookDelivery, until: datetime) -> Taken:
    secrets = tuple(webhook.signing_secrets())
    letter = Letter(webhook.address, delivery.message_id, delivery.body, secrets)
    return Taken(delivery.pk, webhook.pk, letter, until)


def note(taken: Taken, answer: Reply) -> None:
    """Writes what came of a delivery, and when its endpoint is called again. What was deleted
    meanwhile is passed over."""
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().filter(pk=taken.webhook).first()
        delivery = WebhookDelivery.objects.filter(pk=taken.delivery).first()
        if webhook is None or delivery is None:
            return
        log(delivery, answer)
        if answer.is_success:
            delivery.state, delivery.done_at = WebhookDelivery.State.DONE, timezone.now()
            webhook.failures, webhook.attempt_at = 0, timezone.now()
        else:
            _plan(webhook, answer)
        webhook.leased_until = None
        delivery.save(update_fields=["attempts", "state", "done_at"])
        webhook.save(update_fields=["failures", "attempt_at", "state", "leased_until"])


def log(delivery: WebhookDelivery, answer: Reply) -> None:
    attempt = {
        "at": timezone.now().isoformat(),
        "status": answer.status,
        "seconds": round(answer.seconds, 3),
        "trouble": answer.trouble,
    }
    delivery.attempts = [*delivery.attempts, attempt][-MOST_ATTEMPTS:]


def _plan(webhook: Webhook, answer: Reply) -> None:
    """The next attempt, or none: its deliveries stay open for whoever resumes it."""
    webhook.failures += 1
    if answer.status == 410:
        webhook.state = Webhook.State.GONE
    elif webhook.failures >= len(SCHEDULE):
        webhook.state = Webhook.State.PAUSED
    else:
        pause = SCHEDULE[webhook.failures] * (1 + random.uniform(0, JITTER))  # noqa: S311  # nosec B311
        if answer.status in (429, 503) and answer.retry_after is not None:
            pause = max(pause, answer.retry_after)
        webhook.attempt_at = timezone.now() + timedelta(seconds=pause)


def replay(delivery: WebhookDelivery) -> None:
    """Sends a message again, with its id, before those that came after it."""
    with transaction.atomic():
        delivery.state, delivery.done_at = WebhookDelivery.State.OPEN, None
        delivery.save(update_fields=["state", "done_at"])
        Webhook.objects.filter(pk=delivery.webhook_id).update(attempt_at=timezone.now())


def forget_the_oldest() -> None:
    WebhookDelivery.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
