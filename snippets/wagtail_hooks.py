"""Registers the content warnings and the report of pictures (`home` registers the snippets)."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry

from snippets import choosers
from snippets.alt_text_report import AltTextReport
from snippets.content_warnings import warn_about_snippet
from snippets.locks import guard, translations
from snippets.models import SiteImage
from snippets.page_deletion import refuse_the_last_home_page, refuse_the_last_home_page_in_bulk
from snippets.taking_many_down import DeleteSnippets
from snippets.translation_preview import preview_translation
from snippets.upstream_patches.addresses import in_place_of_localize

# Before what leads to another page.
hooks.register("after_create_snippet", warn_about_snippet, order=-1)
hooks.register("after_edit_snippet", warn_about_snippet, order=-1)

hooks.register("construct_page_chooser_queryset", choosers.pages_of_the_chooser)
hooks.register("register_admin_urls", choosers.addresses, order=-1)

# Before wagtail-localize's own, which lead to its editor.
hooks.register("before_edit_page", translations.before_edit, order=-2)
hooks.register("before_edit_snippet", translations.before_edit, order=-2)
hooks.register("before_delete_page", guard.before_delete_page)
hooks.register("before_delete_snippet", guard.before_delete_snippet)
hooks.register("before_unpublish", guard.before_unpublish)
hooks.register("before_convert_alias_page", guard.before_convert_alias_page)
hooks.register("before_bulk_action", guard.before_bulk_action)
# After Wagtail's own.
hooks.register("register_bulk_action", DeleteSnippets, order=1)

hooks.register("before_delete_page", refuse_the_last_home_page)
hooks.register("before_bulk_action", refuse_the_last_home_page_in_bulk)


@hooks.register("register_admin_urls", order=-1)
def views_of_localize() -> list[URLPattern]:
    return in_place_of_localize(
        {
            "preview_translation": lambda _theirs: preview_translation,
            "update_translations": translations.naming_what_is_locked,
        }
    )


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    place = "reports/undescribed-pictures/"
    results = AltTextReport.as_view(results_only=True)
    return [
        path(place, AltTextReport.as_view(), name="alt_text_report"),
        path(f"{place}results/", results, name="alt_text_report_results"),
    ]


class AltTextReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(SiteImage)
        return bool(policy.user_has_permission(request.user, "change"))


@hooks.register("register_reports_menu_item")
def alt_text_report_item() -> MenuItem:
    return AltTextReportItem(
        AltTextReport.page_title,
        reverse("alt_text_report"),
        name="alt-text-report",
        icon_name=AltTextReport.header_icon,
        order=850,
    )
