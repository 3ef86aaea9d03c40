"""Administrators manage webhooks in the admin: a secret is seen once, a test is sent at once, what
failed is said, and nobody else may look."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from cms.webhooks.models import Webhook, WebhookDelivery
from tests import content
from tests.changes.follower import everything_is_live
from tests.people import Person, in_group, with_permissions
from tests.webhooks.courier import time_passes
from tests.webhooks.receiver import Receiver, verified

FORM = {"name": "Website", "events": ["content.published"], "languages": [], "is_on": "on"}


def address(name: str, webhook: Webhook, *more: int) -> str:
    return reverse(f"webhook:{name}", args=[webhook.pk, *more])


def text(person: Person, webhook: Webhook) -> str:
    return person.client.get(address("inspect", webhook)).content.decode()


def test_a_new_one_shows_its_secret_once(admin: Person, receiver: Receiver) -> None:
    answer = person_posts(admin, reverse("webhook:add"), {**FORM, "address": receiver.url})
    webhook = Webhook.objects.get()
    assert (webhook.address, webhook.events) == (receiver.url, ["content.published"])
    assert webhook.secret in answer.content.decode()
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", webhook.secret)
    for name in ("inspect", "edit"):
        assert webhook.secret not in admin.client.get(address(name, webhook)).content.decode()


def person_posts(person: Person, url: str, form: dict[str, Any]) -> Any:
    return person.client.post(url, form, follow=True)


def test_an_inner_address_is_refused_with_the_reason(admin: Person, receiver: Receiver) -> None:
    for address in ("https://127.1/", "http://www.example.com/", "ftp://x/", "https://0x7f.1/"):
        answer = person_posts(admin, reverse("webhook:add"), {**FORM, "address": address})
        assert "error-message" in answer.content.decode(), address
    assert not Webhook.objects.exists()


def test_a_test_is_sent_at_once_also_while_it_is_off(
    admin: Person, endpoint: Webhook, receiver: Receiver
) -> None:
    Webhook.objects.update(is_on=False)
    person_posts(admin, address("test", endpoint), {})
    (request,) = receiver.requests
    assert verified(request, endpoint.secret)["type"] == "webhook.test"
    receiver.behaves = [500]
    answer = person_posts(admin, address("test", endpoint), {})
    assert "The test failed: 500" in answer.content.decode()
    assert [delivery.state for delivery in WebhookDelivery.objects.order_by("pk")] == [
        "done",
        "failed",
    ]


def test_a_secret_is_rotated_and_shown_once(admin: Person, endpoint: Webhook) -> None:
    old = endpoint.secret
    answer = person_posts(admin, address("rotate", endpoint), {})
    endpoint.refresh_from_db()
    assert endpoint.secret != old
    assert endpoint.signing_secrets() == [endpoint.secret, old]
    assert endpoint.secret in answer.content.decode()
    assert endpoint.secret not in text(admin, endpoint)


def test_its_page_says_what_was_sent_and_sends_it_again(
    admin: Person, endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    delivers()
    page = text(admin, endpoint)
    assert receiver.requests[0].id in page
    assert "Delivered" in page
    delivery = WebhookDelivery.objects.get()
    person_posts(admin, address("replay", endpoint, delivery.pk), {})
    delivers()
    assert [request.id for request in receiver.requests] == [delivery.message_id] * 2


def test_one_that_is_paused_says_so_and_is_resumed(
    admin: Person, endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    receiver.behaves = [500]
    for _attempt in range(10):
        delivers()
        time_passes()
    assert "Paused: the receiver failed for more than three days. 1 message waits" in text(
        admin, endpoint
    )
    listing = admin.client.get(reverse("webhook:index")).content.decode()
    assert "Paused" in listing
    receiver.behaves = [200]
    person_posts(admin, address("resume", endpoint), {})
    delivers()
    assert "Paused" not in text(admin, endpoint)
    assert WebhookDelivery.objects.get().state == "done"


def test_a_new_address_is_tried_at_once_and_forgets_nothing(
    admin: Person, endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    receiver.behaves = [500, 200]
    delivers()
    last_version = Webhook.objects.get().seen
    form = {**FORM, "events": ["content.published"], "address": f"{receiver.url}/new"}
    person_posts(admin, address("edit", endpoint), form)
    delivers()
    assert Webhook.objects.get().seen == last_version
    assert WebhookDelivery.objects.get().state == "done"


@pytest.mark.parametrize("group", ["Editors", "Publishers", "SEO staff"])
def test_who_is_no_administrator_may_neither_look_nor_act(
    group: str, endpoint: Webhook, receiver: Receiver
) -> None:
    person = in_group("somebody", group)
    for name in ("index", "add"):
        assert person.client.get(reverse(f"webhook:{name}")).status_code in (302, 403)
    for name in ("inspect", "edit", "delete"):
        assert person.client.get(address(name, endpoint)).status_code in (302, 403)
    for name in ("test", "rotate", "resume"):
        assert person.client.post(address(name, endpoint)).status_code in (302, 403)
    stored = Webhook.objects.get()
    assert (receiver.requests, stored.secret) == ([], endpoint.secret)


def test_a_group_that_was_given_it_may_look_and_not_act(
    endpoint: Webhook, receiver: Receiver
) -> None:
    person = with_permissions("watcher", "cms.view_webhook")
    page = text(person, endpoint)
    assert receiver.url in page
    assert "Make a new secret" not in page
    person.client.post(address("rotate", endpoint))
    assert Webhook.objects.get().secret == endpoint.secret


def test_an_action_wants_a_post(admin: Person, endpoint: Webhook, receiver: Receiver) -> None:
    for name in ("test", "rotate", "resume"):
        assert admin.client.get(address(name, endpoint)).status_code == 405
    assert receiver.requests == []
