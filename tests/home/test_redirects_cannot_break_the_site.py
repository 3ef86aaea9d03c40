"""A redirect that would break the website is refused with the way out, by form and by import."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from home.redirect_list import problems_of
from tests import content
from tests.home.roles import person
from tests.people import Person


@pytest.fixture
def seo(database: None) -> Person:
    """Somebody of the SEO staff."""
    return person("S")


def add(who: Person, old: str, link: str = "", page: Any = None, **fields: Any) -> Any:
    """The redirect that was made, or what the form says instead."""
    url = reverse("wagtailredirects:add")
    data = {"old_path": old, "redirect_link": link, "is_permanent": "on"} | fields
    if page is not None:
        data["redirect_page"] = page.pk
    before = set(Redirect.objects.values_list("pk", flat=True))
    answer = who.client.post(url, data)
    redirect = Redirect.objects.exclude(pk__in=before).first()
    if answer.status_code == 302 and redirect is not None:
        return redirect
    assert redirect is None
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    return " ".join(error.get_text(" ", strip=True) for error in soup.select(".error-message"))


def find(path: str) -> Any:
    response = Client().get(f"/api/v2/pages/find/?html_path={quote(path)}")
    return response.json().get("find")


def listed() -> dict[str, tuple[str, bool]]:
    items = Client().get("/api/v2/redirects/?limit=50").json()["items"]
    return {item["old_path"]: (item["location"], item["is_permanent"]) for item in items}


def end_of(path: str) -> tuple[str, bool] | None:
    """Where `find` leads, as the list says it."""
    answer = find(path)
    return (answer.get("location") or answer["path"], answer["permanent"]) if answer else None


# --- Where it leads ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "location"),
    [
        ("/files/brochure.pdf", "/files/brochure.pdf"),
        ("https://shop.example.com/a?b=c#d", "https://shop.example.com/a?b=c#d"),
        ("http://LOCALHOST/files/x?b=c", "/files/x?b=c"),
        ("/%D9%85%D9%84%D9%81", "/ملف"),
    ],
)
def test_a_target_may_be_a_path_or_a_full_address(seo: Person, link: str, location: str) -> None:
    assert add(seo, "/old", link).redirect_link == location
    assert listed() == {"/old": (location, True)}
    assert end_of("/old/") == (location, True)


@pytest.mark.parametrize(
    "link", ["/en/about?from=old#team", "http://localhost/en/about/?from=old#team"]
)
def test_the_address_of_a_page_becomes_the_page_and_keeps_what_stands_behind(
    about: Any, seo: Person, link: str
) -> None:
    assert add(seo, "/old", link).redirect_page_id == about.pk
    assert end_of("/old") == ("/en/about/?from=old#team", True)
    about.slug = "who-we-are"
    about.save_revision().publish()
    assert end_of("/old") == listed()["/old"] == ("/en/who-we-are/?from=old#team", True)


def test_a_chosen_page_may_have_something_behind_its_address(about: Any, seo: Person) -> None:
    redirect = add(seo, "/old", "?a=b#top", about)
    assert end_of("/old") == ("/en/about/?a=b#top", True)
    edit = reverse("wagtailredirects:edit", args=[redirect.pk])
    seo.submits(edit, old_path="/older")
    assert end_of("/older") == ("/en/about/?a=b#top", True)


@pytest.mark.parametrize(
    ("old", "link", "reason"),
    [
        ("/old", "", "Say where this leads"),
        ("/old", "#top", "Say where this leads"),
        ("/old", "mailto:a@example.com", "A redirect leads to a path"),
        ("/old", "javascript:alert(1)", "A redirect leads to a path"),
        ("/old", "//elsewhere.example.com/", "A redirect leads to a path"),
        ("/old", "https://name:secret@example.com/", "without a name or password"),
        ("/old", "/old", "would lead to itself"),
        ("/old", "/a/../old", "A redirect leads to a path"),
        ("/a/../old", "/x", "This is no address"),
        ("/old", "http://localhost/old/?a=b", "would lead to itself"),
        ("/en/about", "/x", "The page “About” has this address"),
        ("/en/about?id=3", "/x", "The page “About” has this address"),
        ("http://localhost/en/about/", "/x", "The page “About” has this address"),
        ("/", "/x", "has this address"),
        ("https://elsewhere.example.com/old", "/x", "This is an address of another website"),
        ("//elsewhere.example.com/old", "/x", "This is an address of another website"),
        ("/en/search/", "/x", "has a screen of its own"),
        ("/old\x01", "/x", "This is no address"),
        ("/" + "ب" * 1400, "/x", "too long"),
    ],
)
def test_what_would_break_the_website_is_refused(
    about: Any, seo: Person, old: str, link: str, reason: str
) -> None:
    assert reason in add(seo, old, link)


def test_a_redirect_leads_to_one_place(about: Any, seo: Person) -> None:
    assert "leads to one place" in add(seo, "/old", "/x", about)


def test_the_cms_is_no_target(seo: Person, settings: Any) -> None:
    settings.CMS_URL = "http://localhost:8000"
    assert "address of the CMS" in add(seo, "/old", "http://localhost:8000/admin/")


def test_a_circle_of_any_length_is_refused_and_shown(seo: Person) -> None:
    Redirect.objects.bulk_create(
        Redirect(old_path=f"/{number}", redirect_link=f"/{number + 1}/") for number in range(12)
    )
    text = add(seo, "/12", "/0")
    assert "in a circle: /12 → /0 → /1" in text
    assert "the redirect from /11 first" in text


def test_chains_become_one_step_when_they_are_saved(about: Any, seo: Person) -> None:
    add(seo, "/b", "/files/c")
    assert add(seo, "/a", "/b/").redirect_link == "/files/c"
    # What led there leads to where that leads now.
    add(seo, "/files/c", page=about, is_permanent="")
    pages = dict(Redirect.objects.values_list("old_path", "redirect_page_id"))
    assert pages == {"/a": about.pk, "/b": about.pk, "/files/c": about.pk}
    assert set(listed().values()) == {("/en/about/", False)}
    assert end_of("/a") == ("/en/about/", False)


def test_a_table_is_imported_by_the_same_rules(about: Any, seo: Person) -> None:
    rows = ["/one,/files/x", "/two,/one", "/en/about,/x", "/x,/x", "https://a.example/b,/x"]
    table = "\n".join(["from,to", *rows])
    file = SimpleUploadedFile("redirects.csv", table.encode())
    step = seo.client.post(reverse("wagtailredirects:start_import"), {"import_file": file})
    form = BeautifulSoup(step.content.decode(), "html.parser").select_one("form[method=POST i]")
    assert form is not None
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    data |= {"from_index": "0", "to_index": "1", "permanent": "on", "site": ""}
    answer = seo.client.post(reverse("wagtailredirects:process_import"), data)
    text = BeautifulSoup(answer.content.decode(), "html.parser").get_text(" ", strip=True)
    assert dict(Redirect.objects.values_list("old_path", "redirect_link")) == {
        "/one": "/files/x",
        "/two": "/files/x",
    }
    for reason in ("“About” has this address", "lead to itself", "of another website"):
        assert reason in text


# --- Which addresses it is for -------------------------------------------------------------------


@pytest.mark.parametrize(
    "requested",
    [
        *("/قهوة/café", "/قهوة/café/", "/قهوة/cafe\u0301", "/%D9%82%D9%87%D9%88%D8%A9/caf%C3%A9"),
        *("/%d9%82%d9%87%d9%88%d8%a9/cafe%cc%81/", "//قهوة//café", "/قهوة/café?utm_source=x"),
    ],
)
@pytest.mark.parametrize("stored", ["/قهوة/café/", "/%D9%82%D9%87%D9%88%D8%A9/cafe%CC%81"])
def test_an_old_address_may_be_written_in_many_ways(
    seo: Person, stored: str, requested: str
) -> None:
    add(seo, stored, "/files/x")
    assert end_of(requested) == ("/files/x", True)
    assert Client().get("/api/v2/redirects/find/", {"html_path": requested}).status_code == 302


def test_a_query_matches_in_any_order_and_among_others(seo: Person) -> None:
    add(seo, "/news?id=3&lang=ar", "/files/three")
    add(seo, "/news?id=3", "/files/any")
    add(seo, "/news", "/files/news")
    assert end_of("/news?utm=a&lang=ar&x=%20&id=3") == ("/files/three", True)
    assert end_of("/news/?id=3&lang=en") == ("/files/any", True)
    assert end_of("/news?id=33") == ("/files/news", True)


def test_a_thousand_letters_of_arabic_are_not_too_long(seo: Person) -> None:
    old, new = "/" + "ب" * 1000, "/" + "ت" * 1000
    assert add(seo, quote(old), quote(new)).redirect_link == new
    assert end_of(old) == (new, True)


# --- The list ------------------------------------------------------------------------------------


def test_the_list_and_find_say_the_same_and_the_list_may_be_a_map(about: Any) -> None:
    club, draft = content.page("Club", "club"), content.page("Draft", "draft", live=False)
    site = Site.objects.get()
    rows: list[tuple[str, Any, dict[str, Any]]] = [
        *((f"/chain-{n}", f"/chain-{n + 1}", {}) for n in range(9)),
        *(("/chain-9", about, {"is_permanent": False}), ("/loop-a", "/loop-b", {})),
        *(("/loop-b", "/loop-a?x=1", {}), ("/en/club", "/files/x", {}), ("/gone", draft, {})),
        *(
            ("/twice", about, {}),
            ("/twice", club, {"site": site}),
            ("/web", "http://localhost", {}),
        ),
        *(("/query?a=1", club, {}), ("/to-query", "/query?b=2&a=1", {}), ("/self", "/self/", {})),
    ]
    for old, to, fields in rows:
        Redirect.add_redirect(old, to, **fields)
    items = listed()
    for old in {old for old, _to, _fields in rows} - {"/en/club"}:
        assert items.get(old) == end_of(old), old
    assert set(items).isdisjoint({"/loop-a", "/loop-b", "/gone", "/self", "/en/club"})
    assert items["/chain-0"] == ("/en/about/", False)
    assert items["/twice"] == ("/en/club/", True)
    # One step: no location is an old address.
    assert not {
        location.split("?")[0].rstrip("/") for location, _permanent in items.values()
    } & set(items)


def test_the_list_costs_the_same_for_many_redirects(about: Any) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert Client().get("/api/v2/redirects/?limit=50").status_code == 200
        return len(captured)

    Redirect.add_redirect("/old", about)
    queries()
    few = queries()
    for number in range(30):
        Redirect.add_redirect(f"/old-{number}", content.home() if number % 2 else f"/x-{number}")
    assert queries() == few


def test_a_redirect_outlasts_its_page_and_is_listed_as_broken(about: Any, seo: Person) -> None:
    content.page("Club", "club")
    draft = content.page("Draft", "draft", live=False)
    for old, to in {"/a": about, "/b": draft, "/c": "/nothing/", "/d": "/files/x.pdf"}.items():
        Redirect.add_redirect(old, to)
    Redirect.add_redirect("/en/club", "/files/x.pdf")
    about.delete()
    html = BeautifulSoup(
        seo.client.get(reverse("wagtailredirects:index")).content.decode(), "html.parser"
    )
    by_path = {
        cells[0].get_text(" ", strip=True): cells[-1].get_text(" ", strip=True)
        for row in html.select("table.listing tbody tr")
        if (cells := row.select("td"))
    }
    assert "was deleted" in by_path["/a"]
    assert "cannot open the page" in by_path["/b"]
    assert "No live page has the address" in by_path["/c"]
    assert by_path["/d"] == ""
    assert "“Club” has this address" in by_path["/en/club"]
    assert set(listed()) == {"/c", "/d"}


def test_the_problems_of_a_list_cost_the_same_for_many(about: Any) -> None:
    def queries() -> int:
        rows = list(Redirect.objects.select_related("redirect_page"))
        with CaptureQueriesContext(connection) as captured:
            problems_of(rows)
        return len(captured)

    Redirect.add_redirect("/old", about)
    Redirect.add_redirect("/older", "/x/")
    few = queries()
    for number in range(9):
        Redirect.add_redirect(f"/old-{number}", content.home() if number % 2 else f"/x-{number}/")
    assert queries() == few
