"""Who deletes or unpublishes pages is asked what their addresses shall do from then on.

The question stands above all that the views do themselves, and in the same transaction: one that is
answered wrongly takes nothing down. Nothing is chosen beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from home.left_addresses import (
    Address,
    Choice,
    Pages,
    addresses_of,
    decide,
    left,
    pages_with_all_below,
)
from home.redirect_form import CheckedRedirectForm
from home.redirect_rules import LONGEST_TARGET
from home.taking_down import DeletePage, UnpublishPage
from home.taking_many_down import DeletePages, UnpublishPages

NOTHING, ELSEWHERE, GONE = "", "elsewhere", "gone"
# Of the form of redirects, by that of the question.
_FIELDS = {"redirect_page": "address_page", "redirect_link": "address_link"}


class AddressForm(forms.Form):
    """`choice` is None when the addresses shall do nothing."""

    address_does = forms.ChoiceField(
        label=gettext_lazy("What shall its address do?"),
        help_text=gettext_lazy(
            "The same goes for the pages under it and the translations that go with it. "
            "Publishing a page there again ends it."
        ),
        choices=(
            (NOTHING, gettext_lazy("Nothing: visitors are told that nothing was found (404)")),
            (ELSEWHERE, gettext_lazy("Lead somewhere else")),
            (GONE, gettext_lazy("Say that it is gone for good (410)")),
        ),
        required=False,
        initial=NOTHING,
        widget=forms.RadioSelect,
    )
    address_page = forms.ModelChoiceField(
        label=gettext_lazy("Lead to a page"),
        help_text=gettext_lazy("In each language to the page in that language, where there is one"),
        queryset=Page.objects.all(),
        required=False,
        widget=AdminPageChooser,
    )
    address_link = forms.CharField(
        label=gettext_lazy("Or lead to an address"),
        help_text=gettext_lazy("A path of the website (/en/about/) or a full address (https://…)"),
        required=False,
        max_length=LONGEST_TARGET,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, data: Any, going: Callable[[], Pages], *, is_permanent: bool) -> None:
        super().__init__(data)
        self._going = going
        self._is_permanent = is_permanent
        self.choice: Choice | None = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        does = cleaned.get("address_does", NOTHING)
        if does == ELSEWHERE:
            self._lead(cleaned.get("address_page"), cleaned.get("address_link", ""))
        elif cleaned.get("address_page") is not None or cleaned.get("address_link"):
            text = _("To lead to this page or address, choose “Lead somewhere else”.")
            self.add_error("address_does", text)
        elif does == GONE:
            self.choice = Choice()
        return cleaned

    def _lead(self, page: Page | None, link: str) -> None:
        """As the form of redirects does, from an address that nothing has."""
        form = CheckedRedirectForm(
            {
                "old_path": f"/{uuid4().hex}",
                "redirect_page": page.pk if page is not None else "",
                "redirect_link": link,
                "is_permanent": "on" if self._is_permanent else "",
            }
        )
        if not form.is_valid():
            for name, errors in form.errors.items():
                self.add_error(_FIELDS.get(name, "address_link"), list(errors))
            return
        target = form.cleaned_data["redirect_page"]
        field = "address_page" if page is not None else "address_link"
        if target is not None:
            if self._going().filter(pk=target.pk).exists():
                self.add_error(field, _("This page goes as well. Lead to another one."))
                return
            if not Page.objects.filter(pk=target.pk).live().public().exists():
                text = _("Readers cannot open this page. Lead to one that they can open.")
                self.add_error(field, text)
                return
        is_gone = form.cleaned_data["is_gone"]
        self.choice = Choice(
            page=target,
            link=form.cleaned_data["redirect_link"],
            suffix=form.suffix,
            is_permanent=is_gone or form.cleaned_data["is_permanent"],
        )


class _Asking:
    """Above the views of pages. `is_permanent`: what is led elsewhere has moved for good."""

    request: HttpRequest
    is_permanent: ClassVar[bool]

    def roots(self) -> Iterable[Page]:
        """What may go: the pages and their translations."""
        raise NotImplementedError

    def going(self) -> Pages:
        """What goes by what is ticked."""
        raise NotImplementedError

    @cached_property
    def addresses(self) -> dict[int, Address]:
        return addresses_of(pages_with_all_below(self.roots()))

    @cached_property
    def asking(self) -> AddressForm | None:
        """Nobody is asked about what has no address, as a draft."""
        if not self.addresses:
            return None
        data = self.request.POST if self.request.method == "POST" else None
        return AddressForm(data, self.going, is_permanent=self.is_permanent)

    def deciding(self, take: Callable[[], Any], ask_again: Callable[[], Any]) -> Any:
        form = self.asking
        if form is None:
            return take()
        if not form.is_valid():
            return ask_again()
        # Before anything goes; what is read later is read anew.
        before = self.addresses
        with transaction.atomic():
            response = take()
            if form.choice is not None:
                self._decide(form.choice, left(before))
        return response

    def _decide(self, choice: Choice, addresses: list[Address]) -> None:
        if not addresses:
            return
        user: Any = self.request.user
        made = decide(choice, addresses, user)
        count = len(made)
        if choice.is_gone:
            text = ngettext(
                "%(count)d address says that it is gone for good (410).",
                "%(count)d addresses say that they are gone for good (410).",
                count,
            )
        else:
            text = ngettext(
                "%(count)d address leads somewhere else from now on.",
                "%(count)d addresses lead somewhere else from now on.",
                count,
            )
        messages.success(self.request, text % {"count": count})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"asking": self.asking}


class _AskingOfOne(_Asking):
    def roots(self) -> Iterable[Page]:
        return [self.the_row, *self.kin]  # type: ignore[attr-defined]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        take = super().post  # type: ignore[misc]
        response: HttpResponse = self.deciding(
            lambda: take(request, *args, **kwargs),
            lambda: self.render_to_response(self.get_context_data()),  # type: ignore[attr-defined]
        )
        return response


class DeletePageDeciding(_AskingOfOne, DeletePage):
    is_permanent = True

    def going(self) -> Pages:
        return pages_with_all_below([self.the_row, *self.chosen()])


class UnpublishPageDeciding(_AskingOfOne, UnpublishPage):
    # It may come back, and browsers remember for long what has moved for good.
    is_permanent = False

    def going(self) -> Pages:
        pages = [self.the_row, *self.chosen()]
        return _unpublished(pages, bool(self.request.POST.get("include_descendants")))


def _unpublished(pages: list[Page], with_all_below: bool) -> Pages:
    ids = [page.pk for page in pages]
    if with_all_below:
        return pages_with_all_below(pages)
    return Page.objects.filter(pk__in=ids) | Page.objects.filter(alias_of__in=ids)


class _AskingInBulk(_Asking):
    """The form of the action has been found valid before that of the question is read."""

    _form: Any = None
    _chosen: list[Any] | None

    @cached_property
    def _ticked_in_the_list(self) -> tuple[list[Any], dict[str, Any]]:
        things, without_access = super().get_actionable_objects()  # type: ignore[misc]
        return list(things), without_access

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        """Until translations have been chosen it is asked once: each row costs queries."""
        if self._chosen is not None:
            return super().get_actionable_objects()  # type: ignore[misc]
        things, without_access = self._ticked_in_the_list
        return [*things], {**without_access}

    def roots(self) -> Iterable[Page]:
        pages, _without_access = self.get_actionable_objects()
        return [*pages, *self.offered.values()]  # type: ignore[attr-defined]

    def taken(self) -> list[Page]:
        pages, _without_access = self.get_actionable_objects()
        keys = self._form.cleaned_data.get("together", [])
        return [*pages, *(self.offered[key] for key in keys)]  # type: ignore[attr-defined]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self._form = form
        take = super().form_valid  # type: ignore[misc]
        response: HttpResponse = self.deciding(
            lambda: take(form),
            lambda: self.render_to_response(self.get_context_data(form=form)),  # type: ignore[attr-defined]
        )
        return response


class DeletePagesDeciding(_AskingInBulk, DeletePages):
    is_permanent = True

    def going(self) -> Pages:
        return pages_with_all_below(self.taken())


class UnpublishPagesDeciding(_AskingInBulk, UnpublishPages):
    is_permanent = False

    def going(self) -> Pages:
        below = bool(self._form.cleaned_data.get("include_descendants"))
        return _unpublished(self.taken(), below)
