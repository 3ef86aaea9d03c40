"""What readers of a language get of pages that are not translated: lists that have them, and links
that lead on to pages in the readers' own language."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from tests import content

pytestmark = pytest.mark.usefixtures("club")
CLUB: dict[str, Any] = {}


@pytest.fixture(scope="module")
def club(database_of_the_module: None) -> None:
    """/about/ is in both languages, /about/boats/ in English alone. It links to the first one, and
    to a page that was taken down in Arabic."""
    about = CLUB["about"] = content.page("About", "about")
    CLUB["من نحن"] = arabic = content.arabic(about, title="من نحن")
    content.page("تاريخ", "history", parent=arabic)
    shop = content.page("Shop", "shop")
    content.arabic(shop, title="متجر").unpublish()
    crew = content.page("Crew", "crew", parent=about)
    content.arabic(crew, title="الطاقم").delete()
    links = "".join(
        f'<p><a linktype="page" id="{page.pk}">{page.title}</a></p>' for page in (about, shop)
    )
    button = {"title": "Join", "text": "", "button_label": "Go"}
    link = {"page": about, "route": ""}
    body = [("paragraph", links), ("call_to_action", {**button, "link": link})]
    content.page("Boats", "boats", parent=about, body=body)
    secret = content.page("Secret", "secret", parent=about)
    PageViewRestriction.objects.create(page=secret, restriction_type="login")


def find(path: str, query: str = "") -> Any:
    response = Client().get(f"/api/v2/pages/find/?html_path={quote(path)}{query}")
    assert response.status_code == 200, response.content.decode()
    return response.json()


def listed(query: str) -> list[str]:
    response = Client().get(f"/api/v2/pages/?{query}")
    assert response.status_code == 200, response.content.decode()
    return [item["title"] for item in response.json()["items"]]


# --- Links of a page ---------------------------------------------------------------------------


def test_links_of_a_page_that_is_not_translated_lead_to_the_readers_language() -> None:
    english, arabic = find("/en/about/boats/"), find("/ar/about/boats/")
    assert (arabic["find"]["fallback"], arabic["locale"]) == (True, "en")
    paragraph, button = arabic["body"]
    # "Shop" was taken down in Arabic: its words are left, as in a translated page.
    assert paragraph["value"] == '<p><a href="/ar/about/">About</a></p><p><a>Shop</a></p>'
    assert button["value"]["link"]["page"] == {
        **{"id": CLUB["من نحن"].pk, "title": "من نحن", "path": "/ar/about/", "locale": "ar"}
    }
    assert '<a href="/en/about/">' in english["body"][0]["value"]
    assert english["body"][1]["value"]["link"]["page"]["path"] == "/en/about/"


def test_its_breadcrumbs_do_too() -> None:
    paths = [crumb["path"] for crumb in find("/ar/about/boats/")["breadcrumbs"]]
    assert paths == ["/ar/", "/ar/about/", "/en/about/boats/"]
    assert [crumb["path"] for crumb in find("/en/about/boats/")["breadcrumbs"]] == [
        *("/en/", "/en/about/", "/en/about/boats/")
    ]


def test_so_do_those_of_a_list() -> None:
    items = Client().get("/api/v2/pages/?locale=ar&fallback=true&fields=body,breadcrumbs").json()
    by_title = {item["title"]: item for item in items["items"]}
    assert by_title["Boats"]["body"] == find("/ar/about/boats/")["body"]
    assert by_title["Boats"]["breadcrumbs"] == find("/ar/about/boats/")["breadcrumbs"]


# --- Lists -------------------------------------------------------------------------------------


def test_a_list_of_a_language_has_what_is_not_translated_when_asked() -> None:
    assert listed("locale=ar&type=home.ContentPage") == ["من نحن", "تاريخ"]
    everything = listed("locale=ar&type=home.ContentPage&fallback=true")
    # Taken down in Arabic: "Shop" and "Crew". Private: "Secret".
    assert sorted(everything) == ["Boats", "تاريخ", "من نحن"]
    assert sorted(listed("locale=en&type=home.ContentPage&fallback=1")) == [
        *("About", "Boats", "Crew", "Shop", "تاريخ")
    ]


def test_it_has_what_find_answers_at_the_addresses_of_the_language() -> None:
    items = Client().get("/api/v2/pages/?locale=ar&fallback=true").json()["items"]
    for item in items:
        address = item["path"].replace("/en/", "/ar/", 1)
        assert find(address)["id"] == item["id"], address


@pytest.mark.parametrize("name", ["child_of", "descendant_of"])
def test_a_section_is_the_same_section_in_every_language(name: str) -> None:
    for page in (CLUB["about"], CLUB["من نحن"]):
        assert sorted(listed(f"{name}={page.pk}&locale=ar&fallback=true")) == ["Boats", "تاريخ"]
    under_the_root = listed(f"{name}=root&locale=ar&fallback=true")
    assert "من نحن" in under_the_root
    assert ("Boats" in under_the_root) is (name == "descendant_of")
    assert listed(f"{name}={CLUB['من نحن'].pk}&locale=ar") == ["تاريخ"]


def test_a_list_with_fallbacks_is_ordered_filtered_and_searched() -> None:
    fallback = "locale=ar&type=home.ContentPage&fallback=true"
    assert listed(f"{fallback}&order=title") == ["Boats", "تاريخ", "من نحن"]
    assert listed(f"{fallback}&slug=boats") == ["Boats"]
    assert listed(f"{fallback}&search=boats") == ["Boats"]


@pytest.mark.parametrize("query", ["fallback=true", "locale=ar&fallback=maybe", "fallback="])
def test_a_fallback_needs_a_language(query: str) -> None:
    response = Client().get(f"/api/v2/pages/?{query}")
    assert response.status_code == 400
    assert response.json()["field"] == "fallback"


# --- Addresses without a language --------------------------------------------------------------


def test_an_address_without_a_language_is_one_of_the_language_that_is_asked_for() -> None:
    answer = find("/about/", "&locale=ar")
    assert answer["id"] == CLUB["من نحن"].pk
    assert answer["find"] == {
        **{"requested": "/about/", "path": "/ar/about/", "redirected": True, "permanent": False},
        "fallback": False,
    }
    assert find("/", "&locale=ar")["find"]["path"] == "/ar/"
    assert find("/about/", "&locale=en")["find"]["path"] == "/en/about/"
    assert find("/ar/about/", "&locale=ar") == find("/ar/about/")


def test_it_falls_back_as_an_address_of_the_language_does() -> None:
    answer, of_the_language = find("/about/boats/", "&locale=ar"), find("/ar/about/boats/")
    assert answer.pop("find") == {**of_the_language.pop("find"), "requested": "/about/boats/"}
    assert answer == of_the_language


def test_what_was_taken_down_in_the_language_is_not_there() -> None:
    for path in ("/shop/", "/about/crew/"):
        answer = Client().get(f"/api/v2/pages/find/?html_path={path}&locale=ar")
        assert answer.status_code == 404
        assert find(path, "&locale=en")["find"]["path"] == f"/en{path}"


def test_a_language_beside_an_address_of_another_one_is_refused() -> None:
    response = Client().get("/api/v2/pages/find/?html_path=/en/about/&locale=ar")
    assert response.status_code == 400
    assert response.json()["field"] == "locale"


# --- What is under a page ----------------------------------------------------------------------


def test_a_page_says_whether_readers_see_pages_under_it() -> None:
    assert find("/en/about/")["has_children"] is True
    assert find("/en/about/boats/")["has_children"] is False
    items = Client().get("/api/v2/pages/?fields=_,title,has_children").json()["items"]
    assert {item["title"] for item in items if item["has_children"]} == {
        *("Home", content.home("ar").title, "About", "من نحن")
    }


def test_find_has_the_pages_under_a_page_when_asked() -> None:
    children = find("/en/about/", "&include=children")["children"]
    listing = Client().get(f"/api/v2/pages/?child_of={CLUB['about'].pk}").json()
    assert children == {"items": listing["items"], "more": False}
    assert [page["title"] for page in children["items"]] == ["Crew", "Boats"]
    assert find("/en/about/boats/", "&include=children")["children"]["items"] == []
    assert set(find("/en/about/", "&include=children&fields=_,title")) == {
        *("title", "children", "find")
    }
    assert "children" not in find("/en/about/")


def test_of_very_many_pages_find_has_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.api.v2.pages.MOST_CHILDREN", 1)
    children = find("/en/about/", "&include=children")["children"]
    assert ([page["title"] for page in children["items"]], children["more"]) == (["Crew"], True)


def test_nothing_else_can_be_included() -> None:
    response = Client().get("/api/v2/pages/find/?html_path=/en/about/&include=parents")
    assert response.status_code == 400
    assert response.json()["field"] == "include"
    assert Client().get("/api/v2/pages/?include=children").status_code == 400


def test_whether_there_are_pages_under_pages_is_one_query_for_all() -> None:
    def queries(fields: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            Client().get(f"/api/v2/pages/?fields={fields}")
        return len(captured)

    assert queries("_,title,has_children") == queries("_,title") + 1


def test_what_is_under_a_page_that_was_taken_down_is_not_right_under_the_one_above() -> None:
    above = content.page("Above", "above")
    section = content.page("Section", "section", parent=above)
    content.page("Below", "below", parent=section)
    Page.objects.filter(pk=section.pk).update(live=False)
    answer = find("/en/above/", "&include=children")
    assert (answer["has_children"], answer["children"]["items"]) == (False, [])
    assert find("/en/above/section/below/")["title"] == "Below"
