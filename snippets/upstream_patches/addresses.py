"""Views that answer at addresses of Wagtail and wagtail-localize, before their own are asked.

This replaces nothing: Django takes the first address that matches, and Wagtail's hook
`register_admin_urls` lets us be first (register with order=-1). The addresses themselves are read
from the package, so they follow its own in every release.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, path
from wagtail_localize.wagtail_hooks import register_admin_urls

View = Callable[..., HttpResponse]


def in_place_of_localize(views: Mapping[str, Callable[[View], View]]) -> list[URLPattern]:
    """`in_place_of` for wagtail-localize."""
    return in_place_of(register_admin_urls, views)


def in_place_of(
    addresses_of: Callable[[], Iterable[URLResolver]], views: Mapping[str, Callable[[View], View]]
) -> list[URLPattern]:
    """Addresses for `register_admin_urls`: name in a package → its view → ours.

    `addresses_of` is what the package itself registers for that hook. Raises ImproperlyConfigured
    when it has no address of such a name (any more).
    """
    patterns: list[URLPattern] = []
    missing = set(views)
    for theirs in addresses_of():
        for address in theirs.url_patterns:
            name, original = getattr(address, "name", ""), getattr(address, "callback", None)
            if name in views and original is not None:
                patterns.append(path(f"{theirs.pattern}{address.pattern}", views[name](original)))
                missing.discard(name)
    if missing:
        raise ImproperlyConfigured(f"There is no address of the name {sorted(missing)}.")
    return patterns
