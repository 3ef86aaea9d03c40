"""/sitemap.xml, /robots.txt and /.well-known/security.txt, which the website passes on."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cms.delivery import renditions
from cms.delivery.languages import languages
from cms.delivery.pages import website
from cms.engines.versioned_cache import VersionedCache
from cms.seo import sitemap as sitemaps
from home.models import page_types
from tests import content

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"


def read(query: str = "") -> Any:
    response = Client().get(f"/sitemap.xml{query}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def urls(query: str = "") -> dict[str, Any]:
    return {url.findtext(f"{SITEMAP}loc"): url for url in read(query).iter(f"{SITEMAP}url")}


def test_the_sitemap_names_pages_with_their_languages(about: Any) -> None:
    content.arabic(about, title="من نحن")
    page = urls()["http://localhost/ar/about/"]
    assert {link.get("hreflang"): link.get("href") for link in page.iter(f"{XHTML}link")} == {
        "en": "http://localhost/en/about/",
        "ar": "http://localhost/ar/about/",
        "x-default": "http://localhost/en/about/",
    }
    modified = datetime.fromisoformat(page.findtext(f"{SITEMAP}lastmod"))
    assert (datetime.now(UTC) - modified).total_seconds() < 600


def test_the_sitemap_names_the_pictures_of_a_page(database: None) -> None:
    picture, unused = content.image("Sea & sun", (1800, 900)), content.image("Unused")
    renditions.make([picture.pk, unused.pk])
    body = [("image", {"image": picture, "caption": ""})] * 2
    content.page("About", "about", body=body)
    page = urls()["http://localhost/en/about/"]
    (address,) = [image.findtext(f"{IMAGE}loc") for image in page.iter(f"{IMAGE}image")]
    assert re.search(r"width-1024\.format-jpeg\.[0-9a-f]{12}\.jpg$", address)
    assert address.startswith("http")


def test_what_does_not_want_to_be_found_is_not_in_the_sitemap(about: Any) -> None:
    content.page("Draft", "draft", live=False)
    content.page("Quiet", "quiet", is_indexable=False)
    content.page("Copy", "copy", canonical_url="https://elsewhere.example.com/")
    about.copy_for_translation(content.locale("ar"), alias=True)
    private = content.page("Private", "private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert set(urls()) == {f"http://localhost/{path}" for path in ("en/", "ar/", "en/about/")}


def test_many_pages_come_in_parts(about: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemaps, "PAGES_OF_A_PART", 2)
    content.arabic(about, title="من نحن")
    parts = [loc.text for loc in read().iter(f"{SITEMAP}loc")]
    assert parts == [f"http://localhost/sitemap.xml?part={number}" for number in (1, 2)]
    first, second = urls("?part=1"), urls("?part=2")
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
    assert len(list(second["http://localhost/ar/about/"].iter(f"{XHTML}link"))) == 3
    assert Client().get("/sitemap.xml?part=3").status_code == 404


def test_a_part_stays_as_it_is_when_pages_of_others_come_and_go(
    about: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(sitemaps, "PAGES_OF_A_PART", 4)
    pages = [content.page(f"Page {number}", f"page-{number}") for number in range(9)]
    parts = len(list(read().iter(f"{SITEMAP}loc")))
    last, second = urls(f"?part={parts}"), urls("?part=2")
    pages[4].unpublish()
    content.page("Newest", "newest")
    assert set(urls("?part=2")) == set(second)
    assert set(urls(f"?part={parts}")) - set(last) == {"http://localhost/en/newest/"}
    # What has no page left is no part.
    for page in [about, *pages]:
        if f"http://localhost/en/{page.slug}/" in second:
            page.unpublish()
    assert len(list(read().iter(f"{SITEMAP}loc"))) == parts - 1


@pytest.mark.parametrize("query", ["part=x", "part=-1", "page=1", "part=1&x=2", "part=9999999"])
def test_a_part_that_cannot_be_is_refused(database: None, query: str) -> None:
    assert Client().get(f"/sitemap.xml?{query}").status_code in (400, 404)


def test_the_sitemap_is_made_once_for_a_version(about: Any) -> None:
    first = Client().get("/sitemap.xml")
    with CaptureQueriesContext(connection) as captured:
        again = Client().get("/sitemap.xml")
    assert len(captured) == 1
    assert again.content == first.content
    unchanged = Client().get("/sitemap.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    about.title = "Us"
    about.save_revision().publish()
    assert Client().get("/sitemap.xml").headers["ETag"] != first.headers["ETag"]


def test_a_part_that_there_is_not_costs_nothing_and_has_nothing_made_anew(
    about: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(sitemaps, "PAGES_OF_A_PART", 2)
    index, first, second = (
        len(Client().get(f"/sitemap.xml{query}").content) for query in ("", "?part=1", "?part=2")
    )
    # Each two of the three, but not all of them.
    room = index + first + second - 1
    monkeypatch.setattr(sitemaps, "_parts", VersionedCache(room))
    answers = [Client().get(f"/sitemap.xml{query}") for query in ("", "?part=1")]
    with CaptureQueriesContext(connection) as captured:
        for number in (0, 3, 4, 5, 99999):
            assert Client().get(f"/sitemap.xml?part={number}").status_code == 404
        again = [Client().get(f"/sitemap.xml{query}") for query in ("", "?part=00001")]
    # Each asks for the version alone.
    assert len(captured) == 7
    assert [response.content for response in again] == [response.content for response in answers]
    # One more than are kept pushes out one, not all.
    assert Client().get("/sitemap.xml?part=2").status_code == 200
    with CaptureQueriesContext(connection) as captured:
        Client().get("/sitemap.xml?part=1")
    assert len(captured) == 1


def test_a_sitemap_costs_the_same_for_many_pages(about: Any) -> None:
    def make() -> None:
        site = website(languages())
        sitemaps.build(None, sitemaps.read_blocks(site))

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            make()
        return len(captured)

    picture = content.image("Sea", (40, 30))
    content.page("One", "one", body=[("image", {"image": picture, "caption": ""})])
    make()
    few = queries()
    for number in range(5):
        sea = content.image(f"Sea {number}", (40, 30))
        body = [("image", {"image": sea, "caption": ""})]
        content.page("Other", f"other-{number}", body=body)
    assert queries() == few
    assert few <= 11 + len(page_types())


def test_search_engines_are_let_in_in_production_alone(database: None, settings: Any) -> None:
    assert Client().get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    settings.MAY_BE_INDEXED = True
    robots = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    assert "Disallow: /admin/" in robots
    assert "Disallow: /\n" not in robots
    assert "/api/" not in robots


def test_whom_to_tell_of_a_security_problem(database: None, settings: Any) -> None:
    assert Client().get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["mailto:security@example.com", "https://example.com/report"]
    response = Client().get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.split(": ", 1) for line in response.content.decode().splitlines()]
    fields = dict(lines)
    assert [value for name, value in lines if name == "Contact"] == settings.SECURITY_CONTACT
    expires = datetime.fromisoformat(fields["Expires"])
    assert 100 < (expires - datetime.now(UTC)).days < 365
    assert fields["Preferred-Languages"] == "en, ar"
