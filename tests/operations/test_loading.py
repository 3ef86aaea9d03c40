"""What a process loads at its start: nothing that only few need, and without collecting garbage."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from config.env import ROOT

LOADED = """
import gc, json, sys
import django
collected = []
gc.callbacks.append(lambda phase, info: collected.append((phase, info["generation"])))
django.setup()
print(json.dumps({
    "collected": collected.count(("start", 2)),
    "enabled": gc.isenabled(),
    "frozen": gc.get_freeze_count(),
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
}))
"""


@pytest.fixture(scope="module")
def started() -> dict[str, object]:
    """A process of its own, as gunicorn and manage.py begin."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    words = [sys.executable, "-c", LOADED]
    completed = subprocess.run(
        words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return dict(json.loads(completed.stdout.splitlines()[-1]))


def test_no_garbage_is_collected_while_it_loads_and_then_as_ever(
    started: dict[str, object],
) -> None:
    # Through all that is there; Django itself is loaded before the settings begin.
    assert int(str(started["collected"])) <= 1
    assert started["enabled"] is True
    assert int(str(started["frozen"])) > 100_000


def test_what_reads_workbooks_is_loaded_by_who_has_one(started: dict[str, object]) -> None:
    assert "openpyxl" not in str(started["modules"])
