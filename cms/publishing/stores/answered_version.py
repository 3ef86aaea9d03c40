"""The newest version that an answer of this machine was of.

The database may be ahead of the documents for a few milliseconds after a commit. An answer of API
v2 that is made then is of the database's version. Every process of this machine must know that
before the answer is sent: else the next request would reach another process, which still has the
answer of before, and the reader would see older content after newer.

It is the target of a symbolic link beside the published files, as the version of these is
(cms/publishing/stores/files.py): it is read at once and replaced at once.
"""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)

LINK = ".answered"


def read() -> int:
    """The version, 0 for none yet. Each request asks."""
    try:
        return int(os.readlink(f"{settings.PUBLISHED_ROOT}/{LINK}"))
    except (OSError, ValueError):
        return 0


def raise_to(number: int) -> None:
    """Lets every process of this machine know. A disk that refuses is logged: then other processes
    may answer with the version of the documents a little longer."""
    if read() >= number:
        return
    root = Path(settings.PUBLISHED_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with (root / f"{LINK}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if read() < number:
                link = root / f"{LINK}.new"
                link.unlink(missing_ok=True)
                link.symlink_to(str(number))
                link.replace(root / LINK)
    except OSError as error:
        log.error("Other processes do not know that version %s was answered: %s", number, error)
