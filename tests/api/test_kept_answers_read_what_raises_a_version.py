"""An answer that is kept for a version reads no table that raises none.

If it did, two processes that make it at two moments would say two things under one version.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ReferenceIndex

from cms.api.v2.router import ENDPOINTS
from cms.delivery.languages import languages
from cms.delivery.pages import website
from cms.engines import read_log
from cms.publishing.models import ContentVersion
from cms.publishing.publish import take_snapshot
from cms.publishing.triggers import content_models
from cms.seo import sitemap
from tests import content

# They say what a row is of and what version there is, and no answer repeats them.
IN_NO_ANSWER = {ContentType._meta.db_table, ContentVersion._meta.db_table}


def whole_sitemap() -> None:
    site = website(languages())
    sitemap.build(None, sitemap.read_blocks(site))


def sitemap_in_parts(monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemap, "PAGES_OF_A_PART", 2)
    listed = sitemap.read_blocks(website(languages()))
    for part in (None, 1, 2):
        sitemap.build(part, listed)


def asks(path: str) -> Callable[[], object]:
    return lambda: Client().get(path)


ANSWERS: dict[str, Callable[[], object]] = {
    "documents": take_snapshot,
    "sitemap": whole_sitemap,
    "find": asks("/api/v2/pages/find/?html_path=/en/about/"),
    "an old address": asks("/api/v2/pages/find/?html_path=/old/"),
    **{name: asks(f"/api/v2/{name}/?fields=*") for name in ENDPOINTS},
}


@pytest.fixture
def watched() -> set[str]:
    return {model._meta.db_table for model in content_models()} | IN_NO_ANSWER


@pytest.fixture
def site(about: Any) -> None:
    picture = content.image("Sea", (40, 30))
    content.page("Sea", "sea", body=[("image", {"image": picture, "caption": ""})])
    content.arabic(about, title="من نحن")
    Redirect.add_redirect("/old", about)


def tables_read(make: Callable[[], object]) -> set[str]:
    with read_log.reading() as log:
        make()
    tables = {tag.removeprefix("rows:") for tag in log.tags}
    return {table for table in tables if ":" not in table}


@pytest.mark.parametrize("name", ANSWERS)
def test_it_reads_watched_tables_alone(site: None, watched: set[str], name: str) -> None:
    assert tables_read(ANSWERS[name]) <= watched


def test_the_parts_of_the_sitemap_do_so_too(
    site: None, watched: set[str], monkeypatch: Any
) -> None:
    assert tables_read(lambda: sitemap_in_parts(monkeypatch)) <= watched


def test_a_sitemap_says_the_same_whatever_the_reference_index_knows(site: None) -> None:
    def body() -> bytes:
        return sitemap.build(None, sitemap.read_blocks(website(languages())))

    before = body()
    assert b"image:loc" in before
    ReferenceIndex.objects.all().delete()
    assert body() == before
