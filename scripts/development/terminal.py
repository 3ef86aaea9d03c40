"""What the person at the terminal sees."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ON_SCREEN = sys.stdout.isatty()
COLOUR = ON_SCREEN and "NO_COLOR" not in os.environ


def say(text: str = "") -> None:
    print(text, flush=True)


def bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if COLOUR else text


def red(text: str) -> str:
    return f"\033[31m{text}\033[0m" if COLOUR else text


@contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """One line of what is being done, and how long it took. What it yields adds a remark."""
    remarks: list[str] = []
    start = time.monotonic()
    if ON_SCREEN:
        print(f"  {name} …", end="\r", flush=True)
    ending = "did not finish"
    try:
        yield remarks.append
        ending = "   ".join(remarks)
    finally:
        # Whole lines only: the programs that we start write to the same terminal.
        say(f"  {name:<12}{time.monotonic() - start:6.1f} s   {ending}")
