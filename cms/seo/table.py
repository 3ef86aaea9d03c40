"""The table "Titles and descriptions": every page in every language, edited where it stands.

It is the report "Search engines" with fields in place of texts. What somebody writes stays in the
browser (cms/static/cms/metadata_table.js) until "Publish n pages" sends it to
cms/seo/table_publishing.py. What is exported here, cms/seo/table_import.py reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Value
from django.db.models.functions import Coalesce, NullIf
from django.forms import Media
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, Table, TitleColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page, Revision

from cms.engines.alphabet import in_alphabetical_order
from cms.seo.bulk_edit import FIELDS, MOST, last_bulk_edit
from cms.seo.filters import Pages, judged_for
from cms.seo.findings import JudgedPage
from cms.seo.obstacles import obstacles
from cms.seo.report import SeoReport, SeoReportItem
from home.effective_metadata import WrittenMetadata, in_effect
from home.localization.permissions import metadata_url
from home.metadata_preview import words_of_the_meter
from home.site_defaults import defaults_by_language, defaults_in
from home.text_width import DESCRIPTION, TITLE, facts_for_the_browser

#: The session says to the table which edits of the browser went live.
PUBLISHED = "published_metadata"
LABELS = {
    "seo_title": gettext_lazy("Title for search engines"),
    "search_description": gettext_lazy("Description"),
}
NUMBER, ADDRESS, REVISION = "pk", "seo.path", "edit.revision"
# The samples have a form each in Arabic (CLDR), and two of them in English.
_SAMPLES = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


@dataclass(frozen=True)
class EditableRow:
    """What a row needs to be edited. `inherited` is what readers get of an empty field, `drafted`
    what the page's draft says where it says something else."""

    revision: int
    inherited: dict[str, str]
    drafted: dict[str, str]
    obstacle: str
    has_draft: bool


class FieldColumn(Column):
    """A field of the page, in the direction of its language, with its width below it."""

    cell_template_name = "cms/admin/metadata_cell.html"

    def get_cell_context_data(
        self, instance: Page, parent_context: Mapping[str, object]
    ) -> dict[str, object]:
        context: dict[str, object] = super().get_cell_context_data(instance, parent_context)
        return context | {
            "text": getattr(instance, self.name),
            "inherited": instance.edit.inherited[self.name],
            "drafted": instance.edit.drafted.get(self.name),
            "language": judged_for(context["request"])[instance.pk].page.language,  # type: ignore[arg-type]
            "most": Page._meta.get_field(self.name).max_length,
        }


class PageColumn(TitleColumn):
    """The page, its address, and why it cannot be edited now."""

    cell_template_name = "cms/admin/metadata_page_cell.html"


class EditableTable(Table):
    def get_row_attrs(self, instance: Page) -> dict[str, object]:
        attrs: dict[str, object] = super().get_row_attrs(instance)
        return attrs | {"data-page": instance.pk, "data-revision": instance.edit.revision}


class MetadataTable(SeoReport):
    page_title = gettext_lazy("Titles and descriptions")
    header_icon = "edit"
    index_url_name = "metadata_table"
    index_results_url_name = "metadata_table_results"
    template_name = "cms/admin/metadata_table.html"
    table_class = EditableTable
    default_ordering = "page"
    columns = (
        PageColumn(
            "title",
            label=gettext_lazy("Page"),
            width="22%",
            get_url=metadata_url,
            sort_key="title",
        ),
        Column(
            "language",
            label=gettext_lazy("Language"),
            accessor="seo.language_name",
            sort_key="language",
        ),
        Column("type", label=gettext_lazy("Type"), accessor="seo.type_name", sort_key="type"),
        FieldColumn("seo_title", label=LABELS["seo_title"], width="24%", sort_key="seo_title"),
        FieldColumn(
            "search_description",
            label=LABELS["search_description"],
            width="27%",
            sort_key="search_description",
        ),
        Column(
            "findings",
            label=gettext_lazy("Findings"),
            width="12%",
            accessor="seo.findings_cell",
            sort_key="findings",
        ),
    )
    export_filename = "titles-and-descriptions"
    export_headings = {
        NUMBER: gettext_lazy("Number"),
        REVISION: gettext_lazy("Revision"),
        ADDRESS: gettext_lazy("Address"),
        "seo.language": gettext_lazy("Language"),
        "seo.type_name": gettext_lazy("Type"),
        "title": gettext_lazy("Page"),
        "seo_title": LABELS["seo_title"],
        "seo.search_title": gettext_lazy("Title in results"),
        "seo.title_width": gettext_lazy("Width of the title, in pixels"),
        "search_description": LABELS["search_description"],
        "seo.search_text": gettext_lazy("Description in results"),
        "seo.description_width": gettext_lazy("Width of the description, in pixels"),
        "seo.findings": gettext_lazy("Findings"),
    }
    list_export = tuple(export_headings)

    def get_queryset(self) -> Pages:
        pages = super().get_queryset().select_related("locked_by")
        name, descending = self.ordering.removeprefix("-"), self.ordering.startswith("-")
        if name in ("title", "search_description"):
            return pages.order_by(*in_alphabetical_order(name, descending=descending), "path")
        if name == "seo_title":
            # By what readers get, the end of every title apart.
            pages = pages.annotate(shown=Coalesce(NullIf("seo_title", Value("")), "title"))
            return pages.order_by(*in_alphabetical_order("shown", descending=descending), "path")
        ids = [judged.page.id for judged in self._sorted(name, descending)]
        place = Func(
            Value(ids, output_field=ArrayField(BigIntegerField())),
            F("pk"),
            function="array_position",
        )
        return pages.order_by(place)

    def get_valid_orderings(self) -> list[str]:
        return [*super().get_valid_orderings(), "page"]

    def _sorted(self, name: str, descending: bool) -> list[JudgedPage]:
        """With the languages of a page beside each other, unless another order is asked for."""
        judged = judged_for(self.request)
        sources: dict[object, tuple[int, str]] = {}
        for page in (each.page for each in judged.values()):
            sources[page.key] = min(
                sources.get(page.key, (page.id, page.path)), (page.id, page.path)
            )
        type_of: dict[int, int] = self._types() if name == "type" else {}
        languages = [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]
        keys = {
            "language": lambda each: languages.index(each.page.language.code),
            "type": lambda each: type_of[each.page.id],
            "findings": lambda each: len(each.findings),
        }
        beside = sorted(
            judged.values(),
            key=lambda each: (
                sources[each.page.key][1],
                languages.index(each.page.language.code),
                each.page.id,
            ),
        )
        return sorted(beside, key=keys[name], reverse=descending) if name in keys else beside

    def _types(self) -> dict[int, int]:
        return dict(Page.objects.values_list("pk", "content_type_id"))

    def decorate_paginated_queryset(self, object_list: Iterable[Page]) -> Iterable[Page]:
        """Sets `edit` of each page beside `seo`."""
        pages = list(super().decorate_paginated_queryset(object_list))
        is_shown = not self.is_export
        reasons = obstacles(self.request.user, pages) if is_shown else {}
        drafts = dict(_drafted(pages)) if is_shown else {}
        defaults = defaults_by_language() if is_shown else {}
        for page in pages:
            drafted = drafts.get(page.pk)
            empty = in_effect(WrittenMetadata(page.title), defaults_in(defaults, page.seo.language))
            page.edit = EditableRow(
                revision=page.latest_revision_id or 0,
                inherited={"seo_title": empty.title, "search_description": empty.description},
                drafted=drafted or {},
                obstacle=reasons.get(page.pk, ""),
                has_draft=drafted is not None,
            )
        return pages

    def stream_csv(self, queryset: Iterable[Page]) -> list[bytes]:
        """With the mark by which Excel knows UTF-8: without it, Arabic is not to be read there."""
        return ["\ufeff".encode(), *super().stream_csv(queryset)]

    @cached_property
    def header_buttons(self) -> list[Button]:
        query = self.request.GET.copy()
        query.pop(self.page_kwarg, None)
        filters = f"?{query.urlencode()}" if query else ""
        return [
            HeaderButton(
                _("Find and replace"),
                url=reverse("metadata_replace") + filters,
                icon_name="search",
                priority=10,
            )
        ]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = [
            *super().header_more_buttons,
            Button(_("Import"), url=reverse("metadata_import"), icon_name="upload", priority=110),
        ]
        if last_bulk_edit() is not None:
            buttons.append(
                Button(
                    _("Undo the last bulk edit"),
                    url=reverse("metadata_undo"),
                    icon_name="rotate",
                    priority=5,
                )
            )
        return buttons

    def get_context_data(self, **options: Any) -> dict[str, object]:
        context: dict[str, object] = super().get_context_data(**options)
        if not self.results_only:
            context["facts"] = self._facts()
            context["media"] = context["media"] + Media(  # type: ignore[operator]
                js=["home/text_width.js", "home/width_meter.js", "cms/metadata_table.js"],
                css={"all": ["cms/metadata_table.css"]},
            )
        return context

    def _facts(self) -> dict[str, object]:
        """What the browser needs; which of its edits went live is said once."""
        return {
            "user": self.request.user.pk,
            "language": get_language(),
            "address": self.index_url,
            "most": MOST,
            "width": facts_for_the_browser(),
            "limits": {"seo_title": asdict(TITLE), "search_description": asdict(DESCRIPTION)},
            "published": self.request.session.pop(PUBLISHED, {}),
            "words": words_of_the_meter() | _words(),
        }


def _drafted(pages: Iterable[Page]) -> Iterator[tuple[int, dict[str, str]]]:
    """By page id, of those that have a draft: what it says in place of the fields."""
    by_revision = {page.latest_revision_id: page for page in pages if page.has_unpublished_changes}
    columns = [f"content__{name}" for name in FIELDS]
    for pk, *texts in Revision.objects.filter(pk__in=by_revision).values_list("pk", *columns):
        page = by_revision[pk]
        named = zip(FIELDS, texts, strict=True)
        yield (
            page.pk,
            {name: text or "" for name, text in named if (text or "") != getattr(page, name)},
        )


def _words() -> dict[str, object]:
    return {
        "publish": _forms(
            lambda count: ngettext("Publish %(count)s page", "Publish %(count)s pages", count)
        ),
        "changed": _forms(
            lambda count: ngettext("%(count)s page changed", "%(count)s pages changed", count)
        ),
        "elsewhere": _forms(
            lambda count: ngettext(
                "%(count)s of them is not on this screen",
                "%(count)s of them are not on this screen",
                count,
            )
        ),
        "discardAll": _("Discard all that you have written here and not published?"),
        "notKept": _(
            "The browser cannot keep what you write here. Publish before you leave this screen."
        ),
        "tooMany": _("At most %(count)s pages can be published at once. Discard some of them.")
        % {"count": MOST},
    }


def _forms(sentence: Callable[[int], str]) -> dict[str, str]:
    """A sentence with a number, by the category of the number (CLDR): Arabic has six forms."""
    return {
        category: sentence(sample) % {"count": "{count}"} for category, sample in _SAMPLES.items()
    }


def table_item() -> MenuItem:
    """Hook register_reports_menu_item."""
    return SeoReportItem(
        MetadataTable.page_title,
        reverse("metadata_table"),
        name="metadata-table",
        icon_name=MetadataTable.header_icon,
        order=841,
    )


def urls_of_the_table() -> list[URLPattern]:
    """Hook register_admin_urls."""
    results = MetadataTable.as_view(results_only=True)
    return [
        path("reports/seo/table/", MetadataTable.as_view(), name="metadata_table"),
        path("reports/seo/table/results/", results, name="metadata_table_results"),
    ]


def filtered_pages(request: HttpRequest) -> list[Page]:
    """The pages that the table shows with the filters of this request, on all its screens."""
    table = MetadataTable()
    table.setup(request)
    return list(table.get_filtered_queryset())
