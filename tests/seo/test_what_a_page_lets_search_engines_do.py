"""Directives for search engines: each page says them in each language, in every answer alike."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms.delivery.shapes import ROBOTS
from home.robots_directives import RobotsDirectives
from tests import content
from tests.home.roles import edit, person
from tests.people import Reader
from tests.seo.test_what_search_engines_read import XHTML, urls


@pytest.mark.parametrize(
    ("directives", "said"),
    [
        ({}, "index, follow"),
        ({"has_nofollow": True}, "index, nofollow"),
        ({"is_indexable": False}, "noindex, follow"),
        # Nothing is shown of it, so nothing more is said.
        (
            {"is_indexable": False, "has_nofollow": True, "has_nosnippet": True},
            "noindex, nofollow",
        ),
        ({"has_nosnippet": True, "max_snippet": 50}, "index, follow, nosnippet"),
        (
            {"max_snippet": 50, "max_image_preview": "large"},
            "index, follow, max-snippet:50, max-image-preview:large",
        ),
    ],
)
def test_they_are_said_in_the_words_of_the_robots_tag(
    directives: dict[str, Any], said: str
) -> None:
    assert str(RobotsDirectives(**directives)) == said
    assert re.match(ROBOTS, said)


def test_every_answer_says_what_seo_staff_wrote_and_the_other_language_is_its_own(
    reader: Reader,
) -> None:
    page = content.page()
    arabic = content.arabic(page, title="من نحن")
    said = "index, nofollow, max-snippet:90, max-image-preview:none"
    edit(
        person("S"),
        page,
        has_nofollow="on",
        max_snippet="90",
        max_image_preview="none",
        **{"action-publish": "action-publish"},
    )
    robots = {
        entry["id"]: entry["robots"]
        for code in ("en", "ar")
        for entry in reader.seo_data(code)["pages"]
    }
    assert (robots[page.pk], robots[arabic.pk]) == (said, "index, follow")
    assert reader.data("/api/seo-data/?path=/en/about/")["robots"] == said
    head = Client().get("/api/head/?path=/en/about/&format=html").content.decode()
    assert f'<meta name="robots" content="{said}">' in head
    found = Client().get("/api/v2/pages/find/?html_path=/en/about/", follow=True).json()
    assert found["seo"]["robots"] == said


def test_a_page_that_is_left_out_of_the_sitemap_is_a_translation_all_the_same(
    reader: Reader,
) -> None:
    page = content.page()
    arabic = content.arabic(page, title="من نحن")
    before = urls()
    page.is_left_out_of_sitemap = True
    page.save_revision().publish()
    after = urls()
    assert {address for address in before if address not in after} == {
        address for address in before if address.endswith("/en/about/")
    }
    links = next(url for address, url in after.items() if address.endswith("/ar/about/"))
    assert {link.get("hreflang") for link in links.iter(f"{XHTML}link")} == {
        *("en", "ar", "x-default")
    }
    served = {entry["id"]: entry for entry in reader.seo_data("en")["pages"]}
    assert served[page.pk]["robots"] == "index, follow"
    assert arabic.pk in {entry["id"] for entry in reader.seo_data("ar")["pages"]}


def test_a_snippet_of_no_letters_is_refused(database: None) -> None:
    page = content.page()
    page.max_snippet = 0
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.error_dict) == {"max_snippet"}
