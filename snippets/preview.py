"""Previews of content, without knowing who shows them.

Delivery registers at start-up how a draft is shown (`show_with`). Pages and snippets that are
`Previewed` hand themselves to it. Content never imports delivery.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from wagtail.models import PreviewableMixin


class Previewed(PreviewableMixin):
    """In place of Wagtail's own mixin: shown where readers will see it."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if _show is None:
            raise ImproperlyConfigured("Nothing was registered with snippets.preview.show_with().")
        return _show(self, request, mode_name)


Show = Callable[[Previewed, HttpRequest, str], HttpResponse]
_show: Show | None = None


def show_with(show: Show) -> None:
    """Registers what shows drafts: show(instance, request, mode) -> response."""
    global _show
    _show = show
