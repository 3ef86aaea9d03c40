"""Who deletes or unpublishes a page is asked about its translations, and told what became of all.

Nothing is ticked beforehand: what is not asked for stays. Aliases are not asked about, because they
show the page itself; the answer names them too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin import messages
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.models import Page, Site

from snippets.languages import listed
from snippets.locks.guard import refusal
from snippets.locks.kin import kin_of
from snippets.locks.lock import names_of_things


class TranslationsToo(forms.Form):
    together = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)


class AskingAboutTranslations:
    """Above Wagtail's views; `the_page` is the page that is taken down."""

    request: HttpRequest
    action: ClassVar[str]
    question: ClassVar[Any]
    done: ClassVar[Any]
    left: ClassVar[Any]

    @property
    def the_page(self) -> Page:
        raise NotImplementedError

    def may(self, page: Page) -> bool:
        raise NotImplementedError

    @cached_property
    def kin(self) -> list[Page]:
        return [row for row in kin_of(self.the_page) if isinstance(row, Page)]

    @cached_property
    def offered(self) -> dict[str, Page]:
        """By primary key. A home page is taken down by itself: a website keeps its last."""
        if Site.objects.filter(root_page__in=[self.the_page, *self.kin]).exists():
            return {}
        user = self.request.user
        return {
            str(row.pk): row
            for row in self.kin
            if row.alias_of_id is None and self.may(row) and not refusal(user, self.action, row)
        }

    def form(self) -> TranslationsToo:
        form = TranslationsToo(self.request.POST or None)
        field = form.fields["together"]
        names = names_of_things(self.request.user, self.offered.values())
        field.choices = list(zip(self.offered, names, strict=True))  # type: ignore[attr-defined]
        field.label = str(self.question)
        return form

    def chosen(self) -> list[Page]:
        form = self.form()
        return (
            [self.offered[key] for key in form.cleaned_data["together"]] if form.is_valid() else []
        )

    def say(self, names: dict[int, str], together: Iterable[Page]) -> None:
        """What became of each, by the names that they had before."""
        taken = [self.the_page, *together]
        aliases = [row for row in self.kin if row.alias_of_id in {page.pk for page in taken}]
        left = [row for row in self.kin if row not in taken and row not in aliases]
        text = [
            sentence % {"names": listed([names[row.pk] for row in rows])}
            for sentence, rows in (
                (self.done, taken),
                (_("Not live any more, because they showed it: %(names)s."), aliases),
                (self.left, left),
            )
            if rows
        ]
        messages.info(self.request, " ".join(text))

    def taking_down(self, take: Callable[[], Any], each: Callable[[Page], Any]) -> Any:
        """Wagtail's own for the page, and `each` for what was chosen."""
        rows, together = [self.the_page, *self.kin], self.chosen()
        names = names_of_things(self.request.user, rows)
        by_key = {row.pk: name for row, name in zip(rows, names, strict=True)}
        pk = self.the_page.pk
        response = take()
        if not self.is_done(pk):
            return response
        for page in together:
            each(page)
        if self.kin:
            self.the_page.pk = pk
            self.say(by_key, together)
        return response

    def is_done(self, pk: int) -> bool:
        raise NotImplementedError


class DeletePage(AskingAboutTranslations, DeleteView):
    template_name = "home/admin/confirm_delete.html"
    action = "delete"
    question = gettext_lazy("Delete these translations as well")
    done = gettext_lazy("Deleted: %(names)s.")
    left = gettext_lazy("Not deleted: %(names)s.")

    @property
    def the_page(self) -> Page:
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

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"together": self.form() if self.offered else None}


class UnpublishPage(AskingAboutTranslations, UnpublishView):
    template_name = "home/admin/confirm_unpublish.html"
    action = "unpublish"
    question = gettext_lazy("Unpublish these translations as well")
    done = gettext_lazy("Unpublished: %(names)s.")
    left = gettext_lazy("Not unpublished: %(names)s.")

    @property
    def the_page(self) -> Page:
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

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"together": self.form() if self.offered else None}
