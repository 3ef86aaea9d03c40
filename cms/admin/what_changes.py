"""The page "What changes": what readers would see differently if a thing were published now."""

from __future__ import annotations

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

from cms.admin import words
from cms.admin.differences import json_differences, sentences
from cms.admin.foreseen import NotForeseeable, foresee, is_foreseeable
from cms.models import Hold
from cms.rehearsal import Busy

#: The button of the editor: saves the draft, then opens the page.
ACTION = "action-what-changes"


def address(thing: Any) -> str:
    meta = thing._meta
    return reverse("what_changes", args=[meta.app_label, meta.model_name, quote(thing.pk)])


class WhatChanges(WagtailAdminTemplateMixin, TemplateView):
    """For whoever may edit, publish or review the thing."""

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
        if not is_foreseeable(model):
            raise Http404
        thing = get_object_or_404(model, pk=pk)
        self.thing = thing.specific if isinstance(thing, Page) else thing
        if not may_look(request.user, self.thing):
            raise PermissionDenied

    def get_page_subtitle(self) -> str:
        return str(get_latest_str(self.thing))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        thing = {"url": self.edit_url, "label": self.get_page_subtitle()}
        here = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*super().get_breadcrumbs_items(), thing, here]

    @property
    def edit_url(self) -> str:
        return AdminURLFinder(self.request.user).get_edit_url(self.thing) or ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told: dict[str, Any] = {"sentences": [], "differences": [], "trouble": "", "is_busy": False}
        try:
            foreseen = foresee(self.thing)
        except NotForeseeable as error:
            told["trouble"] = str(error)
        except Busy:
            told["is_busy"] = True
        else:
            told["sentences"] = sentences(foreseen)
            told["differences"] = json_differences(foreseen)
        codes = [code for sentence in told["sentences"] for code in sentence.languages]
        return super().get_context_data(**kwargs) | {
            **told,
            "languages": words.languages(codes),
            "thing": self.thing,
            "edit_url": self.edit_url,
            "hold": Hold.objects.first(),
            "go_live_at": _go_live_at(self.thing),
        }


def _go_live_at(thing: Any) -> Any:
    if (scheduled := thing.scheduled_revision) is not None:
        return scheduled.approved_go_live_at
    return None


def may_look(user: Any, thing: Any) -> bool:
    if isinstance(thing, Page):
        permissions = thing.permissions_for_user(user)
        return bool(permissions.can_edit() or permissions.can_publish())
    policy = policy_registry.get_by_type(type(thing))
    if policy.user_has_any_permission_for_instance(user, ["change", "publish"], thing):
        return True
    task = thing.current_workflow_task
    return bool(task and task.user_can_access_editor(thing, user))


def open_after_saving(request: HttpRequest, thing: Any) -> HttpResponse | None:
    """After an editor's form was saved: the page, when that button was pressed."""
    return redirect(address(thing)) if ACTION in request.POST else None


class WhatChangesItem:
    """The button beside "Publish". On a locked thing it is a link: there is nothing to save."""

    name = ACTION
    label = gettext_lazy("What changes")
    icon_name = "view"
    order = 25

    def is_shown(self, context: Any) -> bool:
        return bool(context["view"] in ("create", "edit"))

    def get_url(self, context: Any) -> str | None:
        thing = context.get("page") or context.get("instance")
        return address(thing) if context.get("locked_for_user") and thing else None


class OfPages(WhatChangesItem, PageActionMenuItem):
    pass


class OfSnippets(WhatChangesItem, SnippetActionMenuItem):
    pass
