"""Every command of docs/operations.md exists, with the options that the page gives it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.env import ROOT
from tests.operations.docker_files import PRODUCTION

PAGE = (ROOT / "docs/operations.md").read_text()
IN_BLOCKS = [
    line.strip()
    for block in re.findall(r"^```(?:sh)?\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    for line in block.splitlines()
]
IN_TEXT = re.findall(r"`([^`\n]+)`", PAGE)
SCRIPTS = sorted(
    {
        match[1]
        for line in (*IN_BLOCKS, *IN_TEXT)
        if (match := re.search(r"(?:^|/srv/cms/)(scripts/[a-z-]+[^#>|]*)", line))
    }
)
OF_COMPOSE = sorted({line for line in (*IN_BLOCKS, *IN_TEXT) if line.startswith("dc ")})


def options_of(command: str) -> set[str]:
    return set(re.findall(r"(?<!\S)--[a-z][a-z-]*", command))


@pytest.mark.parametrize("command", SCRIPTS)
def test_a_script_of_the_page_is_there_and_knows_its_options(command: str) -> None:
    path = ROOT / command.split()[0]
    assert os.access(path, os.X_OK), f"{path} is not there"
    options = options_of(command) - {"--help"}
    if not options:
        return
    completed = subprocess.run(
        [str(path), "--help"],
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert options <= options_of(completed.stdout.replace("[", " ").replace("]", " "))


@pytest.mark.parametrize("command", OF_COMPOSE)
def test_a_command_of_compose_is_of_services_that_are_there(command: str) -> None:
    _, verb, *words = command.split()
    names = [word for word in words if not word.startswith("-")]
    if verb in ("exec", "logs"):
        assert names[0] in PRODUCTION["services"], command
    elif verb in ("stop", "up", "restart"):
        assert set(names) <= PRODUCTION["services"].keys(), command
    else:
        assert verb == "ps", f"{command}: say here what is right of it"


def test_the_page_has_a_command_for_everything_that_operators_do() -> None:
    named = {command.split()[0] for command in SCRIPTS}
    programs = ("deploy", "rollback", "backup", "restore", "restore-test", "backup-monitor")
    assert {
        f"scripts/{name}" for name in (*programs, "monitor", "log-monitor", "rehearse")
    } <= named
