"""Registers delivery's rooms in the admin (cms/admin)."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser, User
from django.db.models import Model
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from cms.accounts.second_factor import views as second_factor
from cms.accounts.second_factor.records import (
    register_log_actions as register_log_actions_of_second_factors,
)
from cms.accounts.second_factor.removal import may_take_away
from cms.accounts.sessions import views as sessions
from cms.audit import report as audit_report
from cms.editorial import home, published, what_changes
from cms.editorial.changes_requested import say_who_asked
from cms.editorial.simulation import can_be_simulated
from cms.editorial.still_here import still_here
from cms.notifications import account, inbox
from cms.previews.share_links_admin import ShareLinks
from cms.previews.targets_admin import PreviewTargets
from cms.releases import adding, log_actions
from cms.releases import admin as releases
from cms.search.admin import Synonyms
from cms.search.admin import permissions as permissions_of_synonyms
from cms.seo import not_found_report, report, table, table_import, table_publishing
from cms.tokens import admin as tokens
from cms.trash import admin as trash
from cms.webhooks.admin import Webhooks
from cms.webhooks.admin import permissions as permissions_of_webhooks


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern | URLResolver]:
    rooms = [
        path("", published.Published.as_view(), name="index"),
        path("rebuild/", published.rebuild, name="rebuild"),
        path("restore/<int:version>/", published.Restore.as_view(), name="restore"),
        path("release/", published.undo_rollback, name="undo_rollback"),
    ]
    return [
        path("published/", include((rooms, "published"))),
        path("still-here/", still_here, name="still_here"),
        path(
            "what-changes/<slug:app_label>/<slug:model_name>/<str:pk>/",
            what_changes.WhatChanges.as_view(),
            name="what_changes",
        ),
    ]


@hooks.register("register_admin_menu_item")
def published_item() -> MenuItem:
    return MenuItem(
        _("Published"), reverse("published:index"), name="published", icon_name="globe", order=160
    )


@hooks.register("insert_global_admin_css")
def style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


# --- "What changes", beside "Publish" and wherever a draft is listed --------------------------


@hooks.register("register_page_action_menu_item")
def beside_publish_of_pages() -> what_changes.OfPages:
    return what_changes.OfPages()


@hooks.register("register_snippet_action_menu_item")
def beside_publish_of_snippets(model: type[Model]) -> what_changes.OfSnippets | None:
    return what_changes.OfSnippets() if can_be_simulated(model) else None


for moment in (
    "after_create_page",
    "after_edit_page",
    "after_create_snippet",
    "after_edit_snippet",
):
    hooks.register(moment, what_changes.open_after_saving)


@hooks.register("register_page_header_buttons")
def in_the_header(
    page: Page, user: AbstractUser, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if what_changes.may_look(user, page):
        yield Button(_("What changes"), what_changes.address(page), icon_name="view", priority=62)


@hooks.register("register_snippet_listing_buttons")
def in_lists(snippet: Model, user: AbstractUser, next_url: str | None = None) -> Iterator[Button]:
    if getattr(snippet, "has_unpublished_changes", False) and what_changes.may_look(user, snippet):
        yield Button(
            _("What changes"), what_changes.address(snippet), icon_name="view", priority=25
        )


hooks.register("register_admin_urls", second_factor.urls)
hooks.register("register_admin_urls", sessions.urls)
hooks.register("register_log_actions", register_log_actions_of_second_factors)


@hooks.register("register_account_menu_item")
def sessions_of_oneself(request: HttpRequest) -> dict[str, str | Promise]:
    return {
        "url": reverse("sessions"),
        "label": _("Sessions"),
        "help_text": _("Where you are logged in, and how to end it."),
    }


@hooks.register("register_account_menu_item")
def second_factor_of_oneself(request: HttpRequest) -> dict[str, str | Promise] | None:
    if not settings.SECOND_FACTOR:
        return None
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("An app for codes or a passkey, asked for after the password."),
    }


@hooks.register("register_user_listing_buttons")
def second_factor_of_others(user: User, request_user: User) -> Iterator[Button]:
    if settings.SECOND_FACTOR and may_take_away(request_user, user):
        address = reverse("second_factor_of", args=[user.pk])
        yield Button(_("Second factor"), address, icon_name="lock", priority=40)


# Before those that answer with another editor.
hooks.register("before_edit_page", say_who_asked, order=-3)
hooks.register("before_edit_snippet", say_who_asked, order=-3)
hooks.register("construct_homepage_panels", home.add_panels)
hooks.register("register_admin_urls", report.urls_of_the_report)
hooks.register("register_reports_menu_item", report.report_item)
hooks.register("register_admin_urls", not_found_report.urls_of_the_report)
hooks.register("register_reports_menu_item", not_found_report.report_item)
hooks.register("register_admin_urls", table.urls_of_the_table)
hooks.register("register_admin_urls", table_publishing.urls_of_publishing)
hooks.register("register_admin_urls", table_import.urls_of_the_import)
hooks.register("register_reports_menu_item", table.table_item)


# --- Audit log --------------------------------------------------------------------------------

hooks.register("register_permissions", audit_report.permissions)
hooks.register("register_admin_urls", audit_report.urls_of_the_report)
hooks.register("register_reports_menu_item", audit_report.report_item)


# --- Webhooks ---------------------------------------------------------------------------------

hooks.register("register_permissions", permissions_of_webhooks)


@hooks.register("register_admin_viewset")
def webhooks() -> Webhooks:
    return Webhooks()


# --- API tokens -------------------------------------------------------------------------------

hooks.register("register_permissions", tokens.Tokens.permissions)
hooks.register("register_log_actions", tokens.register_log_actions)


@hooks.register("register_admin_viewset")
def api_tokens() -> tokens.Tokens:
    return tokens.Tokens()


hooks.register("register_permissions", ShareLinks.permissions)


@hooks.register("register_admin_viewset")
def share_links() -> ShareLinks:
    return ShareLinks()


# --- Preview addresses --------------------------------------------------------------------------

hooks.register("register_permissions", PreviewTargets.permissions)


@hooks.register("register_admin_viewset")
def preview_targets() -> PreviewTargets:
    return PreviewTargets()


# --- Search ------------------------------------------------------------------------------------

hooks.register("register_permissions", permissions_of_synonyms)


@hooks.register("register_admin_viewset")
def synonyms() -> Synonyms:
    return Synonyms()


# --- Notifications -----------------------------------------------------------------------------

hooks.register("register_admin_urls", inbox.urls)
hooks.register("register_admin_menu_item", inbox.menu_item)
hooks.register("register_icons", inbox.icons)
hooks.register("construct_homepage_panels", inbox.add_panel)
hooks.register("register_account_settings_panel", account.preferences)


# --- Trash -------------------------------------------------------------------------------------

hooks.register("register_log_actions", trash.register_log_actions)
hooks.register("register_admin_urls", trash.urls)
hooks.register("register_admin_menu_item", trash.menu_item)


# --- Releases ----------------------------------------------------------------------------------

hooks.register("register_permissions", releases.permissions)
hooks.register("register_log_actions", log_actions.register)
hooks.register("register_admin_urls", releases.urls)
hooks.register("register_admin_menu_item", releases.menu_item)
hooks.register("register_page_action_menu_item", adding.AddPageItem)
hooks.register("register_snippet_action_menu_item", adding.of_snippets)
hooks.register("register_page_header_buttons", adding.page_buttons)
hooks.register("register_page_listing_more_buttons", adding.page_buttons)
hooks.register("register_snippet_listing_buttons", adding.snippet_buttons)
hooks.register("register_bulk_action", adding.PagesToARelease)
hooks.register("register_bulk_action", adding.SnippetsToARelease)
hooks.register("construct_homepage_panels", releases.add_panel)

for moment in (
    "after_create_page",
    "after_edit_page",
    "after_create_snippet",
    "after_edit_snippet",
):
    hooks.register(moment, adding.open_after_saving)
