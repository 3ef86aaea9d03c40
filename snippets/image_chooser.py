"""Chosen images in forms: named with the languages that lack a description, and read at once.

Wagtail asks two places for the name of a chosen image: the field, when a form opens, and the dialog
in which it was chosen. And it asks the database for the preview of each image of a body (it would
keep them in a cache of pickled objects, which we do not have; see settings: CACHES).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images.blocks import ImageChooserBlock

from snippets.models import SiteImage

PREVIEW = "max-165x165"
ReadImages = Callable[[ImageChooserBlock, Iterable[int | None]], list[SiteImage | None]]


def name_with_missing_texts(_field_or_dialog: object, image: SiteImage) -> str:
    missing = image.alt_text_warning()
    return f"{image.title} ⚠ {missing}" if missing else str(image.title)


def with_previews(bulk_to_python: ReadImages) -> ReadImages:
    """The images of a body with their previews, in one more query. Other sizes are read later."""

    @functools.wraps(bulk_to_python)
    def read(block: ImageChooserBlock, keys: Iterable[int | None]) -> list[SiteImage | None]:
        values = bulk_to_python(block, keys)
        images = [image for image in values if image is not None]
        if images:
            renditions = type(images[0]).get_rendition_model().objects.filter(filter_spec=PREVIEW)
            previews = Prefetch("renditions", renditions, to_attr="prefetched_renditions")
            prefetch_related_objects(images, previews)
        return values

    return read
