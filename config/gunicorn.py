"""The settings of gunicorn that belong to the code. The others are on its command line."""

import gc

# Nothing stands before it, so it must wait for slow clients without giving them a thread.
worker_class = "config.whole_requests.WholeRequestWorker"


def when_ready(server: object) -> None:
    """Keeps the garbage collector away from the application's code, which lives as long as the
    process. With --preload it is loaded now, and collections would copy its memory in each worker.
    """
    gc.collect()
    gc.freeze()


def post_worker_init(worker: object) -> None:
    """Starts the background threads. Those that start before the fork are dead in the workers."""
    from cms.background import threads

    threads.start()


def worker_exit(server: object, worker: object) -> None:
    from cms.background import threads

    threads.stop(patience=1.0)
