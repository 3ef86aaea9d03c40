"""Makes the renditions that documents want: after an upload, never while anybody reads.

A document that is built before they are made shows the original; when they are there, the version
is raised and readers get the `srcset`. Both in one transaction: at any version of the database the
documents say the same, whoever builds them.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from wagtail.images import get_image_model
from wagtail.images.models import Filter, SourceImageIOError

from cms.documents import version
from cms.documents.builders.images import sizes

# Set when a document or an upload wants renditions: the resizer of this process looks.
wanted = threading.Event()

# Set when a document or an upload wants renditions: the resizer of this process looks.
wanted = threading.Event()

log = logging.getLogger(__name__)

# Images whose file could not be read, by the file's name: not tried again until it changes.
_unreadable: set[tuple[int, str]] = set()


def make(image_ids: Iterable[int]) -> int:
    """Makes what is missing for these images; answers how many renditions were made.

    An image whose file is missing or damaged is logged, left as it is, and does not stop the
    others.
    """
    made = 0
    for image in get_image_model().objects.filter(pk__in=set(image_ids)):
        if (image.pk, image.file.name) in _unreadable:
            continue
        try:
            made += _make_for(image)
        except (SourceImageIOError, OSError, ValueError) as error:
            _unreadable.add((image.pk, image.file.name))
            log.warning("Image %s (%s) cannot be resized: %s", image.pk, image.file.name, error)
    return made


def _make_for(image: Any) -> int:
    with transaction.atomic():
        there = set(
            image.renditions.filter(focal_point_key="").values_list("filter_spec", flat=True)
        )
        wanted = [size.spec for size in sizes(image) if size.spec not in there]
        if not wanted:
            return 0
        made = len(image.get_renditions(*(Filter(spec=spec) for spec in wanted)))
        # Last: the row of the version stays locked to the commit.
        version.raise_version()
        return made


def make_missing() -> int:
    """Looks through all images and makes what any of them lacks; answers how many were made."""
    model = get_image_model()
    counted = model.objects.annotate(
        made=Count("renditions", filter=Q(renditions__filter_spec__startswith="width-"))
    )
    lacking = [
        image.pk for image in counted.only("width", "file") if image.made < len(sizes(image))
    ]
    find_missing_colors()
    return make(lacking) if lacking else 0


def find_missing_colors() -> int:
    """Looks at pictures from before images had a colour; answers how many have one now."""
    found = 0
    for image in get_image_model().objects.filter(color=""):
        if (image.pk, image.file.name) in _unreadable:
            continue
        if color := image.find_color():
            # A query of its own each, so that an editor's change meanwhile stays.
            found += get_image_model().objects.filter(pk=image.pk).update(color=color)
        else:
            _unreadable.add((image.pk, image.file.name))
    return found
