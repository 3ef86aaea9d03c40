"""Registers what editors are told and offered (the lists and forms are registered by `home`)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from snippets.advice import tell_of_snippet
from snippets.models import SiteImage
from snippets.translation_buttons import ask_once_for_a_list
from snippets.undescribed import UndescribedPictures

# Before what leads to another page.
hooks.register("after_create_snippet", tell_of_snippet, order=-1)
hooks.register("after_edit_snippet", tell_of_snippet, order=-1)
ask_once_for_a_list()


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    place = "reports/undescribed-pictures/"
    results = UndescribedPictures.as_view(results_only=True)
    return [
        path(place, UndescribedPictures.as_view(), name="undescribed_pictures"),
        path(f"{place}results/", results, name="undescribed_pictures_results"),
    ]


class ForWhoMayDescribe(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(SiteImage)
        return bool(policy.user_has_permission(request.user, "change"))


@hooks.register("register_reports_menu_item")
def undescribed_pictures() -> MenuItem:
    return ForWhoMayDescribe(
        UndescribedPictures.page_title,
        reverse("undescribed_pictures"),
        name="undescribed-pictures",
        icon_name=UndescribedPictures.header_icon,
        order=850,
    )
