"""The screen "Change privacy" of a page: Wagtail's, which also asks about the page's kin.

The safe side is chosen beforehand: who makes a page private makes its kin private unless they are
unticked, and who lifts it lifts that of the kin which are ticked. What appeared after the screen
was opened counts as ticked when the page becomes private. Nobody changes the privacy of a page here
that he may not change there; the answer names those pages too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.models import Page, PageViewRestriction

from home.localization.lines import name_of
from home.privacy import restrictions
from home.privacy.kin import kin_of
from snippets.visibility import may_explore


@dataclass(frozen=True)
class Kin:
    """A page of the kin, with what this user may do with it. `own` is its own restriction."""

    page: Page
    may_change: bool
    own: PageViewRestriction | None
    name: str

    @property
    def key(self) -> str:
        return str(self.page.pk)

    @property
    def label(self) -> str:
        return _("%(page)s (private already)") % {"page": self.name} if self.own else self.name


def kin_for(page: Page, user: AbstractUser) -> list[Kin]:
    return [
        Kin(
            each,
            bool(each.permissions_for_user(user).can_set_view_restrictions()),
            restrictions.own_restriction(each),
            label_of(each, user),
        )
        for each in kin_of(page)
    ]


def label_of(page: Page, user: AbstractUser) -> str:
    """The title of a page with its language, and where it stands if it is an alias. Without titles
    that this person may not read: the page is counted, and not named."""
    if not may_explore(user, page):
        return _("a page of another section (%(language)s)") % {"language": name_of(page.locale)}
    title = _isolated(page.get_admin_display_title())
    named = {"title": title, "language": name_of(page.locale)}
    if page.alias_of_id is None:
        return _("“%(title)s” (%(language)s)") % named
    above = page.get_parent()
    if not may_explore(user, above):
        return _("“%(title)s” (%(language)s, alias)") % named
    parent = _isolated(above.specific_deferred.get_admin_display_title())
    return _("“%(title)s” (%(language)s, alias under “%(parent)s”)") % {**named, "parent": parent}


def _isolated(name: str) -> str:
    """A name that reads in its own direction, and leaves that of the sentence alone."""
    return f"\u2068{name}\u2069"


class PrivacyForm(PageViewRestrictionForm):
    """Wagtail's form, with a tick for each page of the kin that the user may change."""

    cover = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("The same holds for its translations and aliases"),
    )
    lift = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Make its private translations and aliases public as well"),
    )
    # Those that the user had before his eyes: an unticked one was left out on purpose.
    offered = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kin: list[Kin], own: PageViewRestriction | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kin = {each.key: each for each in kin if each.may_change}
        ticked = [
            key
            for key, each in self.kin.items()
            if each.own is None or restrictions.are_alike(each.own, own)
        ]
        self._offer("cover", list(self.kin), ticked)
        self._offer("lift", [key for key, each in self.kin.items() if each.own], [])
        self.initial["offered"] = ",".join(self.kin)

    def _offer(self, name: str, keys: list[str], ticked: list[str]) -> None:
        field = cast("forms.MultipleChoiceField", self.fields[name])
        field.choices = [(key, self.kin[key].label) for key in keys]
        self.initial[name] = ticked
        if not keys:
            del self.fields[name]

    def chosen(self) -> list[Kin]:
        """The pages of the kin whose privacy changes together with the page's."""
        if self.cleaned_data["restriction_type"] == PageViewRestriction.NONE:
            return [self.kin[key] for key in self.cleaned_data.get("lift", ())]
        offered = set(self.cleaned_data.get("offered", "").split(","))
        left_out = offered - set(self.cleaned_data.get("cover", ()))
        return [each for key, each in self.kin.items() if key not in left_out]


class ChangePrivacy(SetPrivacyView):
    form_class = PrivacyForm

    @cached_property
    def kin(self) -> list[Kin]:
        return kin_for(self.page, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"kin": self.kin, "own": self.restriction}

    def form_valid(self, form: PrivacyForm) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            pattern, chosen = restrictions.own_restriction(self.page), form.chosen()
            for each in chosen:
                if pattern is None:
                    restrictions.lift(each.page, self.request.user)
                else:
                    restrictions.give(each.page, pattern, self.request.user)
        return self._answer(chosen) if self.kin else response

    def _answer(self, chosen: list[Kin]) -> HttpResponse:
        """Says who can read what now. `is_public` is what the editor shows beside the page."""
        is_public = not restrictions.is_private(self.page)
        name = label_of(self.page, self.request.user)
        lines = [(name, who_can_read(self.page), ""), *self._lines(chosen)]
        return render_modal_workflow(
            self.request,
            "home/admin/privacy_changed.html",
            template_vars={"lines": lines, "detail_json": json.dumps({"isPublic": is_public})},
            json_data={"step": "set_privacy", "is_public": is_public},
        )

    def _lines(self, chosen: list[Kin]) -> Iterator[tuple[str, str, str]]:
        for each in self.kin:
            note = _("not changed")
            if not each.may_change:
                note = _("not changed, because you may not change its privacy")
            elif each in chosen:
                note = _("changed with it")
            yield each.name, who_can_read(each.page), note

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if not self.page.private_page_options:
            response: HttpResponse = super().render_to_response(context, **kwargs)
            return response
        return render_modal_workflow(
            self.request,
            "home/admin/change_privacy.html",
            template_vars=context | {"others": [each for each in self.kin if not each.may_change]},
            json_data={"step": "set_privacy"},
            **kwargs,
        )


def who_can_read(page: Page) -> str:
    """In words, for the answer."""
    if restrictions.is_private(page):
        return _("private: no reader of the website gets it")
    return _("public: every reader gets it") if page.live else _("public as soon as it is live")
