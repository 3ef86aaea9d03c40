"""Who deletes or unpublishes something is asked about its translations, and told what became of it.

Nothing is ticked beforehand: what is not asked for stays. Aliases are not asked about, because they
show the page itself; the answer names them too. The views of pages are in home/taking_down.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.actions.unpublish import UnpublishAction
from wagtail.admin import messages
from wagtail.snippets.views import snippets

from snippets.deletions import kept
from snippets.languages import listed
from snippets.locks.guard import refusal
from snippets.locks.kin import kin_of
from snippets.locks.lock import names_of_things
from snippets.locks.screen import has_right


class TranslationsToo(forms.Form):
    together = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)


class AskingAboutTranslations:
    """Above Wagtail's views; `the_row` is the page or snippet that is taken down."""

    request: HttpRequest
    action: ClassVar[str]
    question: ClassVar[Any]
    done: ClassVar[Any]
    left: ClassVar[Any]

    @property
    def the_row(self) -> Any:
        raise NotImplementedError

    def may(self, row: Any) -> bool:
        """Whether the person may take down a translation too."""
        raise NotImplementedError

    def is_done(self, pk: int) -> bool:
        raise NotImplementedError

    @cached_property
    def kin(self) -> list[Any]:
        return kin_of(self.the_row)

    @cached_property
    def offered(self) -> dict[str, Any]:
        """By primary key."""
        user = self.request.user
        return {
            str(row.pk): row
            for row in self.kin
            if _alias_of(row) is None and self.may(row) and not refusal(user, self.action, row)
        }

    def form(self) -> TranslationsToo:
        form = TranslationsToo(self.request.POST or None)
        field = form.fields["together"]
        names = names_of_things(self.request.user, self.offered.values())
        field.choices = list(zip(self.offered, names, strict=True))  # type: ignore[attr-defined]
        field.label = str(self.question)
        return form

    def chosen(self) -> list[Any]:
        form = self.form()
        return (
            [self.offered[key] for key in form.cleaned_data["together"]] if form.is_valid() else []
        )

    def sentences(self, together: Iterable[Any]) -> list[str]:
        """What becomes of each, by the names that they have now."""
        taken = [self.the_row, *together]
        aliases = [row for row in self.kin if _alias_of(row) in {each.pk for each in taken}]
        left = [row for row in self.kin if row not in taken and row not in aliases]
        return [
            sentence % {"names": listed(names_of_things(self.request.user, rows))}
            for sentence, rows in (
                (self.done, taken),
                (_("Not live any more, because they showed it: %(names)s."), aliases),
                (self.left, left),
            )
            if rows
        ]

    def taking_down(self, take: Callable[[], Any], take_too: Callable[[Any], Any]) -> Any:
        """Wagtail's own for the row, and `take_too` for what was chosen."""
        pk, together = self.the_row.pk, self.chosen()
        sentences = self.sentences(together)
        response = take()
        if not self.is_done(pk):
            return response
        for row in together:
            take_too(row)
        if self.kin:
            messages.info(self.request, " ".join(sentences))
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"together": self.form() if self.offered else None}


def _alias_of(row: Any) -> int | None:
    return getattr(row, "alias_of_id", None)


class Deleting(AskingAboutTranslations):
    action = "delete"
    question = gettext_lazy("Delete these translations as well")
    done = gettext_lazy("Deleted: %(names)s.")
    left = gettext_lazy("Not deleted: %(names)s.")

    def taking_down(self, take: Callable[[], Any], take_too: Callable[[Any], Any]) -> Any:
        with kept(self.request, [self.the_row, *self.chosen()]):
            return super().taking_down(take, take_too)


class Unpublishing(AskingAboutTranslations):
    action = "unpublish"
    question = gettext_lazy("Unpublish these translations as well")
    done = gettext_lazy("Unpublished: %(names)s.")
    left = gettext_lazy("Not unpublished: %(names)s.")


class DeleteSnippet(Deleting, snippets.DeleteView):
    template_name = "snippets/admin/confirm_delete.html"

    @property
    def the_row(self) -> Any:
        return self.object

    def may(self, row: Any) -> bool:
        return has_right(self.request.user, row, "delete")

    def is_done(self, pk: int) -> bool:
        return not self.model._default_manager.filter(pk=pk).exists()

    def delete_action(self) -> None:
        def delete(row: Any) -> None:
            self.action_class(row, user=self.request.user).execute(skip_permission_checks=True)

        self.taking_down(super().delete_action, delete)


class UnpublishSnippet(Unpublishing, snippets.UnpublishView):
    template_name = "snippets/admin/confirm_unpublish.html"

    @property
    def the_row(self) -> Any:
        return self.object

    def may(self, row: Any) -> bool:
        return bool(row.live) and has_right(self.request.user, row, "publish")

    def is_done(self, pk: int) -> bool:
        return not self.model._default_manager.filter(pk=pk, live=True).exists()

    def unpublish(self) -> HttpResponse | None:
        def unpublish(row: Any) -> None:
            UnpublishAction(row, user=self.request.user).execute(skip_permission_checks=True)

        response: HttpResponse | None = self.taking_down(super().unpublish, unpublish)
        return response
