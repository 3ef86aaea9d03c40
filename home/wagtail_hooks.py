from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from home import page_lists, redirect_import, redirect_list, sites
from home.admin import WebsiteSnippets
from home.bulk_publish import PublishWithoutAliases
from home.content_warnings import warn_about_page
from home.left_addresses_screens import DeletePagesDeciding, UnpublishPagesDeciding
from home.localization import buttons, permissions, screen
from home.metadata_preview import social_picture
from home.moves import MovePages
from home.roles import groups
from snippets import restart

register_snippet(WebsiteSnippets)
hooks.register("register_page_listing_more_buttons", buttons.metadata_buttons)
hooks.register("register_page_header_buttons", buttons.metadata_buttons)
hooks.register("register_page_listing_more_buttons", screen.everything_on_it)
hooks.register("register_page_header_buttons", screen.everything_on_it)
hooks.register("construct_explorer_page_queryset", buttons.read_with_the_list)
# After Wagtail's own.
hooks.register("register_bulk_action", PublishWithoutAliases, order=1)
hooks.register("register_bulk_action", DeletePagesDeciding, order=1)
hooks.register("register_bulk_action", UnpublishPagesDeciding, order=1)
hooks.register("register_bulk_action", MovePages, order=1)
hooks.register("register_admin_viewset", page_lists.PageLists, order=1)
hooks.register("register_log_actions", groups.register_log_actions)
# Before Wagtail's and wagtail-localize's own.
hooks.register("register_admin_urls", redirect_list.views_of_the_list, order=-1)
hooks.register("register_admin_urls", redirect_import.views_of_the_import, order=-1)
hooks.register("register_admin_urls", permissions.views_of_texts, order=-1)
hooks.register("register_admin_urls", sites.view_that_deletes, order=-1)
hooks.register("before_edit_page", permissions.refuse_to_restart, order=-1)
hooks.register("before_edit_page", restart.before_edit, order=-1)
hooks.register("before_edit_snippet", restart.before_edit, order=-1)
hooks.register("before_convert_alias_page", permissions.refuse_to_detach)
hooks.register("construct_admin_api", permissions.use_pages_of_roles)
hooks.register("construct_page_action_menu", permissions.offer_what_is_allowed)
# Before what leads to another page.
hooks.register("after_create_page", warn_about_page, order=-1)
hooks.register("after_edit_page", warn_about_page, order=-1)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern | URLResolver]:
    of_translations = [
        path("", screen.Translations.as_view(), name="index"),
        path(
            "page/<int:page_id>/",
            screen.EverythingOnAPage.as_view(),
            name="everything_on_a_page",
        ),
        path("send/", screen.send, name="send"),
    ]
    return [
        path("translations/", include((of_translations, "translations"))),
        path("seo/picture/<int:image_id>/", social_picture, name="social_picture"),
    ]


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("home/translations.css"))


@hooks.register("insert_editor_js")
def pasting() -> str:
    return format_html('<script src="{}"></script>', static("home/pasting.js"))


class TranslationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return screen.may_see(request.user)


@hooks.register("register_admin_menu_item")
def translations_item() -> MenuItem:
    return TranslationsMenuItem(
        _("Translations"),
        reverse("translations:index"),
        name="translations",
        icon_name="wagtail-localize-language",
        order=155,
    )
