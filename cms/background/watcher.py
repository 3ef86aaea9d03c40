"""What the background threads of a process share: their form, their pace, their signals."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol

# Seconds between two looks when no news arrives.
LOOK = 0.25


@dataclass(frozen=True, slots=True)
class Signals:
    """What the threads of one process tell each other.

    `stopping` is set when the threads shall end. `elected` is set while this process's keeper is
    the elected one of the whole installation.
    """

    stopping: threading.Event = field(default_factory=threading.Event)
    elected: threading.Event = field(default_factory=threading.Event)

    def pause(self, seconds: float) -> None:
        """Waits, unless the threads shall end."""
        self.stopping.wait(seconds)


class Watcher(Protocol):
    """The work of one thread. The thread calls `step` again and again."""

    # The thread's name, in logs too.
    name: str

    def step(self) -> None:
        """Looks once and acts. Returns when there was news, or after `LOOK` seconds or more."""

    def close(self) -> None:
        """Gives back what it holds: connections, locks. It may be asked to step again."""
