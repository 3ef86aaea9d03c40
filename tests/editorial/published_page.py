"""The page "Published", as tests read it."""

from __future__ import annotations

from typing import Any

from tests.people import Person

PUBLISHED = "/admin/published/"


def page_of(person: Person, url: str = PUBLISHED) -> Any:
    return person.reads(url)


def history_of(person: Person) -> dict[int, list[str]]:
    """Version -> the texts of its line on the page."""
    rows = page_of(person).select("tr[data-version]")
    return {
        int(row["data-version"]): [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in rows
    }
