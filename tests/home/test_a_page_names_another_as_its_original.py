"""A page of ours that is chosen as the original of another is followed, wherever it goes."""

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
from wagtail.models import PageViewRestriction, Revision

from home.models import ContentPage
from tests import content
from tests.home.roles import person
from tests.people import Person, Reader

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def editor(database: None) -> Person:
    User.objects.create_superuser("editor")
    return Person("editor")


@pytest.fixture
def copy(database: None) -> Any:
    return content.page("Copy", "copy")


@pytest.fixture
def news(database: None) -> Any:
    return content.page("News", "news")


def choose(editor: Person, page: Any, original: Any) -> str:
    """Publishes the page with this original; answers what the admin says."""
    answer = editor.edits_page(page, canonical_choice="page", canonical_page=original.pk)
    page.refresh_from_db()
    return said(editor.client.get(answer["Location"]))


def refused(editor: Person, page: Any, **changes: Any) -> str:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    changes |= {"body-count": "0", "action-publish": "1"}
    return said(editor.submits(url, expect=200, **changes))


def said(answer: Any) -> str:
    return BeautifulSoup(answer.content.decode(), "html.parser").get_text(" ", strip=True)


def canonical(reader: Reader, path: str) -> str:
    """As all say it: `seo_data`, API v2, the head."""
    code = path.split("/")[1]
    (seo,) = [page for page in reader.seo_data(code)["pages"] if page["path"] == path]
    found = reader.client.get(f"/api/v2/pages/find/?html_path={path}&fields=seo", follow=True)
    assert found.json()["seo"]["canonical"] == seo["canonical"]
    tags = reader.data(f"/api/head/?path={path}")["tags"]
    (link,) = [tag["attributes"] for tag in tags if tag["attributes"].get("rel") == "canonical"]
    assert link["href"] == seo["canonical"]
    listed = ElementTree.fromstring(Client().get("/sitemap.xml").content).iter(LOC)
    is_own = seo["canonical"] == seo["url"]
    assert (seo["url"] in [loc.text for loc in listed]) is is_own
    assert bool(seo["alternates"]) is is_own
    return str(seo["canonical"]).removeprefix("http://localhost")


def test_it_is_followed_when_it_is_renamed_moved_taken_down_and_deleted(
    editor: Person, reader: Reader, copy: Any, news: Any
) -> None:
    section = content.page("Section", "section")
    assert "canonical" not in choose(editor, copy, news)
    assert canonical(reader, "/en/copy/") == "/en/news/"
    editor.edits_page(news, slug="newer")
    assert canonical(reader, "/en/copy/") == "/en/newer/"
    news.refresh_from_db()
    news.move(section, pos="last-child")
    assert canonical(reader, "/en/copy/") == "/en/section/newer/"
    # Search engines are sent nowhere where readers cannot go; the choice stays, and says why.
    ContentPage.objects.get(pk=news.pk).unpublish()
    assert canonical(reader, "/en/copy/") == "/en/copy/"
    answer = editor.edits_page(copy)
    assert "Readers cannot open “News”" in said(editor.client.get(answer["Location"]))
    ContentPage.objects.get(pk=news.pk).get_latest_revision().publish()
    assert canonical(reader, "/en/copy/") == "/en/section/newer/"
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert canonical(reader, "/en/copy/") == "/en/copy/"
    restriction.delete()
    assert canonical(reader, "/en/copy/") == "/en/section/newer/"
    ContentPage.objects.get(pk=news.pk).delete()
    assert canonical(reader, "/en/copy/") == "/en/copy/"
    copy.refresh_from_db()
    assert (copy.canonical_page_id, copy.get_latest_revision_as_object().canonical_page) == (
        None,
        None,
    )


def test_each_language_names_the_page_in_its_own(
    editor: Person, reader: Reader, copy: Any, news: Any
) -> None:
    arabic_copy = content.arabic(copy, title="نسخة")
    assert "is “News”, in English" in choose(editor, arabic_copy, news)
    assert canonical(reader, "/ar/copy/") == "/en/news/"
    content.arabic(news, title="أخبار")
    assert canonical(reader, "/ar/copy/") == "/ar/news/"
    # What one language names is no matter of the other's.
    assert canonical(reader, "/en/copy/") == "/en/copy/"


def test_its_address_becomes_the_page_and_the_choice_of_this_page_empties_both(
    editor: Person, copy: Any, news: Any
) -> None:
    editor.edits_page(
        copy, canonical_choice="address", canonical_url="https://LOCALHOST/en/news#top"
    )
    copy.refresh_from_db()
    assert (copy.canonical_page_id, copy.canonical_url) == (news.pk, "")
    form = editor.reads(reverse("wagtailadmin_pages:edit", args=[copy.pk]))
    assert form.select_one("[name=canonical_choice][checked]")["value"] == "page"
    # What was written and not chosen is no original.
    editor.edits_page(copy, canonical_choice="self", canonical_url="https://example.com/")
    copy.refresh_from_db()
    assert (copy.canonical_page_id, copy.canonical_url) == (None, "")


def test_what_cannot_be_an_original_is_refused(editor: Person, copy: Any, news: Any) -> None:
    draft = content.page("Draft", "draft", live=False)
    quiet = content.page("Quiet", "quiet", is_indexable=False)
    mirror = content.page("Mirror", "mirror", canonical_page=copy)
    third = content.page("Third", "third", canonical_page=news)
    for original, reason in (
        (draft.pk, "Readers cannot open “Draft”"),
        (quiet.pk, "“Quiet” asks search engines to leave it out"),
        (mirror.pk, "“Mirror” names this page as its original"),
        (third.pk, "“Third” names another original itself. Choose that one: /en/news/"),
        (content.arabic(copy, title="نسخة").pk, "is this page in another language"),
        (content.home().get_parent().pk, "Choose a page that has an address on the website"),
        ("", "Choose the page."),
    ):
        assert reason in refused(editor, copy, canonical_choice="page", canonical_page=original)
    assert "Write the address." in refused(editor, copy, canonical_choice="address")
    copy.refresh_from_db()
    assert (copy.canonical_page_id, copy.canonical_url) == (None, "")


def test_nothing_is_told_of_a_page_that_one_may_not_see(copy: Any) -> None:
    hidden = content.page("Secret plan", "secret", live=False)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    seo = person("S")
    of_others = seo.user.groups.get()
    of_others.page_permissions.update(page=copy)
    url = reverse("wagtailadmin_pages:edit", args=[copy.pk])
    answer = seo.submits(url, expect=200, canonical_choice="page", canonical_page=hidden.pk)
    assert "Choose a page that has an address on the website" in said(answer)


def test_addresses_of_before_become_pages_and_go_back(copy: Any, news: Any) -> None:
    arabic_copy = content.arabic(copy, title="نسخة")
    content.arabic(news, title="أخبار")
    written = {
        "copy": "http://localhost/en/news",
        "other": "https://example.com/",
        "nothing": "http://localhost/en/nothing/",
        "query": "http://localhost/en/news/?page=2",
        "arabic": "http://localhost/ar/news/",
    }
    pages = {"copy": copy} | {slug: content.page(slug, slug) for slug in written if slug != "copy"}
    for slug, page in pages.items():
        page.latest_revision.content["canonical_url"] = written[slug]
        page.latest_revision.save()
        ContentPage.objects.filter(pk=page.pk).update(canonical_url=written[slug])
    executor = MigrationExecutor(connection)
    graph = executor.loader.project_state([("home", "0012_original_pages")])
    operation = executor.loader.get_migration("home", "0012_original_pages").operations[-1]

    def originals() -> dict[str, tuple[int | None, str]]:
        rows = ContentPage.objects.filter(slug__in=written, locale=copy.locale)
        return {row.slug: (row.canonical_page_id, row.canonical_url) for row in rows}

    with connection.schema_editor() as editor:
        operation.code(graph.apps, editor)
    kept = {slug: (None, address) for slug, address in written.items() if slug != "copy"}
    assert originals() == kept | {"copy": (news.pk, "")}
    draft = Revision.objects.get(pk=copy.latest_revision_id).as_object()
    assert (draft.canonical_page_id, draft.canonical_url) == (news.pk, "")
    assert not ContentPage.objects.get(pk=arabic_copy.pk).canonical_page_id
    with connection.schema_editor() as editor:
        operation.reverse_code(graph.apps, editor)
    assert originals()["copy"] == (news.pk, "http://localhost/en/news/")
