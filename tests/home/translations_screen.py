"""The screen "Translations", as tests read and use it."""

from __future__ import annotations

from typing import Any

from tests.people import Person

SCREEN = "/admin/translations/"


def screen(person: Person, query: str = "", url: str = SCREEN) -> Any:
    return person.reads(url + query)


def states(person: Person, query: str = "", url: str = SCREEN) -> dict[str, dict[str, str]]:
    """Title of each source that is listed -> the state of each language."""
    return {
        row.select_one("th").get_text(strip=True): {
            cell["data-language"]: cell["data-state"] for cell in row.select("td[data-language]")
        }
        for row in screen(person, query, url).select("tr[data-thing]")
    }


def titles(person: Person, query: str = "", url: str = SCREEN) -> list[str]:
    """Of what is listed, without the home pages that are always there."""
    return [title for title in states(person, query, url) if title not in ("Home", "الرئيسية")]
