"""The own address as canonical means none; what cannot be an original is refused, with why."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail.users.models import UserProfile

from home.models import ContentPage
from tests import content
from tests.people import Person, Reader

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
OWN = [
    "http://localhost/en/about/",
    "http://localhost/en/about",
    "https://localhost/en/about/",
    "http://localhost:80/en/about/",
    "http://LOCALHOST/en/about/",
    "http://localhost./en/about/",
    "http://localhost//en/about/",
    "http://localhost/en/about/?utm_source=x",
    "http://localhost/en/about#team",
    "http://localhost/en/%61bout/",
    "  http://localhost/en/about/  ",
]


@pytest.fixture
def editor(database: None) -> Person:
    User.objects.create_superuser("editor")
    return Person("editor")


def save(editor: Person, page: Any, canonical: str, status: int = 302) -> Any:
    """Publishes the page with this canonical address; answers what the admin says."""
    written = {"canonical_choice": "address", "canonical_url": canonical}
    answer = editor.edits_page(page, **written) if status == 302 else None
    if answer is not None:
        answer = editor.client.get(answer["Location"])
    else:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        changes = written | {"body-count": "0", "action-publish": "1"}
        answer = editor.submits(url, expect=200, **changes)
    page.refresh_from_db()
    return BeautifulSoup(answer.content.decode(), "html.parser").get_text(" ", strip=True)


@pytest.mark.parametrize("written", OWN)
def test_the_own_address_is_saved_as_none(
    about: Any, editor: Person, reader: Reader, written: str
) -> None:
    content.arabic(about, title="من نحن")
    save(editor, about, written)
    assert about.canonical_url == ""
    (seo,) = [page for page in reader.seo_data("en")["pages"] if page["path"] == "/en/about/"]
    assert seo["canonical"] == "http://localhost/en/about/"
    assert len(seo["alternates"]) == 3
    sitemap = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    assert "http://localhost/en/about/" in [loc.text for loc in sitemap.iter(LOC)]


def test_a_new_page_and_one_that_is_renamed_know_their_address(editor: Person) -> None:
    add = reverse("wagtailadmin_pages:add", args=["home", "contentpage", content.home().pk])
    new = {"title": "New", "slug": "new", "canonical_url": "http://localhost/en/new/"}
    new |= {"canonical_choice": "address"}
    editor.submits(add, **new, **{"body-count": "0", "action-publish": "1"})
    page = ContentPage.objects.get(slug="new")
    assert page.canonical_url == ""
    save_as = {"canonical_choice": "address", "canonical_url": "http://localhost/en/newer/"}
    editor.edits_page(page, slug="newer", **save_as)
    page.refresh_from_db()
    assert (page.slug, page.canonical_url) == ("newer", "")


@pytest.mark.parametrize("own", ["http://localhost/en/", "http://localhost", "http://localhost/"])
def test_the_home_page_has_the_address_of_the_website(editor: Person, own: str) -> None:
    page = content.home()
    save(editor, page, own)
    assert page.canonical_url == ""


def test_what_code_saves_is_cleaned_too(about: Any) -> None:
    about.canonical_url = "https://localhost/en/about"
    about.save_revision(clean=True).publish()
    about.refresh_from_db()
    assert about.canonical_url == ""


def test_own_addresses_of_before_are_forgotten_by_the_migration(about: Any) -> None:
    other = content.page("Other", "other")
    ContentPage.objects.filter(pk=about.pk).update(canonical_url="https://localhost/en/about")
    ContentPage.objects.filter(pk=other.pk).update(canonical_url="http://localhost/en/about/")
    executor = MigrationExecutor(connection)
    graph = executor.loader.project_state([("home", "0005_aliases_of_private_pages")])
    module = executor.loader.get_migration("home", "0006_own_canonical_addresses")
    module.operations[0].code(graph.apps, None)
    canonical = dict(ContentPage.objects.values_list("slug", "canonical_url"))
    assert canonical == {"about": "", "other": "http://localhost/en/about/"}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("https://name:secret@elsewhere.example.com/", "Everybody would read the name"),
        ("https://name@localhost/en/about/", "Everybody would read the name"),
        ("http://localhost:8000/admin/pages/3/edit/", "This is an address of the CMS"),
        ("http://localhost:8000/api/seo-data/", "This is an address of the CMS"),
        ("http://localhost/en/draft/", "Readers cannot open “Draft”"),
        ("http://localhost/en/private", "Readers cannot open “Private”"),
        ("http://localhost/en/quiet/", "“Quiet” asks search engines to leave it out"),
        (
            "http://localhost/en/copy/",
            "“Copy” names another original itself. Choose that one: https://else",
        ),
        ("http://localhost/en/mirror/", "“Mirror” names this page as its original"),
        (
            "http://localhost/ar/alias/",
            "names another original itself. Choose that one: /en/alias/",
        ),
    ],
)
def test_what_cannot_be_an_original_is_refused(
    about: Any, editor: Person, settings: Any, written: str, reason: str
) -> None:
    settings.CMS_URL = "http://localhost:8000"
    content.page("Draft", "draft", live=False)
    private = content.page("Private", "private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    content.page("Quiet", "quiet", is_indexable=False)
    content.page("Copy", "copy", canonical_url="https://elsewhere.example.com/")
    content.page("Mirror", "mirror", canonical_url="http://localhost/en/about/")
    content.page("Alias", "alias").copy_for_translation(content.locale("ar"), alias=True)
    assert reason in save(editor, about, written, status=200)
    assert about.canonical_url == ""


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("https://elsewhere.example.com/x/", "Search engines will show “elsewhere.example.com”"),
        ("http://localhost/ar/news/", "is “أخبار”, in Arabic"),
        ("http://localhost/en/nothing/", "No page has the canonical address “/en/nothing/”"),
    ],
)
def test_what_may_be_meant_is_told_and_saved(
    about: Any, editor: Person, written: str, sentence: str
) -> None:
    content.arabic(content.page("News", "news"), title="أخبار")
    assert sentence in save(editor, about, written)
    assert about.canonical_url == written


def test_the_reason_is_said_in_arabic_too(about: Any, editor: Person) -> None:
    UserProfile.objects.update_or_create(user=editor.user, defaults={"preferred_language": "ar"})
    messages = save(editor, about, "https://name:secret@elsewhere.example.com/", status=200)
    assert "سيقرأ الجميع" in messages
