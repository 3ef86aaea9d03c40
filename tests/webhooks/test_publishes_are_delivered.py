"""Each publish is delivered to every endpoint that wants it: at least once, with one id, in order,
signed as the standard says, whatever the receiver does."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks import WebhookVerificationError
from wagtail.models import PageViewRestriction

from cms.background.watcher import Signals
from cms.changes.record import record
from cms.publishing.publish import publish
from cms.webhooks import outbox, sending
from cms.webhooks.courier import Courier
from cms.webhooks.models import Webhook, WebhookDelivery, new_secret
from home.models import ContentPage
from tests import content
from tests.changes.follower import everything_is_live
from tests.webhooks.courier import hears_of, time_passes
from tests.webhooks.receiver import Receiver, running, verified


def edit(page: Any, title: str) -> None:
    page.title = title
    page.save_revision().publish()
    everything_is_live()


def test_a_publish_is_told_with_what_changed_and_where_it_is(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    page = content.page("Camp", "camp")
    everything_is_live()
    delivers()
    (request,) = receiver.requests
    message = verified(request, endpoint.secret)
    assert set(message) == {"type", "timestamp", "data"}
    assert message["type"] == "content.published"
    data = message["data"]
    assert data["ids"] == [{"endpoint": "pages", "id": page.pk}]
    assert (data["paths"], data["previous_paths"]) == (["/en/camp/"], [])
    assert (data["languages"], data["everything"]) == (["en"], False)
    assert "seo_data:en" in data["documents"]
    assert "menu_items:en" not in data["documents"]
    assert data["version"] == publish().version
    assert data["tags"]
    assert "Camp" not in request.body.decode()
    assert request.headers["content-type"] == "application/json"
    assert request.headers["host"] == f"receiver.test:{receiver.port}"


def test_a_move_tells_the_address_of_before_and_a_removal_where_it_was(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    page = content.page("Camp", "camp")
    everything_is_live()
    page.slug = "summer"
    page.save_revision().publish()
    everything_is_live()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    everything_is_live()
    delivers()
    pages = [
        (request.type, request.data["paths"], request.data["previous_paths"])
        for request in receiver.requests
    ]
    assert pages == [
        ("content.published", ["/en/camp/"], []),
        ("content.published", ["/en/summer/"], ["/en/camp/"]),
        ("content.unpublished", [], ["/en/summer/"]),
    ]


def test_each_endpoint_hears_of_its_events_and_languages_alone(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    endpoint.delete()
    hears_of("website_data.rebuilt", "seo_data.rebuilt", at=receiver)
    hears_of("content.published", at=receiver, languages=["ar"])
    about = content.page()
    everything_is_live()
    content.menu_item()
    everything_is_live()
    content.arabic(about, title="عن النادي")
    everything_is_live()
    delivers()
    by_version: dict[int, list[str]] = {}
    for request in receiver.requests:
        by_version.setdefault(request.data["version"], []).append(request.type)
    # A page changes seo_data, a menu item website_data.
    first, second, third = sorted(by_version)
    assert "seo_data.rebuilt" in by_version[first]
    assert "website_data.rebuilt" in by_version[second]
    assert "content.published" in by_version[third]
    (in_arabic,) = [
        request for request in receiver.received("content.published") if request.data["ids"]
    ]
    assert in_arabic.data["languages"] == ["ar"]
    assert in_arabic.data["paths"] == ["/ar/about/"]


def test_nothing_is_sent_before_readers_have_the_version(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'Home again' WHERE slug = 'home'")
    assert record() is not None
    delivers()
    assert receiver.requests == []
    publish()
    delivers()
    assert len(receiver.requests) == 1


def test_a_rolled_back_edit_and_a_draft_send_nothing(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    with transaction.atomic():
        content.page("Never", "never")
        transaction.set_rollback(True)
    content.page("Draft", "draft", live=False)
    everything_is_live()
    delivers()
    assert (receiver.requests, WebhookDelivery.objects.count()) == ([], 0)


def test_a_record_is_delivered_once_however_often_it_is_looked_at(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    for _time in range(3):
        outbox.fill(publish().version)
        delivers()
    assert len(receiver.requests) == 1


FAILURES: list[Any] = [
    500,
    404,
    "redirect",
    "hang up",
    {"status": 302, "Location": "http://[::1]/"},
]


@pytest.mark.parametrize("behaviour", FAILURES)
def test_what_fails_is_tried_again_with_the_same_id_and_bytes_and_blocks_what_comes_after(
    behaviour: Any, endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    receiver.behaves = [behaviour, 204]
    page = content.page()
    everything_is_live()
    edit(page, "Again")
    delivers()
    assert len(receiver.requests) == 1, "the second one waits for the first"
    endpoint.refresh_from_db()
    assert endpoint.failures == 1
    assert 4 < (endpoint.attempt_at - timezone.now()).total_seconds() < 6
    time_passes()
    delivers()
    first, again, second = receiver.requests
    assert (first.id, first.body) == (again.id, again.body)
    assert second.id != first.id
    assert second.data["version"] > first.data["version"]
    for request in receiver.requests:
        verified(request, endpoint.secret)
    endpoint.refresh_from_db()
    assert endpoint.failures == 0
    assert not WebhookDelivery.objects.filter(state="open").exists()


@pytest.mark.parametrize("behaviour", ["hang", "drip"])
def test_a_receiver_that_hangs_holds_up_nobody_else(
    behaviour: str,
    endpoint: Webhook,
    receiver: Receiver,
    delivers: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 3.0)
    monkeypatch.setattr(sending, "LONGEST", 3.0)
    receiver.behaves = [behaviour]
    with running() as other_receiver:
        hears_of("content.published", at=other_receiver)
        page = content.page()
        everything_is_live()
        for number in range(5):
            edit(page, f"Title {number}")
        delivers(lambda: len(other_receiver.requests) == 6)
        # All six are there while the first of the hanging one is still under way.
        assert len(receiver.requests) == 1
        assert not WebhookDelivery.objects.filter(webhook=endpoint).exclude(attempts=[]).exists()
        delivers(lambda: Webhook.objects.get(pk=endpoint.pk).failures == 1)
    attempt = WebhookDelivery.objects.filter(webhook=endpoint).earliest("pk").attempts[0]
    assert attempt["status"] is None
    assert attempt["trouble"]


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured(
    status: int, endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    receiver.behaves = [{"status": status, "Retry-After": "120"}]
    content.page()
    everything_is_live()
    delivers()
    endpoint.refresh_from_db()
    assert 110 < (endpoint.attempt_at - timezone.now()).total_seconds() < 125


def test_410_switches_the_endpoint_off(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    receiver.behaves = [410, 200]
    page = content.page()
    everything_is_live()
    delivers()
    edit(page, "Again")
    time_passes()
    delivers()
    endpoint.refresh_from_db()
    assert (len(receiver.requests), endpoint.state) == (1, Webhook.State.GONE)


def test_the_schedule_is_that_of_the_standard_and_then_the_endpoint_is_paused(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    receiver.behaves = [500]
    page = content.page()
    everything_is_live()
    pauses = []
    for _attempt in range(10):
        delivers()
        endpoint.refresh_from_db()
        pauses.append((endpoint.attempt_at - timezone.now()).total_seconds())
        time_passes()
    hours = 3600
    wanted = [5, 300, 1800, 2 * hours, 5 * hours, 10 * hours, 14 * hours, 20 * hours, 24 * hours]
    for pause, least in zip(pauses, wanted, strict=False):
        assert least - 2 < pause < least * 1.1 + 2
    assert endpoint.state == Webhook.State.PAUSED
    assert len(receiver.requests) == 10
    # What is published meanwhile waits too, and is sent when somebody resumes it.
    edit(page, "Again")
    delivers()
    assert len(receiver.requests) == 10
    receiver.behaves = [200]
    outbox.resume(endpoint)
    delivers()
    versions = [request.data["version"] for request in receiver.requests]
    assert versions == sorted(versions)
    assert len(set(versions)) == 2
    assert len({request.id for request in receiver.requests}) == 2


def test_a_receiver_that_dies_and_comes_back_gets_everything_in_order(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    page = content.page()
    everything_is_live()
    delivers()
    port = receiver.port
    receiver.close()
    for number in range(3):
        edit(page, f"Title {number}")
        time_passes()
        delivers()
    with running(port) as again:
        time_passes()
        delivers()
        versions = [request.data["version"] for request in again.requests]
    assert len(versions) == 3
    assert versions == sorted(versions)


def test_a_secret_that_was_replaced_signs_too_for_a_day(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    old = endpoint.secret
    new = endpoint.rotate_secret()
    content.page()
    everything_is_live()
    delivers()
    (request,) = receiver.requests
    assert verified(request, old) == verified(request, new)
    with pytest.raises(WebhookVerificationError):
        verified(request, new_secret())
    Webhook.objects.update(old_secret_until=timezone.now())
    edit(ContentPage.objects.get(slug="about"), "Again")
    delivers()
    with pytest.raises(WebhookVerificationError):
        verified(receiver.requests[-1], old)


def test_a_message_that_would_be_long_says_everything(
    endpoint: Webhook, receiver: Receiver, delivers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.webhooks.messages.LONGEST_BODY", 200)
    content.page()
    everything_is_live()
    delivers()
    (request,) = receiver.requests
    assert (request.data["everything"], request.data["paths"]) == (True, [])


def test_two_workers_at_once_deliver_once(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    outbox.fill(publish().version)
    first = outbox.take(10)
    assert (len(first), outbox.take(10)) == (1, [])
    # The first one dies; its lease ends.
    Webhook.objects.update(leased_until=timezone.now())
    delivers()
    assert [request.id for request in receiver.requests] == [first[0].letter.message_id]


def test_a_message_is_replayed_with_its_id(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    delivers()
    outbox.replay(WebhookDelivery.objects.get())
    delivers()
    first, again = receiver.requests
    assert (first.id, first.body) == (again.id, again.body)


def test_the_log_is_kept_for_thirty_days(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    delivers()
    for days, remaining in ((29, 1), (31, 0)):
        WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=days))
        outbox.forget_the_oldest()
        assert WebhookDelivery.objects.count() == remaining


def test_a_database_that_goes_away_loses_no_answer(
    endpoint: Webhook, receiver: Receiver, delivers: Any
) -> None:
    content.page()
    everything_is_live()
    courier = Courier(Signals())
    courier.step()
    deadline = time.monotonic() + 30
    while not receiver.requests:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    connection.close()
    while courier._under_way:
        courier.step()
    courier.close()
    assert WebhookDelivery.objects.get().state == WebhookDelivery.State.DONE
