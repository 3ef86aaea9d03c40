from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from home.admin import Website
from home.advice import tell_of_page
from home.permissions import offer_what_is_allowed, refuse_to_detach
from home.translations import buttons, screen

register_snippet(Website)
hooks.register("register_page_listing_more_buttons", buttons.metadata_buttons)
hooks.register("register_page_header_buttons", buttons.metadata_buttons)
hooks.register("register_page_listing_more_buttons", screen.everything_on_it)
hooks.register("register_page_header_buttons", screen.everything_on_it)
hooks.register("construct_explorer_page_queryset", buttons.read_with_the_list)
buttons.ask_once_for_a_list()
hooks.register("before_convert_alias_page", refuse_to_detach)
hooks.register("construct_page_action_menu", offer_what_is_allowed)
# Before what leads to another page.
hooks.register("after_create_page", tell_of_page, order=-1)
hooks.register("after_edit_page", tell_of_page, order=-1)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    of_translations = [
        path("", screen.Translations.as_view(), name="index"),
        path(
            "page/<int:page_id>/",
            screen.EverythingOnAPage.as_view(),
            name="everything_on_a_page",
        ),
        path("send/", screen.send, name="send"),
    ]
    return [path("translations/", include((of_translations, "translations")))]


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("home/translations.css"))


class TranslationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(screen.SUBMIT))


@hooks.register("register_admin_menu_item")
def translations_item() -> MenuItem:
    return TranslationsMenuItem(
        _("Translations"),
        reverse("translations:index"),
        name="translations",
        icon_name="wagtail-localize-language",
        order=155,
    )
