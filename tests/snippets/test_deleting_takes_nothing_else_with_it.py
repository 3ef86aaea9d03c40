"""Deleting one language of something takes nothing else with it.

What pointed to it points to another language. When none is left, readers see no empty link and no
button that leads nowhere, what was under a menu item moves up, and the website keeps its address.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page, Site

from cms.publishing.publish import publish, take_snapshot
from cms.publishing.stores import memory
from snippets.models import FooterLink, Hero, MenuItem
from tests import content
from tests.editorial.test_the_admin_in_both_languages import reader as somebody_who_reads
from tests.people import Person, Reader, snippet_url


def in_python(page: Any, admin: Person) -> None:
    Page.objects.get(pk=page.pk).delete()


def as_a_queryset(page: Any, admin: Person) -> None:
    Page.objects.filter(pk=page.pk).delete()


def in_the_admin(page: Any, admin: Person) -> None:
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    assert admin.client.post(url).status_code == 302


def in_bulk(page: Any, admin: Person) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    assert admin.client.post(f"{url}?id={page.pk}&next=/admin/").status_code == 302


EVERY_WAY = pytest.mark.parametrize("delete", [in_python, as_a_queryset, in_the_admin, in_bulk])
Delete = Callable[[Any, Person], None]


def shell(reader: Reader, code: str) -> dict[str, Any]:
    """Where the menu item, the footer link and the button lead, as a build of now says."""
    publish()
    assert memory.newest() == take_snapshot(cold=True)
    website = reader.website_data(code)
    return {
        "menu": [item["route"] for item in website["menu_items"]],
        "footer": [item["route"] for item in website["footer_links"]],
        "button": [(item["button_label"], item["button_route"]) for item in website["heroes"]],
    }


def all_lead_to(page: Any) -> list[Any]:
    """A menu item, a footer link and a hero that lead to a page, in both languages."""
    rows = [
        content.menu_item(page=page),
        content.footer_link(page=page, route=""),
        content.hero(button_label="Sail", button_page=page),
    ]
    for row in rows:
        content.arabic(row)
    return rows


NOTHING = {"menu": [], "footer": [], "button": [("", "")]}
IN_ARABIC = {"menu": ["/ar/about/"], "footer": ["/ar/about/"], "button": [("Sail", "/ar/about/")]}


# --- References to a page ------------------------------------------------------------------------


@EVERY_WAY
def test_links_to_a_page_that_is_deleted_in_a_language_lead_to_it_in_the_other(
    reader: Reader, admin: Person, delete: Delete
) -> None:
    english = content.page()
    arabic = content.arabic(english, title="من نحن")
    all_lead_to(english)
    assert shell(reader, "ar") == IN_ARABIC
    delete(english, admin)
    assert shell(reader, "ar") == IN_ARABIC
    assert shell(reader, "en") == NOTHING
    assert {row.page_id for row in MenuItem.objects.all()} == {arabic.pk}
    assert {row.page_id for row in FooterLink.objects.all()} == {arabic.pk}
    assert {row.button_page_id for row in Hero.objects.all()} == {arabic.pk}


def test_links_to_a_page_below_the_deleted_one_too(reader: Reader, admin: Person) -> None:
    above = content.page("Above", "above")
    below = content.page("Below", "below", parent=above)
    content.arabic(above)
    arabic = content.arabic(below)
    all_lead_to(below)
    in_python(above, admin)
    assert shell(reader, "ar")["menu"] == ["/ar/above/below/"]
    assert {row.page_id for row in MenuItem.objects.all()} == {arabic.pk}


@EVERY_WAY
def test_when_no_language_is_left_nothing_leads_nowhere(
    reader: Reader, admin: Person, delete: Delete
) -> None:
    english = content.page()
    arabic = content.arabic(english, title="من نحن")
    all_lead_to(english)
    delete(english, admin)
    delete(arabic, admin)
    assert shell(reader, "en") == shell(reader, "ar") == NOTHING
    items = reader.get("/api/v2/heroes/?locale=en").json()["items"]
    assert [(item["button_label"], item["button_page"]) for item in items] == [("", None)]


def test_deleting_both_languages_at_once_leaves_no_reference(database: None) -> None:
    english = content.page()
    content.arabic(english)
    all_lead_to(english)
    Page.objects.filter(translation_key=english.translation_key).delete()
    assert {row.page_id for row in MenuItem.objects.all()} == {None}


def test_a_link_prefers_the_language_that_readers_have(database: None, admin: Person) -> None:
    english = content.page()
    draft = content.arabic(english)
    draft.unpublish()
    item = content.menu_item(page=english)
    in_python(english, admin)
    item.refresh_from_db()
    assert item.page_id == draft.pk  # there is no other


def test_a_draft_leads_to_the_other_language_too(database: None, admin: Person) -> None:
    first, second = content.page(), content.page("Club", "club")
    arabic = content.arabic(second, title="النادي")
    item = content.menu_item(page=first)
    item.page = second
    item.save_revision()
    in_python(second, admin)
    item = MenuItem.objects.get(pk=item.pk)
    assert item.page_id == first.pk
    item.get_latest_revision().publish()
    assert MenuItem.objects.get(pk=item.pk).page_id == arabic.pk


# --- What is under a menu item -------------------------------------------------------------------


def test_what_is_under_a_menu_item_moves_up_when_its_last_language_is_deleted(
    reader: Reader, admin: Person
) -> None:
    parent = content.menu_item("About")
    arabic = content.arabic(parent, label="من نحن")
    child = content.menu_item("Team", "/team/", parent=parent)
    content.arabic(child, label="الفريق")
    publish()
    assert reader.menu("en") == ["About"]
    for row in (parent, arabic):
        url = snippet_url(MenuItem, "delete", row.pk)
        assert admin.client.post(url).status_code == 302
    publish()
    assert reader.menu("en") == ["Team"]
    assert reader.menu("ar") == ["الفريق"]
    assert {row.parent_id for row in MenuItem.objects.all()} == {None}


def test_what_is_under_a_menu_item_moves_up_when_all_languages_go_at_once(database: None) -> None:
    parent = content.menu_item("About")
    content.arabic(parent)
    child = content.menu_item("Team", "/team/", parent=parent)
    MenuItem.objects.filter(translation_key=parent.translation_key).delete()
    [remaining] = MenuItem.objects.all()
    assert (remaining.pk, remaining.parent_id) == (child.pk, None)


# --- The website itself --------------------------------------------------------------------------


@EVERY_WAY
def test_the_website_outlives_the_home_page_of_a_language(
    reader: Reader, admin: Person, delete: Delete
) -> None:
    english, arabic = content.home(), content.home("ar")
    content.arabic(content.page("Club", "club"), title="النادي")
    delete(english, admin)
    [site] = Site.objects.all()
    assert (site.root_page_id, site.is_default_site) == (arabic.pk, True)
    publish()
    assert memory.newest() == take_snapshot(cold=True)
    assert reader.website_data("ar")["home_page"]["path"] == "/ar/"
    assert reader.paths("ar") == ["/ar/", "/ar/club/"]
    assert reader.paths("en") == []
    assert reader.get("/api/v2/pages/find/?html_path=/ar/club/").status_code == 200


REFUSED = {
    "en": "is the website's home page in its last language and cannot be deleted",
    "ar": "هي الصفحة الرئيسية للموقع بآخر لغاته",
}


@EVERY_WAY
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_last_home_page_is_not_deleted_and_the_reason_is_said(
    database: None, delete: Delete, language: str
) -> None:
    person = somebody_who_reads(language)
    arabic = content.home("ar")
    in_python(content.home(), person)
    if delete in (in_python, as_a_queryset):
        with pytest.raises(ProtectedError):
            delete(arabic, person)
    else:
        delete(arabic, person)
        assert REFUSED[language] in person.opens("/admin/account/").content.decode().replace(
            "&#x27;", "'"
        )
    assert Site.objects.get().root_page_id == arabic.pk
    assert content.home("ar").live


def test_both_home_pages_at_once_are_refused(database: None, admin: Person) -> None:
    ids = f"id={content.home().pk}&id={content.home('ar').pk}"
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    admin.client.post(f"{url}?{ids}&next=/admin/")
    assert Site.objects.get().root_page_id == content.home().pk
    assert content.home("ar").live
