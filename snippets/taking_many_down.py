"""Deleting or unpublishing many things at once asks about their translations, as for one.

What is ticked is one of the many from then on: for locks, hooks, rights and the count that is told.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction

from snippets.deletions import kept
from snippets.languages import listed
from snippets.locks.guard import refusal
from snippets.locks.kin import kin_of_all
from snippets.locks.lock import names_of_things
from snippets.taking_down import Deleting

#: How many translations that stay are named in the answer.
NAMED = 10


class TakingManyDown:
    """Above Wagtail's bulk actions, with the sentences of snippets/taking_down.py."""

    request: Any
    action_type: str
    question: ClassVar[Any]
    left: ClassVar[Any]
    is_done = False
    _chosen: list[Any] | None = None

    @cached_property
    def _kin(self) -> list[Any]:
        things, _without_access = super().get_actionable_objects()  # type: ignore[misc]
        return kin_of_all(list(things))

    @cached_property
    def offered(self) -> dict[str, Any]:
        """By primary key."""
        return {
            str(row.pk): row
            for row in self._kin
            if getattr(row, "alias_of_id", None) is None
            and self.may_take_too(row)
            and not refusal(self.request.user, self.action_type, row)
        }

    def may_take_too(self, row: Any) -> bool:
        return bool(self.check_perm(row))  # type: ignore[attr-defined]

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form: forms.Form = super().get_form(form_class)  # type: ignore[misc]
        if self.offered:
            names = names_of_things(self.request.user, self.offered.values())
            form.fields["together"] = forms.MultipleChoiceField(
                required=False,
                label=self.question,
                choices=list(zip(self.offered, names, strict=True)),
                widget=forms.CheckboxSelectMultiple,
            )
        return form

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        things, without_access = super().get_actionable_objects()  # type: ignore[misc]
        return [*things, *(self._chosen or ())], without_access

    def form_valid(self, form: forms.Form) -> HttpResponse:
        keys = form.cleaned_data.get("together", [])
        self._chosen = [self.offered[key] for key in keys]
        taken = {row.pk for row in self._chosen}
        left = [row for key, row in self.offered.items() if row.pk not in taken]
        names = names_of_things(self.request.user, left[:NAMED])
        response = self.take(form)
        if left and self.is_done:
            if len(left) > NAMED:
                names.append(_("%(count)d more") % {"count": len(left) - NAMED})
            messages.info(self.request, str(self.left) % {"names": listed(names)})
        return response

    def take(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response

    def get_success_message(self, *counts: int) -> Any:
        """Asked for when it has been done."""
        self.is_done = True
        return super().get_success_message(*counts)  # type: ignore[misc]


def without_those_below(rows: list[Any]) -> list[Any]:
    """Pages that are under another of them go with that one."""
    paths = tuple(str(row.path) for row in rows if hasattr(row, "path"))
    return [
        row
        for row in rows
        if not any(getattr(row, "path", "").startswith(path) and row.path != path for path in paths)
    ]


class DeletingMany(TakingManyDown):
    question, left = Deleting.question, Deleting.left

    def take(self, form: forms.Form) -> HttpResponse:
        things, _without_access = self.get_actionable_objects()
        with kept(self.request, things):
            return super().take(form)


class DeleteSnippets(DeletingMany, DeleteBulkAction):
    template_name = "snippets/admin/confirm_bulk_delete.html"
