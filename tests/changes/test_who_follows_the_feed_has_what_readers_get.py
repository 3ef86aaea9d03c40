"""Whatever is done to content, in whatever order, a client that follows the change feed alone holds
what a fresh read gives. The edits are those that documents are tested with; Hypothesis makes them
up. Of 60 edits here; `EXAMPLES=34` makes them 510."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from cms.publishing import version
from tests import baseline
from tests.changes.follower import Copies, everything_is_live
from tests.publishing.test_documents_equal_a_cold_build import Edits

pytestmark = pytest.mark.timeout(900)


class EditsBeforeAFollower(Edits):
    def __init__(self) -> None:
        super().__init__()
        everything_is_live()
        self._copies = Copies()
        self._edits = 0

    @invariant()
    def readers_get_what_a_cold_build_says(self) -> None:
        self._edits += 1
        everything_is_live()
        # It comes by now and then, as clients do.
        if self._edits % 3 == 0:
            self._compare()

    def teardown(self) -> None:
        self._compare()

    def _compare(self) -> None:
        self._copies.follow()
        fresh = Copies()
        assert self._copies.says() == fresh.says()
        assert self._copies.version == fresh.version
        assert self._copies.began_anew == 0


@pytest.fixture
def reset(database: None, _way_back: Any) -> Callable[[], None]:
    def reset() -> None:
        baseline.reset(_way_back)
        version.raise_version()
        ContentType.objects.clear_cache()

    return reset


def test_random_edits_leave_a_followers_copies_equal_to_a_fresh_read(
    reset: Callable[[], None],
) -> None:
    class FromTheStart(EditsBeforeAFollower):
        def __init__(self) -> None:
            reset()
            super().__init__()

    run_state_machine_as_test(
        FromTheStart,
        settings=settings(
            max_examples=int(os.environ.get("EXAMPLES", "4")),
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=os.environ.get("CI") == "true",
            database=None,
        ),
    )
