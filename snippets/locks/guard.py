"""What is locked is neither deleted, moved, published in bulk nor taken offline.

Hooks, so that the reason is told with the way out; Wagtail's permissions would answer that one has
no permission. What is below a page goes with it, and is asked about too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.locks import BaseLock
from wagtail.models import Page

from snippets.locks.lock import User, lock_against, locks_below, reason

_WHOLE_BRANCH = ("delete", "move")
_ROW_ALONE = ("publish", "unpublish", "convert_alias", "revert_to_page_revision")


def refusal(user: User, action: str, thing: Model) -> str:
    """Why a lock forbids `action` on a page or snippet, "" when none does.

    `action`: as bulk actions and the admin's API call it; what changes nothing is always allowed.
    """
    lock = next(_locks(user, action, thing), None)
    return reason(user, lock) if lock is not None else ""


def _locks(user: User, action: str, thing: Model) -> Iterator[BaseLock]:
    if action in _WHOLE_BRANCH and isinstance(thing, Page):
        yield from locks_below(user, thing)
    elif action in (*_WHOLE_BRANCH, *_ROW_ALONE) and (lock := lock_against(user, thing)):
        yield lock


def before_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse(request, refusal(request.user, "delete", page), page)


def before_convert_alias_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return _refuse(request, refusal(request.user, "convert_alias", page), page)


def before_delete_snippet(request: HttpRequest, rows: Iterable[Model]) -> HttpResponse | None:
    for row in rows:
        if response := _refuse(request, refusal(request.user, "delete", row), row):
            return response
    return None


def before_unpublish(request: HttpRequest, row: Model) -> HttpResponse | None:
    return _refuse(request, refusal(request.user, "unpublish", row), row)


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Model], action: BulkAction
) -> HttpResponse | None:
    """All of them or none: what was left out would be missed by who pressed the button."""
    branch = bool(request.POST.get("include_descendants"))
    for thing in objects:
        each = "delete" if branch and action_type in _ROW_ALONE else action_type
        if text := refusal(request.user, each, thing):
            messages.error(request, text)
            return redirect(action.next_url)
    return None


def _refuse(request: HttpRequest, text: str, thing: Model) -> HttpResponse | None:
    if not text:
        return None
    messages.error(request, text)
    return redirect(editor_of(thing))


def editor_of(thing: Model) -> str:
    """Where somebody is led back to."""
    return str(AdminURLFinder().get_edit_url(thing) or "wagtailadmin_home")
