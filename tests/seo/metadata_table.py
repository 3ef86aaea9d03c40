"""Pages for the table of titles and descriptions, and what somebody does in it."""

from __future__ import annotations

import json
from typing import Any

from bs4 import Tag
from django.urls import reverse

from tests import content
from tests.people import Person

TABLE = "metadata_table"


def two_languages(slug: str = "club", **fields: Any) -> tuple[Any, Any]:
    """A page in English and in Arabic, each with a title and a description."""
    english = content.page(
        f"Name of {slug}",
        slug,
        **{"seo_title": f"Title of {slug}", "search_description": f"What stands on {slug}"}
        | fields,
    )
    arabic = content.arabic(
        english,
        title=f"صفحة {slug}",
        seo_title=f"عنوان {slug}",
        search_description=f"وصف {slug}",
    )
    return english, arabic


def edit(page: Any, **texts: str) -> dict[str, Any]:
    """As the browser sends it: of the revision that stands in the table."""
    page.refresh_from_db()
    return {"page": page.pk, "revision": page.latest_revision_id, "texts": texts}


def publishes(person: Person, *edits: dict[str, Any], how: str = "table") -> Any:
    return person.client.post(reverse("metadata_publish"), {"how": how, "edits": json.dumps(edits)})


def reasons(answer: Any) -> dict[str, str]:
    """Of the pages that were refused, by their names."""
    assert answer.status_code == 409, answer.status_code
    return refused_in(soup(answer))


def refused_in(html: Tag) -> dict[str, str]:
    rows = html.select("[data-refused] tbody tr")
    return {cell_text(row, 0): cell_text(row, 2) for row in rows}


def planned_in(html: Tag) -> dict[tuple[str, str], tuple[str, str]]:
    """What a preview says would change: (page, field) → (now, afterwards)."""
    rows = html.select("[data-changes] tbody tr")
    return {
        (cell_text(row, 0), cell_text(row, 2)): (
            row.select("td")[3].bdi.get_text(strip=True),
            row.select("td")[4].bdi.get_text(strip=True),
        )
        for row in rows
    }


def soup(answer: Any) -> Any:
    from bs4 import BeautifulSoup

    return BeautifulSoup(answer.content.decode(), "html.parser")


def cell_text(row: Tag, place: int) -> str:
    text = row.select("td")[place].get_text(" ", strip=True)
    return text.replace("\u2068", "").replace("\u2069", "")


def publishes_the_preview(person: Person, html: Tag) -> Any:
    form = html.find("form", action=reverse("metadata_publish"))
    data = {field["name"]: field["value"] for field in form.select("input[name]")}
    return person.client.post(form["action"], data)


def rows(person: Person, query: str = "") -> list[Tag]:
    return list(person.reads(reverse(TABLE) + query).select("tr[data-page]"))


def names(person: Person, query: str = "") -> list[str]:
    return [row.select_one("td.title a").get_text(strip=True) for row in rows(person, query)]
