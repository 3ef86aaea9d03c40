"""The version that this machine's files show, in memory that all its processes share.

Each reader's request asks for it. A `readlink` would answer too, and lets go of Python's lock:
under load that alone costs a tenth of the requests (docs/decisions/published-snapshot.md).

`PUBLISHED_ROOT/.shown` holds three numbers: which start of the machine they are of, the version
that a writer is about to show, and the version that is shown. Where the last two differ somebody is
between them, and the link itself is asked: the swap of the link stays the one moment of publishing.
What a writer that was killed, a power cut or a stranger's hand leaves behind is never believed for
longer than the follower takes to look (`agree`).

A fourth number is the lowest version that may be written: files that were withdrawn do not come
back at the hand of a process that is behind. It needs no disk, which may be full.
"""

from __future__ import annotations

import mmap
import os
import struct
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

NAME = ".shown"
# In the machine's own form: each is read and written in one step.
_NUMBERS = struct.Struct("@QQQ")
_FLOOR = struct.Struct("@Q")
_SIZE = _NUMBERS.size + _FLOOR.size


@cache
def _this_start() -> int:
    """A number of this start of the machine; 0 where the system names none (it is Linux's)."""
    try:
        named = Path("/proc/sys/kernel/random/boot_id").read_bytes()
    except OSError:
        return 0
    return int.from_bytes(sha256(named).digest()[:8]) or 1


class Shown:
    """The numbers of one folder. Answers 0 for "ask the link", which is always right."""

    def __init__(self, root: str) -> None:
        self._path = f"{root}/{NAME}"
        self._inode = 0
        self._memory: mmap.mmap | None = None
        self._start = _this_start()
        self._map()

    def _map(self) -> None:
        """A folder that is not there yet, or that others own, is done without."""
        self._memory = None
        if not self._start:
            return
        with suppress(OSError):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                if os.fstat(descriptor).st_size < _SIZE:
                    # Written, not stretched: a page that a full disk cannot take kills who uses it.
                    os.pwrite(descriptor, bytes(_SIZE), 0)
                self._inode = os.fstat(descriptor).st_ino
                self._memory = mmap.mmap(descriptor, _SIZE)
            finally:
                os.close(descriptor)

    def version(self) -> int:
        if (memory := self._memory) is None:
            return 0
        start, begun, shown = _NUMBERS.unpack_from(memory)
        return int(shown) if begun == shown and start == self._start else 0

    def begin(self, number: int) -> None:
        """From now on the link is asked."""
        self._write(begun=number, shown=0)

    def end(self, number: int) -> None:
        self._write(begun=number, shown=number)

    def floor(self) -> int:
        """The lowest version that may be written; 0 for any."""
        if (memory := self._memory) is None:
            return 0
        return int(_FLOOR.unpack_from(memory, _NUMBERS.size)[0])

    def raise_floor(self, number: int) -> None:
        if self._memory is None:
            self._map()
        if self._memory is not None and number > self.floor():
            _FLOOR.pack_into(self._memory, _NUMBERS.size, number)

    def _write(self, begun: int, shown: int) -> None:
        if self._memory is None:
            self._map()
        if self._memory is not None:
            _NUMBERS.pack_into(self._memory, 0, self._start, begun, shown)

    def is_the_file(self) -> bool:
        """Whether others map the same: a folder that was emptied by hand has another."""
        try:
            return self._memory is not None and os.stat(self._path).st_ino == self._inode
        except OSError:
            return False

    def map_again(self) -> None:
        self._map()

    @property
    def is_possible(self) -> bool:
        return bool(self._start)
