"""An editor for the benchmark. It runs in a process of its own.

Changes a menu item again and again, each time in a transaction whose commit publishes. Prints
`[[when, version], …]`: when each was committed (CLOCK_MONOTONIC) and the version that holds it.
"""

from __future__ import annotations

import json
import time

from django.db import transaction

from cms.publishing import version
from cms.publishing.middleware import publish_now
from snippets.models import MenuItem

PAUSE = 0.02  # seconds


def edit(times: int) -> None:
    item = MenuItem.objects.order_by("pk")[0]
    commits: list[tuple[float, int]] = []
    for number in range(times):
        with transaction.atomic():
            MenuItem.objects.filter(pk=item.pk).update(label=f"Number {number}")
            transaction.on_commit(lambda: commits.append((time.monotonic(), 0)))
            transaction.on_commit(publish_now)
        commits[-1] = (commits[-1][0], version.read().number)
        time.sleep(PAUSE)
    MenuItem.objects.filter(pk=item.pk).update(label=item.label)
    publish_now()
    print(json.dumps(commits))
