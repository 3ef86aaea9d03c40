"""An installation to rehearse with, and what readers and an editor saw of it."""

from __future__ import annotations

import json
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypedDict

from scripts.production.colours import Colours
from scripts.production.compose import ROOT
from scripts.production.installation import Installation
from scripts.production.steps import StepFailed


class Rehearsed(Protocol):
    """An installation to rehearse with: containers, or processes."""

    @property
    def colours(self) -> Colours: ...

    @property
    def host(self) -> str: ...

    def build(self, base: str, name: str, file: str, text: str) -> str: ...

    def crew(self, program: Path, order: dict[str, object]) -> subprocess.Popen[str]: ...

    def digest(self, address: str) -> str: ...

    def installation(self) -> Installation: ...

    def lose_everything(self) -> None: ...


class LoadReport(TypedDict):
    """What readers and the editor saw."""

    reads: int
    older: int
    failed: list[str]
    published: int
    lost: list[str]
    refused: list[str]
    slowest: list[tuple[float, str]]


def make_editor(colours: Colours) -> str:
    """An account that may publish; answers its password."""
    password = secrets.token_urlsafe(20)
    script = (
        "from django.contrib.auth.models import User;"
        "u, _ = User.objects.get_or_create(username='rehearsal', is_superuser=True, is_staff=True);"
        f"u.set_password('{password}'); u.save()"
    )
    words = ("python", "manage.py", "shell", "--no-imports", "-c", script)
    colours.inside(colours.live(), *words)
    return password


@contextmanager
def load(machine: Rehearsed) -> Iterator[list[LoadReport]]:
    """Readers and an editor while it is entered; afterwards the list has what they saw."""
    reports: list[LoadReport] = []
    order: dict[str, object] = {"host": machine.host, "user": "rehearsal"}
    order["password"] = make_editor(machine.colours)
    crew = machine.crew(ROOT / "scripts/production/rehearsal_load.py", order)
    try:
        time.sleep(5)
        yield reports
        time.sleep(5)
    finally:
        report, _ = crew.communicate(timeout=120)
    if not report:
        raise StepFailed("Readers and editor ended before they could say what they saw.")
    reports.append(json.loads(report))


def summary(report: LoadReport) -> str:
    failed, lost, refused = map(len, (report["failed"], report["lost"], report["refused"]))
    waits = ", ".join(f"{seconds:.2f} s ({when})" for seconds, when in report["slowest"][:3])
    return (
        f"{report['reads']} reads, {failed} failed, {report['older']} older after newer;"
        f" {report['published']} published, {lost} lost, {refused} refused;"
        f" the editor's longest waits: {waits}"
    )
