"""Headings of a body have ids that stay while their words do, and make the table of contents."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cms.delivery.headings import Headings
from cms.publishing.publish import publish
from tests import content

BODY: list[tuple[str, Any]] = [
    ("heading", {"text": "Who we are", "level": "h2"}),
    ("paragraph", "<p>Words</p><h3>Our <b>boats</b> &amp; crew</h3><h3>   </h3>"),
    ("quote", {"text": "Who we are", "attribution": "Who we are"}),
    ("heading", {"text": "الأسعار", "level": "h2"}),
    ("faq", {"questions": [{"question": "When?", "answer": "<h4>Who we are</h4><p>At dawn</p>"}]}),
    ("heading", {"text": "!!!", "level": "h3"}),
]
CONTENTS = [
    {"id": "who-we-are", "text": "Who we are", "level": "h2"},
    {"id": "our-boats-crew", "text": "Our boats & crew", "level": "h3"},
    {"id": "الأسعار", "text": "الأسعار", "level": "h2"},
    {"id": "who-we-are-2", "text": "Who we are", "level": "h4"},
    {"id": "section", "text": "!!!", "level": "h3"},
]


@pytest.fixture(scope="module")
def page(database_of_the_module: None) -> Any:
    return content.page(body=BODY)


def ask(page: Any, query: str = "") -> Any:
    response = Client().get(f"/api/v2/pages/{page.pk}/{query}")
    assert response.status_code == 200, response.content.decode()
    return response.json()


def test_a_page_has_its_table_of_contents(page: Any) -> None:
    assert ask(page)["table_of_contents"] == CONTENTS
    assert ask(page, "?fields=_,table_of_contents(_,id)") == {
        "table_of_contents": [{"id": heading["id"]} for heading in CONTENTS]
    }
    assert ask(content.home())["table_of_contents"] == []


def test_every_heading_of_the_body_has_the_id_that_the_contents_say(page: Any) -> None:
    values = [block["value"] for block in ask(page)["body"]]
    assert values[0] == {"text": "Who we are", "level": "h2", "id": "who-we-are"}
    assert values[1] == (
        '<p>Words</p><h3 id="our-boats-crew">Our <b>boats</b> &amp; crew</h3><h3>   </h3>'
    )
    assert values[3]["id"] == "الأسعار"
    (question,) = values[4]["questions"]
    assert question["answer"] == '<h4 id="who-we-are-2">Who we are</h4><p>At dawn</p>'
    assert values[5]["id"] == "section"


@pytest.mark.parametrize("format", ["markdown", "db_html", "db_markdown"])
def test_other_formats_have_the_same_contents(page: Any, format: str) -> None:
    answer = ask(page, f"?rich_text_format={format}")
    assert answer["table_of_contents"] == CONTENTS
    assert "id=" not in answer["body"][1]["value"]


def test_documents_have_the_ids_too(page: Any) -> None:
    home = content.home()
    home.body = BODY[:2]
    home.save_revision().publish()
    publish()
    first, second = Client().get("/api/home-page/?locale=en").json()["data"]["body"]
    assert first["value"]["id"] == "who-we-are"
    assert 'id="our-boats-crew"' in second["value"]


def test_an_id_outlives_what_is_put_before_its_heading() -> None:
    headings = Headings()
    headings.add("Something new", "h2")
    assert headings.add("Who we are", "h2") == "who-we-are"
    assert headings.add("Who we are 2", "h2") == "who-we-are-2"
    assert headings.add("Who we are", "h2") == "who-we-are-3"


def test_an_id_is_bounded_and_safe() -> None:
    headings = Headings()
    assert len(headings.add("word " * 200, "h2")) <= 80
    assert headings.with_ids('<h2 dir="rtl">"><script></h2>') == (
        '<h2 id="section" dir="rtl">"><script></h2>'
    )
