"""The admin's lists and choosers find Arabic in every spelling, as the public search does."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from wagtail.documents import get_document_model

from cms.search import admin_backend
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content
from tests.people import Person, snippet_url

pytestmark = pytest.mark.usefixtures("database")

# What a name says, and what is typed; the last two are beginnings.
SEARCHES = [
    ("نادي اليخوت", "النادي"),
    ("النادي البحري", "نادي"),
    ("العضوية السنوية", "العضويه"),
    ("عضويه العائلة", "العضوية"),
    ("رحلة للزوارق", "زوارق"),
    ("سباق زوارق", "للزوارق"),
    ("مدرسة الإبحار", "الابحار"),
    ("سِبَاقُ المَحَامِلِ", "محامل"),
    ("الناشئون", "النا"),
    ("النادي البحري", "الن"),
]


def text_of(admin: Person, address: str, **query: str) -> str:
    answer = admin.opens(f"{address}?{urlencode(query)}")
    if answer["Content-Type"].startswith("application/json"):  # of a dialog
        return str(answer.json()["html"])
    return str(answer.content.decode())


@pytest.mark.parametrize(("name", "query"), SEARCHES)
def test_a_page_is_found_in_its_lists_and_chooser(admin: Person, name: str, query: str) -> None:
    home = content.home("ar")
    content.page(name, "one", parent=home)
    content.page("سباحة", "other", parent=home)
    for address, parameters in (
        (reverse("wagtailadmin_pages:search"), {}),
        (reverse("wagtailadmin_explore", args=[home.pk]), {}),
        (reverse("wagtailadmin_choose_page_search"), {"page_type": "wagtailcore.page"}),
    ):
        page = text_of(admin, address, q=query, **parameters)
        assert name in page, address
        assert "سباحة" not in page, address


@pytest.mark.parametrize(("name", "query"), SEARCHES)
def test_so_is_a_snippet_a_picture_and_a_document(admin: Person, name: str, query: str) -> None:
    content.menu_item(name, code="ar")
    content.hero(name, code="ar")
    content.partner(name, code="ar")
    content.footer_link("one", name, code="ar")
    content.image(name)
    get_document_model().objects.create(title=name, file=ContentFile(b"text", name="a.txt"))
    lists = [
        *(snippet_url(model, "list") for model in (MenuItem, Hero, Partner, FooterLink)),
        reverse("wagtailimages:index"),
        reverse("wagtailimages_chooser:choose"),
        reverse("wagtaildocs:index"),
        reverse("wagtaildocs_chooser:choose"),
        reverse(Hero.snippet_viewset.chooser_viewset.get_url_name("choose")),
    ]
    for address in lists:
        assert name in text_of(admin, address, q=query), address
        assert name not in text_of(admin, address, q="سباحة"), address


@pytest.mark.parametrize(
    "query", ["boat", "boats", "Boa", "BOATS,", '"our boats"', "boats live:no"]
)
def test_english_is_found_as_before_and_in_the_singular(admin: Person, query: str) -> None:
    content.page("Our boats", "boats", live=False)
    assert "Our boats" in text_of(admin, reverse("wagtailadmin_pages:search"), q=query)


@pytest.mark.parametrize("query", ["!!!", "'", "\\", ":*", "&", "ال", "ـ", "  "])
def test_no_query_is_an_error(admin: Person, query: str) -> None:
    for address in (reverse("wagtailadmin_pages:search"), reverse("wagtailimages:index")):
        text_of(admin, address, q=query)


def test_rows_that_an_earlier_version_made_are_made_anew_by_migrate(admin: Person) -> None:
    image = content.image("نادي اليخوت")
    table = admin_backend.IndexEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET autocomplete = '', title = '', body = ''")
        cursor.execute(f"COMMENT ON TABLE {table} IS NULL")
    assert image.title not in text_of(admin, reverse("wagtailimages:index"), q="النادي")
    admin_backend.install()
    assert image.title in text_of(admin, reverse("wagtailimages:index"), q="النادي")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET autocomplete = '', title = '', body = ''")
    admin_backend.install()
    assert image.title not in text_of(admin, reverse("wagtailimages:index"), q="النادي"), "once"
