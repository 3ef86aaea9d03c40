"""The first publish of a process costs what the others do: the keeper has read what builds share
before anybody publishes. So a deploy in the middle of a campaign is no reason to wait.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.background.publisher import Publisher
from cms.background.watcher import Signals
from cms.delivery import reuse
from cms.engines.compiled_query import known_tables
from cms.publishing import version
from cms.publishing.publish import publish, rehearse
from cms.publishing.stores import files, memory, parts
from home.models import ContentPage
from snippets.models import MenuItem
from tests import content

pytestmark = pytest.mark.usefixtures("database")

Edit = Callable[[str], object]


@pytest.fixture
def edit() -> dict[str, Edit]:
    """What an editor changes, by what it is; each raises a version that nobody has published."""
    page = content.page("About", "about")
    item = content.menu_item("Club", route="/club/")
    content.partner()
    publish()
    return {
        "a page": lambda words: ContentPage.objects.filter(pk=page.pk).update(seo_title=words),
        "a menu item": lambda words: MenuItem.objects.filter(pk=item.pk).update(label=words),
    }


def starts_anew() -> None:
    """As in a process that starts: it has the files of its machine, and read nothing yet."""
    memory.forget()
    parts.forget()
    known_tables.forget()
    reuse.forget()
    if (snapshot := files.read()) is not None:
        memory.offer(snapshot)


def files_and_times() -> set[tuple[str, int]]:
    root = Path(settings.PUBLISHED_ROOT)
    return {(str(path), path.lstat().st_mtime_ns) for path in root.rglob("*")}


def queries_of_a_publish() -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        publish()
    return [query["sql"] for query in captured.captured_queries]


@pytest.mark.parametrize("name", ["a page", "a menu item"])
def test_it_asks_the_database_no_more_than_the_next(edit: dict[str, Edit], name: str) -> None:
    edit[name]("first")
    publish()
    edit[name]("second")
    usual = len(queries_of_a_publish())
    starts_anew()
    edit[name]("third")
    unprepared = len(queries_of_a_publish())
    starts_anew()
    rehearse()
    edit[name]("fourth")
    assert len(queries_of_a_publish()) == usual < unprepared


def test_a_rehearsal_publishes_and_writes_nothing(edit: dict[str, Edit]) -> None:
    starts_anew()
    before, number, on_disk = memory.newest(), version.read().number, files_and_times()
    rehearse()
    assert memory.newest() is before
    assert version.read().number == number
    assert files_and_times() == on_disk


def test_what_is_published_after_it_is_as_without_it(edit: dict[str, Edit]) -> None:
    starts_anew()
    rehearse()
    for name, change in edit.items():
        change(f"changed {name}")
    publish()
    snapshot = memory.newest()
    assert snapshot is not None
    assert b"changed a page" in snapshot.documents["seo_data:en"].plain
    assert b"changed a menu item" in snapshot.documents["menu_items:en"].plain


def test_nothing_is_read_while_a_publish_is_due(edit: dict[str, Edit]) -> None:
    starts_anew()
    edit["a page"]("not published yet")
    rehearse()
    assert known_tables.through == (0, None)


def test_the_keeper_rehearses_once_when_nothing_is_due(
    edit: dict[str, Edit], monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsals: list[int] = []
    monkeypatch.setattr("cms.background.publisher.rehearse", lambda: rehearsals.append(1))
    monkeypatch.setattr(Publisher, "_wait_for_news", lambda _self: None)
    signals = Signals()
    keeper = Publisher(signals)
    try:
        edit["a page"]("due")
        keeper.step()
        assert rehearsals == []
        keeper.step()
        keeper.step()
        assert rehearsals == [1]
    finally:
        keeper.close()
