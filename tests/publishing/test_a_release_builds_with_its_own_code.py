"""`manage.py publish --new-version`, which a release runs, leaves documents of the new code."""

from __future__ import annotations

from io import StringIO
from threading import Timer

import pytest
from django.core.management import call_command

from cms.publishing import build, version
from cms.publishing import publish as publishing
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.stores import memory
from tests import content
from tests.people import Reader
from tests.publishing.test_one_publish_at_a_time import another_build

as_json = build.as_json


def publish_by_the_release() -> str:
    out = StringIO()
    call_command("publish", "--new-version", stdout=out)
    return out.getvalue()


def test_also_when_a_keeper_of_the_release_before_is_quicker(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    content.menu_item("About")
    publish()
    raise_version = version.raise_version

    def raised_and_published_by_old_code(at_least: int = 0) -> int:
        raised = raise_version(at_least)
        with monkeypatch.context() as old:
            old.setattr(version, "raise_version", raise_version)
            old.setattr(build, "as_json", lambda data: as_json({"said by": "old code"}))
            publish()
        monkeypatch.setattr(version, "raise_version", raise_version)
        return raised

    monkeypatch.setattr(version, "raise_version", raised_and_published_by_old_code)
    assert "is live" in publish_by_the_release()
    assert reader.menu("en") == ["About"]
    assert memory.newest() == take_snapshot(cold=True)


def test_it_waits_for_a_build_that_takes_long(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "PATIENCE", 0.01)
    content.menu_item("About")
    session = another_build()
    session.__enter__()
    Timer(0.3, lambda: session.__exit__(None, None, None)).start()
    assert "is live" in publish_by_the_release()
    assert reader.menu("en") == ["About"]
