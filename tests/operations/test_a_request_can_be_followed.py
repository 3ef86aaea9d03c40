"""One number leads from nginx's log to the application's lines and to PostgreSQL's statements."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from cms.engines.request_id import Identified, OnEveryLine, current
from config.env import ROOT
from tests.nginx import Nginx, needs_nginx
from tests.operations.docker_files import environment_of

NUMBER = "0123456789abcdef" * 2


@needs_nginx
def test_nginx_gives_each_request_a_number_of_its_own(nginx: Nginx) -> None:
    claimed = {"X-Request-ID": NUMBER}
    passed_on = [
        json.loads(nginx.ask("/admin/", headers=claimed).body)["headers"]["x-request-id"]
        for _ in range(2)
    ]
    assert len({*passed_on, NUMBER}) == 3, "a client's own is not believed"
    deadline = time.monotonic() + 5
    lines: list[str] = []
    while len(lines) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
        lines = nginx.access_log.read_text().splitlines() if nginx.access_log.exists() else []
    assert {json.loads(line)["request_id"] for line in lines} == set(passed_on)


def name_in_postgresql() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()")
        return str(cursor.fetchone()[0])


def answered(given: str, application: Any) -> Any:
    """What `application` returns, called as for a request with this number."""
    results: list[Any] = []

    def wsgi(_environ: dict[str, Any], _start: object) -> Iterable[bytes]:
        results.append(application())
        return []

    list(Identified(wsgi)({"HTTP_X_REQUEST_ID": given}, lambda *_: None))
    return results[0]


@pytest.fixture
def behind_nginx(settings: LazySettings) -> None:
    settings.TRUSTED_PROXY = True


def test_postgresql_knows_whose_statement_it_is(database: None, behind_nginx: None) -> None:
    assert answered(NUMBER, name_in_postgresql) == f"cms {NUMBER}"
    assert answered("f" * 32, name_in_postgresql) == f"cms {'f' * 32}"
    assert name_in_postgresql() == "cms"
    connection.close()
    assert answered(NUMBER, name_in_postgresql) == f"cms {NUMBER}", "on a new connection too"


def test_a_transaction_that_failed_is_told_as_without_it(
    database: None, behind_nginx: None
) -> None:
    def fails() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    assert name_in_postgresql() == "cms"
    with pytest.raises(DatabaseError, match="division by zero"):
        answered(NUMBER, fails)
    assert answered(NUMBER, name_in_postgresql).startswith("cms")


@pytest.mark.parametrize("given", ["", "short", "x" * 32, f"{NUMBER}\n", f"{NUMBER}' OR '1"])
def test_what_is_no_number_gets_one(behind_nginx: None, given: str) -> None:
    number = answered(given, current)
    assert len(number) == 32
    assert number != given
    assert current() == ""


def test_without_a_proxy_nobody_is_believed(settings: LazySettings) -> None:
    settings.TRUSTED_PROXY = False
    assert answered(NUMBER, current) != NUMBER


def test_a_line_of_the_log_has_the_number(behind_nginx: None) -> None:
    record = logging.makeLogRecord({"msg": "Hello"})

    def logs() -> object:
        assert OnEveryLine().filter(record)
        return record.__dict__["request_id"]

    assert answered(NUMBER, logs) == NUMBER


SAYS = """
import django, logging
django.setup()
from cms.engines.request_id import Identified
def wsgi(environ, start):
    logging.getLogger("cms.tests").warning("مرحبا %s", "hello\\nline")
    try: 1/0
    except ZeroDivisionError: logging.getLogger("cms.tests").exception("It failed")
    return []
Identified(wsgi)({"HTTP_X_REQUEST_ID": "0123456789abcdef" * 2}, None)
"""


def said(directory: Path, **changes: str) -> list[str]:
    completed = subprocess.run(
        [sys.executable, "-c", SAYS],
        cwd=ROOT,
        env=environment_of("web", directory) | changes,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in completed.stderr.splitlines() if line]


def test_in_production_each_message_is_a_line_of_json(tmp_path: Path) -> None:
    first, second = map(json.loads, said(tmp_path))
    assert first.pop("time").startswith("20")
    assert first == {
        "level": "WARNING",
        "logger": "cms.tests",
        "message": "مرحبا hello\nline",
        "request_id": NUMBER,
    }
    assert second["message"] == "It failed"
    assert "ZeroDivisionError" in second["exc_info"]


def test_lines_for_people_are_a_setting(tmp_path: Path) -> None:
    assert "WARNING cms.tests: مرحبا hello" in said(tmp_path, LOG_FORMAT="line")[0]
