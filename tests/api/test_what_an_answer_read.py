"""What the code that makes an answer reads is noted from its SQL, and touched by what changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from wagtail.models import Page, PageViewRestriction, Site

from cms.api.touched import ANYTHING, tags_of_answer, touched_by
from cms.delivery import tags
from cms.delivery.images import ImageDirectory
from cms.engines import read_log
from cms.engines.read_log import ReadLog, rows_of
from cms.publishing import version
from cms.publishing.changes import ALL, Changes, between
from home.models import ContentPage
from snippets.models import Partner
from tests import content

PAGES, PAGE_TYPE = Page._meta.db_table, ContentPage._meta.db_table


@pytest.fixture
def log(database: None) -> Iterator[ReadLog]:
    with read_log.reading() as log:
        yield log


# --- What is noted -----------------------------------------------------------------------------


def test_each_table_of_a_statement_is_noted_also_of_its_subqueries(log: ReadLog) -> None:
    list(Partner.objects.filter(locale__in=Site.objects.values("root_page__locale")))
    assert log.tags == {"snippets_partner", "wagtailcore_site", PAGES}


def test_plain_sql_is_noted_too(log: ReadLog) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.title FROM wagtailcore_page p, snippets_partner")
    assert log.tags == {PAGES, "snippets_partner"}


def test_rows_that_are_named_stand_for_their_table(log: ReadLog) -> None:
    with read_log.narrowed(tags.page_tables()) as read:
        read.add(tags.page(3))
        Page.objects.filter(pk=3).first()
    assert log.tags == {tags.page(3), rows_of(PAGES)}


def test_who_names_no_row_has_read_the_table(log: ReadLog) -> None:
    with read_log.narrowed(tags.page_tables()):
        Page.objects.filter(pk=3).first()
    assert log.tags == {PAGES}


def test_naming_rows_of_one_table_says_nothing_of_others(log: ReadLog) -> None:
    with read_log.narrowed(tags.image_tables()) as read:
        read.add(tags.image(1))
        Page.objects.filter(pk=3).first()
    assert log.tags == {PAGES, tags.image(1)}


def test_what_was_narrowed_is_over_afterwards(log: ReadLog) -> None:
    with read_log.narrowed(tags.page_tables()) as read:
        read.add(tags.page(3))
    Page.objects.filter(pk=4).first()
    assert PAGES in log.tags


def test_what_is_remembered_inside_is_noted_outside(log: ReadLog) -> None:
    with read_log.reading() as inner:
        Partner.objects.first()
    assert inner.tags == {"snippets_partner"} <= log.tags


def test_pictures_that_are_not_there_are_named(log: ReadLog) -> None:
    """They may come later, from a backup or by SQL."""
    ImageDirectory([7])
    assert tags.image(7) in log.tags


def test_a_table_that_no_trigger_watches_may_have_changed_with_any_version(database: None) -> None:
    assert tags_of_answer({User._meta.db_table, PAGES}) == {PAGES, ANYTHING}
    assert tags_of_answer({PAGES}) == {PAGES}


# --- What is touched ---------------------------------------------------------------------------


def touched_since(number: int) -> frozenset[str]:
    touched = touched_by(between(number, version.read().number))
    assert touched is not None
    return touched


def test_an_edited_page_touches_itself_its_table_and_its_translations(about: Any) -> None:
    number = version.read().number
    ContentPage.objects.filter(pk=about.pk).update(title="Who we are")
    assert touched_since(number) == {
        ANYTHING,
        PAGES,
        tags.page(about.pk),
        tags.translations(about.translation_key),
        tags.address("/home/about/"),
    }


def test_the_row_of_its_type_touches_the_page(about: Any) -> None:
    number = version.read().number
    ContentPage.objects.filter(pk=about.pk).update(introduction="We sail")
    assert touched_since(number) == {ANYTHING, PAGE_TYPE, tags.page(about.pk)}


def test_a_moved_page_touches_where_it_was_and_is_and_all_that_is_under_it(about: Any) -> None:
    below, elsewhere = content.page("Below", "below", about), content.page("Other", "other")
    number = version.read().number
    about.move(elsewhere, pos="last-child")
    assert touched_since(number) >= {
        tags.page(below.pk),
        tags.place(about.pk),
        tags.places(about.translation_key),
        tags.address("/home/about/below/"),
        tags.address("/home/other/about/below/"),
    }


def test_what_comes_goes_or_moves_touches_the_page_above_it(about: Any) -> None:
    other = content.page("Other", "other")
    above, elsewhere = tags.children(about.path), tags.children(other.path)

    def touched_by_doing(act: Any) -> frozenset[str]:
        number = version.read().number
        act()
        return touched_since(number) & {above, elsewhere}

    assert touched_by_doing(lambda: content.page("Team", "team", about)) == {above}
    team = ContentPage.objects.get(slug="team")
    rows = ContentPage.objects.filter(pk=team.pk)
    assert touched_by_doing(lambda: rows.update(title="Crew", slug="crew")) == set()
    assert touched_by_doing(lambda: team.move(other, pos="last-child")) == {above, elsewhere}
    assert touched_by_doing(lambda: rows.update(live=False)) == {elsewhere}
    assert touched_by_doing(rows.get().delete) == {elsewhere}


def test_a_change_of_any_row_touches_who_read_some_rows() -> None:
    touched = touched_by(Changes(tables={PAGES: None}))
    assert touched == {ANYTHING, PAGES, rows_of(PAGES)}


def test_nobody_knows_what_a_version_by_hand_touches() -> None:
    assert touched_by(ALL) is None


def test_privacy_touches_all_who_asked_for_it(about: Any) -> None:
    number = version.read().number
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    assert PageViewRestriction._meta.db_table in touched_since(number)
