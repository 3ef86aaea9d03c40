"""One run at a time in a `DATA_DIR`."""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TextIO, TypedDict

import psutil

from scripts.development import Failed


class Child(TypedDict):
    """A process that a run started. `started` tells it from a later process with the same id."""

    name: str
    pid: int
    started: float


class Owner(TypedDict, total=False):
    """What the file says: the run that holds it, where it answers, and what it started."""

    pid: int
    address: str
    children: list[Child]


class Lock:
    """`DATA_DIR/run.lock`: held by the run that is on, and says who it is and whom it started."""

    def __init__(self, data_dir: Path) -> None:
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            # Without truncation: what the last run wrote is needed.
            descriptor = os.open(data_dir / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Failed(f"DATA_DIR cannot be written: {error}") from None
        self._file: TextIO = os.fdopen(descriptor, "r+")
        self._children: list[Child] = []
        self._address = ""

    def take(self, address: str) -> list[psutil.Process]:
        """Hold it from now on. Answers the processes that a killed run left behind."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = self._read()
            raise Failed(
                f"It is running already: process {holder.get('pid')}, {holder.get('address')}\n"
                f"Stop that one first (Ctrl-C in its terminal, or kill {holder.get('pid')}),"
                " or choose another DATA_DIR, PORT and FRONTEND_PORT."
            ) from None
        leftovers = list(filter(None, map(_alive, self._read().get("children", []))))
        self._address = address
        self._write()
        return leftovers

    def remember(self, name: str, pid: int) -> None:
        with suppress(psutil.NoSuchProcess):
            started = psutil.Process(pid).create_time()
            self._children.append({"name": name, "pid": pid, "started": started})
            self._write()

    def release(self) -> None:
        self._file.truncate(0)
        self._file.close()

    def _read(self) -> Owner:
        self._file.seek(0)
        try:
            owner: Owner = json.loads(self._file.read() or "{}")
        except ValueError:
            # Cut short by a kill in the middle of writing; the servers are found by their folders.
            return {}
        return owner

    def _write(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        owner = Owner(pid=os.getpid(), address=self._address, children=self._children)
        json.dump(owner, self._file)
        self._file.flush()


def _alive(child: Child) -> psutil.Process | None:
    """The process that was written down, unless another process has its id by now."""
    with suppress(psutil.Error, KeyError):
        process = psutil.Process(child["pid"])
        if abs(process.create_time() - child["started"]) < 1:
            return process
    return None
