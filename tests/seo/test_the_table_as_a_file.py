"""The table of titles and descriptions goes out as a file, comes back changed, and shows first what
that would do. Nothing in it is a formula, and nothing that cannot be read is taken for text."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from wagtail.users.models import UserProfile

from cms.seo import spreadsheet
from tests import content
from tests.home.roles import person
from tests.people import Person
from tests.seo.metadata_table import (
    TABLE,
    planned_in,
    publishes_the_preview,
    refused_in,
    soup,
    two_languages,
)

Table = list[list[Any]]
TITLE, DESCRIPTION = "Title for search engines", "Description"


@pytest.fixture
def seo(database: None) -> Person:
    return person("S")


def downloads(person: Person, form: str = "csv") -> Table:
    answer = person.opens(f"{reverse(TABLE)}?export={form}")
    data = b"".join(answer.streaming_content)
    if form == "csv":
        assert data.startswith(b"\xef\xbb\xbf"), "Excel takes it for another encoding"
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(data)).active.values]


def as_csv(table: Table, delimiter: str = ",") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(table)
    return written.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    book = Workbook()
    for row in table:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def uploads(person: Person, data: bytes, name: str = "table.csv") -> Any:
    return soup(
        person.client.post(reverse("metadata_import"), {"table": SimpleUploadedFile(name, data)})
    )


def says(html: Any) -> str:
    return str(html.get_text(" ", strip=True))


def place(table: Table, heading: str) -> int:
    return table[0].index(heading)


def row_of(table: Table, path: str) -> list[Any]:
    return next(row for row in table if path in row)


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("csv", as_csv),
        ("csv", lambda table: as_csv(table, ";")),
        ("xlsx", as_xlsx),
    ],
    ids=["commas", "semicolons", "xlsx"],
)
def test_what_was_downloaded_changes_what_was_changed_in_it(
    seo: Person, form: str, written: Callable[[Table], bytes]
) -> None:
    english, arabic = two_languages()
    formula = content.page("Formula", "formula", seo_title="=1+1", search_description="-5 °C")
    table = downloads(seo, form)
    if form == "csv":
        assert row_of(table, "/en/formula/")[place(table, TITLE)] == "'=1+1"
    row_of(table, "/en/club/")[place(table, TITLE)] = "Of the file"
    row_of(table, "/ar/club/")[place(table, DESCRIPTION)] = "وصف جديد، من الملف"
    # A spreadsheet makes the text a formula once more where it is written into a workbook.
    if form == "xlsx":
        table = [row for row in table if "/en/formula/" not in row]
    preview = uploads(seo, written(table), f"table.{form}")
    assert planned_in(preview) == {
        ("Name of club", TITLE): ("Title of club", "Of the file"),
        ("صفحة club", DESCRIPTION): ("وصف club", "وصف جديد، من الملف"),
    }
    assert publishes_the_preview(seo, preview).status_code == 302
    for page in (english, arabic, formula):
        page.refresh_from_db()
    assert (english.seo_title, arabic.search_description) == ("Of the file", "وصف جديد، من الملف")
    assert formula.seo_title == "=1+1"
    assert "nothing would change" in says(uploads(seo, written(downloads(seo, form))))


def test_the_sign_that_keeps_a_cell_from_being_a_formula_is_no_part_of_the_text(
    seo: Person,
) -> None:
    content.page("Cold", "cold", seo_title="-5 °C", search_description="'=quoted by somebody")
    table = downloads(seo)
    assert "nothing would change" in says(uploads(seo, as_csv(table)))
    row_of(table, "/en/cold/")[place(table, TITLE)] = "'-6 °C"
    assert planned_in(uploads(seo, as_csv(table))) == {("Cold", TITLE): ("-5 °C", "-6 °C")}


def test_headings_of_the_other_language_and_a_table_of_ones_own(seo: Person) -> None:
    two_languages()
    profile = UserProfile.get_for_user(get_user_model().objects.get(pk=seo.user.pk))
    profile.preferred_language = "ar"
    profile.save()
    table = downloads(seo)
    assert TITLE not in table[0]
    profile.preferred_language = "en"
    profile.save()
    own = row_of(table, "/en/club/")
    own[own.index("Title of club")] = "From an Arabic table"
    assert list(planned_in(uploads(seo, as_csv(table))).values()) == [
        ("Title of club", "From an Arabic table")
    ]
    # As other tools write it: whole addresses, and one column.
    address = f"{settings.FRONTEND_URL}/en/club?utm=x"
    by_address = [["Address", TITLE], [address, "By address"]]
    assert list(planned_in(uploads(seo, as_csv(by_address))).values()) == [
        ("Title of club", "By address")
    ]


def test_a_page_that_changed_after_the_download_is_not_overwritten(seo: Person) -> None:
    english, _arabic = two_languages()
    table = downloads(seo)
    english.seo_title = "Later"
    english.save_revision().publish()
    # A row that nobody changed says the title of before; that is no edit of its own.
    assert set(refused_in(uploads(seo, as_csv(table)))) == {"Name of club"}


def test_rows_that_are_left_out_are_named_with_their_reason(seo: Person) -> None:
    two_languages()
    draft = content.page("Draft", "draft", live=False)
    number = str(content.home().pk)
    table = [
        ["Number", "Address", TITLE],
        ["", "/en/club/", "First"],
        ["", "/en/club", "Second"],
        ["", "/en/nowhere/", "X"],
        [str(draft.pk), "", "X"],
        ["", "", ""],
        [number, "/en/old-address/", "Home of the file"],
    ]
    preview = uploads(seo, as_csv(table))
    assert [after for _before, after in planned_in(preview).values()] == [
        "Home of the file",
        "First",
    ]
    text = says(preview)
    assert "Row 3 is left out: row 2 is about the same page." in text
    assert "Row 4 is left out: there is no such page" in text
    assert "Row 5 is left out: there is no such page" in text
    assert "5 rows read." in text


def test_cells_of_a_workbook_that_are_no_text_are_left_out(seo: Person) -> None:
    two_languages("one")
    two_languages("two")
    two_languages("three")
    table = [
        ["Address", TITLE],
        ["/en/one/", "=1+1"],
        ["/en/two/", datetime.date(2026, 11, 28)],
        ["/en/three/", 2026],
    ]
    preview = uploads(seo, as_xlsx(table), "t.xlsx")
    assert list(planned_in(preview).values()) == [("Title of three", "2026")]
    assert "Row 2 is left out: a cell is a formula" in says(preview)
    assert "Row 3 is left out: a cell is a date" in says(preview)


def _bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (spreadsheet.MOST_UNPACKED + 1))
    return written.getvalue()


def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(
    seo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for data, reason in (
        ("العنوان,Address\n".encode("windows-1256"), "not in UTF-8"),
        ("Address\tx\n".encode("utf-16"), "not in UTF-8"),
        (b"Page,Title\n", "has to name the columns"),
        (b"Address,Description,Description\n", "Two columns are called"),
        (b'Address,Description\n/en/,"never closed', "cannot be read as a table"),
        (b"PK\x03\x04 no archive", "cannot be read as a table"),
        (_bomb(), "when it is unpacked"),
        (b"Address,Description" + b"\x00" * 10, "has to name the columns"),
        (b"", "empty"),
    ):
        preview = uploads(seo, data)
        assert reason in says(preview), (data[:30], says(preview)[-300:])
        assert not planned_in(preview)
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 1)
    assert "more than 1 rows" in says(uploads(seo, b"Address,Description\n/a/,b\n/b/,c\n"))
    monkeypatch.setattr(spreadsheet, "MOST_BYTES", 10)
    assert "larger than 5 MB" in says(uploads(seo, b"Address,Description\n"))
