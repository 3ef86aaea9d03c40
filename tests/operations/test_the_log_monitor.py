"""scripts/log-monitor tells each error of the logs once, in one line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scripts.production import log_monitor
from scripts.production.compose import Compose
from scripts.production.steps import StepFailed
from tests.operations.docker_files import PRODUCTION

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Docker(Compose):
    """Logs of services, from the moment on that each line is of."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "production.env")
        self.lines: list[tuple[datetime, str, str]] = []
        self.is_gone = False

    def logs(self, service: str, line: str | dict[str, object], when: datetime = NOON) -> None:
        text = line if isinstance(line, str) else json.dumps(line)
        self.lines.append((when, service, text))

    def run(self, *words: str, **environment: str) -> str:
        if self.is_gone:
            raise StepFailed("docker ended with 1:\nCannot connect to the Docker daemon")
        *options, service = words
        assert options[0] == "logs"
        since, until = (
            datetime.fromisoformat(options[options.index(name) + 1])
            for name in ("--since", "--until")
        )
        # As Compose prints it, though no terminal is there.
        return "\n".join(
            f"\x1b[2K{text}"
            for when, of, text in self.lines
            if of == service and since <= when < until
        )


@pytest.fixture
def docker(tmp_path: Path) -> Docker:
    return Docker(tmp_path)


def look(
    docker: Docker, capsys: pytest.CaptureFixture[str], minutes: int, *words: str
) -> tuple[int, str]:
    status = log_monitor.main([*words], NOON + timedelta(minutes=minutes), docker)
    return status, capsys.readouterr().out


@pytest.mark.parametrize(
    ("service", "line", "is_error"),
    [
        ("web", {"level": "ERROR", "logger": "django.request", "message": "It failed"}, True),
        ("web-green", {"level": "CRITICAL", "logger": "gunicorn.error", "message": "x"}, True),
        ("worker", {"level": "WARNING", "logger": "cms", "message": "an ERROR in words"}, False),
        ("web", "Traceback (most recent call last):", True),
        ("web", "The worker looks every 5 s for what is scheduled.", False),
        ("migrate", "[1]", False),
        ("nginx", {"status": 502, "method": "GET", "uri": "/"}, True),
        ("nginx", {"status": 404, "method": "GET", "uri": "/[error]/"}, False),
        ("nginx", "2026/01/01 12:00:00 [error] 7#7: *1 connect() failed", True),
        ("nginx", "2026/01/01 12:00:00 [notice] 7#7: signal process started", False),
        ("postgres", "2026-01-01 12:00:00 UTC [7] cms FATAL:  out of memory", True),
        ("postgres", "2026-01-01 12:00:00 UTC [7] cms ERROR:  lock timeout", False),
        ("redis", "1:M 01 Jan 2026 12:00:00 # Out Of Memory allocating: OOM", True),
        ("redis", "1:M 01 Jan 2026 12:00:00 * Ready to accept connections tcp", False),
        ("certificates", "No certificate:", True),
    ],
)
def test_an_error_is_what_its_service_calls_one(
    docker: Docker,
    capsys: pytest.CaptureFixture[str],
    service: str,
    line: str | dict[str, object],
    is_error: bool,
) -> None:
    docker.logs(service, line)
    status, printed = look(docker, capsys, 1)
    assert status == int(is_error)
    assert printed.count("\n") == 1
    assert printed[0] == ("✗" if is_error else "✓")
    assert (f"{service} 1 (" in printed) is is_error


def test_each_is_told_once_and_none_is_left_out(
    docker: Docker, capsys: pytest.CaptureFixture[str]
) -> None:
    for minute in (1, 2, 7):
        error: dict[str, object] = {"level": "ERROR", "logger": "cms", "message": f"no. {minute}"}
        docker.logs("web", error, NOON + timedelta(minutes=minute))
    assert look(docker, capsys, 5)[1] == (
        "✗ logs         2 new errors: web 2 (cms: no. 2), since 2026-01-01 11:05:00 UTC\n"
    )
    assert "web 1 (cms: no. 7)" in look(docker, capsys, 10)[1]
    assert look(docker, capsys, 15) == (
        0,
        "✓ logs         nothing went wrong since 2026-01-01 12:10:00 UTC\n",
    )
    assert look(docker, capsys, 20, "--quiet") == (0, "")


def test_a_dry_run_looks_at_the_same_again(
    docker: Docker, capsys: pytest.CaptureFixture[str]
) -> None:
    docker.logs("nginx", {"status": 500, "method": "GET", "uri": "/"})
    for _ in range(2):
        assert look(docker, capsys, 1, "--dry-run")[0] == 1
    assert look(docker, capsys, 1)[0] == 1
    assert look(docker, capsys, 1)[0] == 0


def test_logs_that_cannot_be_read_are_told_and_looked_at_next_time(
    docker: Docker, capsys: pytest.CaptureFixture[str]
) -> None:
    docker.logs("nginx", {"status": 500, "method": "GET", "uri": "/"})
    docker.is_gone = True
    status, printed = look(docker, capsys, 1)
    assert status == log_monitor.UNABLE
    assert printed == "✗ logs         cannot be read: Cannot connect to the Docker daemon\n"
    docker.is_gone = False
    assert look(docker, capsys, 6)[0] == 1
    docker.env_file.with_name("log-monitor.state").write_text("yesterday")
    status, printed = look(docker, capsys, 7)
    assert status == log_monitor.UNABLE
    assert "delete it" in printed


def test_a_long_message_stays_a_line(docker: Docker, capsys: pytest.CaptureFixture[str]) -> None:
    docker.logs("web", {"level": "ERROR", "logger": "cms", "message": "x\n" * 500})
    printed = look(docker, capsys, 1)[1]
    assert printed.count("\n") == 1
    assert len(printed) < 300


def test_every_service_is_looked_at() -> None:
    assert log_monitor.SERVICES.keys() == PRODUCTION["services"].keys()
