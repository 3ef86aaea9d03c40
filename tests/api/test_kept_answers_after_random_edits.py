"""Whatever is done to content, in whatever order, kept answers of API v2 are those of a cold
process. The edits are those that documents are tested with; Hypothesis makes them up."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from wagtail.models import Page

from cms.publishing import version
from tests import baseline
from tests.api.kept_answers import LISTINGS, Readers
from tests.publishing.test_documents_equal_a_cold_build import Edits


class EditsUnderReaders(Edits):
    def __init__(self) -> None:
        super().__init__()
        self._readers = Readers([])

    @invariant()
    def readers_get_what_a_cold_build_says(self) -> None:
        pages = Page.objects.filter(depth__gt=1).order_by("-pk")[:10]
        details = [f"/api/v2/pages/{page.pk}/" for page in pages]
        find = "/api/v2/pages/find/?html_path=/en/page-2/"
        self._readers.urls = [*LISTINGS, *details, find]
        self._readers.look("an edit")


@pytest.fixture
def reset(database: None, _way_back: Any) -> Callable[[], None]:
    """Puts the database back to how `migrate` leaves it, before each sequence of edits."""

    def reset() -> None:
        baseline.reset(_way_back)
        version.raise_version()
        ContentType.objects.clear_cache()

    return reset


def test_random_edits_leave_kept_answers_equal_to_cold_ones(reset: Callable[[], None]) -> None:
    class FromTheStart(EditsUnderReaders):
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
