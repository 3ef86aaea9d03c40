"""What was taken down in a language stays away there; only what never was there falls back.

Deleting says what unpublishing says. Documents, API v2, the page lookup and links give one answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from wagtail.models import Page, PageViewRestriction

from cms.publishing import version
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.stores import memory
from home.models import ContentPage, HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.models.deleted import DeletedTranslation
from tests import content
from tests.people import Reader

MAKE: dict[Any, Callable[[], Any]] = {
    MenuItem: content.menu_item,
    FooterLink: content.footer_link,
    Partner: content.partner,
    Hero: content.hero,
}


def delete(row: Any) -> None:
    type(row).objects.get(pk=row.pk).delete()


def delete_by_sql(row: Any) -> None:
    with connection.cursor() as cursor:
        for model in (type(row), *type(row)._meta.get_parent_list()):
            cursor.execute(
                f'DELETE FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s',
                [row.pk],
            )


def unpublish(row: Any) -> None:
    type(row).objects.get(pk=row.pk).unpublish()


def make_private(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def texts_of(reader: Reader, model: Any, code: str) -> list[Any]:
    """The texts that readers of a language get of a kind, which documents and API v2 agree on."""
    publish()
    snapshot, cold = memory.newest(), take_snapshot(cold=True)
    assert snapshot == cold
    slug = model._meta.verbose_name_plural.lower().replace(" ", "-")
    of_document = reader.data(f"/api/{slug}/?locale={code}")
    of_api = reader.get(f"/api/v2/{slug}/?locale={code}").json()["items"]
    name = model.title_field
    texts = [item[name] for item in of_document]
    assert texts == [item[name] for item in of_api]
    assert reader.website_data(code)[slug.replace("-", "_")] == of_document
    return texts


def page_at(reader: Reader, path: str) -> Any:
    """The id of the page at an address, None for nothing."""
    answer = reader.get(f"/api/v2/pages/find/?html_path={path}")
    return answer.json()["id"] if answer.status_code == 200 else None


# --- Snippets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", MAKE, ids=lambda model: model.__name__)
@pytest.mark.parametrize("take_down", [delete, delete_by_sql, unpublish])
@pytest.mark.parametrize("gone", ["en", "ar"])
def test_what_was_taken_down_in_a_language_stays_away_there(
    reader: Reader, model: Any, take_down: Callable[[Any], None], gone: str
) -> None:
    english = MAKE[model]()
    arabic = content.arabic(english, **{model.title_field: "بالعربية"})
    rows = {"en": english, "ar": arabic}
    assert [texts_of(reader, model, code) for code in rows] == [[str(english)], ["بالعربية"]]
    take_down(rows[gone])
    remaining = {code: [] if code == gone else [str(row)] for code, row in rows.items()}
    assert {code: texts_of(reader, model, code) for code in rows} == remaining


def test_what_was_unpublished_before_it_was_deleted_stays_away_too(reader: Reader) -> None:
    item = content.menu_item()
    content.arabic(item, label="من نحن")
    unpublish(item)
    delete(item)
    assert (texts_of(reader, MenuItem, "en"), texts_of(reader, MenuItem, "ar")) == ([], ["من نحن"])


def test_what_never_was_in_a_language_falls_back(reader: Reader) -> None:
    item = content.menu_item()
    assert texts_of(reader, MenuItem, "ar") == ["About"]
    draft = item.copy_for_translation(content.locale("ar"))
    draft.live = False
    draft.save()
    assert texts_of(reader, MenuItem, "ar") == ["About"]
    delete(draft)
    assert texts_of(reader, MenuItem, "ar") == ["About"]


def test_what_is_translated_again_comes_back_when_it_is_published(reader: Reader) -> None:
    item = content.menu_item()
    delete(content.arabic(item, label="من نحن"))
    before = version.read().number
    draft = item.copy_for_translation(content.locale("ar"))
    draft.live = False
    draft.save()
    assert version.read().number == before
    assert texts_of(reader, MenuItem, "ar") == []
    draft.label = "عنا"
    draft.save_revision().publish()
    assert texts_of(reader, MenuItem, "ar") == ["عنا"]
    assert not DeletedTranslation.objects.exists()


def test_nothing_is_remembered_of_what_is_gone_in_every_language(reader: Reader) -> None:
    item, page = content.menu_item(), content.page()
    for row in (item, page):
        delete(content.arabic(row))
    assert DeletedTranslation.objects.count() == 2
    delete(item)
    delete(page)
    assert not DeletedTranslation.objects.exists()
    content.arabic(item := content.menu_item())
    MenuItem.objects.filter(translation_key=item.translation_key).delete()
    assert not DeletedTranslation.objects.exists()


def test_what_pages_fall_back_to_is_not_said_in_a_language_where_it_was_deleted(
    reader: Reader,
) -> None:
    english = content.snippet(SiteMetadata, site_name="Club", description="We sail")
    delete(content.arabic(english, site_name="النادي", description="نبحر"))
    publish()
    about = content.arabic(content.page(), title="من نحن")
    publish()
    entries = {page["id"]: page for page in reader.seo_data("ar")["pages"]}
    detail = reader.get(f"/api/v2/pages/{about.pk}/?fields=*").json()
    assert entries[about.pk]["description"] == detail["seo"]["description"] == ""
    assert reader.seo_data("en")["site"]["description"] == "We sail"


# --- Pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("take_down", [delete, delete_by_sql, unpublish, make_private])
def test_a_page_that_was_taken_down_is_not_at_its_address_nor_linked_to(
    reader: Reader, take_down: Callable[[Any], None]
) -> None:
    english = content.page()
    arabic = content.arabic(english, title="من نحن")
    content.arabic(content.menu_item(page=english), label="من نحن")
    publish()
    assert [page_at(reader, f"/{code}/about/") for code in ("en", "ar")] == [english.pk, arabic.pk]
    take_down(arabic)
    assert texts_of(reader, MenuItem, "ar") == []
    assert texts_of(reader, MenuItem, "en") == ["About"]
    assert [page_at(reader, f"/{code}/about/") for code in ("en", "ar")] == [english.pk, None]


def test_the_source_page_may_be_the_one_that_is_gone(reader: Reader) -> None:
    english = content.page()
    arabic = content.arabic(english, title="من نحن")
    publish()
    delete(english)
    publish()
    assert [page_at(reader, f"/{code}/about/") for code in ("en", "ar")] == [None, arabic.pk]


def test_pages_below_a_deleted_page_stay_away_too(reader: Reader) -> None:
    english = content.page()
    below = content.page("Team", "team", parent=english)
    content.arabic(english, title="من نحن")
    arabic = content.arabic(below, title="الفريق")
    delete(english)
    publish()
    assert page_at(reader, "/en/about/team/") is None
    assert page_at(reader, "/ar/about/team/") == arabic.pk


@pytest.mark.parametrize("take_down", [delete, unpublish, make_private])
def test_texts_do_not_lead_to_a_page_that_was_taken_down(
    reader: Reader, take_down: Callable[[Any], None]
) -> None:
    english = content.page()
    arabic = content.arabic(english, title="من نحن")
    link = f'<p><a linktype="page" id="{english.pk}">x</a></p>'
    fields = {"parent": content.home("ar"), "body": [("paragraph", link)]}
    page = content.page("النادي", "club", **fields)

    def text() -> str:
        publish()
        answer = reader.get(f"/api/v2/pages/{page.pk}/").json()
        return str(answer["body"][0]["value"])

    assert 'href="/ar/about/"' in text()
    take_down(arabic)
    assert "href" not in text()


def test_a_page_that_was_never_translated_falls_back(reader: Reader) -> None:
    english = content.page()
    content.arabic(content.menu_item(page=english), label="من نحن")
    assert texts_of(reader, MenuItem, "ar") == ["من نحن"]
    assert page_at(reader, "/ar/about/") == english.pk
    draft = english.copy_for_translation(content.locale("ar"))
    delete(ContentPage.objects.get(pk=draft.pk))
    assert texts_of(reader, MenuItem, "ar") == ["من نحن"]
    assert page_at(reader, "/ar/about/") == english.pk


# --- The home page -------------------------------------------------------------------------------


@pytest.mark.parametrize("take_down", [delete_by_sql, unpublish, make_private])
def test_there_is_no_home_page_where_it_was_taken_down(
    reader: Reader, take_down: Callable[[Any], None]
) -> None:
    arabic = content.home("ar")
    arabic.save_revision().publish()
    publish()
    assert reader.website_data("ar")["home_page"]["id"] == page_at(reader, "/ar/") == arabic.pk
    take_down(arabic)
    publish()
    assert memory.newest() == take_snapshot(cold=True)
    assert reader.data("/api/home-page/?locale=ar") is None
    assert reader.website_data("ar")["home_page"] is None
    assert reader.website_data("ar")["hero"] is None
    assert page_at(reader, "/ar/") is None
    english = content.home()
    assert reader.website_data("en")["home_page"]["id"] == page_at(reader, "/en/") == english.pk


def test_the_home_page_falls_back_where_there_never_was_one(reader: Reader) -> None:
    delete_by_sql(content.home("ar"))
    DeletedTranslation.objects.all().delete()
    publish()
    english = content.home()
    assert reader.website_data("ar")["home_page"]["id"] == page_at(reader, "/ar/") == english.pk


# --- What else builds and answers on it ----------------------------------------------------------


def test_a_deletion_of_a_page_in_no_menu_is_no_news_to_other_documents(reader: Reader) -> None:
    content.menu_item(page=content.page("Linked", "linked"))
    other = content.arabic(content.page())
    publish()
    etag = reader.get("/api/website-data/?locale=ar")["ETag"]
    delete(other)
    publish()
    assert reader.get("/api/website-data/?locale=ar")["ETag"] == etag
    assert memory.newest() == take_snapshot(cold=True)


def test_a_trace_that_is_taken_away_by_hand_reaches_readers(reader: Reader) -> None:
    english = content.page()
    content.arabic(content.menu_item(page=english), label="من نحن")
    delete(content.arabic(english))
    item = content.menu_item("Club", "/club/")
    delete(content.arabic(item, label="النادي"))
    assert texts_of(reader, MenuItem, "ar") == []
    for table, label in (("snippets_menuitem", "Club"), (Page._meta.db_table, "من نحن")):
        before = texts_of(reader, MenuItem, "ar")
        DeletedTranslation.objects.filter(table_name=table).delete()
        assert sorted(texts_of(reader, MenuItem, "ar")) == sorted([*before, label])


def test_every_kind_and_all_pages_leave_a_trace(database: None) -> None:
    rows = [make() for make in MAKE.values()]
    rows += [content.page(), content.snippet(SiteMetadata, site_name="Club")]
    for row in rows:
        delete(content.arabic(row))
    delete_by_sql(HomePage.objects.get(locale=content.locale("ar")))
    tables = set(DeletedTranslation.objects.values_list("table_name", flat=True))
    kinds = {model._meta.db_table for model in (*MAKE, SiteMetadata)}
    assert tables == {*kinds, Page._meta.db_table}


def test_what_code_made_live_was_there_too(reader: Reader) -> None:
    """As the first home pages, which no revision was published of."""
    item = content.menu_item()
    english = MenuItem.objects.create(
        label="Club", route="/club/", locale=content.locale("en"), live=True
    )
    arabic = english.copy_for_translation(content.locale("ar"))
    arabic.label, arabic.live, arabic.first_published_at = "النادي", True, None
    arabic.save()
    assert item.live

    arabic.unpublish()
    publish()

    assert "Club" in reader.menu("en")
    assert "Club" not in reader.menu("ar")
