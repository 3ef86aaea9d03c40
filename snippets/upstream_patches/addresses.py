"""Views that answer at addresses of wagtail-localize, before its own views are asked.

This replaces nothing: Django takes the first address that matches, and Wagtail's hook
`register_admin_urls` lets us be first (register with order=-1). The addresses themselves are read
from wagtail-localize, so they follow its own in every release.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import URLPattern, path
from wagtail_localize.wagtail_hooks import register_admin_urls

View = Callable[..., HttpResponse]


def in_place_of_localize(views: Mapping[str, Callable[[View], View]]) -> list[URLPattern]:
    """Addresses for `register_admin_urls`: name in wagtail-localize → its view → ours.

    Raises ImproperlyConfigured when wagtail-localize has no address of such a name (any more).
    """
    patterns: list[URLPattern] = []
    for localize in register_admin_urls():
        patterns += [
            path(f"{localize.pattern}{address.pattern}", views[address.name](address.callback))
            for address in localize.url_patterns
            if address.name in views
        ]
        missing = set(views) - {address.name for address in localize.url_patterns}
        if missing:
            raise ImproperlyConfigured(f"wagtail-localize has no address {sorted(missing)}.")
    return patterns
