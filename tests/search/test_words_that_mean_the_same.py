"""A search finds what was meant: other forms of a word, phrases, one name in two spellings,
synonyms that editors keep, what search engines are told, and the other language; and never another
word that only looks alike.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client

from cms.search.models import SearchSynonyms
from cms.search.slips import slips
from tests import content

pytestmark = pytest.mark.usefixtures("pages")
PAGES = [
    ("Sail with us", "sail", "The wind is free in the morning."),
    ("Our volunteers", "volunteers", "They help the race team, a team of many."),
    ("Blue Water", "blue", "Free wind for everybody."),
    ("Watersports", "watersports", "Kayaks and boards."),
    ("Prices", "prices", "A membership costs nothing."),
]
ARABIC = [("مساء الخير", "evening"), ("رياضات الشاطئ", "sports"), ("المدرسة البحرية", "school")]


@pytest.fixture(scope="module")
def pages(database_of_the_module: None) -> None:
    with transaction.atomic():
        for title, slug, text in PAGES:
            content.page(title, slug, body=[("paragraph", f"<p>{text}</p><p>Of the club</p>")])
        for title, slug in ARABIC:
            content.page(title, slug, parent=content.home("ar"))
        content.page(
            "Courses", "courses", seo_title="Lessons at dawn", search_description="Skipper exam"
        )


@pytest.fixture
def synonyms() -> Any:
    def keep(words: str, code: str = "en") -> None:
        SearchSynonyms.objects.create(locale=content.locale(code), words=words)

    yield keep
    SearchSynonyms.objects.all().delete()


def search(query: str, **more: str) -> Any:
    response = Client().get("/api/v2/pages/", {"search": query, **more})
    assert response.status_code == 200, response.content.decode()
    return response.json()


def titles(query: str, **more: str) -> list[str]:
    return [item["title"] for item in search(query, **more)["items"]]


def instead(query: str, **more: str) -> list[str]:
    return list(search(query, **more)["meta"]["search"]["instead"])


# --- Forms of a word ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title"),
    [
        *(("sailing", "Sail with us"), ("sailed", "Sail with us"), ("sails", "Sail with us")),
        *(("volunteering", "Our volunteers"), ("volunteered", "Our volunteers")),
        *(("racing teams", "Our volunteers"), ("price", "Prices"), ("pricing", "Prices")),
    ],
)
def test_every_form_of_an_english_word_finds_it(query: str, title: str) -> None:
    assert titles(query, search_operator="and") == [title]
    assert instead(query) == []


def test_the_form_that_is_asked_for_is_marked_and_comes_first() -> None:
    (item,) = search("volunteering")["items"]
    assert item["search"]["title"] == "Our <mark>volunteers</mark>"
    assert titles("race") == ["Our volunteers"]


# --- What search engines are told --------------------------------------------------------------


def test_what_search_engines_are_told_is_searched() -> None:
    assert titles("dawn") == titles("skipper") == ["Courses"]


# --- Phrases -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ('"free wind"', ["Blue Water"]),
        ("“free wind”", ["Blue Water"]),
        ("«wind is free»", ["Sail with us"]),
        ('"free wind" everybody', ["Blue Water"]),
        ('"wind free"', []),
        ('"free wnid"', []),
        # From one paragraph into the next, and from the title into the text.
        ('"team of many club"', []),
        ('"many of the club"', []),
        ('"blue water free"', []),
        ('"blue water"', ["Blue Water"]),
        ('""', []),
        ('"', []),
    ],
)
def test_a_phrase_in_quotes_is_a_phrase(query: str, titles: list[str]) -> None:
    answer = search(query)
    assert [item["title"] for item in answer["items"]] == titles
    assert answer["meta"]["search"]["instead"] == []


# --- One word or two ---------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["bluewater", "BlueWater", "blue water"])
def test_a_name_of_two_words_is_found_by_one(query: str) -> None:
    assert titles(query, search_operator="and") == ["Blue Water"]


@pytest.mark.parametrize("query", ["watersports", "water sports", "water sport"])
def test_a_name_of_one_word_is_found_by_two(query: str) -> None:
    assert titles(query, search_operator="and") == ["Watersports"]


# --- Synonyms ----------------------------------------------------------------------------------


def test_a_synonym_finds_what_pages_call_otherwise(synonyms: Any) -> None:
    assert titles("fees") == titles("what it takes") == []
    synonyms("price, fee, what it takes")
    assert titles("fees") == titles("what it takes") == ["Prices"]
    assert instead("fees") == []
    assert titles("fees kayak", search_operator="and") == []
    assert titles("club fees") == ["Prices"]


def test_synonyms_are_of_one_language(synonyms: Any) -> None:
    synonyms("academy، school، المدرسة", "ar")
    assert titles("academy", locale="ar") == ["المدرسة البحرية"]
    assert titles("academy", locale="en") == []
    synonyms("tariff, prices", "ar")
    assert titles("tariff", locale="en") == []
    assert titles("academy") == ["المدرسة البحرية"]


@pytest.mark.parametrize("group", ["Editors", "Publishers", "SEO staff"])
def test_editors_keep_them_in_the_admin(group: str, synonyms: Any) -> None:
    user = User.objects.create_user(f"keeper of {group}")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    listing = client.get("/admin/search-synonyms/")
    assert listing.status_code == 200
    for words, problem in (
        ("fee", "Two words at least"),
        ("fee, fees", "Two words at least"),
        (",".join(f"w{number}" for number in range(21)), "20 at most"),
        ("one two three four five, six", "4 words at most"),
    ):
        data = {"locale": content.locale("en").pk, "words": words}
        assert problem in client.post("/admin/search-synonyms/new/", data).content.decode()
    data["words"] = "price, fee"
    assert client.post("/admin/search-synonyms/new/", data).status_code == 302
    assert titles("fee") == ["Prices"]


# --- Never another word ------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["نساء", "بيانات", "prizes", "bail", "snail", "woven"])
def test_another_word_that_looks_alike_is_not_put_in_its_place(query: str) -> None:
    answer = search(query)
    assert (answer["items"], answer["meta"]["search"]["instead"]) == ([], [])


@pytest.mark.parametrize(
    ("query", "spelt"),
    [("voluntears", "volunteers"), ("المدرصة", "المدرسة"), ("everbody", "everybody")],
)
def test_what_stands_in_is_spelt_as_a_page_spells_it(query: str, spelt: str) -> None:
    assert instead(query) == [spelt]


@pytest.mark.parametrize(
    ("word", "other", "is_slip"),
    [
        *(("sial", "sail", True), ("saill", "sail", True), ("said", "sail", False)),
        *(("boad", "boat", False), ("harbur", "harbour", True), ("herbour", "harbour", True)),
        *(
            ("women", "woven", False),
            ("data", "date", False),
            ("kompetition", "competition", False),
        ),
        *(("competision", "competition", True), ("نساء", "مساء", False), ("مظرب", "مضرب", True)),
        *(("مطعام", "مطعم", True), ("قلب", "كلب", False), ("صباح", "سباح", False)),
    ],
)
def test_slips_are_what_hands_do(word: str, other: str, is_slip: bool) -> None:
    assert (slips(word, other) is not None) is is_slip


# --- The other language ------------------------------------------------------------------------


def test_an_answer_says_which_other_languages_have_matches() -> None:
    assert search("prices", locale="ar")["meta"]["search"]["other_languages"] == [
        {"locale": "en", "total_count": 1}
    ]
    assert search("prices", locale="en")["meta"]["search"]["other_languages"] == []
    assert search("prices")["meta"]["search"]["other_languages"] == []
