"""A program that a run starts."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass


@dataclass
class Program:
    """A child in a session of its own: it ends when we say so, and with all that it started."""

    name: str
    process: subprocess.Popen[str]

    @property
    def died(self) -> bool:
        return self.process.poll() is not None

    def signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
