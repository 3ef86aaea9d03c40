"""Makes the renditions that documents want: after an upload, never while anybody reads.

A document that is built before they are made shows the original; when they are there, their
triggers raise the version (cms/documents/triggers.py) and readers get the `srcset`. Both in one
transaction: at any version of the database the documents say the same, whoever builds them.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, Value
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from cms.documents.builders.images import sizes

# Set when a document or an upload wants renditions: the resizer of this process looks.
wanted = threading.Event()

log = logging.getLogger(__name__)

# Images whose file could not be read, by the file's name -> when that was, and for how many seconds
# they are left alone: a picture may be damaged for good, a storage be away for a minute.
_unreadable: dict[tuple[int, str], float] = {}
LEFT_ALONE = 10 * 60.0


def make(image_ids: Iterable[int]) -> int:
    """Makes what is missing for these images; answers how many renditions were made.

    An image whose file is missing or damaged is logged, left as it is, and does not stop the
    others.
    """
    made = 0
    for image in get_image_model().objects.filter(pk__in=set(image_ids)):
        with _one_of_many(image):
            made += _make_for(image)
    return made


@contextmanager
def _one_of_many(image: Any) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever a picture does to Pillow or the storage
        _leave_alone(image)
        log.warning(
            "Image %s (%s) cannot be resized: %r", image.pk, image.file.name, error, exc_info=error
        )


def _make_for(image: Any) -> int:
    if _is_left_alone(image):
        return 0
    with transaction.atomic():
        there = _specs(image)
        missing = [size.spec for size in sizes(image) if size.spec not in there]
        if not missing:
            return 0
        # Not get_renditions(): it puts into the cache what may yet be rolled back.
        made = image.create_renditions(*(Filter(spec=spec) for spec in missing))
        if not _is_still_of(image):
            transaction.set_rollback(True)
            for rendition in made.values():
                rendition.file.delete(save=False)
            wanted.set()
            return 0
        return len(made)


def _specs(image: Any) -> set[str]:
    return set(image.renditions.filter(focal_point_key="").values_list("filter_spec", flat=True))


def _is_still_of(image: Any) -> bool:
    """Whether the image has the file that its renditions were made of: making them takes seconds,
    and Wagtail deletes those of a replaced file only once. Locks the row, to the commit."""
    rows = get_image_model().objects.select_for_update(no_key=True).filter(pk=image.pk)
    return rows.values_list("file", flat=True).first() == image.file.name


def make_missing() -> int:
    """Looks through all images and makes what any of them lacks; answers how many were made."""
    # By name, not by number: editors' screens make some of other widths.
    images = get_image_model().objects.annotate(
        there=ArrayAgg(
            "renditions__filter_spec",
            filter=Q(renditions__focal_point_key="", renditions__filter_spec__startswith="width-"),
            default=Value([]),
        )
    )
    lacking = [
        image.pk
        for image in images.only("width", "file")
        if not {size.spec for size in sizes(image)}.issubset(image.there)
    ]
    find_missing_colors()
    return make(lacking) if lacking else 0


def find_missing_colors() -> int:
    """Looks at pictures from before images had a colour; answers how many have one now."""
    found = 0
    for image in get_image_model().objects.filter(color=""):
        if _is_left_alone(image):
            continue
        with _one_of_many(image):
            if color := image.find_color():
                # A query of its own each, so that an editor's change meanwhile stays.
                found += get_image_model().objects.filter(pk=image.pk).update(color=color)
            else:
                _leave_alone(image)
    return found


def _leave_alone(image: Any) -> None:
    _unreadable[image.pk, image.file.name] = time.monotonic()


def _is_left_alone(image: Any) -> bool:
    since = _unreadable.get((image.pk, image.file.name))
    return since is not None and time.monotonic() < since + LEFT_ALONE


def forget() -> None:
    """For tests, whose images have the same numbers and names."""
    _unreadable.clear()
