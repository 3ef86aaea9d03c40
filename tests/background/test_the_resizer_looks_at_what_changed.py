"""The resizer looks at the pictures that changed, and only now and then at all of them."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from cms.background.resizer import Resizer
from cms.background.watcher import Signals
from cms.delivery import renditions
from cms.publishing.publish import publish
from snippets.models import SiteImage
from tests import content


@pytest.fixture
def looked_at(database: None, monkeypatch: pytest.MonkeyPatch) -> list[Collection[int] | None]:
    looks: list[Collection[int] | None] = []
    make_missing = renditions.make_missing

    def make(images: Collection[int] | None = None) -> int:
        looks.append(images)
        return make_missing(images)

    monkeypatch.setattr(renditions, "make_missing", make)
    return looks


def step(resizer: Resizer) -> None:
    renditions.want()
    resizer.step()


def test_all_at_first_and_then_what_changed(looked_at: list[Collection[int] | None]) -> None:
    content.image("Old", (400, 300))
    publish()
    resizer = Resizer(Signals())
    step(resizer)
    assert looked_at == [None]
    step(resizer)  # which sees what the first made
    looked_at.clear()

    new = content.image("New", (400, 300))
    step(resizer)
    assert looked_at[0] == {new.pk}
    assert new.renditions.exists()


def test_nothing_while_no_picture_changes(looked_at: list[Collection[int] | None]) -> None:
    content.image("Old", (400, 300))
    publish()
    resizer = Resizer(Signals())
    for _ in range(2):  # the second sees what the first made
        step(resizer)
    looked_at.clear()
    content.menu_item()
    publish()
    step(resizer)
    assert looked_at == []


def test_a_lost_rendition_is_made_again(looked_at: list[Collection[int] | None]) -> None:
    image = content.image("Sea", (400, 300))
    publish()
    resizer = Resizer(Signals())
    step(resizer)
    image.renditions.filter(filter_spec="width-320|format-webp").delete()
    step(resizer)
    assert looked_at[-1] == {image.pk}
    assert image.renditions.filter(filter_spec="width-320|format-webp").exists()


def test_what_could_not_be_read_is_looked_at_again(
    looked_at: list[Collection[int] | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = content.image("Sea", (400, 300))
    publish()

    def refuse(_image: SiteImage, *_filters: object) -> None:
        raise OSError("the storage is away")

    resizer = Resizer(Signals())
    with monkeypatch.context() as away:
        away.setattr(SiteImage, "create_renditions", refuse)
        step(resizer)
    monkeypatch.setattr(renditions, "LEFT_ALONE", 0.0)
    step(resizer)
    assert looked_at[-1] == {image.pk}
    assert image.renditions.exists()
