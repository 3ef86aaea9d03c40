"""Previews of content, without knowing who shows them.

Delivery registers at start-up how a draft is shown (`show_with`). Pages and snippets that are
`Previewed` hand themselves to it. Content never imports delivery.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise, cached_property
from wagtail.models import PreviewableMixin


class Previewed(PreviewableMixin):
    """In place of Wagtail's own mixin: shown where readers will see it."""

    @cached_property
    def preview_modes(self) -> list[tuple[str, str | Promise]]:
        """Where it can be shown, for the panel to choose from; one place is no choice."""
        return _modes()

    def is_previewable(self) -> bool:
        """On the website always. Lists ask it of every row, and `preview_modes` is a query."""
        return True

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if _show is None:
            raise ImproperlyConfigured("Nothing was registered with snippets.preview.show_with().")
        return _show(self, request, mode_name)


Show = Callable[[Previewed, HttpRequest, str], HttpResponse]
Modes = Callable[[], list[tuple[str, str | Promise]]]
_show: Show | None = None
_modes: Modes = PreviewableMixin.DEFAULT_PREVIEW_MODES.copy


def show_with(show: Show, modes: Modes) -> None:
    """Registers what shows drafts: show(instance, request, mode) -> response; and the modes that
    there are, with their labels, the default first."""
    global _show, _modes
    _show, _modes = show, modes
