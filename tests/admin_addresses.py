"""Every address of the admin, from the URLconf: a new one cannot be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

ROOTS = ("admin/", "django-admin/", "documents/")
# What ends the session of whoever walks.
_LEAVES = ("logout/",)


@dataclass(frozen=True)
class Address:
    """`template` with the names of its parts: "/admin/pages/%(page_id)s/edit/"."""

    template: str
    names: tuple[str, ...]

    def filled(self, values: dict[str, str], otherwise: str) -> str:
        """The address; a part that `values` does not name is `otherwise`."""
        return self.template % {name: values.get(name, otherwise) for name in self.names}


def addresses() -> list[Address]:
    """Each once, in the order of the URLconf."""
    by_template: dict[str, Address] = {}
    for pattern in _patterns("", get_resolver().url_patterns):
        for template, names in normalize(pattern):
            if template.startswith(ROOTS) and not template.endswith(_LEAVES):
                by_template.setdefault(template, Address(f"/{template}", tuple(names)))
    return list(by_template.values())


def _patterns(before: str, patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        own = pattern.pattern.regex.pattern.removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _patterns(before + own, pattern.url_patterns)
        else:
            yield before + own
