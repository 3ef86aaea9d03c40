"""How fast this machine is, at this moment, for a process among all those of a test.

A promise in seconds is one of a machine that keeps up. Here fourteen processes share a machine
that may be slow, or busy with other people's work. So one more process does the same small piece
of work again and again, and notes how long it took: `slowness` is how many times longer than on the
machine on which the promises are made.

`python -m tests.pace` answers each line on its standard input by one line: the pieces of work since
the line before, as a JSON list of (end on CLOCK_MONOTONIC, seconds).
"""

from __future__ import annotations

import json
import sys
import threading
import time
import zlib
from statistics import mean

# Seconds that the piece of work takes beside the other processes of a fault test, on the two cores
# that the table in docs/reliability.md was measured on.
USUAL = 0.002
PAUSE = 0.02
_WORK = bytes(range(256)) * 60

Sample = tuple[float, float]


def slowness(samples: list[Sample], window: float = 1.0) -> float:
    """Of the slowest `window` seconds; 1.0 where the machine keeps up. One piece of work that took
    long is not enough: what is slow for a moment does not excuse a second."""
    slowest = 0.0
    for position, (end, _seconds) in enumerate(samples):
        if end - window < samples[0][0]:
            continue  # not a whole window yet
        within = [seconds for at, seconds in samples[: position + 1] if at > end - window]
        slowest = max(slowest, mean(within))
    return max(1.0, slowest / USUAL)


def main() -> None:
    samples: list[Sample] = []

    def work() -> None:
        while True:
            started = time.monotonic()
            for _ in range(3):
                zlib.compress(_WORK, 6)
            ended = time.monotonic()
            samples.append((ended, ended - started))
            time.sleep(PAUSE)

    threading.Thread(target=work, daemon=True).start()
    for _line in sys.stdin:
        answered = samples[:]
        del samples[: len(answered)]
        print(json.dumps(answered), flush=True)


if __name__ == "__main__":
    main()
