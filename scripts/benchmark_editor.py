"""An editor for the benchmark: `python -m scripts.benchmark_editor COMMITS`.

Changes a menu item again and again, each time in a transaction whose commit publishes. Prints
`[[when, version], …]`: when each was committed (CLOCK_MONOTONIC) and the version that holds it.
"""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from django.db import transaction  # noqa: E402

from cms.documents import version  # noqa: E402
from cms.publishing import publish_now  # noqa: E402
from snippets.models import MenuItem  # noqa: E402

PAUSE = 0.02  # seconds


def main() -> None:
    item = MenuItem.objects.order_by("pk")[0]
    commits: list[tuple[float, int]] = []
    for number in range(int(sys.argv[1])):
        with transaction.atomic():
            MenuItem.objects.filter(pk=item.pk).update(label=f"Number {number}")
            transaction.on_commit(lambda: commits.append((time.monotonic(), 0)))
            transaction.on_commit(publish_now)
        commits[-1] = (commits[-1][0], version.read().number)
        time.sleep(PAUSE)
    MenuItem.objects.filter(pk=item.pk).update(label=item.label)
    publish_now()
    print(json.dumps(commits))


if __name__ == "__main__":
    main()
