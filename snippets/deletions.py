"""Who keeps what an editor deletes, without knowing who that is.

The trash (cms/trash) registers itself at start-up with `keep_with`. Whatever the admin deletes
inside `kept()` it can bring back. Content never imports the trash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext

from django.db.models import Model
from django.http import HttpRequest

Keep = Callable[[HttpRequest, Iterable[Model]], AbstractContextManager[None]]


def _keep_nothing(_request: HttpRequest, _rows: Iterable[Model]) -> AbstractContextManager[None]:
    return nullcontext()


_keep: Keep = _keep_nothing


def keep_with(keep: Keep) -> None:
    """Registers what keeps deleted things: keep(request, rows) -> a context in which they are
    deleted, and which tells the person of the request that there is a way back."""
    global _keep
    _keep = keep


def kept(request: HttpRequest, rows: Iterable[Model]) -> AbstractContextManager[None]:
    """The context in which `rows`, and what goes with them, are deleted in one transaction."""
    return _keep(request, rows)
