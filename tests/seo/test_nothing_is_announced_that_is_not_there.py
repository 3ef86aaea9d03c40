"""Documents, the head, `find`, API v2 and the sitemap give one answer about what there is.

A page that nobody has translated yet is no alternate of the page whose text it shows, and what was
taken down is nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.publishing.publish import publish
from home.models import ContentPage, HomePage
from tests import content
from tests.people import Person, Reader
from tests.snippets.translating import translate, write

ENGLISH, ARABIC = "http://localhost/en/about/", "http://localhost/ar/about/"
BOTH = {"en": ENGLISH, "ar": ARABIC, "x-default": ENGLISH}


# --- What was never translated --------------------------------------------------------------------


def alternates(links: list[dict[str, str]]) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in links}


def of_documents(reader: Reader, code: str) -> tuple[str, dict[str, str]]:
    pages = reader.seo_data(code)["pages"]
    [page] = [page for page in pages if page["path"] == f"/{code}/about/"]
    return page["canonical"], alternates(page["alternates"])


def of_the_head(reader: Reader, code: str) -> tuple[str, dict[str, str]]:
    html = reader.get(f"/api/head/?path=/{code}/about/&format=html").content.decode()
    [canonical] = re.findall(r'rel="canonical" href="([^"]+)"', html)
    links = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html)
    return canonical, dict(links)


def of_api_v2(reader: Reader, code: str) -> tuple[str, dict[str, str]]:
    page = ContentPage.objects.get(slug="about", locale=content.locale(code))
    seo = reader.get(f"/api/v2/pages/{page.pk}/").json()["seo"]
    [listed] = [
        item["seo"]
        for item in reader.get("/api/v2/pages/?fields=seo&limit=20").json()["items"]
        if item["id"] == page.pk
    ]
    assert (seo["canonical"], seo["alternates"]) == (listed["canonical"], listed["alternates"])
    return seo["canonical"], alternates(seo["alternates"])


ANSWERS = (of_documents, of_the_head, of_api_v2)


def sitemap(reader: Reader) -> str:
    return reader.get("/sitemap.xml").content.decode()


def is_announced(reader: Reader, *, as_translations: bool) -> None:
    """Whether every answer names both, each as the other's translation; or the English alone."""
    publish()
    for answer in ANSWERS:
        english = (ENGLISH, BOTH if as_translations else {"en": ENGLISH, "x-default": ENGLISH})
        arabic = (ARABIC, BOTH) if as_translations else (ENGLISH, {})
        assert answer(reader, "en") == english, answer
        assert answer(reader, "ar") == arabic, answer
    assert (ARABIC in sitemap(reader)) == as_translations
    as_built = reader.what_documents_say()
    publish(again=True)
    assert reader.what_documents_say() == as_built


def test_an_alias_that_is_sent_to_translation_is_no_translation_yet(reader: Reader) -> None:
    page = content.page()
    page.copy_for_translation(content.locale("ar"), alias=True)
    is_announced(reader, as_translations=False)

    translation = translate(page)
    is_announced(reader, as_translations=False)
    write(translation, title="من نحن")
    translation.save_target(publish=False)
    is_announced(reader, as_translations=False)

    translation.save_target(publish=True)
    is_announced(reader, as_translations=True)


@pytest.mark.parametrize("way", ["the admin", "the admin's API"])
def test_nor_is_one_that_is_detached_from_its_source(
    way: str, reader: Reader, admin: Person
) -> None:
    page = content.page()
    alias = page.copy_for_translation(content.locale("ar"), alias=True)
    url = reverse("wagtailadmin_pages:convert_alias", args=[alias.pk])
    if way == "the admin's API":
        url = f"/admin/api/main/pages/{alias.pk}/action/convert_alias/"

    admin.client.post(url)

    assert Page.objects.get(pk=alias.pk).alias_of is None
    is_announced(reader, as_translations=False)
    admin.edits_page(ContentPage.objects.get(pk=alias.pk), title="من نحن")
    is_announced(reader, as_translations=True)


def test_a_copy_of_what_is_not_translated_is_a_page_of_its_own(reader: Reader) -> None:
    page = content.page()
    page.copy_for_translation(content.locale("ar"), alias=True)
    translate(page)
    arabic = ContentPage.objects.get(locale=content.locale("ar"))
    assert arabic.is_untranslated

    copy = arabic.copy(update_attrs={"slug": "copy"})

    assert not ContentPage.objects.get(pk=copy.pk).is_untranslated
    assert Translation.objects.count() == 1


# --- What was taken down --------------------------------------------------------------------------


def paths_of_documents(reader: Reader) -> set[str]:
    return {path for code in ("en", "ar") for path in reader.paths(code)}


def paths_of_api_v2(reader: Reader) -> set[str]:
    items = reader.get("/api/v2/pages/?limit=20").json()["items"]
    return {item["path"] for item in items}


def paths_of_the_sitemap(reader: Reader) -> set[str]:
    return set(re.findall(r"<loc>http://localhost([^<]+)</loc>", sitemap(reader)))


def paths_found(reader: Reader) -> set[str]:
    paths = ("/en/", "/ar/", "/en/about/", "/ar/about/")
    return {
        path
        for path in paths
        if reader.get(f"/api/v2/pages/find/?html_path={path}").status_code in (200, 302)
    }


def paths_with_a_head(reader: Reader) -> set[str]:
    paths = ("/en/", "/ar/", "/en/about/", "/ar/about/")
    return {path for path in paths if reader.get(f"/api/head/?path={path}").status_code == 200}


PLACES: tuple[Callable[[Reader], set[str]], ...] = (
    *(paths_of_documents, paths_of_api_v2, paths_of_the_sitemap, paths_found, paths_with_a_head),
)


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_home_page_that_was_taken_down_is_nowhere(code: str, reader: Reader) -> None:
    content.arabic(content.page(), title="من نحن")
    publish()
    everything = {"/en/", "/ar/", "/en/about/", "/ar/about/"}
    assert [place(reader) for place in PLACES] == [everything] * len(PLACES)

    HomePage.objects.get(locale=content.locale(code)).unpublish()
    publish()

    paths_by_place = {place.__name__: place(reader) for place in PLACES}
    assert paths_by_place == dict.fromkeys(paths_by_place, everything - {f"/{code}/"})
    assert reader.website_data(code)["home_page"] is None
    assert reader.data(f"/api/home-page/?locale={code}") is None
    other = "ar" if code == "en" else "en"
    assert reader.website_data(other)["home_page"] is not None
