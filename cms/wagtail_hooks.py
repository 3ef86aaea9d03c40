"""Registers delivery's rooms in the admin (cms/admin)."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.admin import published


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    rooms = [
        path("", published.Published.as_view(), name="index"),
        path("rebuild/", published.rebuild, name="rebuild"),
        path("restore/<int:version>/", published.Restore.as_view(), name="restore"),
        path("release/", published.release, name="release"),
    ]
    return [path("published/", include((rooms, "published")))]


@hooks.register("register_admin_menu_item")
def published_item() -> MenuItem:
    return MenuItem(
        _("Published"), reverse("published:index"), name="published", icon_name="globe", order=160
    )


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))
