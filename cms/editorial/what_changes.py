"""The page "What changes": what readers would see differently if a draft were published now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.action_menu import ActionMenuItem as PageActionMenuItem
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem

from cms.editorial import labels
from cms.editorial.differences import json_differences, sentences
from cms.editorial.simulation import CannotSimulate, can_be_simulated, simulate
from cms.engines.dry_run import Busy
from cms.previews.as_if_published import Draftable
from cms.publishing.models import Rollback

#: The button of the editor: saves the draft, then opens the page.
ACTION = "action-what-changes"


def address(instance: Draftable) -> str:
    meta = instance._meta
    return reverse("what_changes", args=[meta.app_label, meta.model_name, quote(instance.pk)])


class WhatChanges(WagtailAdminTemplateMixin, TemplateView):
    """The page. Who may edit, publish or review the instance may open it."""

    template_name = "cms/admin/what_changes.html"
    page_title = gettext_lazy("What changes")
    header_icon = "view"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        try:
            model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
            pk = model._meta.pk.to_python(unquote(kwargs["pk"]))
        except (LookupError, ValidationError) as error:
            raise Http404 from error
        if not can_be_simulated(model):
            raise Http404
        instance = get_object_or_404(model, pk=pk)
        self.instance = instance.specific if isinstance(instance, Page) else instance
        if not may_look(request.user, self.instance):
            raise PermissionDenied

    def get_page_subtitle(self) -> str:
        return str(get_latest_str(self.instance))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        editor = {"url": self.edit_url, "label": self.get_page_subtitle()}
        here = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), editor, here]

    @property
    def edit_url(self) -> str:
        return AdminURLFinder(self.request.user).get_edit_url(self.instance) or ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        result: dict[str, Any] = {
            "sentences": [],
            "differences": [],
            "trouble": "",
            "is_busy": False,
            "looked_at": None,
        }
        try:
            simulated = simulate(self.instance)
        except CannotSimulate as error:
            result["trouble"] = str(error)
        except Busy:
            result["is_busy"] = True
        else:
            result["sentences"] = sentences(simulated)
            result["differences"] = json_differences(simulated)
            result["looked_at"] = simulated.looked_at
        codes = [code for sentence in result["sentences"] for code in sentence.languages]
        return super().get_context_data(**kwargs) | {
            **result,
            "languages": labels.languages(codes),
            "edit_url": self.edit_url,
            "rollback": Rollback.objects.first(),
            "go_live_at": _go_live_at(self.instance),
        }


def _go_live_at(instance: Draftable) -> datetime | None:
    if (scheduled := instance.scheduled_revision) is not None:
        return scheduled.approved_go_live_at
    return None


def may_look(user: Any, instance: Draftable) -> bool:
    if isinstance(instance, Page):
        permissions = instance.permissions_for_user(user)
        return bool(permissions.can_edit() or permissions.can_publish())
    policy = policy_registry.get_by_type(type(instance))
    if policy.user_has_any_permission_for_instance(user, ["change", "publish"], instance):
        return True
    task = instance.current_workflow_task
    return bool(task and task.user_can_access_editor(instance, user))


def open_after_saving(request: HttpRequest, instance: Draftable) -> HttpResponse | None:
    """After an editor's form was saved: the page, when that button was pressed."""
    return redirect(address(instance)) if ACTION in request.POST else None


class WhatChangesItem:
    """The button beside "Publish". It is a link where the form is locked and cannot be saved."""

    name = ACTION
    label = gettext_lazy("What changes")
    icon_name = "view"
    order = 25

    def is_shown(self, context: Any) -> bool:
        return bool(context["view"] in ("create", "edit"))

    def get_url(self, context: Any) -> str | None:
        instance = context.get("page") or context.get("instance")
        return address(instance) if context.get("locked_for_user") and instance else None


class OfPages(WhatChangesItem, PageActionMenuItem):
    pass


class OfSnippets(WhatChangesItem, SnippetActionMenuItem):
    pass
