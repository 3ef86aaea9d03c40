"""Room on the disk for the next version, and what half-written ones leave behind.

A reserve of a few megabytes is kept beside the files. When the disk is full it is given up, and so
the next version has room; it is made anew as soon as there is room again.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

# What a system says that has no room: of the disk, of somebody's share of it.
FULL = (errno.ENOSPC, errno.EDQUOT)
# Bytes: for two versions in which everything changed, and no less than this.
LEAST = 4 * 1024 * 1024
NAME = ".reserve"


def keep(root: Path, shown: Path) -> None:
    """Makes the reserve, if it is not there and the disk has room for it twice."""
    path = root / NAME
    wanted = max(LEAST, 2 * _size(shown))
    with suppress(OSError):
        if path.stat().st_size >= wanted:
            return
    if shutil.disk_usage(root).free < 2 * wanted:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, wanted)
    except OSError as error:
        path.unlink(missing_ok=True)
        # Somebody else was quicker, or this file system cannot reserve.
        if error.errno not in (*FULL, errno.EOPNOTSUPP, errno.EINVAL):
            raise
    finally:
        os.close(descriptor)


def give_up(root: Path) -> None:
    """Raises OSError."""
    (root / NAME).unlink(missing_ok=True)


def drop_unfinished(versions: Path, older_than: float = 0.0) -> None:
    """What a writer began and did not live to finish; for the only writer, or of so many seconds
    ago."""
    for place, prefix in ((versions, "."), (versions.parent, ".current.")):
        for entry in list(os.scandir(place)):
            with suppress(FileNotFoundError):
                age = time.time() - entry.stat(follow_symlinks=False).st_mtime
                if entry.name.startswith(prefix) and age >= older_than:
                    _remove(entry)


def _remove(entry: os.DirEntry[str]) -> None:
    if entry.is_dir(follow_symlinks=False):
        shutil.rmtree(entry.path, ignore_errors=True)
    else:
        os.unlink(entry.path)


def _size(folder: Path) -> int:
    """The bytes of the files in a folder; 0 when it is not there."""
    try:
        return sum(entry.stat().st_size for entry in os.scandir(folder))
    except FileNotFoundError:
        return 0
