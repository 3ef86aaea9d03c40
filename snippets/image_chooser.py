"""Chosen images in forms: named with the languages that lack a description, and read at once.

Wagtail asks two places for the name of a chosen image: the field, when a form opens, and the dialog
in which it was chosen. And it asks the database for the small picture of each image of a body, one
by one (it would keep them in a cache, where pickled things are; see settings: CACHES).
`mend_the_choosers()` runs once at start-up.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

PREVIEW = "max-165x165"


def mend_the_choosers() -> None:
    from wagtail.images.blocks import ImageChooserBlock
    from wagtail.images.views.chooser import ImageChosenResponseMixin
    from wagtail.images.widgets import AdminImageChooser

    for place in (AdminImageChooser, ImageChosenResponseMixin):
        place.get_display_title = _named
    ImageChooserBlock.bulk_to_python = _with_previews(ImageChooserBlock.bulk_to_python)


def _named(_place: Any, image: Any) -> str:
    missing = image.undescribed()
    return f"{image.title} ⚠ {missing}" if missing else str(image.title)


def _with_previews(bulk_to_python: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """Another rendition of such an image is found as ever: by a query of its own."""

    @functools.wraps(bulk_to_python)
    def read(self: Any, values: Any) -> list[Any]:
        images = bulk_to_python(self, values)
        found = [image for image in images if image is not None]
        if found:
            renditions = type(found[0]).get_rendition_model().objects.filter(filter_spec=PREVIEW)
            previews = Prefetch("renditions", renditions, to_attr="prefetched_renditions")
            prefetch_related_objects(found, previews)
        return images

    return read
