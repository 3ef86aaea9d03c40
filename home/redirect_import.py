"""The import of redirects from a file: Wagtail's views, for files that they can read to the end.

A table with an empty line, or a second click on "Import", was an error page (500); of the table,
the lines before were imported. Here the file is looked through first, and nothing is imported of
one that cannot be read.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Sequence
from zipfile import BadZipFile

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.contrib.redirects.utils import get_format_cls_by_extension
from wagtail.contrib.redirects.wagtail_hooks import register_admin_urls

from snippets.upstream_patches.addresses import View, in_place_of

START = "wagtailredirects:start_import"
_OF_THE_SECOND_STEP = ("import_file_name", "input_format")


def views_of_the_import() -> list[URLPattern]:
    views = {"start_import": _of_a_whole_table, "process_import": _of_a_file_that_is_there}
    return in_place_of(register_admin_urls, views)


def _of_a_whole_table(view: View) -> View:
    @functools.wraps(view)
    def start_import(request: HttpRequest) -> HttpResponse:
        file = request.FILES.get("import_file")
        if request.method == "POST" and file is not None:
            name, dot, extension = str(file.name).rpartition(".")
            file.name = f"{name}{dot}{extension.lower()}"
            if problem := _problem_of(file, extension.lower()):
                messages.error(request, problem)
                return redirect(START)
        return view(request)

    return start_import


def _of_a_file_that_is_there(view: View) -> View:
    @functools.wraps(view)
    def process_import(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            try:
                if all(name in request.POST for name in _OF_THE_SECOND_STEP):
                    return view(request)
            except FileNotFoundError:
                pass
            messages.error(
                request,
                _(
                    "The file of this import is no longer there. If you imported it already, its "
                    "redirects are in the list. Otherwise choose the file again."
                ),
            )
            return redirect(START)
        return view(request)

    return process_import


def _problem_of(file: UploadedFile[bytes], extension: str) -> str:
    """What is wrong with the table; "" when nothing is, or when Wagtail itself says it."""
    form = get_format_cls_by_extension(extension)
    if form is None or not file.size:
        return ""
    data = file.read()
    file.seek(0)
    reader = form()
    try:
        table = reader.create_dataset(data if reader.is_binary() else data.decode())
    except (ValueError, KeyError, OSError, BadZipFile, csv.Error):
        return _(
            "“%(file)s” cannot be read as a table. Save it anew as CSV (UTF-8) or XLSX, and choose "
            "it again."
        ) % {"file": file.name}
    return _ragged_line(table.headers, table)


def _ragged_line(headers: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    for number, row in enumerate(rows, start=2):
        if len(row) != len(headers):
            return _(
                "Row %(row)d of the file has another number of columns (%(columns)d) than its "
                "first row (%(wanted)d). Nothing was imported. Mend or delete that row, and choose "
                "the file again."
            ) % {"row": number, "columns": len(row), "wanted": len(headers)}
    return ""
