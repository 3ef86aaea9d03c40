"""The background threads of a process: starts them, stops them, and lets them outlive every error.

Every process that answers readers has them, and so has `manage.py worker`:

    follower.py    takes new versions into memory and files
    publisher.py   the keeper: publishes what nobody else did
    resizer.py     makes renditions
    indexer.py     makes the texts that searches compare
    video_finder.py asks the websites of videos for their players
    historian.py   keeps what each version said

Rooms above add theirs (`also_run`, in config/apps.py). They start after the fork
(config/gunicorn.py), because threads do not survive one. A thread logs an error when it begins or
changes, not each time, and goes on.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable

from cms.background.follower import Follower
from cms.background.historian import Historian
from cms.background.indexer import Indexer
from cms.background.publisher import Publisher
from cms.background.resizer import Resizer
from cms.background.video_finder import VideoFinder
from cms.background.watcher import LOOK, Signals, Watcher
from cms.publishing.stores import files, memory

log = logging.getLogger(__name__)

_threads: list[threading.Thread] = []
_signals = Signals()
_starting = threading.Lock()
# The process that called start(), 0 for none.
_started_in = 0

# The watchers of rooms above.
_more: list[Callable[[Signals], Watcher]] = []


def also_run(watcher: Callable[[Signals], Watcher]) -> None:
    """From the next start() on; once per process, when the apps are ready."""
    _more.append(watcher)


def start(resident: bool = False, *of_this_process: Callable[[Signals], Watcher]) -> None:
    """Starts the threads in this process, once. Until they find news, the files are served.

    `resident` is for the process that makes renditions in place of all others. Further watchers
    are those that other processes do not have.
    """
    global _signals, _started_in
    with _starting:
        _started_in = os.getpid()
        if any(thread.is_alive() for thread in _threads):
            return
        if (kept := files.read()) is not None:
            memory.offer(kept)
        _signals = signals = Signals()
        watchers: tuple[Watcher, ...] = (
            Follower(signals),
            Publisher(signals),
            Resizer(signals, resident),
            Indexer(signals),
            VideoFinder(signals),
            Historian(signals),
            *(watcher(signals) for watcher in (*_more, *of_this_process)),
        )
        _threads[:] = [
            threading.Thread(target=_run, args=(watcher, signals), name=watcher.name, daemon=True)
            for watcher in watchers
        ]
        for thread in _threads:
            thread.start()


def stop(patience: float = 5.0) -> None:
    """Ends the threads; for tests and for an orderly exit."""
    global _started_in
    _started_in = 0
    _signals.stopping.set()
    for thread in _threads:
        thread.join(patience)
    _threads.clear()


def is_running() -> bool:
    return bool(_threads) and all(thread.is_alive() for thread in _threads)


def was_started() -> bool:
    """Whether start() was called in this process, not before a fork. Each reader's request asks.
    That is enough, because the threads outlive every error."""
    return _started_in == os.getpid()


def _run(watcher: Watcher, signals: Signals) -> None:
    trouble = ""
    while not signals.stopping.is_set():
        try:
            watcher.step()
            trouble = ""
        except Exception as error:  # whatever it was, readers need this thread tomorrow
            message = f"{type(error).__name__}: {error}"
            if message != trouble:
                trouble = message
                log.error("The %s goes on after: %s", watcher.name, message, exc_info=error)
            signals.pause(LOOK)
    watcher.close()
