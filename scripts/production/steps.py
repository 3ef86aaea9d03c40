"""How the programs of production talk: a line for each step, and one way to fail."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Failed(Exception):
    """A step did not do what it should; the message says what, for a person."""


@contextmanager
def step(what: str) -> Iterator[None]:
    """One line when it begins, its time at the end of it."""
    started = time.monotonic()
    print(f"  {what} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def run(words: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    """A command to its end. Raises Failed with the end of what it said."""
    # The words are this project's; nothing is given to a shell.
    done = subprocess.run(  # type: ignore[call-overload]
        words, check=False, text=True, stdin=subprocess.DEVNULL, capture_output=True, **options
    )
    if done.returncode:
        said = (done.stderr + done.stdout).strip().splitlines()
        raise Failed(
            f"{' '.join(words[:1])} ended with {done.returncode}:\n" + "\n".join(said[-25:])
        )
    return done


def finish(program: Callable[[], None], otherwise: str) -> int:
    """Runs it; answers the exit status. `otherwise` is what holds after a failure."""
    try:
        program()
    except Failed as error:
        print(f"\n{error}\n\n{otherwise}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nInterrupted. {otherwise}", file=sys.stderr)
        return 130
    return 0
