"""Whoever subscribed to a version hears of it, once and in order; no handler stops another."""

from __future__ import annotations

import pytest

from cms.publishing.events import Event, VersionLive, version_live
from cms.publishing.publish import publish
from snippets.models import MenuItem
from tests import content
from tests.people import Reader


@pytest.fixture
def fire() -> Event[str]:
    return Event("fire")


def test_the_fact_is_told_to_each_handler_in_the_order_of_the_subscriptions(
    fire: Event[str],
) -> None:
    heard: list[str] = []
    fire.subscribe("second in the alphabet", lambda fact: heard.append(f"first, {fact}"))
    fire.subscribe("first in the alphabet", lambda fact: heard.append(f"second, {fact}"))
    fire.announce("in the galley")
    assert heard == ["first, in the galley", "second, in the galley"]


def test_a_second_handler_of_one_name_raises_and_does_not_replace_the_first(
    fire: Event[str],
) -> None:
    heard: list[str] = []
    fire.subscribe("bell", lambda _fact: heard.append("first"))
    with pytest.raises(ValueError, match=r"'fire' has a handler 'bell' already"):
        fire.subscribe("bell", lambda _fact: heard.append("second"))
    fire.announce("")
    assert heard == ["first"]


def test_a_handler_that_fails_is_logged_and_stops_nobody(
    fire: Event[str], caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    def fail(_fact: str) -> None:
        raise OSError("the rope is torn")

    fire.subscribe("bell", fail)
    fire.subscribe("horn", heard.append)
    fire.announce("smoke")
    assert heard == ["smoke"]
    (record,) = caplog.records
    assert record.getMessage() == "The handler 'bell' of 'fire' failed"
    assert record.exc_info is not None
    assert "the rope is torn" in str(record.exc_info[1])


def test_a_version_is_announced_once_and_readers_have_it_by_then(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.menu_item("Old")
    publish()
    heard: list[tuple[int, int, list[str]]] = []

    def look(live: VersionLive) -> None:
        heard.append((live.snapshot.version, reader.redis_version(), reader.menu("en")))

    monkeypatch.setattr(version_live, "handlers", {"look": look})
    MenuItem.objects.update(label="New")
    version = publish().version
    assert not publish().built
    assert heard == [(version, version, ["New"])]


def test_a_handler_that_fails_fails_no_publish(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_live: VersionLive) -> None:
        raise RuntimeError("deaf")

    content.menu_item("Old")
    publish()
    monkeypatch.setattr(version_live, "handlers", {"deaf": fail})
    MenuItem.objects.update(label="New")
    assert publish().built
    assert reader.menu("en") == ["New"]
    assert "The handler 'deaf' of 'version live' failed" in caplog.text
