"""Releases in the admin: addresses, the menu, rights that can be given, and the first page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from cms.releases import acts, adding, previewing, rights, screens
from cms.releases.models import Release


def urls() -> list[URLPattern | URLResolver]:
    of_releases = [
        path("", screens.Releases.as_view(), name="index"),
        path("new/", screens.Begin.as_view(), name="begin"),
        path(
            "add/<slug:app_label>/<slug:model_name>/<str:pk>/",
            adding.AddOne.as_view(),
            name="add_one",
        ),
        path("<int:pk>/", screens.OneRelease.as_view(), name="release"),
        path("<int:pk>/edit/", screens.EditRelease.as_view(), name="edit"),
        path("<int:pk>/delete/", acts.Delete.as_view(), name="delete"),
        path("<int:pk>/what-changes/", previewing.WhatChangesTogether.as_view(), name="changes"),
        path("<int:pk>/preview/<str:what>/", previewing.preview, name="preview"),
        path("<int:pk>/progress/", screens.progress_of, name="progress"),
        path("<int:pk>/approve/", acts.approve, name="approve"),
        path("<int:pk>/reopen/", acts.reopen, name="reopen"),
        path("<int:pk>/publish/", acts.PublishRelease.as_view(), name="publish"),
        path("<int:pk>/undo/", acts.UndoRelease.as_view(), name="undo"),
        path("<int:pk>/remove/<int:member>/", acts.remove, name="remove"),
    ]
    return [path("releases/", include((of_releases, "releases")))]


class ReleasesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rights.may_see(request.user)


def menu_item() -> MenuItem:
    return ReleasesMenuItem(
        _("Releases"),
        reverse("releases:index"),
        name="releases",
        icon_name="calendar-check",
        order=157,
    )


def permissions() -> QuerySet[Permission]:
    """Those that an administrator can give to groups."""
    return Permission.objects.filter(content_type__app_label="cms", content_type__model="release")


class NewsOfReleases(Component):
    """What did not go live, and what goes live next: for those who may see releases."""

    name = "releases"
    template_name = "cms/admin/releases/home.html"
    order = 220
    most = 6

    def get_context_data(self, parent_context: Any = None) -> Mapping[str, object]:
        if not rights.may_see(parent_context["request"].user):
            return {"failed": [], "next": []}
        coming = Release.objects.filter(
            Q(go_live_at__isnull=False) | Q(state=Release.State.GOING_LIVE),
            failed_at=None,
        ).exclude(state__in=(Release.State.LIVE, Release.State.UNDOING))
        return {
            "failed": Release.objects.exclude(failed_at=None).order_by("-failed_at")[: self.most],
            "next": coming.order_by("go_live_at")[: self.most],
        }


def add_panel(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(NewsOfReleases())
