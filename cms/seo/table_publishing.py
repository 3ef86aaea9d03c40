"""Publishing what the table, an import, find and replace or an undo would change.

Each of them shows what would change on one screen (`PreviewView`), from which `publish_view`
publishes. What was sent and cannot be published comes back on the same screen, with the reason of
each page, and the way to publish the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name, get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import Page
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from cms.seo.bulk_edit import (
    FIELDS,
    MOST,
    ChangePlan,
    Edit,
    NothingPublished,
    PlannedChange,
    last_bulk_edit,
    plan,
    publish,
    undoing,
)
from cms.seo.models import BulkEdit
from cms.seo.replacing import Replacement
from cms.seo.table import LABELS, PUBLISHED, MetadataTable, filtered_pages
from home.localization.permissions import metadata_url
from home.metadata_preview import direction
from home.text_width import DESCRIPTION, TITLE, width
from snippets.languages import names_of

_LIMITS = {"seo_title": TITLE, "search_description": DESCRIPTION}


class PostedEdit(BaseModel):
    page: int = Field(gt=0, lt=2**31)
    revision: int | None = None
    texts: dict[Literal["seo_title", "search_description"], str]


_POSTED = TypeAdapter(list[PostedEdit])


def read_edits(posted: str) -> list[Edit]:
    """Of what a browser sends. Raises ValueError."""
    return [
        Edit(edit.page, {str(name): text for name, text in edit.texts.items()}, edit.revision)
        for edit in _POSTED.validate_json(posted)
    ]


def written_edits(changes: Iterable[PlannedChange]) -> str:
    edits = [
        PostedEdit.model_validate(
            {"page": change.edit.page_id, "revision": change.edit.revision, "texts": change.after}
        )
        for change in changes
    ]
    return _POSTED.dump_json(edits).decode()


class PreviewView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """What would change, page by page, and what cannot and why."""

    any_permission_required = ("change",)
    template_name = "cms/admin/metadata_preview.html"
    header_icon = "edit"
    how = BulkEdit.TABLE

    @property
    def permission_policy(self) -> BasePermissionPolicy:
        return policy_registry.get_by_type(Page)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        table = {"url": reverse("metadata_table"), "label": str(MetadataTable.page_title)}
        return [*self.breadcrumbs_items, table, {"url": "", "label": str(self.get_page_title())}]

    def shows(
        self, planned: ChangePlan | None, status: int = 200, **context: object
    ) -> HttpResponse:
        planned = planned or ChangePlan()
        too_many = len(planned.allowed) > MOST
        troubles = list(context.pop("troubles", ()))  # type: ignore[call-overload]
        if too_many:
            troubles.append(
                _(
                    "This would change %(count)s pages, and at most %(most)s can be published at "
                    "once. Narrow it down, or do it in parts."
                )
                % {"count": len(planned.allowed), "most": MOST}
            )
        shown = [_row(self.request, change) for change in planned.changes]
        return self.render_to_response(
            self.get_context_data(
                changes=[row for row in shown if not row["reason"]],
                refused=[row for row in shown if row["reason"]],
                edits=written_edits(planned.allowed),
                how=self.how,
                too_many=too_many,
                troubles=troubles,
                **context,
            ),
            status=status,
        )


def _row(request: HttpRequest, change: PlannedChange) -> dict[str, object]:
    page = change.page
    if page is None:
        number = _("Page %(number)s") % {"number": change.edit.page_id}
        return {"title": number, "reason": change.refusal}
    code = page.locale.language_code
    texts = [
        {
            "label": LABELS[name],
            "before": change.before[name],
            "after": change.after[name],
            "width": (pixels := round(width(change.after[name], _LIMITS[name].size))),
            "is_wide": pixels > _LIMITS[name].most,
        }
        for name in FIELDS
        if name in change.after
    ]
    return {
        "title": page.get_admin_display_title(),
        "address": metadata_url(page),
        "language": code,
        "language_name": names_of([code]),
        "dir": direction(code),
        "texts": texts,
        "reason": change.refusal,
    }


class PublishTable(PreviewView):
    """Publishes what is posted: all of it, or nothing with the reasons."""

    page_title = gettext_lazy("Nothing was published")
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        how = request.POST.get("how", "")
        back = get_valid_next_url_from_request(request) or reverse("metadata_table")
        try:
            edits = read_edits(request.POST.get("edits", ""))
        except ValidationError:
            edits = []
        if not edits or how not in dict(BulkEdit.HOW):
            messages.error(request, _("What was sent cannot be read. Reload this table."))
            return redirect(back)
        if len(edits) > MOST:
            text = _("At most %(count)s pages can be published at once. Discard some of them.")
            messages.error(request, text % {"count": MOST})
            return redirect(back)
        self.how = how
        try:
            bulk_edit = publish(request.user, edits, how)
        except NothingPublished as refused:
            return self.shows(refused.plan, 409, notice=_what_now(how))
        if how == BulkEdit.TABLE:  # the browser may forget what it kept of these
            request.session[PUBLISHED] = {str(edit.page_id): edit.revision for edit in edits}
        if bulk_edit is None:
            messages.info(request, _("Readers have these titles and descriptions already."))
            return redirect(back)
        count = len(bulk_edit.changes)
        text = ngettext("%(count)s page published.", "%(count)s pages published.", count)
        undo = messages.button(reverse("metadata_undo"), _("Undo"))
        messages.success(request, text % {"count": count}, buttons=[undo])
        return redirect(back)


def _what_now(how: str) -> str:
    if how == BulkEdit.TABLE:
        return _(
            "Nothing has changed for readers. What you wrote is still in the table. Publish the "
            "other pages from here, or mend these first."
        )
    return _(
        "Nothing has changed for readers. Publish the other pages from here, or mend these first."
    )


class UndoBulkEdit(PreviewView):
    """What takes the last bulk edit back. That is a bulk edit too, and can be undone."""

    page_title = gettext_lazy("Undo the last bulk edit")
    header_icon = "rotate"
    how = BulkEdit.UNDO

    def get(self, request: HttpRequest) -> HttpResponse:
        bulk_edit = last_bulk_edit()
        if bulk_edit is None:
            messages.info(request, _("There is no bulk edit to undo."))
            return redirect("metadata_table")
        moment = localtime(bulk_edit.published_at)
        notice = _("%(how)s by %(person)s on %(date)s, %(time)s.") % {
            "how": bulk_edit.get_how_display(),
            "person": get_user_display_name(bulk_edit.user) if bulk_edit.user else "–",
            "date": date_format(moment),
            "time": date_format(moment, "TIME_FORMAT"),
        }
        planned = plan(request.user, undoing(bulk_edit))
        troubles = [] if planned.changes else [_("Its pages say already what they said before it.")]
        return self.shows(planned, notice=notice, troubles=troubles)


_EITHER_DIRECTION = forms.TextInput(attrs={"dir": "auto"})


class ReplaceForm(forms.Form):
    find = forms.CharField(
        label=gettext_lazy("Find"), strip=False, max_length=255, widget=_EITHER_DIRECTION
    )
    replace_with = forms.CharField(
        label=gettext_lazy("Replace with"),
        strip=False,
        required=False,
        max_length=255,
        widget=_EITHER_DIRECTION,
        help_text=gettext_lazy("Empty: it is deleted."),
    )
    fields_to_change = forms.MultipleChoiceField(
        label=gettext_lazy("In"),
        choices=tuple(LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=FIELDS,
    )
    match_case = forms.BooleanField(label=gettext_lazy("Match capital letters"), required=False)
    whole_words = forms.BooleanField(label=gettext_lazy("Whole words alone"), required=False)


class FindAndReplace(PreviewView):
    """Over what is written in the pages that the table shows; what is inherited stays."""

    page_title = gettext_lazy("Find and replace")
    header_icon = "search"
    template_name = "cms/admin/metadata_replace.html"
    how = BulkEdit.REPLACE

    def get(self, request: HttpRequest) -> HttpResponse:
        pages = filtered_pages(request)
        scope = ngettext(
            "In the %(count)s page that the table shows.",
            "In the %(count)s pages that the table shows.",
            len(pages),
        ) % {"count": len(pages)}
        form = ReplaceForm(request.GET if "find" in request.GET else None)
        filters = _without(request.GET, tuple(form.fields))
        planned, troubles = None, []
        if form.is_bound and form.is_valid():
            planned = plan(request.user, _replaced(pages, form.cleaned_data))
            if not planned.changes:
                troubles = [_("It stands in none of them. What is inherited is not searched.")]
        return self.shows(planned, form=form, filters=filters, scope=scope, troubles=troubles)


def _replaced(pages: Sequence[Page], asked: Mapping[str, Any]) -> list[Edit]:
    replacement = Replacement(
        asked["find"], asked["replace_with"], asked["match_case"], asked["whole_words"]
    )
    edits = []
    for page in pages:
        texts = {name: str(getattr(page, name)) for name in asked["fields_to_change"]}
        changed = {
            name: replacement.of(text) for name, text in texts.items() if replacement.is_in(text)
        }
        if changed:
            edits.append(Edit(page.pk, changed, page.latest_revision_id or 0))
    return edits


def _without(query: QueryDict, names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (name, value) for name, values in query.lists() if name not in names for value in values
    ]


def urls_of_publishing() -> list[URLPattern]:
    """Hook register_admin_urls."""
    return [
        path("reports/seo/table/publish/", PublishTable.as_view(), name="metadata_publish"),
        path("reports/seo/table/undo/", UndoBulkEdit.as_view(), name="metadata_undo"),
        path("reports/seo/table/replace/", FindAndReplace.as_view(), name="metadata_replace"),
    ]
