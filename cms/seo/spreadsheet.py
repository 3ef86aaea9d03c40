"""Reads a table of titles and descriptions that somebody exported and changed.

CSV as Excel and LibreOffice write it (UTF-8, with commas, semicolons or tabs) and XLSX. Columns are
known by their headings, in any language of the admin; those that nobody may change are not read. A
cell of which the export said that it is no formula is what it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.seo.bulk_edit import FIELDS, Edit
from cms.seo.table import ADDRESS, NUMBER, REVISION, MetadataTable
from home.addresses import OwnAddresses, normal_path, path_without_suffix
from snippets.spreadsheets import as_text

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 20 * MOST_BYTES
MOST_ROWS = 20_000
_READ = (NUMBER, REVISION, ADDRESS, *FIELDS)


class Unreadable(Exception):
    """The file is no such table. The text says why, and what to do."""


@dataclass
class ImportedTable:
    """`problems` are sentences about rows that are left out."""

    edits: list[Edit] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    rows: int = 0


@dataclass(frozen=True)
class SheetRow:
    """`cells` are texts by the name of their column; `problem` is a cell that is none."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True)
class Known:
    """A page that a row may be about."""

    page_id: int
    path: str
    texts: Mapping[str, str]


def read_table(file: UploadedFile[bytes], known: Iterable[Known]) -> ImportedTable:
    """Raises Unreadable."""
    addresses = OwnAddresses.read()
    by_id = {page.page_id: page for page in known}
    by_path = {page.path: page for page in by_id.values()}
    table = ImportedTable()
    seen: dict[int, int] = {}
    for row in _rows(file):
        table.rows += 1
        page = _page(row, by_id, by_path, addresses)
        if row.problem or page is None:
            reason = row.problem or _("there is no such page that readers can open")
        elif page.page_id in seen:
            reason = _("row %(row)d is about the same page") % {"row": seen[page.page_id]}
        else:
            seen[page.page_id] = row.number
            texts = {
                name: _as_before(row.cells[name], page.texts[name])
                for name in FIELDS
                if name in row.cells
            }
            if any(text != page.texts[name] for name, text in texts.items()):
                table.edits.append(Edit(page.page_id, texts, _number(row.cells.get(REVISION, ""))))
            continue
        table.problems.append(
            _("Row %(row)d is left out: %(reason)s.") % {"row": row.number, "reason": reason}
        )
    return table


def _page(
    row: SheetRow,
    by_id: Mapping[int, Known],
    by_path: Mapping[str, Known],
    addresses: OwnAddresses,
) -> Known | None:
    """By its number, which stays when a page moves; a table of one's own has addresses, whole
    or as a path."""
    number = _number(row.cells.get(NUMBER, ""))
    if number is not None:
        return by_id.get(number)
    path = addresses.path_of(row.cells.get(ADDRESS, "").strip())
    return by_path.get(normal_path(path_without_suffix(path)) or "") if path else None


def _number(cell: str) -> int | None:
    digits = cell.strip().removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def _as_before(cell: str, before: str) -> str:
    if cell in (before, as_text(before)):
        return before
    return cell[1:] if cell.startswith("'") and as_text(cell[1:]) == cell else cell


def _rows(file: UploadedFile[bytes]) -> Iterator[SheetRow]:
    if (file.size or 0) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 MB. Divide it, or take other columns out."))
    data = file.read()
    is_workbook = data[:4] == b"PK\x03\x04"
    rows = _rows_of_a_workbook(data) if is_workbook else _rows_of_csv(data)
    columns = _columns(next(iter(rows), ()))
    for number, cells in enumerate(rows, start=2):
        if number > MOST_ROWS + 1:
            raise Unreadable(
                _("The table has more than %(count)d rows. Divide it.") % {"count": MOST_ROWS}
            )
        if any(cell not in (None, "") for cell in cells):
            yield _row(number, columns, cells)


def _row(number: int, columns: Mapping[int, str], cells: Sequence[object]) -> SheetRow:
    texts, problem = {}, ""
    for place, name in columns.items():
        cell = cells[place] if place < len(cells) else ""
        if isinstance(cell, _Formula):
            problem = _("a cell is a formula; write its text instead")
        elif isinstance(cell, (date, time)):
            problem = _("a cell is a date; give the column the format “text”, and write it again")
        texts[name] = _text(cell)
    return SheetRow(number, texts, problem)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _columns(headings: Sequence[object]) -> dict[int, str]:
    """The name of the column at each place. Raises Unreadable when one is missing."""
    names = _names()
    columns: dict[int, str] = {}
    for place, heading in enumerate(headings):
        name = names.get(_heading(heading))
        if name is not None and name in columns.values():
            raise Unreadable(
                _("Two columns are called “%(heading)s”. Delete one of them.")
                % {"heading": heading}
            )
        if name is not None:
            columns[place] = name
    found = set(columns.values())
    if not found & {NUMBER, ADDRESS} or not found & set(FIELDS):
        labels = {name: str(MetadataTable.export_headings[name]) for name in _READ}
        raise Unreadable(
            _(
                "The first row has to name the columns: “%(number)s” or “%(address)s”, and "
                "“%(title)s” or “%(description)s”. Download the table to see how."
            )
            % {
                "number": labels[NUMBER],
                "address": labels[ADDRESS],
                "title": labels["seo_title"],
                "description": labels["search_description"],
            }
        )
    return columns


def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            for name in _READ:
                names[_heading(MetadataTable.export_headings[name])] = name
    return names


def _heading(heading: object) -> str:
    return " ".join(str(heading or "").split()).casefold()


# --- CSV ---------------------------------------------------------------------------------------


def _rows_of_csv(data: bytes) -> Iterator[Sequence[object]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("The file is not in UTF-8. Save it as “CSV UTF-8” or as XLSX, and choose it again.")
        ) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise Unreadable(
            _("The file cannot be read as a table (%(reason)s). Save it anew as CSV UTF-8 or XLSX.")
            % {"reason": error}
        ) from error


# --- XLSX --------------------------------------------------------------------------------------


class _Formula(str):
    """What a cell of a workbook calculates."""


def _rows_of_a_workbook(data: bytes) -> Iterator[Sequence[object]]:
    # Loaded by whoever has such a file: it takes 0.2 s, and memory of every process.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable(
                    _("The file is larger than 100 MB when it is unpacked. Divide it.")
                )
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        for cells in book.worksheets[0].iter_rows():
            yield [_Formula(cell.value) if cell.data_type == "f" else cell.value for cell in cells]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise Unreadable(
            _("The file cannot be read as a table (%(reason)s). Save it anew as CSV UTF-8 or XLSX.")
            % {"reason": type(error).__name__}
        ) from error
