"""PostgreSQL works for a request as long as threads of requests may, for others without end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from cms.engines import statement_time
from config import urls
from config.whole_requests import ThreadPools


def wait_in_the_database(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
    return HttpResponse("rested")


urlpatterns = [
    path("api/v2/slow/", wait_in_the_database),
    path("admin/slow/", wait_in_the_database),
    *urls.urlpatterns,
]
handler500 = "cms.api.errors.server_error"


def in_a_thread(name: str, work: Callable[[], Any]) -> Any:
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=run, name=name)
    thread.start()
    thread.join()
    return answers[0]


def longest_statement() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("name", "longest"),
    [("costly_0", "10s"), ("others_3", "50s"), ("publisher", "0"), ("MainThread", "0")],
)
def test_each_kind_of_thread_has_its_limit(database: None, name: str, longest: str) -> None:
    assert in_a_thread(name, longest_statement) == longest


def test_the_threads_of_requests_have_those_names() -> None:
    pools = ThreadPools(8)
    try:
        for pool in (pools.costly, pools.others):
            assert pool.submit(statement_time.longest).result() is not None
    finally:
        pools.shutdown()


@pytest.fixture
def impatient(database: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(statement_time, "LONGEST", {"costly": 0.1, "others": 0.1})


def ask(address: str) -> Any:
    return Client(raise_request_exception=False).get(address)


def test_what_takes_longer_is_a_503_that_says_what_to_do(impatient: None) -> None:
    answer = in_a_thread("costly_0", lambda: ask("/api/v2/slow/"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Ask for less" in answer.json()["errors"][0]["detail"]


def test_a_page_of_the_admin_that_takes_longer_is_a_503(impatient: None) -> None:
    answer = in_a_thread("others_0", lambda: ask("/admin/slow/"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
