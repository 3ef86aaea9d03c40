"""A table of a page's body: what readers, the search and translators get, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import ReferenceIndex
from wagtail_localize.models import StringSegment, StringTranslation

from home.blocks import TableBlock
from home.table_block import LONGEST_HEADING, MOST_COLUMNS, MOST_ROWS
from tests import content
from tests.content import locale
from tests.people import Person
from tests.snippets.translating import in_language, page, translate, write

COURSES = {
    "caption": "Courses",
    "columns": [
        {"type": "row_heading", "heading": "Course"},
        {"type": "text", "heading": "Days"},
        {"type": "rich_text", "heading": ""},
    ],
    "rows": [
        {"values": ["Dinghy", "Saturday", "<p><b>AED</b> 300</p>"]},
        {"values": ["Kayak", "Saturday", ""]},
    ],
}
ARABIC = {
    "Courses": "الدورات",
    "Course": "الدورة",
    "Dinghy": "قارب صغير",
    "Kayak": "كاياك",
    "Saturday": "السبت",
    "Days": "الأيام",
    "<b>AED</b> 300": "<b>درهم</b> ٣٠٠",
}


def table_of(page: Any, query: str = "") -> Any:
    [block] = Client().get(f"/api/v2/pages/{page.pk}/{query}").json()["body"]
    return block["value"]


def test_readers_get_a_cell_for_each_column_of_each_row(database: None) -> None:
    link = f'<p><a linktype="page" id="{content.page("Fees", "fees").pk}">Fees</a></p>'
    table = {**COURSES, "rows": [*COURSES["rows"], {"values": ["Kite", "Friday", link]}]}
    courses = content.page("Courses", "courses", body=[("table", table)])
    shown = table_of(courses)
    assert (shown["caption"], shown["columns"]) == ("Courses", COURSES["columns"])
    assert [row[:2] for row in shown["rows"]] == [
        ["Dinghy", "Saturday"], ["Kayak", "Saturday"], ["Kite", "Friday"],
    ]  # fmt: skip
    assert shown["rows"][0][2] == "<p><b>AED</b> 300</p>"
    assert 'href="/en/fees/"' in shown["rows"][2][2]
    [paragraph] = table_of(courses, "?rich_text_format=json")["rows"][0][2]
    assert paragraph["children"][0] == {"type": "text", "text": "AED", "marks": ["bold"]}
    assert ReferenceIndex.get_references_for_object(courses).filter(to_object_id__gt=0).exists()


def test_what_a_table_says_is_found_and_its_columns_kinds_are_not(database: None) -> None:
    content.page("Club", "club", body=[("table", COURSES)])
    found = {
        word: Client().get(f"/api/v2/pages/?search={word}&search_operator=and").json()["items"]
        for word in ("courses", "days", "kayak", "AED", "row_heading")
    }
    assert [word for word, items in found.items() if items] == ["courses", "days", "kayak", "AED"]


def translated(table: Any) -> Any:
    source = page("About", slug="about")
    source.body = [("table", table)]
    source.save_revision().publish()
    return translate(source, title="من نحن")


def write_arabic(translation: Any) -> None:
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        if (text := ARABIC.get(segment.string.data)) is not None:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string, context=segment.context, locale=locale("ar"),
                defaults={"data": text},
            )  # fmt: skip


def test_each_text_is_translated_and_stays_so_where_rows_move(database: None) -> None:
    translation = translated(COURSES)
    write_arabic(translation)
    translation.save_target(publish=True)
    shown = table_of(translation.get_target_instance())
    assert shown["caption"] == "الدورات"
    assert [column["heading"] for column in shown["columns"]] == ["الدورة", "الأيام", ""]
    assert shown["rows"][1] == ["كاياك", "السبت", ""]
    assert shown["rows"][0][2] == "<p><b>درهم</b> ٣٠٠</p>"

    source = translation.source.get_source_instance()
    source.body[0].value.row_data.reverse()
    source.save_revision().publish()
    translation.source.update_from_db()
    translation.save_target(publish=True)
    rows = table_of(in_language(source, "ar"))["rows"]
    assert [row[0] for row in rows] == ["كاياك", "قارب صغير"]
    assert table_of(source)["rows"][0][0] == "Kayak"


def test_a_translated_text_is_as_long_as_its_cell_takes(database: None) -> None:
    translation = translated(COURSES)
    paths = dict(
        StringSegment.objects.filter(source=translation.source).values_list(
            "string__data", "context__path"
        )
    )
    for source, longest in (("Course", 250), ("Dinghy", 250), ("Saturday", 2_000)):
        for length, is_wrong in ((longest, False), (longest + 1, True)):
            StringTranslation.objects.filter(context__path=paths[source]).delete()
            write(translation, **{paths[source]: "ن" * length})
            text = StringTranslation.objects.get(context__path=paths[source])
            assert text.has_error is is_wrong, (source, length)


def rows(count: int, columns: int = 1) -> dict[str, Any]:
    return {
        "columns": [{"type": "text", "heading": ""}] * columns,
        "rows": [{"values": ["x"] * columns}] * count,
    }


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({**COURSES, "caption": "x" * (LONGEST_HEADING + 1)}, "at most 250"),
        (rows(MOST_ROWS + 1), "at most 300 rows"),
        (rows(1, MOST_COLUMNS + 1), "20 columns"),
        (rows(MOST_ROWS, 11), "3000 cells"),
        (rows(0, 0), "no column"),
    ],
)
def test_what_is_too_much_is_refused_with_the_limit(table: Any, reason: str) -> None:
    block = TableBlock()
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(table))
    assert reason in " ".join(refusal.value.non_block_errors)
    block.defer_required_validation()
    assert block.clean(block.to_python(rows(0, 0))).columns == []


def test_a_link_of_a_cell_may_not_run_anything() -> None:
    block = TableBlock()
    table = {**COURSES, "rows": [{"values": ["", "", '<p><a href="javascript:x">y</a></p>']}]}
    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python(table))
    assert set(refusal.value.cell_errors[0]) == {2}


@pytest.mark.parametrize(
    "stored",
    [
        None, "", [], {"columns": "x", "rows": 3},
        {"columns": [{"type": "gone", "heading": "x"}, None], "rows": [{"values": ["a", "b"]}, 7]},
        {"columns": [{"type": "text"}], "rows": [{"values": []}, {"values": [None, "b"]}]},
    ],
)  # fmt: skip
def test_what_an_import_left_is_shown_and_can_be_edited(
    stored: Any, database: None, admin: Person
) -> None:
    odd = content.page("Odd", "odd")
    odd.body = odd._meta.get_field("body").stream_block.to_python(
        [{"type": "table", "value": stored, "id": "1"}]
    )
    type(odd).objects.filter(pk=odd.pk).update(body=odd.body)
    shown = table_of(odd)
    assert all(len(row) == len(shown["columns"]) for row in shown["rows"])
    assert admin.opens(f"/admin/pages/{odd.pk}/edit/").status_code == 200
