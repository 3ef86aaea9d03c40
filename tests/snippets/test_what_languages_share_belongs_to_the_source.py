"""What the languages of one thing share belongs to its source: a link, a picture, the order.

The source is the oldest of the languages. No draft, translation or old copy of the source can make
another language differ. When the source is deleted, the next language takes its place.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from wagtail.models import Locale

from home.models import SiteMetadata
from snippets.models import Hero, MenuItem
from tests.content import home, locale
from tests.people import Person, snippet_url
from tests.snippets.translating import hero, in_language, link, page, translate, write

pytestmark = pytest.mark.usefixtures("database")


def test_publishing_a_change_of_a_link_reaches_its_translations() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    item.route = "/about-us/"
    item.save_revision().publish()
    arabic = in_language(item, "ar")
    assert (arabic.label, arabic.route) == ("من نحن", "/about-us/")


def test_a_draft_of_a_link_does_not_reach_its_translations() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    item.route = "/about-us/"
    item.save_revision()
    assert in_language(item, "ar").route == "/about/"


def test_a_translation_made_from_an_old_copy_of_the_source_keeps_the_link_of_today() -> None:
    item = link()
    translation = translate(item, label="من نحن")
    translation.save_target(publish=True)
    item.route = "/about-us/"
    item.save_revision().publish()
    write(translation, label="عنا")
    translation.save_target(publish=True)  # nobody synced it
    arabic = in_language(item, "ar")
    assert (arabic.label, arabic.route) == ("عنا", "/about-us/")


def test_an_old_draft_of_a_translation_keeps_the_link_of_today() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    draft = in_language(item, "ar").save_revision()
    item.route = "/about-us/"
    item.save_revision().publish()
    assert in_language(item, "ar").with_content_json(draft.content).route == "/about-us/"
    draft.publish()
    assert in_language(item, "ar").route == "/about-us/"


def test_an_old_draft_of_the_source_takes_the_translations_with_it() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    old = item.save_revision()
    item.route = "/about-us/"
    item.save_revision().publish()
    old.publish()
    assert {row.route for row in MenuItem.objects.all()} == {"/about/"}


def test_a_translation_cannot_change_what_the_source_shares() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    arabic = in_language(item, "ar")
    arabic.route = "/elsewhere/"
    arabic.save_revision().publish()
    assert {row.route for row in MenuItem.objects.all()} == {"/about/"}


def test_a_menu_item_is_under_its_parent_in_each_language() -> None:
    parent = link("About")
    child = link("Team", parent=parent)
    translate(child, label="الفريق").save_target(publish=True)
    assert in_language(child, "ar").parent == parent  # not translated yet
    translate(parent, label="من نحن").save_target(publish=True)
    assert in_language(child, "ar").parent == in_language(parent, "ar")
    child.parent = None
    child.save_revision().publish()
    assert in_language(child, "ar").parent is None


def test_the_arabic_home_page_opens_with_the_same_hero_in_arabic() -> None:
    first, second, third = hero("First"), hero("Second"), hero("Third")
    translate(first, title="الأول").save_target(publish=True)
    english = home("en")
    english.hero = first
    english.save_revision().publish()
    assert home("ar").hero == in_language(first, "ar")

    english.hero = second  # not translated: the source's, until it is
    english.save_revision().publish()
    assert home("ar").hero == second
    translate(second, title="الثاني").save_target(publish=True)
    assert home("ar").hero == in_language(second, "ar")
    assert home("en").hero == second

    english = home("en")
    english.hero = third
    english.save_revision().publish()
    assert home("ar").hero == third
    english = home("en")
    english.hero = None
    english.save_revision().publish()
    assert home("ar").hero is None


def test_a_draft_of_the_home_page_changes_no_hero_in_arabic() -> None:
    english = home("en")
    english.hero = hero()
    english.save_revision()
    assert home("ar").hero is None


def delete_in_python(source: Any, admin: Person) -> None:
    source.delete()


def delete_in_the_admin(source: Any, admin: Person) -> None:
    url = snippet_url(type(source), "delete", source.pk)
    assert admin.client.post(url).status_code == 302


def delete_in_bulk(source: Any, admin: Person) -> None:
    args = [source._meta.app_label, source._meta.model_name, "delete"]
    url = reverse("wagtail_bulk_action", args=args)
    assert admin.client.post(f"{url}?id={source.pk}&next=/admin/").status_code == 302


@pytest.mark.parametrize("delete", [delete_in_python, delete_in_the_admin, delete_in_bulk])
def test_deleting_the_source_leaves_the_translation_live_and_makes_it_the_source(
    delete: Any, admin: Person
) -> None:
    item = link()
    child = link("Team", parent=item)
    translate(item, label="من نحن").save_target(publish=True)
    arabic = in_language(item, "ar")

    delete(item, admin)

    arabic.refresh_from_db()
    assert (arabic.live, arabic.is_source()) == (True, True)
    child.refresh_from_db()
    assert child.parent == arabic  # what was under it stays under it
    arabic.route = "/now-mine/"
    arabic.save_revision().publish()
    assert MenuItem.objects.get(pk=arabic.pk).route == "/now-mine/"
    admin.opens(snippet_url(MenuItem, "edit", arabic.pk))


def test_the_home_pages_keep_a_hero_while_any_language_of_it_is_left() -> None:
    source = hero()
    translate(source, title="مرحبا").save_target(publish=True)
    english = home("en")
    english.hero = source
    english.save_revision().publish()
    arabic = in_language(source, "ar")
    source.delete()
    assert home("en").hero == home("ar").hero == arabic
    arabic.delete()
    assert home("en").hero is home("ar").hero is None


def test_unpublishing_the_source_leaves_the_translation_live() -> None:
    source = hero()
    translate(source, title="مرحبا").save_target(publish=True)
    Hero.objects.get(pk=source.pk).unpublish()
    assert in_language(source, "ar").live is True


def test_a_translation_has_the_place_of_its_source() -> None:
    link("One")
    two = link("Two")
    link("Three")
    translate(two, label="اثنان").save_target(publish=True)
    assert in_language(two, "ar").order == two.order == 2


def test_adding_a_language_needs_a_setting_and_a_locale_and_no_code(admin: Person) -> None:
    languages = [("en", "English"), ("ar", "Arabic"), ("fr", "French")]
    with override_settings(LANGUAGES=languages, WAGTAIL_CONTENT_LANGUAGES=languages):
        from wagtail.coreutils import get_content_languages

        get_content_languages.cache_clear()
        try:
            Locale.objects.create(language_code="fr")
            item, about = link(), page()
            translate(item, "fr", label="À propos").save_target(publish=True)
            translate(about, "fr", title="À propos").save_target(publish=True)
            assert in_language(item, "fr").route == "/about/"
            french = in_language(about, "fr")
            assert (french.title, french.slug, french.live) == ("À propos", "about", True)
            listed = admin.opens(f"{snippet_url(MenuItem, 'list')}?locale=fr")
            assert "À propos" in listed.content.decode()
        finally:
            get_content_languages.cache_clear()


def test_the_website_has_its_metadata_once_in_each_language() -> None:
    metadata = SiteMetadata.objects.create(site_name="ADMSC", locale=locale("en"))
    translate(metadata, site_name="النادي").save_target(publish=True)
    assert in_language(metadata, "ar").site_name == "النادي"
