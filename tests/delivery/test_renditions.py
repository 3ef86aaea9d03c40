"""The renditions that documents want: complete, and of the file that the image has."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from cms.delivery import renditions
from cms.delivery.images import sizes
from home.demo import pictures
from snippets.models import SiteImage
from snippets.picture_shapes import crops_of
from tests import content


def _meanwhile(act: Callable[[], object]) -> None:
    """On a connection of its own, as another process would."""

    def do() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=do)
    thread.start()
    thread.join()


def _specs(image: SiteImage) -> set[str]:
    return set(image.renditions.values_list("filter_spec", flat=True))


def _wanted(image: SiteImage) -> set[str]:
    crops = crops_of(image.width, image.height)
    return {*(size.spec for size in sizes(image)), *(crop.spec for crop in crops)}


def test_none_is_kept_of_a_file_that_was_replaced_while_they_were_made(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, replacement = content.image("Old", (400, 300)), content.image("New", (400, 300))
    create = SiteImage.create_renditions
    files: list[tuple[Any, str]] = []

    def slowly(picture: SiteImage, *filters: Any) -> Any:
        created = create(picture, *filters)
        files.extend(
            (rendition.file.storage, rendition.file.name) for rendition in created.values()
        )
        _meanwhile(lambda: SiteImage.objects.filter(pk=image.pk).update(file=replacement.file.name))
        return created

    with monkeypatch.context() as patched:
        patched.setattr(SiteImage, "create_renditions", slowly)
        renditions.begin()
        assert renditions.make([image.pk]) == 0

    assert files
    assert not image.renditions.exists()
    assert not any(storage.exists(name) for storage, name in files)
    assert renditions.wait_until_wanted(0), "nobody looks again"

    renditions.make([image.pk])
    assert _specs(image) == _wanted(image)
    assert all(rendition.file.name.startswith("images/new") for rendition in image.renditions.all())


def test_those_that_the_admin_shows_do_not_hide_that_others_are_missing(database: None) -> None:
    image = content.image("Sea", (400, 300))
    renditions.make([image.pk])
    image.renditions.filter(filter_spec="width-320|format-webp").delete()
    for spec in ("width-200", "width-165"):
        image.get_rendition(spec)

    renditions.make_missing()

    assert _specs(image) >= _wanted(image)


@pytest.mark.parametrize("refuses", ["create_renditions", "look"])
def test_a_picture_that_cannot_be_resized_holds_up_no_other(
    refuses: str,
    database: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = content.image("Bad", (400, 300)), content.image("Good", (400, 300))
    SiteImage.objects.update(color="")
    usually = getattr(SiteImage, refuses)

    def refuse(image: SiteImage, *arguments: Any) -> Any:
        if image.pk == bad.pk:
            raise RuntimeError("out of the blue")
        return usually(image, *arguments)

    monkeypatch.setattr(SiteImage, refuses, refuse)

    renditions.make_missing()

    assert _specs(good) == _wanted(good)
    assert SiteImage.objects.get(pk=good.pk).color
    assert f"Image {bad.pk}" in caplog.text


def test_what_a_storage_refused_is_tried_again_later(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = content.image("Sea", (400, 300))

    def refuse(_image: SiteImage, *_filters: Any) -> Any:
        raise OSError("the storage is away")

    with monkeypatch.context() as patched:
        patched.setattr(SiteImage, "create_renditions", refuse)
        renditions.make_missing()
    assert renditions.make_missing() == 0, "left alone, as it may be damaged"

    monkeypatch.setattr(renditions, "LEFT_ALONE", 0.0)
    renditions.make_missing()
    assert _specs(image) == _wanted(image)


def test_what_browsers_are_offered_first_is_the_shortest(database: None) -> None:
    drawn = ContentFile(pictures.PICTURES[0].file.read_bytes(), "drawn.jpg")
    image = SiteImage.objects.create(title="A picture of the demo", file=drawn)
    renditions.make([image.pk])
    for width in (320, 1024):
        avif, webp, jpeg = (
            image.renditions.get(filter_spec=f"width-{width}|format-{kind}").file.size
            for kind in ("avif", "webp", "jpeg")
        )
        assert avif < webp < jpeg
