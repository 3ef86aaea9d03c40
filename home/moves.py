"""A move of a page asks about its translations; one that is refused is refused with the way out.

Wagtail answers each of them with the same sentence, that one has no permission; or, where a page
of the same slug is there, with advice about the slug that would not help.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.move_page import MovePageAction
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.move import MoveBulkAction
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.models import Page

from snippets.languages import listed, names_of
from snippets.locks.guard import refusal
from snippets.locks.lock import names_of_things
from snippets.taking_down import AskingAboutTranslations
from snippets.visibility import may_explore

#: Of how many pages the reason is told.
TOLD = 5


class MovePage(AskingAboutTranslations, MoveConfirmView):
    """Says why not, and asks whether its translations move along: each to the same page in its own
    language. Nothing is ticked beforehand. Aliases stay where they are, as they may be anywhere."""

    template_name = "home/admin/confirm_move.html"
    action = "move"
    question = gettext_lazy("Move these translations as well, to the same page in their language")
    done = gettext_lazy("Moved: %(names)s.")
    left = gettext_lazy("Not moved: %(names)s.")

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int
    ) -> HttpResponseBase:
        """The hook before_move_page comes too late: after Wagtail's own check of the slug."""
        page = get_object_or_404(Page, pk=page_to_move_id)
        destination = get_object_or_404(Page, pk=destination_id)
        if text := refusal(request.user, "move", page):
            messages.error(request, text)
            return redirect("wagtailadmin_pages:move", page.pk)
        may = page.permissions_for_user(request.user).can_move_to(destination)
        if may and page != destination:  # Wagtail notices only when it moves it
            response: HttpResponseBase = super().dispatch(request, page_to_move_id, destination_id)
            return response
        # Wagtail would show the titles of both, and refuse when the form is sent.
        if not (may_explore(request.user, page) and may_explore(request.user, destination)):
            raise PermissionDenied
        messages.error(request, _reason(page, destination))
        return redirect("wagtailadmin_pages:move", page.pk)

    @property
    def the_row(self) -> Page:
        return self.page_to_move

    @cached_property
    def destinations(self) -> dict[int, Page]:
        """The page to move to, by the id of its language."""
        group = Page.objects.filter(translation_key=self.destination.translation_key)
        return {page.locale_id: page.specific for page in group if page.alias_of_id is None}

    def may(self, page: Page) -> bool:
        """Whether the translation can move along, and does not stand there already."""
        destination = self.destinations.get(page.locale_id)
        return bool(
            destination is not None
            and not page.is_child_of(destination)
            and page.permissions_for_user(self.request.user).can_move_to(destination)
            and Page._slug_is_available(page.slug, destination, page=page)
        )

    def is_done(self, pk: int) -> bool:
        return bool(Page.objects.get(pk=pk).is_child_of(self.destination))

    def sentences(self, together: Iterable[Page]) -> list[str]:
        moved = [self.the_row, *together]
        left = [row for row in self.kin if row not in moved]
        return [
            str(sentence) % {"names": listed(names_of_things(self.request.user, rows))}
            for sentence, rows in ((self.done, moved), (self.left, left))
            if rows
        ]

    @transaction.atomic
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        def move(page: Page) -> None:
            destination = Page.objects.get(pk=self.destinations[page.locale_id].pk)
            MovePageAction(page, destination, pos="last-child", user=request.user).execute()

        take = super().post
        response: HttpResponse = self.taking_down(lambda: take(request, *args, **kwargs), move)
        return response


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
