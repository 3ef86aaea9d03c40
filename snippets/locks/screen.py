"""Who locks or unlocks a page or snippet chooses whether its translations and aliases go with it.

Wagtail's switch posts to an address and is done. Here the address asks first, where there is
something to ask: at a lock everything is ticked that the person may lock, at an unlock nothing, and
what is offered then is what was locked together with it. The answer names what went with it and
what did not.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.pages import lock as pages
from wagtail.log_actions import log
from wagtail.models import Page, WorkflowMixin
from wagtail.permissions import policy_registry
from wagtail.snippets.views import snippets

from snippets.languages import listed
from snippets.locks.guard import editor_of
from snippets.locks.kin import kin_of
from snippets.locks.lock import User, name_of, names_of_things

FIELDS = ("locked", "locked_by", "locked_at")


class Together(forms.Form):
    """A tick for each row that may go with it."""

    rows = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)


class Asking:
    """Above Wagtail's view: asks which of the kin go with it, and lets them go with it."""

    question: ClassVar[Any]
    title: ClassVar[Any]
    button: ClassVar[Any]
    action: ClassVar[str]
    is_ticked: ClassVar[bool]

    request: HttpRequest
    object: Any
    next_url: str

    def may_change(self, row: Model) -> bool:
        raise NotImplementedError

    def is_offered(self, row: Any) -> bool:
        raise NotImplementedError

    @cached_property
    def kin(self) -> list[Any]:
        return kin_of(self.object)

    @cached_property
    def offered(self) -> list[Any]:
        return [row for row in self.kin if self.is_offered(row) and self.may_change(row)]

    def form(self, data: Any = None) -> Together:
        names = names_of_things(self.request.user, self.offered)
        keys = [str(row.pk) for row in self.offered]
        form = Together(data, initial={"rows": keys if self.is_ticked else []})
        field = cast("forms.MultipleChoiceField", form.fields["rows"])
        field.choices, field.label = list(zip(keys, names, strict=True)), str(self.question)
        return form

    def get(self, request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        """The same question for who follows a link."""
        if not self.may_change(self.object):
            raise PermissionDenied
        return self.ask(self.form())

    def ask(self, form: Together) -> HttpResponse:
        context = {
            "form": form if self.offered else None,
            "page_title": self.title,
            "page_subtitle": name_of(self.request.user, self.object),
            "header_icon": "lock",
            "button": self.button,
            "next": self.next_url or self.request.GET.get("next", ""),
            "back": editor_of(self.object),
        }
        return render(self.request, "snippets/admin/lock.html", context)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not self.may_change(self.object):
            raise PermissionDenied
        form = self.form(request.POST if "together" in request.POST else None)
        if self.offered and not form.is_valid():
            return self.ask(form)
        chosen = form.cleaned_data["rows"] if form.is_bound else []
        together = [row for row in self.offered if str(row.pk) in chosen]
        with transaction.atomic():
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            for row in together:
                self.change(row)
        if self.kin:
            messages.success(request, self.answer(together))
        return response

    def change(self, row: Any) -> None:
        """Gives a row the lock of this one, or none."""
        row = row.specific if isinstance(row, Page) else row
        for name in FIELDS:
            setattr(row, name, getattr(self.object, name))
        row.save(update_fields=FIELDS)
        log(instance=row, action=self.action, user=self.request.user)

    def answer(self, together: list[Any]) -> str:
        user = self.request.user
        own = _("Locked") if self.object.locked else _("Unlocked")
        covered = names_of_things(user, [self.object, *together])
        sentences = [f"{own}: {listed(covered)}."]
        others = [row for row in self.kin if row not in together]
        locked = [row for row in others if row.locked]
        for text, rows in (
            (_("Locked: %(names)s."), locked),
            (_("Not locked: %(names)s."), [row for row in others if row not in locked]),
        ):
            if rows:
                sentences.append(text % {"names": listed(names_of_things(user, rows))})
        return " ".join(sentences)


class Locking(Asking):
    title = gettext_lazy("Lock")
    button = gettext_lazy("Lock")
    question = gettext_lazy("The lock holds for these as well")
    action = "wagtail.lock"
    is_ticked = True

    def is_offered(self, row: Any) -> bool:
        return not row.locked

    def may_change(self, row: Any) -> bool:
        return may_lock(self.request.user, row)


class Unlocking(Asking):
    title = gettext_lazy("Unlock")
    button = gettext_lazy("Unlock")
    question = gettext_lazy("Unlock these as well, which were locked together with it")
    action = "wagtail.unlock"
    is_ticked = False

    def is_offered(self, row: Any) -> bool:
        """One person at one moment: that is one lock."""
        when, who = self.together_with
        return bool(row.locked and (row.locked_at, row.locked_by_id) == (when, who))

    @cached_property
    def together_with(self) -> tuple[Any, Any]:
        return self.object.locked_at, self.object.locked_by_id

    def may_change(self, row: Any) -> bool:
        return may_unlock(self.request.user, row)


def may_lock(user: User, row: Any) -> bool:
    """As Wagtail's two views decide."""
    if isinstance(row, Page):
        return bool(row.permissions_for_user(user).can_lock())
    task = _task_of(row)
    if user.is_superuser or task is None:
        return has_right(user, row, "lock")
    return bool(task.user_can_lock(row, user))


def may_unlock(user: User, row: Any) -> bool:
    if isinstance(row, Page):
        return bool(row.permissions_for_user(user).can_unlock())
    task = _task_of(row)
    if user.is_superuser or row.locked_by_id == user.pk or task is None:
        return row.locked_by_id == user.pk or has_right(user, row, "unlock")
    return bool(task.user_can_unlock(row, user))


def lock_addresses(row: Any) -> tuple[str, str]:
    """Where it is locked, and where it is unlocked."""
    if isinstance(row, Page):
        names = ("wagtailadmin_pages:lock", "wagtailadmin_pages:unlock")
    else:
        viewset = type(row).snippet_viewset
        names = (viewset.get_url_name("lock"), viewset.get_url_name("unlock"))
    lock, unlock = (reverse(name, args=[row.pk]) for name in names)
    return lock, unlock


def _task_of(row: Any) -> Any:
    return row.current_workflow_task if isinstance(row, WorkflowMixin) else None


def has_right(user: User, row: Any, right: str) -> bool:
    policy = policy_registry.get_by_type(type(row))
    return bool(policy.user_has_permission_for_instance(user, right, row))


class LockPage(Locking, pages.LockView):
    """A page with its translations and aliases."""


class UnlockPage(Unlocking, pages.UnlockView):
    """The same, unlocked."""

    def get_success_message(self) -> str | None:
        return None if self.kin else super().get_success_message()


class LockSnippet(Locking, snippets.LockView):
    """A snippet with its translations."""


class UnlockSnippet(Unlocking, snippets.UnlockView):
    """The same, unlocked."""

    def get_success_message(self) -> str | None:
        return None if self.kin else super().get_success_message()
