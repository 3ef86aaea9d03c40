"""The keys by which a second load finds the rows of the first one."""

from __future__ import annotations

import uuid

from django.db.models import Model

#: The namespace of all keys of the demo. Another value would load a second demo site.
NAMES = uuid.UUID("7b0f3f0e-5a0e-4c5b-9a63-0d5a7f4f7d11")


def key_of(model: type[Model], name: str) -> uuid.UUID:
    """The translation key of a row of the demo."""
    return uuid.uuid5(NAMES, f"{model._meta.label_lower}:{name}")
