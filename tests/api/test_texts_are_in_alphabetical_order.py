"""Listings that are ordered by what people wrote follow the alphabet: capitals and marks beside
their letter, Arabic as Arabic readers know it. The lists below are in the order of CLDR's
collations `en` and `ar`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms.api.v2.router import ENDPOINTS
from cms.engines.alphabet import is_written
from home.models import ContentPage
from tests import content
from tests.people import Reader

ENGLISH = [
    "«Club»",
    "2 boats",
    "about",
    "Ädel",
    "adult",
    "Boats",
    "éclair",
    "Edge",
    "straße",
    "zoo",
]
ARABIC = [
    *(
        '"نادي"',
        "3 نادى",
        "٤ نادي",
        "آب",
        "أب",
        "إب",
        "اب",
        "اتحاد",
        "أحمد",
        "إسلام",
        "بطاق",
        "بطاقة",
    ),
    *("بطاقه", "شئ", "شا", "شي", "علو", "على", "عليا", "قَلَم", "قلمي", "كتاب", "مسؤول", "نادي"),
]
TITLES = ["apple", "Élan", "zebra", "أحمد", "بطاقة"]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("in_order", [ENGLISH, ARABIC], ids=["English", "Arabic"])
def test_texts_are_compared_as_readers_of_the_language_do(in_order: list[str]) -> None:
    statement = (
        'SELECT t FROM unnest(%s::text[]) t ORDER BY alphabetical(t) COLLATE "C", t COLLATE "C"'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted(in_order)])
        assert [text for (text,) in cursor.fetchall()] == in_order


def a_document(title: str) -> Any:
    document = get_document_model()(title=title)
    document.file.save(f"{len(title)}.pdf", ContentFile(b"%PDF-"))
    return document


def a_redirect(path: str) -> Redirect:
    return Redirect.objects.create(old_path=f"/{path}", redirect_link="/en/")


MAKERS: dict[str, Callable[[str], Any]] = {
    "pages": lambda text: content.page(text, f"page-{len(text)}{ord(text[0])}"),
    "images": content.image,
    "documents": a_document,
    "redirects": a_redirect,
    "menu-items": content.menu_item,
    "heroes": content.hero,
    "partners": content.partner,
    "footer-links": lambda text: content.footer_link(f"key-{ord(text[0])}", text),
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", sorted(ENDPOINTS))
def test_every_listing_follows_the_alphabet_in_every_text_field(name: str, reader: Reader) -> None:
    endpoint = ENDPOINTS[name]
    rows = [MAKERS[name](text) for text in reversed(TITLES)]
    model = endpoint.model
    columns = {column.name: column for column in model._meta.concrete_fields}
    written = [
        field
        for field in endpoint.get_available_fields(model, db_fields_only=True)
        if is_written(columns.get(field)) and columns[field].max_length != 7
    ]
    assert written
    for field in written:
        for row, text in zip(rows, reversed(TITLES), strict=True):
            # What is no route is not shown.
            value = f"/{text}" if field == "route" else text
            model.objects.filter(pk=row.pk).update(**{field: value})
        listings = [_ids(reader, f"{name}/?order={sign}{field}&limit=100") for sign in ("", "-")]
        ids = [row.pk for row in reversed(rows)]
        mine = [[pk for pk in listed if pk in ids] for listed in listings]
        assert mine == [ids, ids[::-1]], field


def _ids(reader: Reader, query: str) -> list[int]:
    response = reader.get(f"/api/v2/{query}")
    assert response.status_code == 200, response.content
    return [item["id"] for item in response.json()["items"]]


@pytest.mark.usefixtures("database")
def test_a_search_can_be_ordered_by_the_alphabet(reader: Reader) -> None:
    for title in ("Zoo club", "club", "Élan club"):
        content.image(title)
        content.page(title, f"page-{len(title)}")
    for name in ("images", "pages"):
        response = reader.get(f"/api/v2/{name}/?search=club&order=title")
        titles = [item["title"] for item in response.json()["items"]]
        assert titles == ["club", "Élan club", "Zoo club"], name


@pytest.mark.usefixtures("database")
def test_a_title_of_the_strangest_letters_can_be_saved() -> None:
    """A letter that is written as eighteen, letters of four bytes: an index entry is bounded."""
    page = content.page("Long", "long")
    for letter in ("\ufdfa", "\U0001f6a3", "\u0661"):
        assert Page.objects.filter(pk=page.pk).update(title=letter * 255) == 1
    assert ContentPage.objects.get(pk=page.pk).title
