"""Arabic searches as people type them, that stock PostgreSQL search misses and ours finds.

Each row is what somebody types, the words of the page that they mean, and why it is missed: stock
is PostgreSQL's search as Wagtail uses it, with the configurations `simple` (Wagtail's own) and
`arabic`, run here on the same words.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from cms.search.normalization import normalize
from tests import content

SEARCHES = [
  # typed              on the page                          what differs
    ("البطاقة", "مع بطاقة الدخول", "the article, only in the query"),
    ("بطاقة", "البطاقة الذهبية", "the article, only on the page"),
    ("بطاقة", "بطاقات الدخول", "the plural of what is meant"),
    ("بحيره", "البحيرات الجنوبية", "the plural, and ha for ta marbuta"),
    ("خدمة", "خدماتنا للأعضاء", "“our” behind the plural"),
    ("كرة", "کره الماء", "ha for ta marbuta, a Persian kaf"),
    ("السلامه", "وسلامة البحارة", "“and” in front, ha for ta marbuta"),
    ("والتدريب", "التدريب اليومي", "“and the” in front"),
    ("فالمدرسة", "المدرسة البحرية", "“so the” in front"),
    ("بالمرسى", "المرسي الجديد", "“by the” in front, ya for alif maqsura"),
    ("علي", "كأس علىّ بن راشد", "alif maqsura, and a shadda"),
    ("مستشفي", "مستشفى البحر", "ya for alif maqsura"),
    ("نادى", "النادي البحري", "alif maqsura for ya, as in Egypt"),
    ("موسيقي", "ليلة موسيقى", "ya for alif maqsura at the end"),
    ("ابوظبى", "أبوظبي للشراع", "hamza and alif maqsura"),
    ("الأهلى", "الفريق الاهلي", "hamza and alif maqsura under the article"),
    ("رؤيه", "رؤية النادي", "hamza on its seat, ha for ta marbuta"),
    ("شاطىء", "شاطئ الراحة", "hamza beside its seat"),
    ("ميناء", "مينا زايد", "hamza at the end, left out"),
    ("الهواء", "الهوا الطلق", "hamza at the end, left out, and the article"),
    ("رحمن", "كأس عبد الرحمٰن", "the small alif"),
    ("ٱلبحر", "البحر الأزرق", "the alif of the Quran"),
    ("كيبورد", "لوحة الکیبورد", "a Persian keyboard"),
    ("۱۲", "المادة ١٢", "Persian digits, Arabic ones on the page"),
    ("2030", "خطة ۲۰۳۰", "European digits, Persian ones on the page"),
    ("قوارب\u200f", "قوارب السباق", "a mark of direction from the clipboard"),
]  # fmt: skip

# Stock finds these when it is told that the text is Arabic; as it comes, it does not.
MISSED_AS_IT_COMES = [
    ("رياضة", "الرياضات البحرية"),
    ("مدرسه", "مَدْرَسَةُ الغوص"),
    ("الإمارات", "بطولة الامارات"),
    ("اسعار", "أسعار العضوية"),
    ("آفاق", "افاق جديدة"),
    ("بالقارب", "سباق القارب"),
    ("للأطفال", "برامج الأطفال"),
    ("كالنسيم", "نسيم الصباح"),
    ("2024", "تقرير ٢٠٢٤"),
    ("٥٠", "سباق 50 ميلا"),
    ("بحـــر", "لون بحر"),
    ("مسؤول", "مسوول الأمن"),
    ("ﻻعب", "لاعب العام"),
]

MISSPELT = [
    ("البطوله الدوليه", "البطولة الدولية"),
    ("مطعام", "مطعم النادي"),
    ("الأكادمية", "الأكاديمية"),
    ("تجديفف", "التجديف"),
]


def titles(query: str, **more: Any) -> list[str]:
    response = Client().get("/api/v2/pages/", {"search": query, "locale": "ar", **more})
    assert response.status_code == 200, response.content.decode()
    return [item["title"] for item in response.json()["items"]]


def stock(query: str, title: str, configuration: str) -> bool:
    """Whether PostgreSQL's search, asked as Wagtail asks it, finds a page with this title."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector(%s, %s) @@ plainto_tsquery(%s, %s)",
            [configuration, title, configuration, query],
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def pages(database_of_the_module: None) -> None:
    titles = [title for _typed, title, *_ in (*SEARCHES, *MISSED_AS_IT_COMES, *MISSPELT)]
    with transaction.atomic():
        for number, title in enumerate(dict.fromkeys(titles)):
            content.page(title, f"p{number}", parent=content.home("ar"))


def test_ours_finds_what_stock_misses(pages: None) -> None:
    print(f"\n{'typed':<14}{'on the page':<22}{'simple':<9}{'arabic':<9}{'ours':<8}what differs")
    for typed, title, why in SEARCHES:
        results = [stock(typed, title, name) for name in ("simple", "arabic")]
        results.append(title in titles(typed))
        row = "".join(f"{'found' if hit else 'missed':<9}" for hit in results)
        print(f"{typed:<14}{title:<22}{row}{why}")
        assert results == [False, False, True], (typed, title, results)
    assert len(SEARCHES) >= 20


def test_ours_finds_what_stock_finds_when_it_is_told_of_arabic(pages: None) -> None:
    for typed, title in MISSED_AS_IT_COMES:
        assert not stock(typed, title, "simple")
        assert stock(typed, title, "arabic")
        assert title in titles(typed), (typed, title)


def test_what_is_misspelt_is_found_by_what_was_meant(pages: None) -> None:
    for typed, title in MISSPELT:
        assert titles(typed)[:1] == [title], typed


def test_two_words_that_only_look_alike_stay_two() -> None:
    assert normalize("ولد") == normalize("الولد")
    for word, lookalike in (("علم", "عمل"), ("بحر", "بحار"), ("نادي", "ندى"), ("سباق", "سباحة")):
        assert normalize(word) != normalize(lookalike)


def test_what_is_no_word_finds_nothing(pages: None) -> None:
    for word in ("", "ـــ", "ء", "َُِ", "!?", "،؛"):
        assert titles(word) == [], word
