"""What a chooser of a form shows for a value that was sent, whatever it is."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.db.models import Model
from wagtail.admin.widgets.chooser import BaseChooser

GetInstance = Callable[[BaseChooser, object], Model | None]


def none_for_what_is_no_key(get_instance: GetInstance) -> GetInstance:
    """Nothing is chosen where the value is no key. The form says what is wrong with it."""

    @functools.wraps(get_instance)
    def read(chooser: BaseChooser, value: object) -> Model | None:
        try:
            return get_instance(chooser, value)
        except (ValueError, TypeError, OverflowError):
            return None

    return read
