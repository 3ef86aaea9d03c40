"""Makes the renditions of every picture, in its widths and cut to the shapes of
snippets/picture_shapes.py: after an upload, never while anybody reads.

A document that is built before they are made shows the original. When they are made, their triggers
raise the version (cms/publishing/triggers.py), and readers get the `srcset`. Renditions and version
are written in one transaction: at any version of the database the documents say the same, whoever
builds them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.db.models.signals import post_save
from wagtail.images.models import Filter

from cms.delivery.images import crop_key, sizes
from snippets.models import SiteImage, SiteRendition
from snippets.picture_shapes import SPECS, crops_of
from snippets.private_place import PRIVATE

# Set while a document or an upload wants renditions (cms/background/resizer.py), and the images
# that they named.
wanted = threading.Event()
_named: set[int] = set()

log = logging.getLogger(__name__)

# Image and name of its file -> when that file could not be read. A picture may be damaged for good,
# or a storage be away for a minute: it is left alone for so many seconds.
_unreadable: dict[tuple[int, str], float] = {}
LEFT_ALONE = 10 * 60.0

_FOCAL_POINT = [f"focal_point_{part}" for part in ("x", "y", "width", "height")]


def connect() -> None:
    """An image that was uploaded or changed wants renditions before anybody shows it."""
    post_save.connect(_want_after_commit, sender=SiteImage, dispatch_uid="renditions")


def _want_after_commit(sender: type[SiteImage], instance: SiteImage, **kwargs: object) -> None:
    transaction.on_commit(partial(want, [instance.pk]))


def want(image_ids: Iterable[int] = ()) -> None:
    """Asks the resizer of this process for the renditions that are missing: of these images, and of
    those that changed. Returns at once."""
    _named.update(image_ids)
    wanted.set()


def wait_until_wanted(seconds: float) -> bool:
    """Whether somebody wants renditions; waits so many seconds for it."""
    return wanted.wait(seconds)


def begin() -> set[int]:
    """Called before a look: whoever wants renditions later asks for another. Answers the images
    that were named."""
    wanted.clear()
    named = set(_named)
    _named.difference_update(named)
    return named


def make(image_ids: Iterable[int]) -> int:
    """Makes what is missing for these images; answers how many renditions were made.

    An image whose file is missing or damaged is logged, left as it is, and does not stop the
    others.
    """
    made = 0
    for image in _public(SiteImage.objects.filter(pk__in=set(image_ids))):
        with leaving_alone_if_unreadable(image):
            made += _make_for(image)
    return made


@contextmanager
def leaving_alone_if_unreadable(image: SiteImage) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever a picture does to Pillow or the storage
        _leave_alone(image)
        log.warning(
            "Image %s (%s) cannot be resized: %r", image.pk, image.file.name, error, exc_info=error
        )


def _make_for(image: SiteImage) -> int:
    if is_left_alone(image):
        return 0
    with transaction.atomic():
        existing = set(image.renditions.values_list("filter_spec", "focal_point_key"))
        missing = [spec for spec, key in _wanted(image) if (spec, key) not in existing]
        if not missing:
            return 0
        # Not get_renditions(): it puts into the cache what may yet be rolled back.
        made = image.create_renditions(*(Filter(spec=spec) for spec in missing))
        if not _is_still_of(image):
            transaction.set_rollback(True)
            for rendition in made.values():
                rendition.file.delete(save=False)
            want()
            return 0
        return len(made)


def _public(images: QuerySet[SiteImage]) -> QuerySet[SiteImage]:
    """Without those that no reader gets: what the admin shows of them it makes itself."""
    return images.exclude(file__startswith=PRIVATE)


def _wanted(image: SiteImage) -> list[tuple[str, str]]:
    """Wagtail's spec and key of every rendition that the image should have."""
    key = crop_key(image)
    crops = crops_of(image.width, image.height)
    return [*((size.spec, "") for size in sizes(image)), *((crop.spec, key) for crop in crops)]


def _is_still_of(image: SiteImage) -> bool:
    """Whether the image still has the file that its renditions were made of. Making them takes
    seconds, and Wagtail deletes the renditions of a replaced file only once. Locks the row until
    the commit."""
    rows = SiteImage.objects.select_for_update(no_key=True).filter(pk=image.pk)
    return rows.values_list("file", flat=True).first() == image.file.name


def make_missing(image_ids: Collection[int] | None = None) -> int:
    """Looks at these images, or at all, and makes what any of them lacks; answers how many were
    made. Of all, the crops around a focal point of before are deleted."""
    images = _public(SiteImage.objects.all())
    if image_ids is not None:
        images = images.filter(pk__in=image_ids)
    look_at_unseen(images)
    # Compared by name, not counted: screens of the admin make renditions of other sizes.
    images = images.annotate(
        existing=ArrayAgg(
            Concat("renditions__filter_spec", Value(" "), "renditions__focal_point_key"),
            default=Value([]),
        ),
    )
    lacking: list[int] = []
    kept: dict[int, str] = {}
    for image in images.only("width", "height", "file", *_FOCAL_POINT):
        if {f"{spec} {key}" for spec, key in _wanted(image)}.issubset(image.existing):
            kept[image.pk] = crop_key(image)
        else:
            lacking.append(image.pk)
    if image_ids is None:
        _delete_outlived(kept)
    return make(lacking) if lacking else 0


def _delete_outlived(kept: dict[int, str]) -> None:
    """Deletes the crops around another focal point than the one that an image has, `kept`, once
    there are all of those. A website that was built before shows them until it is built again, so
    they stay for a while: until all images are looked at."""
    crops = SiteRendition.objects.filter(filter_spec__in=SPECS)
    for image_id, key in crops.order_by().values_list("image_id", "focal_point_key").distinct():
        if key != kept.get(image_id, key):
            # Wagtail deletes the files after the commit.
            crops.filter(image=image_id, focal_point_key=key).delete()


def left_alone() -> set[int]:
    """The images whose file could not be read a while ago."""
    return {image_id for image_id, _name in _unreadable}


def look_at_unseen(images: QuerySet[SiteImage]) -> int:
    """Gives colour and placeholder to pictures that were uploaded before images had them; answers
    how many."""
    seen = 0
    for image in images.filter(Q(color="") | Q(placeholder="")):
        if is_left_alone(image):
            continue
        with leaving_alone_if_unreadable(image):
            if image.look():
                # One query for each image, so that what an editor changed meanwhile stays: the file
                # too, which this is then not of.
                of_this = SiteImage.objects.filter(pk=image.pk, file=image.file.name)
                seen += of_this.update(color=image.color, placeholder=image.placeholder)
            else:
                _leave_alone(image)
    return seen


def _leave_alone(image: SiteImage) -> None:
    _unreadable[image.pk, image.file.name] = time.monotonic()


def is_left_alone(image: SiteImage) -> bool:
    since = _unreadable.get((image.pk, image.file.name))
    return since is not None and time.monotonic() < since + LEFT_ALONE


def forget() -> None:
    """For tests, whose images have the same numbers and names."""
    _unreadable.clear()
    begin()
