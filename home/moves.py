"""A move of a page that is refused is refused with its reason and the way out.

Wagtail answers each of them with the same sentence, that one has no permission; or, where a page
of the same slug is there, with advice about the slug that would not help.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.models import Page

from snippets.languages import names_of
from snippets.locks.guard import refusal
from snippets.visibility import may_explore

Dispatch = Callable[..., HttpResponse]

#: Of how many pages the reason is told.
TOLD = 5


def saying_why_not(dispatch: Dispatch) -> Dispatch:
    """Wraps `dispatch` of the view that moves a page. The hook before_move_page comes too late:
    after the view's own check of the slug."""

    @functools.wraps(dispatch)
    def dispatched(
        view: object, request: HttpRequest, page_to_move_id: int, destination_id: int
    ) -> HttpResponse:
        page = get_object_or_404(Page, pk=page_to_move_id)
        destination = get_object_or_404(Page, pk=destination_id)
        if text := refusal(request.user, "move", page):
            messages.error(request, text)
            return redirect("wagtailadmin_pages:move", page.pk)
        may = page.permissions_for_user(request.user).can_move_to(destination)
        if may and page != destination:  # Wagtail notices only when it moves it
            return dispatch(view, request, page_to_move_id, destination_id)
        # Wagtail would show the titles of both, and refuse when the form is sent.
        if not (may_explore(request.user, page) and may_explore(request.user, destination)):
            raise PermissionDenied
        messages.error(request, _reason(page, destination))
        return redirect("wagtailadmin_pages:move", page.pk)

    return dispatched


class MovePages(MoveBulkAction):
    """Many at once: Wagtail lists those that cannot be moved there; the reason of each is told."""

    def prepare_action(
        self, pages: list[Page], without: dict[str, list[dict[str, Any]]]
    ) -> HttpResponse | None:
        destination = self.cleaned_form.cleaned_data["chooser"]
        if not may_explore(self.request.user, destination):
            raise PermissionDenied
        refused = [entry["item"] for entry in without["pages_without_destination_access"]]
        for page in refused[:TOLD]:
            messages.error(self.request, _reason(page, destination))
        response: HttpResponse | None = super().prepare_action(pages, without)
        return response


def _reason(page: Page, destination: Page) -> str:
    names = {
        "page": page.get_admin_display_title(),
        "destination": destination.get_admin_display_title(),
        "language": names_of([page.locale.language_code]),
        "other": names_of([destination.locale.language_code]),
    }
    if page == destination or destination.is_descendant_of(page):
        text = _("“%(page)s” cannot be moved under itself. Choose a page that is not under it.")
    elif not destination.is_root() and destination.locale_id != page.locale_id:
        text = _(
            "“%(page)s” is in %(language)s and cannot be moved under “%(destination)s”, which is "
            "in %(other)s. Choose a page in the same language; to have the page in both, translate "
            "it."
        )
    elif not page.specific.can_move_to(destination):
        text = _(
            "A page of this kind cannot be under “%(destination)s”. Choose another page for "
            "“%(page)s”."
        )
    else:
        text = _(
            "You have no permission to move “%(page)s” under “%(destination)s”. Choose another "
            "page, or ask somebody who may publish there."
        )
    return text % names
