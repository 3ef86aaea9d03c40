"""Who asked for changes, when and why: at the top of the editor, until it is submitted again."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import WorkflowMixin, WorkflowState

from snippets.visibility import may_edit


def say_who_asked(request: HttpRequest, row: Model) -> None:
    """Hook before_edit_page and before_edit_snippet. To those who may edit it."""
    if request.method != "GET" or not isinstance(row, WorkflowMixin):
        return
    state = row.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    if may_edit(request.user, type(row), row):
        messages.warning(request, _words(state))


def _words(state: Any) -> str:
    task = state.current_task_state
    who: User | None = task.finished_by if task is not None else None
    at = timezone.localtime(task.finished_at) if task is not None and task.finished_at else None
    values = {
        "who": f"\u2068{_name(who)}\u2069",
        "when": f"{date_format(at)}, {date_format(at, 'TIME_FORMAT')}" if at else "",
        "reason": f"\u2068{task.comment.strip()}\u2069" if task is not None else "",
    }
    if task is None or not task.comment.strip():
        return (
            _("%(who)s asked for changes, %(when)s. Submit it again when they are made.") % values
        )
    text = _("%(who)s asked for changes, %(when)s: %(reason)s Submit it again when they are made.")
    return text % values


def _name(user: User | None) -> str:
    if user is None:
        return _("Somebody")
    return user.get_full_name().strip() or user.get_username()
