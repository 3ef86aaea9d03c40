"""A rehearsal uses containers where an engine can run; elsewhere it says so, and how it ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.production import rehearsal
from scripts.production.rehearsal import BY_PROCESSES
from scripts.production.steps import StepFailed

# Where nobody can make a folder, not even root.
NOWHERE = "/proc/engine"


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was rehearsed with processes; the rehearsals themselves take minutes."""
    rehearsals: list[str] = []
    monkeypatch.setattr(rehearsal, "by_processes", lambda way, folder: rehearsals.append(way))
    return rehearsals


def test_where_no_engine_can_run_processes_stand_in_and_the_exit_status_says_so(
    rehearsed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert rehearsal.main(["restore", "--engine", NOWHERE]) == BY_PROCESSES
    assert rehearsed == ["restore"]
    assert "With processes of this machine: " in capsys.readouterr().out


def test_a_promise_that_is_broken_with_processes_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(way: str, folder: Path) -> None:
        raise StepFailed("2 reads failed")

    monkeypatch.setattr(rehearsal, "by_processes", fails)
    assert rehearsal.main(["deploy", "--processes"]) == 1
    assert "2 reads failed" in capsys.readouterr().err
