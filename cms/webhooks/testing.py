"""A message that says nothing, sent at once, so that an administrator sees whether it arrives."""

from __future__ import annotations

from django.utils import timezone

from cms.publishing import version
from cms.webhooks import outbox
from cms.webhooks.messages import TEST, body, everything, languages
from cms.webhooks.models import Webhook, WebhookDelivery, new_message_id
from cms.webhooks.sending import Letter, Reply, send


def send_test(webhook: Webhook) -> Reply:
    """Tried once, past what waits, and noted in the log. Takes seconds at most."""
    number = version.read().number
    data = everything(number, number, webhook.languages or languages())
    text = body(TEST, {**data, "everything": False})
    delivery = WebhookDelivery(
        webhook=webhook, message_id=new_message_id(), type=TEST, version=None, body=text
    )
    secrets = tuple(webhook.signing_secrets())
    answer = send(Letter(webhook.address, delivery.message_id, text, secrets))
    outbox.log(delivery, answer)
    delivery.state = WebhookDelivery.State.FAILED
    if answer.is_success:
        delivery.state, delivery.done_at = WebhookDelivery.State.DONE, timezone.now()
    delivery.save(force_insert=True)
    return answer
