"""`/api/head/`: the whole head of what is at an address, with the status that the website answers.

A website's server puts it into its page: whoever runs no JavaScript reads what search engines do.
"""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from cms.delivery import renditions
from home.models import SiteMetadata
from tests import content


def ask(path: str, **more: str) -> Any:
    return Client().get("/api/head/", {"path": path, "format": "html", **more})


def head(path: str) -> BeautifulSoup:
    response = ask(path)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    return BeautifulSoup(response.content.decode(), "html.parser")


def metas(soup: BeautifulSoup) -> dict[str, str]:
    return {
        str(meta.get("property") or meta.get("name")): str(meta["content"])
        for meta in soup.select("meta")
    }


@pytest.fixture
def website(about: Any) -> Any:
    content.snippet(SiteMetadata, site_name="ADMSC", title_suffix=" | ADMSC", description="Sailing")
    content.arabic(about, title="من نحن <b>")
    return about


def test_it_has_all_that_search_engines_and_shared_links_read(website: Any) -> None:
    picture = content.image("Sea", (2400, 1200), alt_texts={"en": 'The "sea"'})
    website.social_image, website.search_description = picture, "Who <we> are"
    website.save_revision().publish()
    renditions.make([picture.pk])
    soup = head("/en/about/")
    assert soup.title is not None
    assert soup.title.string == "About | ADMSC"
    tags = metas(soup)
    image = tags.pop("og:image")
    assert image == tags.pop("twitter:image")
    assert "fill-1200x630" in image
    assert tags == {
        "description": "Who <we> are",
        "robots": "index, follow",
        "og:type": "website",
        "og:site_name": "ADMSC",
        "og:locale": "en_US",
        "og:locale:alternate": "ar_AE",
        "og:url": "http://localhost/en/about/",
        "og:title": "About | ADMSC",
        "og:description": "Who <we> are",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": 'The "sea"',
        "twitter:card": "summary_large_image",
        "twitter:title": "About | ADMSC",
        "twitter:description": "Who <we> are",
        "twitter:image:alt": 'The "sea"',
    }
    links = {(str(link.get("hreflang")), str(link["href"])) for link in soup.select("link")}
    assert links == {
        ("None", "http://localhost/en/about/"),
        ("en", "http://localhost/en/about/"),
        ("ar", "http://localhost/ar/about/"),
        ("x-default", "http://localhost/en/about/"),
    }


def test_arabic_is_arabic_and_nothing_is_markup(website: Any) -> None:
    response = ask("/ar/about/")
    assert response.headers["Content-Language"] == "ar"
    assert "من نحن &lt;b&gt;" in response.content.decode()
    assert metas(head("/ar/about/"))["og:locale"] == "ar_AE"


def test_an_alias_says_one_address_everywhere(about: Any) -> None:
    about.copy_for_translation(content.locale("ar"), alias=True)
    soup = head("/ar/about/")
    canonical = soup.select_one("link[rel=canonical]")
    assert canonical is not None
    assert canonical["href"] == metas(soup)["og:url"] == "http://localhost/en/about/"
    assert not soup.select("link[hreflang]")


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/en/about/", 200, None),
        ("/en/about/?utm_source=x", 200, None),
        ("/en/about", 301, "http://localhost/en/about/"),
        ("/en/about?a=b", 301, "http://localhost/en/about/?a=b"),
        ("//en//about/", 301, "http://localhost/en/about/"),
        ("/about/", 302, "http://localhost/en/about/"),
        ("/", 302, "http://localhost/en/"),
        ("/old?id=3", 301, "http://localhost/en/about/?id=3"),
        ("/%D9%82%D8%AF%D9%8A%D9%85/", 301, "http://localhost/%D9%85%D9%84%D9%81"),
        ("/soon", 302, "https://shop.example.com/a?b=c#d"),
        ("/en/search/", 200, None),
        ("/en/search", 301, "http://localhost/en/search/"),
        ("/ar/about/", 200, None),
        ("/en/nothing/", 404, None),
        ("/a/../b", 404, None),
        ("/en/%00/", 404, None),
        ("//[x/", 404, None),
        ("/en/draft/", 404, None),
    ],
)
def test_the_status_is_that_of_the_website(
    about: Any, path: str, status: int, location: str | None
) -> None:
    content.page("Draft", "draft", live=False)
    Redirect.add_redirect("/old", about)
    Redirect.add_redirect("/قديم", "/ملف")
    Redirect.add_redirect("/soon", "https://shop.example.com/a?b=c#d", is_permanent=False)
    response = ask(path)
    assert (response.status_code, response.headers.get("Location")) == (status, location)
    in_json = Client().get("/api/head/", {"path": path})
    assert in_json.status_code == status
    data = in_json.json()["data"]
    assert (data["status"], data["location"]) == (status, location)
    assert data["html"] == response.content.decode()
    if status != 200:
        assert metas(BeautifulSoup(data["html"], "html.parser")) == {"robots": "noindex"}


def test_the_format_is_that_of_accept_unless_it_is_named(about: Any) -> None:
    def kind(accept: str, **query: str) -> str:
        answer = Client().get(
            "/api/head/", {"path": "/en/about/", **query}, headers={"Accept": accept}
        )
        return str(answer.headers["Content-Type"]).partition(";")[0]

    assert kind("text/html,*/*") == "text/html"
    assert kind("*/*") == kind("application/json") == "application/json"
    assert kind("text/html", format="json") == "application/json"


def test_what_cannot_be_understood_is_refused(about: Any) -> None:
    for query in ({}, {"path": ""}, {"path": "x" * 2001}, {"path": "/", "format": "xml"}):
        response = Client().get("/api/head/", query)
        assert response.status_code == 400
        assert response.json()["status"] == "error"


def test_a_head_is_kept_until_something_in_it_changes(website: Any) -> None:
    other = content.page("Other", "other")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask("/en/about/")
        return len(captured)

    queries()
    assert queries() == 1
    other.title = "Another"
    other.save_revision().publish()
    etag = ask("/en/about/").headers["ETag"]
    unchanged = Client().get(
        "/api/head/",
        {"path": "/en/about/", "format": "html"},
        headers={"If-None-Match": etag},
    )
    assert unchanged.status_code == 304
    website.seo_title = "Who we are"
    website.save_revision().publish()
    assert "<title>Who we are</title>" in ask("/en/about/").content.decode()
    assert ask("/en/about/").headers["ETag"] != etag


def test_what_is_not_there_is_not_kept(about: Any) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(path)
        return len(captured)

    ask("/en/about/")
    for number in range(3):
        assert ask(f"/en/nothing-{number}/").status_code == 404
    assert queries("/en/about/") == 1
    assert queries("/en/nothing-0/") > 1
