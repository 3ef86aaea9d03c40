"""Exports as CSV: what people wrote is text in a spreadsheet too, and never a formula.

Excel, LibreOffice and Google Sheets run a cell that begins with one of these signs (OWASP, "CSV
Injection"). An apostrophe before it makes it text. Wagtail's XLSX says of each that it is text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

WriteRow = Callable[[Any, Any, dict[str, object]], str]


def without_formulas(write_row: WriteRow) -> WriteRow:
    """Wraps `write_csv_row(view, writer, row)` of Wagtail's exports."""

    @wraps(write_row)
    def write(view: Any, writer: Any, row: dict[str, object]) -> str:
        return write_row(view, _TextOnly(writer), row)

    return write


class _TextOnly:
    """A writer of rows, by what Wagtail asks of one."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def writerow(self, row: dict[str, object]) -> object:
        written: object = self._writer.writerow({name: as_text(cell) for name, cell in row.items()})
        return written


def as_text(cell: object) -> object:
    """Numbers, moments and nothing stay as they are."""
    if cell is None or isinstance(cell, (int, float)):
        return cell
    text = str(cell)
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) else cell
