"""What notifications replace; see `snippets.upstream_patches.Patch` for the columns."""

from __future__ import annotations

from cms.notifications.happenings import comments_changed
from snippets.upstream_patches import WAGTAIL, Patch
from snippets.upstream_patches.patch import instead


def _no_receivers() -> None:
    """cms/notifications/happenings.py receives the same signals."""


ROWS = (
    Patch(
        target="wagtail.admin.signal_handlers.register_signal_handlers",
        replacement=instead(_no_receivers),
        why="Mail is sent in the editor's request: a mail server that hangs holds up the editor.",
        tested_with=WAGTAIL,
    ),
    Patch(
        target="wagtail.admin.views.pages.edit.EditView.send_commenting_notifications",
        replacement=instead(comments_changed),
        why="Mail of comments is sent in the editor's request, in English HTML, and to nobody who "
        "may not see the page no longer.",
        tested_with=WAGTAIL,
    ),
)
