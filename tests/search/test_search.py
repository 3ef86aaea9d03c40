"""`/api/v2/pages/?search=`: what readers find, in which order, and that it is never old.

Arabic spellings have a file of their own (test_arabic_search.py).
"""

from __future__ import annotations

import os
import time
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.search import index, query
from cms.search.models import PageText, SearchWord, StalePageText
from home.models import ContentPage
from tests import content


def search(query: str, **more: Any) -> Any:
    response = Client().get("/api/v2/pages/", {"search": query, **more})
    assert response.status_code == 200, response.content.decode()
    return response.json()


def titles(query: str, **more: Any) -> list[str]:
    return [item["title"] for item in search(query, **more)["items"]]


def page(title: str, slug: str, *paragraphs: str, **fields: Any) -> Any:
    body = [("paragraph", f"<p>{text}</p>") for text in paragraphs]
    return content.page(title, slug, body=body, **fields)


# --- What is found, in which order -----------------------------------------------------------


def test_a_word_in_the_title_comes_before_any_number_in_the_text(database: None) -> None:
    page("Races", "races", *["We go sailing, sailing, sailing."] * 20)
    page("Sailing", "sailing", "Come with us.")
    assert titles("sailing") == ["Sailing", "Races"]


def test_the_word_itself_comes_before_words_that_begin_like_it(database: None) -> None:
    page("Boathouse", "boathouse")
    page("Boat", "boat")
    assert titles("boat") == ["Boat", "Boathouse"]
    assert titles("boats") == ["Boat", "Boathouse"]


def test_what_blocks_say_is_found_and_their_addresses_are_not(database: None) -> None:
    content.page(
        "Club",
        "club",
        introduction="Founded long ago",
        body=[
            ("heading", {"text": "Harbour", "level": "h2"}),
            ("quote", {"text": "Wind is free", "attribution": "Noor"}),
            ("faq", {"questions": [{"question": "When?", "answer": "<p>At <b>dawn</b></p>"}]}),
            ("cards", {"cards": [{"title": "Join", "link": {"route": "/secretpath/"}}]}),
        ],
    )
    for word in ("founded", "harbour", "wind", "noor", "dawn", "join"):
        assert titles(word) == ["Club"], word
    for word in ("secretpath", "h2", "heading", "route"):
        assert titles(word) == [], word


def test_all_words_are_wanted_before_any(database: None) -> None:
    page("Sea swimming", "both")
    page("Swimming", "one")
    assert titles("sea swimming") == ["Sea swimming"]
    assert titles("sea swimming", search_operator="or") == ["Sea swimming", "Swimming"]
    assert titles("sea racing") == ["Sea swimming"]
    assert titles("sea racing", search_operator="and") == []


def test_a_misspelt_word_stands_for_the_one_that_pages_say(database: None) -> None:
    page("Sailing school", "school")
    answer = search("sialing")
    assert [item["title"] for item in answer["items"]] == ["Sailing school"]
    assert answer["meta"] == {
        "total_count": 1,
        "search": {"instead": ["Sailing"], "other_languages": []},
    }
    assert search("sailing")["meta"]["search"]["instead"] == []
    assert titles("qqqqqqq") == []


def test_a_search_is_among_the_pages_that_are_listed(about: Any) -> None:
    page("Sailing", "sailing", parent=about)
    content.arabic(page("Sailing", "other"), title="Sailing الشراع")
    assert len(titles("sailing")) == 3
    assert titles("sailing", locale="ar") == ["Sailing الشراع"]
    assert titles("sailing", child_of=about.pk) == ["Sailing"]
    assert titles("sailing", type="home.HomePage") == []
    assert titles("sailing", type="home.ContentPage", slug="other", locale="en") == ["Sailing"]
    assert titles("sailing", order="-id")[0] == "Sailing الشراع"
    assert len(search("sailing", limit=1, offset=1)["items"]) == 1


# --- What is shown of it ---------------------------------------------------------------------


def test_a_snippet_marks_the_words_and_is_safe(database: None) -> None:
    page("Wind & <waves>", "wind", "Nothing here. " * 30, "We &lt;b&gt; love the wind, at sea.")
    (item,) = search("wind")["items"]
    assert item["search"]["title"] == "<mark>Wind</mark> &amp; &lt;waves&gt;"
    snippet = item["search"]["snippet"]
    assert "We &lt;b&gt; love the <mark>wind</mark>, at sea." in snippet
    assert snippet.startswith("…")
    assert len(snippet) < 300
    assert item["search"]["score"] > 100


def test_a_snippet_marks_an_arabic_word_as_it_is_written(database: None) -> None:
    page("النادي", "club", "نُحِبُّ الْبَحْرَ كثيرا", parent=content.home("ar"))
    (item,) = search("بحر")["items"]
    assert item["search"]["snippet"] == "نُحِبُّ <mark>الْبَحْرَ</mark> كثيرا"


def test_a_snippet_shows_where_most_of_the_words_are() -> None:
    text = f"wind {'calm ' * 100}wind and wind again {'calm ' * 100}wind"
    snippet = query.snippet(text, frozenset({"wind"}))
    assert "<mark>wind</mark> and <mark>wind</mark> again" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")


def test_a_long_text_is_looked_at_as_far_as_it_is_cheap(about: Any) -> None:
    page("Book", "book", "calm " * 3000, "Storm at last.")
    (item,) = search("storm")["items"]
    assert item["search"]["snippet"] == f"{'calm ' * 36}…".replace(" …", "…")
    started = time.process_time()
    snippet = query.snippet("wind " * 40_000, frozenset({"wind", "waves", "sea"}))
    assert time.process_time() - started < 0.2
    assert snippet.count("<mark>") == 36
    assert snippet.endswith("…")


def test_a_search_takes_a_smaller_limit(about: Any) -> None:
    assert len(search("about", limit=50)["items"]) == 1
    refused = Client().get("/api/v2/pages/", {"search": "about", "limit": 51})
    assert refused.status_code == 400
    assert refused.json() == {
        "message": "limit: cannot be higher than 50 with search",
        "field": "limit",
    }
    assert Client().get("/api/v2/pages/?limit=100").status_code == 200


# --- Never old, never more than readers may know ----------------------------------------------


@pytest.mark.parametrize("way", ["unpublished", "private", "deleted", "another language"])
def test_a_misspelt_word_tells_nothing_of_pages_that_are_not_listed(
    database: None, way: str
) -> None:
    falcon = page("Falcon", "falcon")
    assert search("falcan")["meta"]["search"]["instead"] == ["Falcon"]
    if way == "unpublished":
        falcon.unpublish()
    elif way == "private":
        PageViewRestriction.objects.create(page=falcon, restriction_type="login")
    elif way == "deleted":
        falcon.delete()
    more = {"locale": "ar"} if way == "another language" else {}
    answer = search("falcan", **more)
    assert answer["meta"] == {"total_count": 0, "search": {"instead": [], "other_languages": []}}
    # Nor do those words crowd out what may be told.
    page("Falcans", "falcans-of-old", parent=content.home("ar" if more else "en"))
    assert search("falcen", **more)["meta"]["search"]["instead"] == ["Falcans"]


def test_words_that_no_page_says_any_more_are_forgotten(about: Any) -> None:
    def search_words() -> set[str]:
        index.catch_up()
        return set(SearchWord.objects.values_list("word", flat=True))

    lighthouse = page("Lighthouse", "lighthouse", "About lamps")
    assert {"lighthouse", "lamp", "about"} <= search_words()
    lighthouse.body = []
    lighthouse.save_revision().publish()
    assert "lamp" not in search_words()
    lighthouse.unpublish()
    assert "lighthouse" not in search_words()
    # Another page still says it.
    assert "about" in search_words()
    SearchWord.objects.create(word="zanzibar", trigrams=["zan"])
    index.install()
    assert "zanzibar" not in search_words()


def test_what_is_published_is_found_by_the_next_search(about: Any) -> None:
    assert titles("lighthouse") == []
    about.title = "Lighthouse"
    about.save_revision().publish()
    assert titles("lighthouse") == ["Lighthouse"]
    assert titles("about") == []


def test_a_draft_is_not_found(about: Any) -> None:
    about.title = "Lighthouse"
    about.save_revision()
    content.page("Lighthouse keeper", "keeper", live=False)
    assert titles("lighthouse") == []


@pytest.mark.parametrize("way", ["unpublished", "private", "deleted", "by SQL", "moved"])
def test_what_goes_is_not_found_any_more(about: Any, way: str) -> None:
    assert titles("about") == ["About"]
    if way == "unpublished":
        about.unpublish()
    elif way == "private":
        PageViewRestriction.objects.create(page=about, restriction_type="login")
    elif way == "deleted":
        about.delete()
    elif way == "moved":
        Page.objects.get(pk=about.pk).move(Page.objects.get(depth=1), pos="last-child")
    else:
        Page.objects.filter(pk=about.pk).update(live=False)
    assert titles("about") == []


def test_a_change_by_sql_is_found(about: Any) -> None:
    assert titles("about") == ["About"]
    Page.objects.filter(pk=about.pk).update(title="Lighthouse")
    ContentPage.objects.filter(pk=about.pk).update(introduction="A tall tower")
    assert titles("lighthouse tower") == ["Lighthouse"]


def test_a_change_that_is_not_committed_is_not_taken_for_done(about: Any) -> None:
    """The note of a change made while another session makes texts stays until it is committed."""
    assert titles("about") == ["About"]
    ContentPage.objects.filter(pk=about.pk).update(introduction="first")
    with psycopg.connect(os.environ["DATABASE_URL"]) as session:
        session.execute(
            "UPDATE wagtailcore_page SET title = 'Lighthouse' WHERE id = %s", [about.pk]
        )
        assert titles("about") == ["About"]
        session.commit()
    assert titles("lighthouse") == ["Lighthouse"]


def test_a_search_does_not_wait_for_ever_for_another_that_makes_texts(
    about: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(index, "LONGEST_WAIT", 0.1)
    assert titles("about") == ["About"]
    Page.objects.filter(pk=about.pk).update(title="Lighthouse")
    with psycopg.connect(os.environ["DATABASE_URL"]) as session:
        session.execute("SELECT pg_advisory_xact_lock(hashtext('cms_pagetext'))")
        assert titles("about") == ["Lighthouse"]  # by what it said
        about.unpublish()
        assert titles("about") == []
    assert titles("lighthouse") == []


def test_of_many_changes_at_once_a_search_makes_up_for_some(about: Any, monkeypatch: Any) -> None:
    assert titles("about") == ["About"]
    Page.objects.update(title="Lighthouse")
    monkeypatch.setattr(index.catch_up, "__defaults__", (1,))
    stale = StalePageText.objects.count()
    titles("about")
    assert StalePageText.objects.count() == stale - 1
    for _search in range(stale):
        titles("about")
    assert "Lighthouse" in titles("lighthouse")
    assert titles("about") == []


def test_a_draft_save_gives_searches_nothing_to_do(about: Any) -> None:
    index.catch_up()
    about.title = "Lighthouse"
    about.save_revision()
    assert not StalePageText.objects.exists()


def test_texts_can_be_made_anew(about: Any, capsys: Any) -> None:
    titles("about")
    PageText.objects.update(title="x", text="x", vector="")
    PageText.objects.create(page_id=9999, recipe=0, title="gone", text="", vector="'gon':1A")
    call_command("rebuild_page_search")
    # The root, two home pages, this one, and the one that is gone.
    assert capsys.readouterr().out.startswith("5 pages in ")
    assert titles("about") == ["About"]
    assert not PageText.objects.filter(pk=9999).exists()


def test_another_recipe_has_all_texts_made_anew(about: Any, monkeypatch: Any) -> None:
    titles("about")
    assert not StalePageText.objects.exists()
    monkeypatch.setattr(index, "RECIPE", index.RECIPE + 1)
    index.install()
    assert StalePageText.objects.filter(pk=about.pk).exists()


# --- What it costs ---------------------------------------------------------------------------


def test_a_search_costs_the_same_for_many_pages(about: Any) -> None:
    def queries(query: str) -> int:
        search(query)
        with CaptureQueriesContext(connection) as captured:
            search(query)
        return len(captured)

    page("Wind", "wind", "wind")
    few = queries("wind")
    with transaction.atomic():
        for number in range(20):
            page("Wind", f"wind-{number}", "wind " * 50)
    assert queries("wind") == few
    assert few <= 10
    assert queries("wnid") <= few + 3


def test_a_search_makes_up_for_a_bounded_number_of_pages(about: Any, monkeypatch: Any) -> None:
    index.note_all()
    assert index.catch_up(most=2) == 2
    assert StalePageText.objects.count() == Page.objects.count() - 2


def test_of_more_pages_than_are_ranked_those_that_say_it_in_the_title_are(
    database: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(query, "MOST_RANKED", 3)
    page("Sailing", "sailing", "Come with us.")
    for number in range(5):
        page(f"Race {number}", f"race-{number}", "We go sailing.")
    answer = search("sailing")
    assert [item["title"] for item in answer["items"]] == ["Sailing", "Race 3", "Race 4"]
    assert answer["meta"]["total_count"] == 3
    assert titles("sailing", order="-title") == ["Sailing", "Race 4", "Race 3"]
