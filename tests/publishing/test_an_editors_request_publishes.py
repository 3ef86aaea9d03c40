"""A request of somebody who is logged in publishes at its end; no other request does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from cms.publishing import middleware
from cms.publishing.change_log import ChangeLog
from cms.publishing.middleware import Outcome, PublishAtTheEnd
from cms.publishing.publish import publish
from snippets.models import MenuItem
from tests import content
from tests.people import Reader


@pytest.fixture
def editor(reader: Reader) -> Any:
    content.menu_item("Old")
    publish()
    return get_user_model().objects.create_superuser("editor")


def outcome_of(method: str, user: object) -> Outcome | None:
    """What comes of a request that changes the menu."""

    def change(_request: HttpRequest) -> HttpResponse:
        MenuItem.objects.update(label="New")
        return HttpResponse()

    request: Any = SimpleNamespace(method=method, user=user)
    PublishAtTheEnd(change)(request)
    outcome: Outcome | None = getattr(request, "outcome", None)
    return outcome


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_an_editor_changed_is_live_when_the_request_ends(
    editor: Any, reader: Reader, method: str
) -> None:
    outcome = outcome_of(method, editor)
    assert reader.menu("en") == ["New"]
    assert outcome is not None
    assert outcome.receipt is not None
    assert outcome.receipt.version == outcome.raised[-1].version == reader.version()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_that_only_reads_publishes_nothing(
    editor: Any, reader: Reader, method: str
) -> None:
    assert outcome_of(method, editor) is None
    assert reader.menu("en") == ["Old"]


@pytest.mark.parametrize("user", [AnonymousUser(), None])
def test_a_strangers_request_makes_nobody_wait_for_a_publish(
    editor: Any, reader: Reader, user: object
) -> None:
    assert outcome_of("POST", user) is None
    assert reader.menu("en") == ["Old"]


def test_a_history_that_cannot_be_written_stops_no_publish(
    editor: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_log: ChangeLog, _user: object) -> None:
        raise DatabaseError("no room")

    monkeypatch.setattr(ChangeLog, "record", fail)
    outcome = outcome_of("POST", editor)
    assert outcome is not None
    assert outcome.raised == []
    assert reader.menu("en") == ["New"]


@pytest.mark.parametrize("error", [middleware.NotPublished, DatabaseError])
def test_a_publish_that_fails_fails_no_request_and_says_why(
    editor: Any, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(**_named: object) -> None:
        raise error("no room")

    monkeypatch.setattr(middleware, "publish", fail)
    outcome = outcome_of("POST", editor)
    assert outcome is not None
    assert (outcome.receipt, outcome.trouble) == (None, "no room")
