"""Who deletes or unpublishes a page is asked about its translations (snippets/taking_down.py)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.models import Page, Site

from snippets.taking_down import AskingAboutTranslations, Deleting, Unpublishing


class _OfPages(AskingAboutTranslations):
    @cached_property
    def offered(self) -> dict[str, Any]:
        """A home page is taken down by itself: a website keeps its last."""
        if Site.objects.filter(root_page__in=[self.the_row, *self.kin]).exists():
            return {}
        return super().offered


class DeletePage(_OfPages, Deleting, DeleteView):
    template_name = "home/admin/confirm_delete.html"

    @property
    def the_row(self) -> Page:
        return self.page

    def may(self, page: Page) -> bool:
        return bool(page.permissions_for_user(self.request.user).can_delete())

    def is_done(self, pk: int) -> bool:
        return not Page.objects.filter(pk=pk).exists()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        def delete(page: Page) -> None:
            DeletePageAction(page.specific, user=request.user).execute(skip_permission_checks=True)

        take = super().post
        response: HttpResponse = self.taking_down(lambda: take(request, *args, **kwargs), delete)
        return response


class UnpublishPage(_OfPages, Unpublishing, UnpublishView):
    template_name = "home/admin/confirm_unpublish.html"

    @property
    def the_row(self) -> Page:
        return self.object

    def may(self, page: Page) -> bool:
        return bool(page.live and page.permissions_for_user(self.request.user).can_unpublish())

    def is_done(self, pk: int) -> bool:
        return not Page.objects.filter(pk=pk, live=True).exists()

    def unpublish(self) -> HttpResponse | None:
        below = bool(self.request.POST.get("include_descendants"))

        def unpublish(page: Page) -> None:
            action = UnpublishPageAction(
                page.specific, user=self.request.user, include_descendants=below
            )
            action.execute(skip_permission_checks=True)

        response: HttpResponse | None = self.taking_down(super().unpublish, unpublish)
        return response
