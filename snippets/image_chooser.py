"""A chosen image says in which languages nobody has described it, in forms and in blocks.

Wagtail asks two places for the name of a chosen image: the field, when a form opens, and the dialog
in which it was chosen. `name_what_is_missing()` runs once at start-up.
"""

from __future__ import annotations

from typing import Any


def name_what_is_missing() -> None:
    from wagtail.images.views.chooser import ImageChosenResponseMixin
    from wagtail.images.widgets import AdminImageChooser

    for place in (AdminImageChooser, ImageChosenResponseMixin):
        place.get_display_title = _named


def _named(_place: Any, image: Any) -> str:
    missing = image.undescribed()
    return f"{image.title} ⚠ {missing}" if missing else str(image.title)
