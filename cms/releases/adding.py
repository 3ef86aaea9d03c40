"""Adding to a release: from the editor of a page or snippet, from lists, and many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.apps import apps
from django.contrib.admin.utils import quote, unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem as PageActionMenuItem
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log as log_action
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from cms.previews.as_if_published import Draftable
from cms.releases import members, rights
from cms.releases.log_actions import ADDED, CREATED, thing_of
from cms.releases.models import Release

#: The button of the editor: saves the draft, then asks which release.
ACTION = "action-add-to-release"
# Things that a line of the log names.
MOST = 5


class ChooseRelease(forms.Form):
    """One that is being prepared, or a new one by its name."""

    release = forms.ModelChoiceField(
        label=gettext_lazy("Release"), queryset=Release.objects.none(), required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the new release"),
        help_text=gettext_lazy("Only where “A new release” is chosen above."),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, user: rights.User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Release]", self.fields["release"])
        of_user = Release.objects.filter(state=Release.State.PREPARING)
        choice.queryset = of_user if rights.may_prepare(user) else Release.objects.none()
        choice.empty_label = _("A new release")
        choice.initial = choice.queryset.first()
        if not rights.may_begin(user):
            del self.fields["name"]
            choice.empty_label = None
            choice.required = True

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, object] = super().clean() or {}
        if not cleaned.get("release") and "name" in self.fields:
            if not cleaned.get("name"):
                self.add_error("name", _("Give the new release a name, or choose one above."))
        elif cleaned.get("release") and cleaned.get("name"):
            self.add_error(
                "name", _("Leave this empty, or choose “A new release” above: it goes into one.")
            )
        return cleaned

    def the_release(self, user: User) -> Release:
        """The one that was chosen, or the new one."""
        chosen: Release | None = self.cleaned_data.get("release")
        if chosen is not None:
            return chosen
        made = Release.objects.create(name=self.cleaned_data["name"], created_by=user)
        log_action(instance=made, action=CREATED, user=user)
        return made


class Closed(Exception):
    """It was approved meanwhile."""


@transaction.atomic
def add_to(form: ChooseRelease, rows: Iterable[Draftable], user: User) -> tuple[Release, int]:
    """Answers the release, and how many of the rows are new in it. Raises Closed."""
    release = form.the_release(user)
    release = Release.objects.select_for_update().get(pk=release.pk)
    if not release.is_open:
        raise Closed
    added = [member for row in rows if (member := members.add(release, row, user)) is not None]
    if added:
        things = [thing_of(member) for member in added[:MOST]]
        data = {"number": len(added), "things": things}
        log_action(instance=release, action=ADDED, user=user, data=data)
    return release, len(added)


def said(release: Release, number: int, of: int) -> str:
    """What became of adding `of` things."""
    name = format_html(
        '<a href="{}">\u2068{}\u2069</a>', reverse("releases:release", args=[release.pk]), release
    )
    if not number:
        return format_html(_("“{}” had all of it."), name)
    text = ngettext(
        "%(number)s thing was added to “{}”.", "%(number)s things were added to “{}”.", number
    )
    return format_html(text % {"number": number}, name)


CLOSED = gettext_lazy("That release was approved meanwhile. Choose another, or take it back there.")


def why_not(user: rights.User, row: Any) -> str:
    """Why a row cannot be added, "" when it can."""
    if getattr(row, "alias_of_id", None) is not None:
        return _("It only repeats another page, and goes live with that page: add that one.")
    if not rights.may_look_into(user, row):
        return _("You may not edit it.")
    return ""


def may_add(user: Any) -> bool:
    return rights.may_prepare(user) or rights.may_begin(user)


class AddOne(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    template_name = "cms/admin/releases/add.html"
    form_class = ChooseRelease
    page_title = gettext_lazy("Add to a release")
    header_icon = "calendar-check"

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().setup(request, *args, **kwargs)
        if not may_add(request.user):
            raise PermissionDenied
        try:
            model = apps.get_model(str(kwargs["app_label"]), str(kwargs["model_name"]))
            pk = model._meta.pk.to_python(unquote(str(kwargs["pk"])))
        except (LookupError, ValidationError) as error:
            raise Http404 from error
        if not members.can_be_added(model):
            raise Http404
        row = get_object_or_404(model, pk=pk)
        self.row = row.specific if isinstance(row, Page) else row
        if not rights.may_look_into(request.user, self.row):
            raise PermissionDenied

    def get_page_subtitle(self) -> str:
        return str(get_latest_str(self.row))

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        here = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), here]

    def get_form_kwargs(self) -> dict[str, object]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {
            "row": self.row,
            "why_not": why_not(self.request.user, self.row),
        }

    def form_valid(self, form: ChooseRelease) -> HttpResponse:
        if reason := why_not(self.request.user, self.row):
            messages.error(self.request, reason)
            return redirect(self.request.path)
        try:
            release, number = add_to(form, [self.row], rights.account_of(self.request))
        except Closed:
            messages.error(self.request, str(CLOSED))
            return redirect(self.request.path)
        messages.success(self.request, said(release, number, 1))
        return redirect("releases:release", release.pk)


# --- Many at once ----------------------------------------------------------------------------


class ToARelease:
    """A bulk action of pages or snippets."""

    request: HttpRequest
    display_name = gettext_lazy("Add to a release")
    aria_label = gettext_lazy("Add the selected to a release")
    action_type = "add_to_release"
    action_priority = 40
    template_name = "cms/admin/releases/bulk_add.html"
    form_class = ChooseRelease

    def get_form_kwargs(self) -> dict[str, object]:
        return super().get_form_kwargs() | {"user": self.request.user}  # type: ignore[misc]

    def check_perm(self, row: Any) -> bool:
        return may_add(self.request.user) and not why_not(self.request.user, row)

    def get_execution_context(self) -> dict[str, object]:
        return {"self": self}

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: object) -> tuple[int, int]:
        action: Any = kwargs["self"]
        rows = [row.specific if isinstance(row, Page) else row for row in objects]
        action.said = ""
        if not rows:
            return 0, 0
        try:
            release, number = add_to(action.cleaned_form, rows, action.request.user)
        except Closed:
            messages.error(action.request, str(CLOSED))
            return 0, 0
        action.said = said(release, number, len(rows))
        return number, 0

    def get_success_message(self, *_numbers: int) -> str | None:
        return getattr(self, "said", "") or None


class PagesToARelease(ToARelease, PageBulkAction):
    pass


class SnippetsToARelease(ToARelease, SnippetBulkAction):
    pass


# --- Where it is offered ---------------------------------------------------------------------


def address(row: Model) -> str:
    meta = row._meta
    return reverse("releases:add_one", args=[meta.app_label, meta.model_name, quote(row.pk)])


def open_after_saving(request: HttpRequest, instance: Model) -> HttpResponse | None:
    """After an editor's form was saved: asks which release, when that button was pressed."""
    return redirect(address(instance)) if ACTION in request.POST else None


class AddToReleaseItem:
    """The button beside "Publish". It is a link where the form is locked and cannot be saved."""

    name = ACTION
    label = gettext_lazy("Add to a release")
    icon_name = "calendar-check"
    order = 26

    def is_shown(self, context: Any) -> bool:
        row = context.get("page") or context.get("instance")
        is_alias = getattr(row, "alias_of_id", None) is not None
        user = context["request"].user
        return bool(context["view"] in ("create", "edit") and may_add(user) and not is_alias)

    def get_url(self, context: Any) -> str | None:
        row = context.get("page") or context.get("instance")
        return address(row) if context.get("locked_for_user") and row else None


class AddPageItem(AddToReleaseItem, PageActionMenuItem):
    pass


class AddSnippetItem(AddToReleaseItem, SnippetActionMenuItem):
    pass


def of_snippets(model: type[Model]) -> AddSnippetItem | None:
    return AddSnippetItem() if members.can_be_added(model) else None


def page_buttons(
    page: Page, user: User, next_url: str | None = None, view_name: str = ""
) -> Iterator[Button]:
    if page.depth > 1 and may_add(user) and not page.alias_of_id:
        yield Button(_("Add to a release"), address(page), icon_name="calendar-check", priority=63)


def snippet_buttons(snippet: Model, user: User, next_url: str | None = None) -> Iterator[Button]:
    if members.can_be_added(type(snippet)) and may_add(user):
        yield Button(
            _("Add to a release"), address(snippet), icon_name="calendar-check", priority=26
        )
