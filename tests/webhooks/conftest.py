"""Receivers on this machine, under a name that may be called, and the courier of a worker."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.webhooks.receiver import Receiver, running

NAME = "receiver.test"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What names of the tests resolve to; others are asked of the system."""
    names = {NAME: "127.0.0.1"}
    lookup = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        return lookup(names.get(host, host), *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return names


@pytest.fixture
def receiver(settings: Any, names: dict[str, str]) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = {NAME}
    with running() as receiver:
        yield receiver


@pytest.fixture
def endpoint(database: None, receiver: Receiver) -> Any:
    """Hears of what is published and unpublished from now on."""
    from tests.webhooks.courier import from_now_on

    return from_now_on(receiver)


@pytest.fixture
def delivers(database: None) -> Iterator[Callable[..., None]]:
    """Runs the courier until nothing is due any more, or as long as is said."""
    from tests.webhooks.courier import at_work, run

    couriers = []

    def deliver(until: Callable[[], bool] | None = None, within: float = 60.0) -> None:
        couriers.append(at_work())
        run(couriers[-1], until, within)

    yield deliver
    for courier in couriers:
        courier.close()
