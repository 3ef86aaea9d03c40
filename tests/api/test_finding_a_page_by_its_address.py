"""`/api/v2/pages/find/?html_path=`: what a website shows at an address, in one answer.

It works in every language, follows redirects and says so, and falls back to another language while
a page is not translated.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from tests import content


def ask(path: str) -> Any:
    return Client().get(f"/api/v2/pages/find/?html_path={quote(path)}")


def find(path: str) -> Any:
    response = ask(path)
    assert response.status_code == 200, (path, response.status_code, response.content.decode())
    return response.json()


def test_an_address_shows_its_page_in_every_language(about: Any) -> None:
    arabic = content.arabic(about, title="من نحن")
    english = find("/en/about/")
    assert english["id"] == about.pk
    assert english["find"] == {
        **{"requested": "/en/about/", "path": "/en/about/", "redirected": False},
        **{"permanent": None, "fallback": False},
    }
    answer = find("/ar/about/")
    assert (answer["id"], answer["locale"], answer["title"]) == (arabic.pk, "ar", "من نحن")
    assert find("/ar/")["id"] == content.home("ar").pk


def test_the_answer_is_that_of_the_page_itself(about: Any) -> None:
    answer = find("/en/about/")
    answer.pop("find")
    assert answer == Client().get(f"/api/v2/pages/{about.pk}/").json()
    narrow = Client().get("/api/v2/pages/find/?html_path=/en/about/&fields=_,title")
    assert set(narrow.json()) == {"title", "find"}


@pytest.mark.parametrize(
    "path",
    ["/en/about", "en/about", "//en//about//", "/en/about/?utm=1", "/en/about/#us", "/en/%61bout/"],
)
def test_an_address_may_be_written_as_browsers_do(about: Any, path: str) -> None:
    assert find(path)["id"] == about.pk


def test_an_address_without_a_language_leads_to_the_first_language(about: Any) -> None:
    answer = find("/about/")
    assert answer["id"] == about.pk
    assert answer["find"]["path"] == "/en/about/"
    assert (answer["find"]["redirected"], answer["find"]["permanent"]) == (True, False)
    assert find("/")["find"]["path"] == "/en/"


def test_a_moved_page_is_found_at_its_old_address(about: Any) -> None:
    club = content.page("Club", "club")
    team = content.page("Team", "team", parent=about)
    arabic = content.arabic(content.arabic(about, title="من نحن") and team, title="الفريق")
    Page.objects.get(pk=about.pk).move(club, pos="last-child")
    answer = find("/en/about/team/")
    assert answer["id"] == team.pk
    assert answer["find"] == {
        **{"requested": "/en/about/team/", "path": "/en/club/about/team/", "redirected": True},
        **{"permanent": True, "fallback": False},
    }
    assert find("/ar/about/team/")["id"] == arabic.pk


def test_a_renamed_page_is_found_at_its_old_address(about: Any) -> None:
    about.slug = "who-we-are"
    about.save_revision().publish()
    answer = find("/en/about/")
    assert answer["id"] == about.pk
    assert answer["find"]["path"] == "/en/who-we-are/"
    assert answer["find"]["permanent"] is True


def test_a_page_that_gets_back_its_address_leaves_no_redirect_to_itself(about: Any) -> None:
    child = content.page("Team", "team", parent=about)
    for slug in ("who-we-are", "about"):
        about.slug = slug
        about.save_revision().publish()
        about = type(about).objects.get(pk=about.pk)
    items = Client().get("/api/v2/redirects/").json()["items"]
    assert {(item["old_path"], item["location"]) for item in items} == {
        ("/en/who-we-are", "/en/about/"),
        ("/en/who-we-are/team", "/en/about/team/"),
    }
    assert find("/en/who-we-are/team/")["id"] == child.pk


def test_a_redirect_to_another_website_says_where(database: None) -> None:
    Redirect.add_redirect("/shop", "https://shop.example.com/", is_permanent=False)
    assert find("/shop/") == {
        "find": {
            **{"requested": "/shop/", "path": None, "redirected": True, "permanent": False},
            **{"fallback": False, "location": "https://shop.example.com/"},
        }
    }


def test_redirects_are_followed_to_a_page_of_this_website(about: Any) -> None:
    Redirect.add_redirect("/old", "/older-than-that/")
    Redirect.add_redirect("/older-than-that", "http://localhost/en/about/?from=old", False)
    answer = find("/old/")
    assert answer["id"] == about.pk
    assert answer["find"]["path"] == "/en/about/"
    assert answer["find"]["permanent"] is False


def test_a_redirect_to_an_address_that_is_no_page_says_which(database: None) -> None:
    Redirect.add_redirect("/brochure", "/files/brochure.pdf")
    assert find("/brochure")["find"]["location"] == "/files/brochure.pdf"


def test_redirects_in_a_circle_lead_nowhere(database: None) -> None:
    Redirect.add_redirect("/a", "/b/")
    Redirect.add_redirect("/b", "/a/")
    assert ask("/a/").status_code == 404


def test_a_redirect_with_a_query_is_for_that_query(about: Any) -> None:
    Redirect.add_redirect("/news?id=3", about)
    assert find("/news?id=3")["id"] == about.pk
    assert ask("/news?id=4").status_code == 404


def test_a_redirect_of_the_site_comes_before_one_of_all_sites(about: Any) -> None:
    club = content.page("Club", "club")
    Redirect.add_redirect("/old", about)
    Redirect.add_redirect("/old", club, site=Site.objects.get())
    assert find("/old")["id"] == club.pk


def test_a_redirect_to_an_unpublished_page_is_none(about: Any) -> None:
    Redirect.add_redirect("/old", about)
    about.unpublish()
    assert ask("/old").status_code == 404


def test_a_page_that_is_not_translated_is_shown_in_the_other_language(about: Any) -> None:
    answer = find("/ar/about/")
    assert (answer["id"], answer["locale"]) == (about.pk, "en")
    assert answer["find"] == {
        **{"requested": "/ar/about/", "path": "/en/about/", "redirected": False},
        **{"permanent": None, "fallback": True},
    }


def test_an_arabic_page_that_is_not_translated_is_shown_to_english_readers(database: None) -> None:
    page = content.page("النادي", "club", parent=content.home("ar"))
    answer = find("/en/club/")
    assert (answer["id"], answer["locale"], answer["find"]["fallback"]) == (page.pk, "ar", True)


def test_a_draft_of_a_translation_is_not_shown(about: Any) -> None:
    draft = about.copy_for_translation(content.locale("ar"))
    assert not draft.live
    assert find("/ar/about/")["id"] == about.pk


def test_a_translation_that_was_taken_down_is_not_shown_in_another_language(about: Any) -> None:
    content.arabic(about, title="من نحن").unpublish()
    assert ask("/ar/about/").status_code == 404


def test_a_translation_at_another_address_is_found_by_the_shared_one(about: Any) -> None:
    arabic = content.arabic(about, title="من نحن")
    Page.objects.filter(pk=arabic.pk).update(slug="man-nahnu", url_path="/home-ar/man-nahnu/")
    answer = find("/ar/about/")
    assert answer["id"] == arabic.pk
    assert (answer["find"]["path"], answer["find"]["redirected"]) == ("/ar/man-nahnu/", True)


def test_what_readers_may_not_know_of_is_not_found(about: Any) -> None:
    hidden = content.page("Hidden", "hidden", live=False)
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    team = content.page("Team", "team", parent=about)
    for page in (hidden, about, team):
        path = page.url_path.replace("/home/", "/en/")
        for language in ("en", "ar"):
            assert ask(path.replace("/en/", f"/{language}/")).status_code == 404
            assert ask(path.replace("/en/", "/")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/en/nothing/", "/de/about/", "/en/../en/about/", "/ar/about/\n", "/en/%00/", "😀"),
        # No address to Python's urllib, which raises: a broken IPv6 host, a letter that is two.
        *("//[x/", "//℀.com/"),
    ],
)
def test_what_is_not_there_is_a_404(about: Any, path: str) -> None:
    for response in (ask(path), Client().get("/api/v2/redirects/find/", {"html_path": path})):
        assert response.status_code == 404
        assert response.json() == {"message": "not found"}


def test_a_redirect_to_what_is_no_address_leads_there(database: None) -> None:
    Redirect.add_redirect("/old", "http://localhost//[x/")
    assert find("/old")["find"]["location"] == "//[x/"


def test_find_by_id_is_as_in_wagtail(about: Any) -> None:
    response = Client().get(f"/api/v2/pages/find/?id={about.pk}&fields=title")
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"/api/v2/pages/{about.pk}/?fields=title")
    assert Client().get("/api/v2/pages/find/?id=x").json()["field"] == "id"


def test_redirects_are_listed_with_where_they_lead(about: Any) -> None:
    Redirect.add_redirect("/old", about)
    Redirect.add_redirect("/shop", "https://shop.example.com/", is_permanent=False)
    hidden = content.page("Hidden", "hidden", live=False)
    Redirect.add_redirect("/hidden", hidden)
    items = Client().get("/api/v2/redirects/").json()["items"]
    assert [(i["old_path"], i["location"], i["is_permanent"]) for i in items] == [
        ("/old", "/en/about/", True),
        ("/shop", "https://shop.example.com/", False),
    ]
    link = {"id": about.pk, "title": "About", "path": "/en/about/", "locale": "en"}
    assert [i["page"] for i in items] == [link, None]


# --- What an answer costs --------------------------------------------------------------------

MOST_QUERIES = 22


def queries(path: str, status: int = 200) -> int:
    assert ask(path).status_code == status
    with CaptureQueriesContext(connection) as captured:
        ask(path)
    return len(captured)


def test_a_look_up_costs_the_same_however_deep_the_page_is(about: Any) -> None:
    parent = about
    for name in ("one", "two", "three", "four"):
        parent = content.page(name, name, parent=parent)
    Redirect.objects.bulk_create(Redirect(old_path=f"/old-{n}") for n in range(300))
    shallow = queries("/en/about/")
    assert queries("/en/about/one/two/three/") == shallow
    # Nobody asks what is under a leaf.
    assert queries("/en/about/one/two/three/four/") == shallow - 1
    assert shallow <= MOST_QUERIES
    assert queries("/en/about/one/two/three/nothing/", 404) <= MOST_QUERIES
    Redirect.add_redirect("/old", parent)
    assert queries("/old") <= MOST_QUERIES
    assert queries("/ar/about/one/") <= MOST_QUERIES
