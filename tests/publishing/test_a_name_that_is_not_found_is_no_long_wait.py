"""Where Redis's container is stopped its name is gone, and looking it up may take for ever: nobody
waits for that longer than for Redis itself."""

from __future__ import annotations

import io
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.management import call_command

from cms.engines import redis_connection
from cms.engines.circuit_breaker import REDIS
from cms.publishing.stores.redis import Store, StoreUnavailable
from tests import content
from tests.people import Reader

GONE = "redis://redis.gone:6379/0"


@pytest.fixture
def no_name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Whoever asks for a name ending in .gone waits until the test is over. The names asked for."""
    over, names = threading.Event(), []
    look_up = socket.getaddrinfo

    def wait(host: Any, *arguments: Any, **options: Any) -> Any:
        if not str(host).endswith(".gone"):
            return look_up(host, *arguments, **options)
        names.append(host)
        over.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    yield names
    over.set()
    REDIS.succeeded()


@pytest.fixture
def redis_is_stopped(no_name_server: list[str], settings: Any) -> list[str]:
    settings.REDIS_URL, settings.REDIS_TIMEOUT = GONE, 0.05
    default = settings.CACHES["default"]
    options = {**default["OPTIONS"], "SOCKET_CONNECT_TIMEOUT": 0.05}
    settings.CACHES = settings.CACHES | {
        "default": {**default, "LOCATION": GONE, "OPTIONS": options}
    }
    caches.close_all()
    return no_name_server


def test_a_publish_from_a_shell_comes_to_its_end(
    reader: Reader, redis_is_stopped: list[str]
) -> None:
    content.menu_item("News")
    output = io.StringIO()
    call_command("publish", again=True, stdout=output)
    assert "but not in Redis" in output.getvalue()
    assert reader.menu("en") == ["News"]


def test_the_cache_does_without(database: None, redis_is_stopped: list[str]) -> None:
    REDIS.succeeded()
    assert cache.get("something", "nothing") == "nothing"
    assert redis_is_stopped == ["redis.gone"]


def test_a_process_looks_up_a_name_once_however_many_wait(no_name_server: list[str]) -> None:
    for _ in range(5):
        REDIS.succeeded()
        with pytest.raises(StoreUnavailable, match=r"'redis\.gone' is not known after"):
            Store(GONE, "", timeout=0.02).ping()
    assert no_name_server == ["redis.gone"]


def test_a_name_that_nobody_has_is_told_at_once(database: None) -> None:
    REDIS.succeeded()
    with pytest.raises(StoreUnavailable, match="redis.invalid"):
        Store("redis://redis.invalid:6379/0", "", timeout=5).ping()
    REDIS.succeeded()


def test_a_process_that_is_forked_meanwhile_looks_for_itself(no_name_server: list[str]) -> None:
    with pytest.raises(OSError, match="is not known"):
        redis_connection.wait_for_name("redis.gone", 6379, 0.02)
    child = os.fork()
    if not child:
        os._exit(len(redis_connection._going_on))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
