"""What a version said is written for those who may go back to it, off the editor's request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.background.historian import Historian
from cms.background.watcher import Signals
from cms.publishing.models import KeptVersion, Publication
from cms.publishing.publish import publish
from tests import content
from tests.people import Reader


@pytest.fixture
def historian(reader: Reader) -> Iterator[Historian]:
    publish()
    at_work = Historian(Signals())
    yield at_work
    at_work.close()


def is_noted(version: int) -> bool:
    return Publication.objects.filter(version=version).exists()


def is_kept(version: int) -> bool:
    return KeptVersion.objects.filter(version=version).exists()


def test_the_request_notes_that_readers_have_it_and_the_historian_what_it_says(
    historian: Historian,
) -> None:
    content.menu_item()
    with CaptureQueriesContext(connection) as queries:
        live = publish()
    assert is_noted(live.version)
    assert not is_kept(live.version)
    written = [query["sql"] for query in queries if '"cms_kept' in query["sql"]]
    assert written == []

    historian.step()
    assert is_kept(live.version)


def test_every_version_is_kept_also_of_several_at_once(historian: Historian) -> None:
    versions = []
    for label in ("One", "Two", "Three"):
        content.menu_item(label)
        versions.append(publish().version)
    for _version in versions:
        historian.step()
    assert all(is_kept(version) for version in versions)


def test_what_is_left_is_written_when_the_process_ends(historian: Historian) -> None:
    content.menu_item()
    live = publish()
    historian.close()
    assert is_kept(live.version)


def test_a_process_without_a_historian_writes_at_once(reader: Reader) -> None:
    content.menu_item()
    assert is_kept(publish().version)


def test_without_news_it_waits_and_writes_nothing(historian: Historian) -> None:
    before = KeptVersion.objects.count()
    historian.step()
    assert KeptVersion.objects.count() == before
