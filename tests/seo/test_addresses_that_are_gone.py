"""An address may be gone for good: every answer for it is a 410, unless a live page has it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from home.models.redirect_details import RedirectDetails
from home.redirect_list import problems_of
from tests.home.roles import person
from tests.home.test_redirects_cannot_break_the_site import add
from tests.people import Person


@pytest.fixture
def seo(about: Any) -> Person:
    return person("S")


def gone(who: Person, old: str, **fields: Any) -> Any:
    return add(who, old, is_gone="on", **fields)


def statuses(path: str) -> dict[str, int]:
    """Of each endpoint that answers for an address."""
    asked = quote(path)
    return {
        address: Client().get(address + asked).status_code
        for address in (
            "/api/head/?path=",
            "/api/v2/pages/find/?html_path=",
            "/api/v2/redirects/find/?html_path=",
            "/api/seo-data/?path=",
        )
    }


@pytest.mark.parametrize(
    "asked",
    ["/en/old", "/en/old/", "//en//old/?utm=x", "/en/%6Fld", "/ar/%D9%82%D8%AF%D9%8A%D9%85/"],
)
def test_every_endpoint_answers_410(seo: Person, asked: str) -> None:
    gone(seo, "/en/old/")
    gone(seo, "/ar/قديم/")
    assert set(statuses(asked).values()) == {410}


def test_letters_may_be_composed_or_not_and_a_query_counts(seo: Person) -> None:
    gone(seo, "/ar/أرشيف/")
    gone(seo, "/news?id=3")
    assert set(statuses("/ar/أرشيف").values()) == {410}
    assert set(statuses("/news/?a=b&id=3").values()) == {410}
    assert 410 not in statuses("/news/?id=4").values()


def test_the_body_is_that_of_a_404_of_the_same_endpoint(seo: Person) -> None:
    gone(seo, "/en/old/")

    def body(address: str, path: str) -> Any:
        return Client().get(address, {"html_path" if "v2" in address else "path": path}).json()

    head = body("/api/head/", "/en/old/")
    assert (head["data"]["status"], head["data"]["location"]) == (410, None)
    assert "noindex" in head["data"]["html"]
    for address in ("/api/v2/pages/find/", "/api/v2/redirects/find/", "/api/seo-data/"):
        is_gone, is_nothing = body(address, "/en/old/"), body(address, "/en/nothing/")
        assert is_gone.keys() == is_nothing.keys(), address
        assert is_gone["message"].lower() == "gone for good"
    assert body("/api/seo-data/", "/en/old/")["errors"][0]["code"] == "gone"


def test_what_leads_there_is_gone_as_well_and_listed_as_broken(seo: Person) -> None:
    leading = add(seo, "/older", "/en/old/")
    gone(seo, "/en/old/")
    leading.refresh_from_db()
    assert leading.redirect_link == "/en/old/"
    assert set(statuses("/older").values()) == {410}
    assert set(problems_of(Redirect.objects.select_related("details"))) == {leading.pk}


def test_the_list_of_redirects_has_it_for_whoever_asks(about: Any, seo: Person) -> None:
    add(seo, "/moved", page=about)
    pk = gone(seo, "/en/old/").pk

    def listed(**query: str) -> list[tuple[str, str | None]]:
        items = Client().get("/api/v2/redirects/", query).json()["items"]
        return [(item["old_path"], item["location"]) for item in items]

    assert listed() == [("/moved", "/en/about/")]
    assert listed(gone="true") == [("/en/old", None)]
    assert Client().get("/api/v2/redirects/", {"gone": "perhaps"}).status_code == 400
    assert Client().get(f"/api/v2/redirects/{pk}/").status_code == 410
    assert Client().get("/api/v2/redirects/find/", {"id": pk}).status_code == 410


def test_answers_that_are_kept_follow(about: Any, seo: Person) -> None:
    redirect = add(seo, "/en/old/", page=about)
    assert statuses("/en/old/")["/api/head/?path="] == 301
    edit = reverse("wagtailredirects:edit", args=[redirect.pk])
    seo.submits(edit, redirect_page="", redirect_link="", is_gone="on")
    assert set(statuses("/en/old/").values()) == {410}
    seo.submits(edit, redirect_page=str(about.pk), is_gone="")
    assert statuses("/en/old/")["/api/head/?path="] == 301
    assert not RedirectDetails.objects.exists()


def test_a_live_page_wins(about: Any, seo: Person) -> None:
    assert "The page “About” has this address" in gone(seo, "/en/about/")
    redirect = Redirect.objects.create(old_path="/en/about")
    RedirectDetails.objects.create(redirect=redirect, is_gone=True)
    assert statuses("/en/about/")["/api/head/?path="] == 200
    assert statuses("/en/about/")["/api/seo-data/?path="] == 200
    assert Client().get("/api/v2/redirects/?gone=true").json()["items"] == []


def test_nothing_stands_in_for_what_is_gone_in_one_language(about: Any, seo: Person) -> None:
    assert statuses("/ar/about/")["/api/v2/pages/find/?html_path="] == 200
    gone(seo, "/ar/about/")
    assert statuses("/ar/about/")["/api/v2/pages/find/?html_path="] == 410
    assert statuses("/en/about/")["/api/v2/pages/find/?html_path="] == 200
    assert "/ar/about/" not in Client().get("/sitemap.xml").content.decode()


def test_what_is_gone_leads_nowhere(about: Any, seo: Person) -> None:
    assert "leads nowhere" in gone(seo, "/en/old/", page=about)
    gone(seo, "/en/old/")
    assert "is gone for good" in add(seo, "/older", "/en/old/")
    # With a target all the same (SQL), it leads there.
    Redirect.objects.update(redirect_link="/elsewhere")
    assert statuses("/en/old/")["/api/head/?path="] == 301


def test_a_table_says_410_and_the_list_exports_it(seo: Person) -> None:
    from wagtail.contrib.redirects.views import create_redirects_from_dataset

    config = {"from_index": 0, "to_index": 1, "permanent": True, "site": None}
    rows = [("/en/a/", "410"), ("/en/b/", 410.0), ("/en/c/", "")]
    assert create_redirects_from_dataset(rows, config)["errors_count"] == 1
    assert statuses("/en/a/") == statuses("/en/b/")
    listing = seo.client.get(reverse("wagtailredirects:index"))
    assert "Gone for good" in listing.content.decode()
    assert "Broken" not in listing.content.decode()
    exported = seo.client.get(reverse("wagtailredirects:index") + "?export=csv")
    text = b"".join(exported.streaming_content).decode()
    assert "/en/a,410,410" in text


def test_visitors_who_ask_for_it_are_not_counted_as_lost(seo: Person) -> None:
    gone(seo, "/en/old/")
    sent = {"path": "/en/old/"}
    answer = Client().post("/api/not-found/", sent, content_type="application/json")
    assert answer.json()["data"] == {"noted": False}


def test_links_to_it_are_warned_of(about: Any, seo: Person) -> None:
    from snippets.link_checks import LinkChecks

    gone(seo, "/en/old/")
    assert LinkChecks((), ["/en/old/"]).warning_about_route("/en/old/")
