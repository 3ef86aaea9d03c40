"""PostgreSQL notes which rows changed in which version, in the transaction that changed them."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from cms.publishing import version
from cms.publishing.changes import ALL, Changes, between
from home.models import ContentPage
from snippets.models import MenuItem, Partner
from tests import content

PAGES, PAGE_TYPE, ITEMS = "wagtailcore_page", "home_contentpage", "snippets_menuitem"


def since(older: int) -> Changes:
    return between(older, version.read().number)


def test_a_published_page_is_noted_with_its_place_and_its_translations(database: None) -> None:
    about = content.page()
    before = version.read().number
    about.title, about.introduction = "Who we are", "Sailors"
    about.save_revision().publish()
    changes = since(before)
    assert changes.ids(PAGES) == changes.ids(PAGE_TYPE) == {about.pk}
    assert changes.values(PAGES, "translation_key") == {str(about.translation_key)}
    assert changes.values(PAGES, "url_path") == {about.url_path}
    assert not changes.touch(ITEMS)


def test_a_moved_page_is_noted_with_what_is_under_it_before_and_after(database: None) -> None:
    section, elsewhere = content.page(), content.page("Other", "other")
    below = content.page("Below", "below", parent=section)
    before = version.read().number
    section.move(elsewhere, pos="last-child")
    changes = since(before)
    assert {section.pk, below.pk} <= (changes.ids(PAGES) or set())
    assert changes.values(PAGES, "url_path") >= {  # type: ignore[operator]
        *("/home/about/", "/home/other/about/"),
        *("/home/about/below/", "/home/other/about/below/"),
    }


def test_what_a_transaction_did_to_a_row_is_one_note(database: None) -> None:
    item = content.menu_item()
    before = version.read().number
    with transaction.atomic():
        MenuItem.objects.filter(pk=item.pk).update(label="One")
        MenuItem.objects.filter(pk=item.pk).update(label="Two")
        content.partner()
    assert version.read().number == before + 1
    changes = since(before)
    assert changes.ids(ITEMS) == {item.pk}
    assert changes.touch("snippets_partner")


def test_a_deleted_row_says_what_it_was(database: None) -> None:
    item = content.menu_item()
    pk, key = item.pk, str(item.translation_key)
    before = version.read().number
    item.delete()
    rows = since(before).tables[ITEMS]
    assert rows is not None
    assert rows[pk].was["translation_key"] == key
    assert rows[pk].is_now == {}


def test_drafts_and_what_is_rolled_back_are_not_noted(database: None) -> None:
    about, item = content.page(), content.menu_item()
    before = version.read().number
    about.title = "Draft"
    about.save_revision()
    with transaction.atomic():
        MenuItem.objects.filter(pk=item.pk).update(label="Never")
        transaction.set_rollback(True)
    assert version.read().number == before
    assert since(before) == Changes()


@pytest.mark.parametrize(("rows", "named"), [(2000, True), (2001, False)])
def test_beyond_a_bound_the_whole_table_is_noted(database: None, rows: int, named: bool) -> None:
    locale = content.locale("en")
    Partner.objects.bulk_create(
        Partner(name=f"Partner {number}", order=number, locale=locale) for number in range(rows)
    )
    before = version.read().number
    Partner.objects.update(name="Everybody")
    ids = since(before).ids("snippets_partner")
    assert (ids is not None) == named
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content_change WHERE version > %s", [before])
        assert cursor.fetchone()[0] == (rows if named else 1)


def test_a_version_that_was_raised_by_hand_may_have_changed_anything(database: None) -> None:
    before = version.read().number
    version.raise_version()
    assert since(before) is ALL
    content.menu_item()
    assert since(before) is ALL
    assert since(before + 1) is not ALL


def test_who_is_further_behind_than_the_notes_reach_is_told_of_everything(database: None) -> None:
    before = version.read().number
    item = content.menu_item()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM content_change WHERE version = %s", [before + 1])
    MenuItem.objects.filter(pk=item.pk).update(label="Later")
    assert since(before) is ALL
    assert since(before + 1).ids(ITEMS) == {item.pk}


def test_the_notes_of_a_thousand_versions_are_kept(database: None) -> None:
    top = (version.read().number // 1000 + 3) * 1000
    version.raise_version(at_least=top - 2)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO content_change (version, table_name, row_id) VALUES (%s, 'x', 1)",
            [(top - 1001,), (top - 1000,), (top - 999,)],
        )
        assert version.raise_version() == top
        cursor.execute("SELECT min(version) FROM content_change")
        assert cursor.fetchone()[0] == top - 999


def test_a_bulk_update_of_pages_names_them(database: None) -> None:
    pages = [content.page(f"Page {number}", f"page-{number}") for number in range(3)]
    before = version.read().number
    ContentPage.objects.update(seo_title="All")
    assert since(before).ids(PAGES) == {page.pk for page in pages}


def test_what_came_after_the_newer_version_is_not_told(database: None) -> None:
    before = version.read().number
    item = content.menu_item()
    newer = version.read().number
    content.partner()
    assert between(before, newer).ids(ITEMS) == {item.pk}
    assert not between(before, newer).touch("snippets_partner")


def test_over_several_versions_a_row_says_what_it_was_before_all_and_is_after_all(
    database: None,
) -> None:
    about = content.page()
    before = version.read().number
    for slug in ("first", "second"):
        about.slug = slug
        about.save_revision().publish()
    rows = since(before).tables[PAGES]
    assert rows is not None
    assert rows[about.pk].was["url_path"] == "/home/about/"
    assert rows[about.pk].is_now["url_path"] == "/home/second/"


def test_a_table_of_which_any_row_changed_stays_so_whatever_changed_later(database: None) -> None:
    before = version.read().number
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE snippets_partner CASCADE")
    content.partner()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO content_change (version, table_name, row_id)"
            " VALUES (%s, 'snippets_partner', 0)",
            [before + 1],
        )
    content.partner("Another")
    changes = since(before)
    assert changes.touch("snippets_partner")
    assert changes.ids("snippets_partner") is None
    assert changes.values("snippets_partner", "live") is None


def test_when_nobody_knows_what_changed_everything_may_have() -> None:
    assert ALL.touch(ITEMS)
    assert ALL.ids(ITEMS) is None
    assert ALL.values(ITEMS, "live") is None
