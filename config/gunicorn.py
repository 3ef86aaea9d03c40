"""gunicorn's settings that belong to the code; the rest is said on its command line."""

import gc
from typing import Any

# Sync workers would let one slow client hold a process.
worker_class = "gthread"


def when_ready(server: Any) -> None:
    """What the application is made of lives as long as the process: with --preload it is here
    already, and collections of garbage neither look through it nor copy its pages in each worker.
    """
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """The keeper's threads start here: what starts before the fork is dead in the workers."""
    from cms.documents import keeper

    keeper.start()


def worker_exit(server: Any, worker: Any) -> None:
    from cms.documents import keeper

    keeper.stop(patience=1.0)
