"""Starts the run and ends it; the exit status says how it went."""

from __future__ import annotations

import signal
import sys
import time

from config.env import given
from scripts.development import Failed, Stopped
from scripts.development.lock import Lock
from scripts.development.run import Run, cms_url
from scripts.development.terminal import red, say
from scripts.servers import ServerError


def main() -> int:
    began = time.monotonic()
    env = given("development")
    try:
        lock = Lock(env.data_dir.resolve())
        leftovers = lock.take(f"{cms_url(env)}/admin/")
    except Failed as error:
        return _give_up(error)
    run = Run(env, lock)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, run.on_signal)
    try:
        run.start(began, leftovers)
        run.watch()
    except Stopped:
        say("\nStopping …")
        return 0
    except (Failed, ServerError) as error:
        return _give_up(error)
    finally:
        run.stop()


def _give_up(error: Exception) -> int:
    print(f"\n{red(str(error))}\n", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
