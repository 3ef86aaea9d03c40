"""/sitemap.xml, /robots.txt and /.well-known/security.txt, which the website passes on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from cms.api import sitemap as sitemaps
from cms.documents import renditions
from cms.documents.builders.languages import languages
from cms.documents.builders.pages import website
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
    return {one.findtext(f"{SITEMAP}loc"): one for one in read(query).iter(f"{SITEMAP}url")}


def test_the_sitemap_names_pages_with_their_languages(about: Any) -> None:
    content.arabic(about, title="من نحن")
    page = urls()["http://localhost/ar/about/"]
    assert {one.get("hreflang"): one.get("href") for one in page.iter(f"{XHTML}link")} == {
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
    (found,) = [one.findtext(f"{IMAGE}loc") for one in page.iter(f"{IMAGE}image")]
    assert found.endswith("width-1024.format-jpeg.jpg")
    assert found.startswith("http")


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
    parts = [one.text for one in read().iter(f"{SITEMAP}loc")]
    assert parts == [f"http://localhost/sitemap.xml?part={number}" for number in (1, 2)]
    first, second = urls("?part=1"), urls("?part=2")
    assert len(first) == len(second) == 2
    assert not set(first) & set(second)
    assert len(list(second["http://localhost/ar/about/"].iter(f"{XHTML}link"))) == 3
    assert Client().get("/sitemap.xml?part=3").status_code == 404


@pytest.mark.parametrize("query", ["part=x", "part=-1", "page=1", "part=1&x=2", "part=9999999"])
def test_a_part_that_cannot_be_is_refused(database: None, query: str) -> None:
    assert Client().get(f"/sitemap.xml?{query}").status_code in (400, 404)


def test_the_sitemap_is_made_once_for_a_version(about: Any) -> None:
    first = Client().get("/sitemap.xml")
    with CaptureQueriesContext(connection) as made:
        again = Client().get("/sitemap.xml")
    assert len(made) == 1
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
    monkeypatch.setattr(sitemaps, "MOST_KEPT", 2)
    kept = [Client().get(f"/sitemap.xml{query}") for query in ("", "?part=1")]
    with CaptureQueriesContext(connection) as made:
        for number in (0, 3, 4, 5, 99999):
            assert Client().get(f"/sitemap.xml?part={number}").status_code == 404
        again = [Client().get(f"/sitemap.xml{query}") for query in ("", "?part=00001")]
    # Each asks for the version alone.
    assert len(made) == 7
    assert [one.content for one in again] == [one.content for one in kept]
    # One more than are kept pushes out one, not all.
    assert Client().get("/sitemap.xml?part=2").status_code == 200
    with CaptureQueriesContext(connection) as made:
        Client().get("/sitemap.xml?part=1")
    assert len(made) == 1


def test_a_sitemap_costs_the_same_for_many_pages(about: Any) -> None:
    def make() -> None:
        site = website(languages())
        sitemaps.build(None, site, sitemaps.listed(site))

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            make()
        return len(made)

    picture = content.image("Sea", (40, 30))
    content.page("One", "one", body=[("image", {"image": picture, "caption": ""})])
    make()
    few = queries()
    for number in range(5):
        shown = content.image(f"Sea {number}", (40, 30))
        body = [("image", {"image": shown, "caption": ""})]
        content.page("Other", f"other-{number}", body=body)
    assert queries() == few
    assert few <= 12


def test_search_engines_are_let_in_in_production_alone(database: None, settings: Any) -> None:
    assert Client().get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
    settings.MAY_BE_INDEXED = True
    said = Client().get("/robots.txt").content.decode()
    assert "Sitemap: http://localhost/sitemap.xml" in said
    assert "Disallow: /admin/" in said
    assert "Disallow: /\n" not in said
    assert "/api/" not in said


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
