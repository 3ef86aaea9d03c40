"""A stranger pays for the API's answers with the time that they took; documents cost nothing."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.cache import caches

from cms.api.documents import Environ, StartResponse
from cms.api.fair_use import MINUTE, FairUse
from cms.engines.circuit_breaker import REDIS

NOON = 1_800_000_000.0  # the beginning of a minute
STRANGER = "203.0.113.7"


class Costing:
    """Django, whose answers take so many seconds each."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.answered = 0
        self.clock = 0.0

    def __call__(self, _environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.answered += 1
        self.clock += self.seconds
        start_response("200 OK", [])
        return [b"{}"]


class Front:
    """One process; `ask` answers the status, the headers and the body."""

    def __init__(self, django: Costing) -> None:
        self.now = NOON
        self._layer = FairUse(django, lambda: self.now, lambda: django.clock)

    def ask(
        self, path: str = "/api/v2/pages/", client: str = STRANGER, **environ: str
    ) -> tuple[int, dict[str, str], bytes]:
        answered: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> Any:
            answered.append((status, headers))

        body = b"".join(self._layer({"PATH_INFO": path, "REMOTE_ADDR": client, **environ}, start))
        status, headers = answered[0]
        return int(status[:3]), dict(headers), body


@pytest.fixture
def django(settings: Any) -> Costing:
    settings.API_SECONDS_A_MINUTE = 10
    return Costing(seconds=4)


@pytest.fixture
def front(database: None, django: Costing) -> Front:
    return Front(django)


def statuses(front: Front, times: int, **request: str) -> list[int]:
    return [front.ask(**request)[0] for _ in range(times)]


def test_who_has_used_up_a_minutes_work_waits_for_the_next(front: Front, django: Costing) -> None:
    front.now = NOON + 20
    assert statuses(front, 5) == [200, 200, 200, 429, 429]
    assert django.answered == 3
    status, headers, body = front.ask()
    assert (status, headers["Retry-After"]) == (429, "40")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(body)["errors"][0]["code"] == "throttled"
    front.now = NOON + MINUTE
    assert statuses(front, 1) == [200]


def test_others_are_answered_meanwhile(front: Front) -> None:
    statuses(front, 4)
    assert statuses(front, 1, client="203.0.113.8") == [200]


def test_a_household_with_ipv6_is_one_client(front: Front) -> None:
    addresses = [f"2001:db8:1:1::{number}" for number in range(1, 5)]
    assert [front.ask(client=each)[0] for each in addresses] == [200, 200, 200, 429]
    assert statuses(front, 1, client="2001:db8:1:2::1") == [200]


@pytest.mark.parametrize(
    "path", ["/api/website-data/", "/api/update-redis/", "/health/", "/admin/login/", "/"]
)
def test_what_is_no_such_work_costs_nothing(front: Front, path: str) -> None:
    statuses(front, 4)
    assert statuses(front, 5, path=path) == [200] * 5


@pytest.mark.parametrize(
    "path",
    [
        "/api/head/",
        "/api/changes/",
        "/api/drafts/x/",
        "/api/openapi.json",
        "/sitemap.xml",
        "/api/v2/x/",
    ],
)
def test_each_costly_address_is_paid_from_one_purse(front: Front, path: str) -> None:
    statuses(front, 3)
    assert statuses(front, 1, path=path) == [429]


def test_processes_count_together(front: Front, django: Costing) -> None:
    another = Front(django)
    assert [front.ask()[0], another.ask()[0], front.ask()[0]] == [200] * 3
    assert [front.ask()[0], another.ask()[0]] == [429, 429]


def test_while_redis_is_away_each_process_counts_for_itself(front: Front, django: Costing) -> None:
    another = Front(django)
    REDIS.failed()
    try:
        assert statuses(front, 4) == [200, 200, 200, 429]
        assert statuses(another, 4) == [200, 200, 200, 429]
    finally:
        REDIS.succeeded()


@pytest.mark.parametrize("value", ["much", [1], None, {"a": 1}, 2**70])
def test_what_others_wrote_to_redis_makes_no_error(front: Front, value: object) -> None:
    key = f"fair-use:{STRANGER}:{int(NOON // MINUTE)}"
    caches["default"].set(key, value)
    assert set(statuses(front, 5)) <= {200, 429}


def test_the_websites_own_servers_pay_nothing(front: Front, settings: Any) -> None:
    settings.UNLIMITED_CLIENTS = [
        ipaddress.ip_network("203.0.113.0/24"),
        ipaddress.ip_network("2001:db8::7"),
    ]
    assert statuses(front, 5) == [200] * 5
    assert statuses(front, 5, client="2001:db8::7") == [200] * 5
    assert statuses(front, 4, client="2001:db8::8") == [200, 200, 200, 429]


def test_what_a_client_says_of_itself_is_not_read(front: Front, settings: Any) -> None:
    claims = [f"198.51.100.{number}" for number in range(4)]
    assert [front.ask(HTTP_X_FORWARDED_FOR=each)[0] for each in claims] == [200, 200, 200, 429]
    settings.TRUSTED_PROXY = True
    said_by_nginx = f"{claims[0]}, 192.0.2.1"
    assert front.ask(HTTP_X_FORWARDED_FOR=said_by_nginx)[0] == 200


def test_an_answer_that_fails_is_paid_too(front: Front, django: Costing) -> None:
    def fail(_environ: Environ, _start: StartResponse) -> Iterable[bytes]:
        django(_environ, _start)
        raise RuntimeError

    layer = FairUse(fail, lambda: NOON, lambda: django.clock)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            layer({"PATH_INFO": "/api/v2/pages/", "REMOTE_ADDR": STRANGER}, lambda *_a: None)
    assert statuses(front, 1) == [429]


def test_a_process_remembers_a_bounded_number_of_clients(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.api.fair_use.MOST_REMEMBERED", 3)
    for number in range(8):
        statuses(front, 4, client=f"203.0.113.{number}")
    assert len(front._layer._refused) == 3
