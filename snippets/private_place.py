"""Where files of pictures lie that not everybody may see: a folder that no web server gives away.

A file of `private/` has an address of its own, below `PRIVATE_MEDIA_URL`, where the CMS asks who
may see the picture (cms/http/private_pictures.py). Everything else in the storage is public.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.conf import settings

PRIVATE = "private/"


def is_private(name: str | None) -> bool:
    """Whether the file of this name in the storage is one that no web server gives away."""
    return bool(name) and str(name).startswith(PRIVATE)


def in_place(name: str, private: bool) -> str:
    """The name of the same file in the private folder, or outside it."""
    public = name.removeprefix(PRIVATE)
    return PRIVATE + public if private else public


class PrivatePlace:
    """Above a storage: the address of a private file is the one that asks."""

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        if name is not None and is_private(name):
            return str(settings.PRIVATE_MEDIA_URL) + quote(name.removeprefix(PRIVATE))
        address: str = super().url(name, *args, **kwargs)  # type: ignore[misc]
        return address
