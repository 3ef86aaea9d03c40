"""The import of the table of titles and descriptions: first what would change, then publishing."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from cms.seo.bulk_edit import FIELDS, plan
from cms.seo.filters import judged_for
from cms.seo.models import BulkEdit
from cms.seo.spreadsheet import ImportedTable, Known, Unreadable, read_table
from cms.seo.table_publishing import PreviewView

#: Sentences about rows that are shown; of more, the number.
SHOWN_PROBLEMS = 20


class ImportForm(forms.Form):
    table = forms.FileField(
        label=gettext_lazy("Table (CSV or XLSX)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


class Import(PreviewView):
    page_title = gettext_lazy("Import titles and descriptions")
    header_icon = "upload"
    template_name = "cms/admin/metadata_import.html"
    how = BulkEdit.IMPORT

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shows(None, form=ImportForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.shows(None, form=form)
        try:
            table = read_table(form.cleaned_data["table"], _known(request))
        except Unreadable as error:
            form.add_error("table", str(error))
            return self.shows(None, form=form)
        planned = plan(request.user, table.edits)
        troubles = _problems(table)
        if not planned.changes:
            troubles.insert(0, _("The table says what readers get already: nothing would change."))
        read = ngettext("%(count)s row read.", "%(count)s rows read.", table.rows)
        return self.shows(
            planned, form=form, troubles=troubles, notice=read % {"count": table.rows}
        )


def _known(request: HttpRequest) -> list[Known]:
    judged = judged_for(request)
    rows = Page.objects.filter(pk__in=list(judged)).values_list("pk", *FIELDS)
    return [
        Known(pk, judged[pk].page.path, dict(zip(FIELDS, texts, strict=True)))
        for pk, *texts in rows
    ]


def _problems(table: ImportedTable) -> list[str]:
    left = len(table.problems) - SHOWN_PROBLEMS
    more = ngettext("And %(count)s more row.", "And %(count)s more rows.", left)
    return [*table.problems[:SHOWN_PROBLEMS], *([more % {"count": left}] if left > 0 else [])]


def urls_of_the_import() -> list[URLPattern]:
    """Hook register_admin_urls."""
    return [path("reports/seo/table/import/", Import.as_view(), name="metadata_import")]
