"""A translation has metadata of its own, and the slug of its source."""

from __future__ import annotations

import pytest
from django.urls import reverse

from home.models import ContentPage
from tests.content import home, locale
from tests.people import Person
from tests.snippets.translating import in_language, page, translate, write

pytestmark = pytest.mark.usefixtures("database")


def test_a_translation_starts_without_the_metadata_of_its_source() -> None:
    source = page(
        seo_title="English",
        social_title="English",
        is_indexable=False,
        has_nofollow=True,
        max_snippet=50,
        is_left_out_of_sitemap=True,
    )
    translate(source, title="من نحن").save_target(publish=True)
    arabic = in_language(source, "ar")
    assert (arabic.seo_title, arabic.social_title, arabic.is_indexable) == ("", "", True)
    directives = (arabic.has_nofollow, arabic.max_snippet, arabic.is_left_out_of_sitemap)
    assert directives == (False, None, False)


@pytest.mark.parametrize("of_the_source", ["", "English"])
def test_metadata_of_a_translation_is_its_own(of_the_source: str) -> None:
    source = page(seo_title=of_the_source)
    translation = translate(source, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(source, "ar")
    arabic.seo_title = "عربي"
    arabic.save_revision().publish()

    translation.source.update_from_db()
    translation.save_target(publish=True)

    assert in_language(source, "ar").seo_title == "عربي"
    assert in_language(source, "en").seo_title == of_the_source


def test_a_draft_of_metadata_outlives_what_translators_do() -> None:
    source = page()
    translation = translate(source, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(source, "ar")
    arabic.seo_title = "مسودة"
    arabic.save_revision()
    write(translation, title="عنا")
    translation.save_target(publish=False)
    draft = in_language(source, "ar").get_latest_revision_as_object()
    assert (draft.title, draft.seo_title) == ("عنا", "مسودة")
    assert in_language(source, "ar").seo_title == ""


def test_a_page_has_the_same_ascii_slug_in_all_languages() -> None:
    source = page("About", slug="about-us")
    translate(source, title="من نحن").save_target(publish=True)
    assert in_language(source, "ar").slug == "about-us"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("من نحن", "mn-nhn"),
        ("نادي ADMSC 2026", "ndy-admsc-2026"),
        ("Über uns", "uber-uns"),
        ("؟!", "page"),
        ("About", "about"),
    ],
)
def test_a_page_without_a_slug_gets_an_ascii_one_from_its_title(title: str, slug: str) -> None:
    arabic_page = ContentPage(title=title)
    home("ar").add_child(instance=arabic_page)
    assert ContentPage.objects.get(pk=arabic_page.pk).slug == slug


def test_two_pages_of_one_arabic_title_get_two_slugs() -> None:
    slugs = set()
    for _number in range(2):
        arabic_page = ContentPage(title="من نحن")
        home("ar").add_child(instance=arabic_page)
        slugs.add(arabic_page.slug)
    assert slugs == {"mn-nhn", "mn-nhn-2"}


@pytest.mark.parametrize("action", ["save", "action-publish"])
def test_an_arabic_page_can_be_made_in_the_admin_without_writing_a_slug(
    action: str, admin: Person
) -> None:
    url = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home("ar").pk])
    admin.submits(url, **{"title": "من نحن", "slug": "", "body-count": "0", action: "1"})
    arabic_page = ContentPage.objects.get()
    assert (arabic_page.slug, arabic_page.live) == ("mn-nhn", action == "action-publish")


def test_translating_from_arabic_keeps_the_slug_that_the_arabic_page_has() -> None:
    arabic_page = ContentPage(title="من نحن", slug="about", locale=locale("ar"))
    home("ar").add_child(instance=arabic_page)
    translate(arabic_page, "en", title="About us").save_target(publish=True)
    assert in_language(arabic_page, "en").slug == "about"


def test_moving_an_arabic_page_keeps_its_slug_and_follows_its_parent() -> None:
    parent = page("القسم", parent=home("ar"))
    child = page("من نحن", parent=home("ar"))
    child.move(parent, pos="last-child")
    child = ContentPage.objects.get(pk=child.pk)
    assert (child.slug, child.url_path) == ("mn-nhn", f"{parent.url_path}mn-nhn/")
