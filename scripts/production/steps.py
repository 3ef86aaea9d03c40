"""How the programs of production talk: a line for each step, and one way to fail."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class StepFailed(Exception):
    """A step did not do what it should; the message says what, for a person."""


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line when it begins, its time at the end of it."""
    started = time.monotonic()
    print(f"  {name} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def run(
    words: list[str], env: Mapping[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A command to its end. Raises StepFailed with the end of its output."""
    # The words are this project's; nothing is given to a shell.
    try:
        completed = subprocess.run(
            words,
            env=env,
            cwd=cwd,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
    except FileNotFoundError as error:
        raise StepFailed(f"{words[0]} is not installed.") from error
    if completed.returncode:
        output = (completed.stdout + completed.stderr).strip().splitlines()
        raise StepFailed(
            f"{words[0]} ended with {completed.returncode}:\n" + "\n".join(output[-25:])
        )
    return completed


def finish(program: Callable[[], None], otherwise: Callable[[], str]) -> int:
    """Runs it; answers the exit status. `otherwise` says what holds after a failure."""
    try:
        program()
    except StepFailed as error:
        print(f"\n{error}\n\n{otherwise()}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nInterrupted. {otherwise()}", file=sys.stderr)
        return 130
    return 0
