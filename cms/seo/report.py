"""The report "Search engines": every page in every language, and what to mend in its metadata.

Each finding leads to the field that mends it. The pages are judged once for a request
(cms/seo/findings.py), so filters, the list and the export say the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import policy_registry

from cms.delivery.search_metadata import page_types
from cms.seo.filters import Pages, SeoFilters, judged_for
from cms.seo.findings import JudgedPage
from home.localization.permissions import metadata_url
from snippets.languages import names_of
from snippets.visibility import explorable_pages


class SeoReport(ReportView):
    model = Page
    page_title = gettext_lazy("Search engines")
    header_icon = "search"
    index_url_name = "seo_report"
    index_results_url_name = "seo_report_results"
    filterset_class = SeoFilters
    any_permission_required = ("change",)
    columns = (
        TitleColumn("title", label=gettext_lazy("Page"), width="18%", get_url=metadata_url),
        Column("language", label=gettext_lazy("Language"), accessor="seo.language_name"),
        Column("type", label=gettext_lazy("Type"), accessor="seo.type_name"),
        Column("search_title", label=gettext_lazy("Title in results"), accessor="seo.title_cell"),
        Column("search_text", label=gettext_lazy("Description"), accessor="seo.description_cell"),
        Column(
            "findings", label=gettext_lazy("Findings"), width="18%", accessor="seo.findings_cell"
        ),
    )
    export_filename = "seo"
    export_headings = {
        "seo.path": gettext_lazy("Address"),
        "seo.language": gettext_lazy("Language"),
        "seo.type_name": gettext_lazy("Type"),
        "title": gettext_lazy("Page"),
        "seo.search_title": gettext_lazy("Title in results"),
        "seo.title_width": gettext_lazy("Width of the title, in pixels"),
        "seo.search_text": gettext_lazy("Description"),
        "seo.description_width": gettext_lazy("Width of the description, in pixels"),
        "seo.findings": gettext_lazy("Findings"),
    }
    list_export = tuple(export_headings)

    @cached_property
    def permission_policy(self) -> BasePermissionPolicy:
        return policy_registry.get_by_type(Page)

    def get_queryset(self) -> Pages:
        judged = judged_for(self.request)
        pages = explorable_pages(self.request.user).filter(pk__in=list(judged))
        return pages.order_by("path")

    def decorate_paginated_queryset(self, object_list: Iterable[Page]) -> Iterable[Page]:
        """Sets `seo` of each page. The table has the same objects."""
        judged = judged_for(self.request)
        types = {
            content_type.pk: capfirst(str(model._meta.verbose_name))
            for model, content_type in ContentType.objects.get_for_models(*page_types()).items()
        }
        for page in object_list:
            page.seo = SeoRow(page, judged[page.pk], types[page.content_type_id])
        return object_list

    def stream_csv(self, queryset: Iterable[Page]) -> list[bytes]:
        """Whole, because later on nobody knows in which language the admin was."""
        return list(super().stream_csv(queryset))


class SeoRow:
    """What the list and the export say of a page."""

    def __init__(self, page: Page, judged: JudgedPage, type_name: str) -> None:
        seo, shown = judged.page, judged.shown
        self.type_name = type_name
        self.path, self.language = seo.path, seo.language.code
        self.language_name = names_of([seo.language.code])
        self.search_title, self.title_width = shown.title, judged.title_width
        self.search_text, self.description_width = shown.description, judged.description_width
        self.findings = _(", ").join(str(kind.label) for kind in judged.findings)
        self._judged, self._address = judged, metadata_url(page)

    def title_cell(self) -> str:
        return self._text(self.search_title, self.title_width)

    def description_cell(self) -> str:
        return self._text(self.search_text, self.description_width)

    def findings_cell(self) -> str:
        links = ((self._address, kind.field, kind.label) for kind in self._judged.findings)
        items = format_html_join("", '<li><a href="{}#id_{}">{}</a></li>', links)
        return format_html('<ul class="cms-findings">{}</ul>', items) if items else ""

    def _text(self, text: str, pixels: int) -> str:
        if not text:
            return ""
        language = self._judged.page.language
        return format_html(
            '<bdi lang="{}" dir="{}">{}</bdi> <span class="cms-quiet cms-pixels">{}</span>',
            language.code,
            language.dir,
            text,
            _("%(count)s px") % {"count": pixels},
        )


class SeoReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Page)
        return bool(policy.user_has_permission(request.user, "change"))


def report_item() -> MenuItem:
    """Hook register_reports_menu_item."""
    return SeoReportItem(
        SeoReport.page_title,
        reverse("seo_report"),
        name="seo-report",
        icon_name=SeoReport.header_icon,
        order=840,
    )


def urls_of_the_report() -> list[URLPattern]:
    """Hook register_admin_urls."""
    results = SeoReport.as_view(results_only=True)
    return [
        path("reports/seo/", SeoReport.as_view(), name="seo_report"),
        path("reports/seo/results/", results, name="seo_report_results"),
    ]
