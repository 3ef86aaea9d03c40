"""The trash of the admin: who sees it, what it says, what is in the way, when it is emptied."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Page, Revision
from wagtail.users.models import UserProfile

from cms.trash import emptying
from cms.trash.models import TrashedRow, TrashEntry
from home.models import ContentPage
from snippets.models import MenuItem, Partner
from tests import content
from tests.home.roles import person
from tests.people import Person, Reader
from tests.trash.deleting import deletes, differences, restores, rows, text_of

INDEX = "/admin/trash/"
# Its live and its newest revision are pointed to again, each with a savepoint.
QUERIES_OF_A_PAGE = 8


def undo_of(answer: Any) -> str:
    """The address of the button "Undo" in a message."""
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    return str(soup.select_one(".messages form.cms-undo")["action"])


def test_undo_brings_a_page_back_with_all_that_is_its(
    admin: Person, reader: Reader, about: Any
) -> None:
    below = content.page("History", "history", parent=about)
    arabic = content.arabic(about, title="عن النادي")
    item = content.menu_item("About", page=about)
    Redirect.objects.create(old_path="/old", redirect_page=about)
    about.title = "A draft that nobody has seen"
    about.save_revision()
    every_row, paths = rows(), reader.paths("en")

    answer = admin.client.post(
        reverse("wagtailadmin_pages:delete", args=[about.pk]),
        {"together": [str(arabic.pk)]},
        follow=True,
    )

    assert f"It stays in the trash for {settings.TRASH_DAYS} days." in text_of(answer)
    assert not Page.objects.filter(pk__in=[about.pk, below.pk, arabic.pk]).exists()
    assert reader.paths("en") != paths
    assert MenuItem.objects.get(pk=item.pk).page_id is None
    before = reader.version()
    answer = admin.client.post(undo_of(answer), follow=True)
    restored = "Restored: “A draft that nobody has seen” (English) and “عن النادي” (Arabic)."
    assert restored in text_of(answer)
    assert reader.paths("en") == paths
    assert reader.version() == before + 1, "all of it in one version"
    assert differences(every_row) == {}
    assert Revision.page_revisions.filter(object_id=about.pk).count() == 2


def test_what_was_said_of_the_address_meanwhile_goes(
    admin: Person, reader: Reader, about: Any
) -> None:
    content.page("History", "history", parent=about)
    answer = admin.client.post(
        reverse("wagtailadmin_pages:delete", args=[about.pk]),
        {"address_does": "gone"},
        follow=True,
    )
    head = "/api/head/?path=/en/about/history/"
    assert reader.get(head).status_code == 410
    admin.client.post(undo_of(answer), follow=True)
    assert reader.get(head).status_code == 200
    assert not Redirect.objects.exists()


def test_a_page_more_costs_its_revisions_alone(admin: Person, about: Any) -> None:
    def queries(below: int) -> int:
        top = content.page(f"{below} below", f"below-{below}")
        for number in range(below):
            content.page(f"Below {number}", f"below-{below}-{number}", parent=top)
        answer = admin.client.post(
            reverse("wagtailadmin_pages:delete", args=[top.pk]),
            follow=True,
        )
        with CaptureQueriesContext(connection) as captured:
            admin.client.post(undo_of(answer))
        assert Page.objects.get(pk=top.pk).get_descendants().count() == below
        return len(captured)

    few, many = queries(2), queries(8)
    print(f"{few} queries for 3 pages, {many} for 9")
    assert many <= few + 6 * QUERIES_OF_A_PAGE


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_snippets_come_back(many: bool, admin: Person, reader: Reader) -> None:
    partners = [content.partner(name) for name in ("Blue Water", "Red Sand")]
    arabic = content.arabic(partners[0], name="الماء الأزرق")
    every_row = rows()
    if many:
        url = reverse("wagtail_bulk_action", args=["snippets", "partner", "delete"])
        ids = "&".join(f"id={partner.pk}" for partner in partners)
        admin.client.post(f"{url}?{ids}", {"together": [str(arabic.pk)]})
        assert not Partner.objects.exists()
        entry = TrashEntry.objects.get()
    else:
        entry = deletes(admin, partners[0], arabic)
    assert len(entry.things) == 2 + many
    restores(admin, entry)
    assert differences(every_row) == {}
    assert not TrashEntry.objects.exists()
    assert not TrashedRow.objects.exists()


def test_a_page_comes_back_at_its_place_among_others(admin: Person, reader: Reader) -> None:
    first, last = (content.page(name, name.lower()) for name in ("First", "Last"))
    entry = deletes(admin, last)
    newer = content.page("Newer", "newer")
    assert newer.path == last.path, "it took the place of the page that is deleted"
    restores(admin, entry)
    order = [page.pk for page in content.home().get_children()]
    assert order == [first.pk, last.pk, newer.pk]
    assert Page.find_problems() == ([], [], [], [], [])
    assert reader.paths("en")[-3:] == ["/en/first/", "/en/last/", "/en/newer/"]


def test_a_slug_that_is_taken_becomes_a_free_one_and_it_is_said(
    admin: Person, reader: Reader, about: Any
) -> None:
    content.page("History", "history", parent=about)
    about.title = "About us"
    about.save_revision()
    entry = deletes(admin, about)
    content.page("About, again", "about")
    url = reverse("trash:restore", args=[entry.pk])
    sentence = "The slug “about” is taken by another page now: “About us” {} the slug “about-2”."
    assert sentence.format("gets") in text_of(admin.opens(url))
    assert sentence.format("has") in text_of(restores(admin, entry))
    assert {"/en/about/", "/en/about-2/", "/en/about-2/history/"} <= set(reader.paths("en"))
    admin.edits_page(ContentPage.objects.get(pk=about.pk))
    assert "/en/about-2/" in reader.paths("en"), "its draft can be published"


def test_a_page_whose_parent_is_gone_asks_for_another_place(
    admin: Person, reader: Reader, about: Any
) -> None:
    below = content.page("History", "history", parent=about)
    of_below = deletes(admin, below)
    deletes(admin, about)
    arabic_home = content.home("ar")
    answer = restores(admin, of_below)  # as "Undo" does, without an answer to the question
    assert "“History” was under “About”, which is not there any more." in text_of(answer)
    field = f"under_{below.pk}"
    assert "in the same language" in text_of(restores(admin, of_below, **{field: arabic_home.pk}))
    assert not Page.objects.filter(pk=below.pk).exists()
    restores(admin, of_below, **{field: content.home().pk})
    assert "/en/history/" in reader.paths("en")


def test_the_page_above_may_be_another_one_by_now(admin: Person, about: Any) -> None:
    """One with the same translation key: made anew from its translation."""
    below = content.page("History", "history", parent=about)
    entry = deletes(admin, below)
    key = about.translation_key
    about.delete()
    again = content.page("About", "about", translation_key=key)
    restores(admin, entry)
    assert Page.objects.get(pk=below.pk).get_parent().pk == again.pk


def test_what_was_translated_again_is_in_the_way_and_it_is_named(admin: Person, about: Any) -> None:
    arabic = content.arabic(about, title="عن النادي")
    entry = deletes(admin, arabic)
    content.arabic(about, title="من جديد")
    answer = text_of(restores(admin, entry))
    assert (
        "“عن النادي” cannot be restored: it has been made anew in Arabic, as “من جديد”." in answer
    )
    assert TrashEntry.objects.filter(pk=entry.pk).exists()
    assert not Page.objects.filter(pk=arabic.pk).exists()


def test_things_deleted_one_after_the_other_come_back_in_any_order(
    admin: Person, about: Any
) -> None:
    """What pointed to the first pointed to the second meanwhile, and then to nothing."""
    arabic = content.arabic(about, title="عن النادي")
    item = content.menu_item("About", page=about)
    every_row = rows()
    of_item, of_about, of_arabic = (deletes(admin, each) for each in (item, about, arabic))
    for entry in (of_about, of_item, of_arabic):
        restores(admin, entry)
    assert differences(every_row) == {}


def test_a_restored_language_shares_what_the_others_have_now(admin: Person) -> None:
    partner = content.partner("Blue Water", url="https://example.com/old")
    arabic = content.arabic(partner, name="الماء الأزرق")
    entry = deletes(admin, partner)
    arabic.refresh_from_db()
    arabic.url = "https://example.com/new"
    arabic.save_revision().publish()
    restores(admin, entry)
    assert set(Partner.objects.values_list("url", flat=True)) == {"https://example.com/new"}


def test_what_somebody_changed_since_stays(admin: Person, about: Any) -> None:
    other = content.page("Other", "other")
    item = content.menu_item("About", page=about)
    entry = deletes(admin, about)
    MenuItem.objects.filter(pk=item.pk).update(page=other)
    restores(admin, entry)
    assert MenuItem.objects.get(pk=item.pk).page_id == other.pk


# --- Who --------------------------------------------------------------------------------------


def test_who_may_delete_a_thing_may_restore_it_and_nobody_else_sees_it(
    database: None, about: Any
) -> None:
    publisher, editor, seo, nobody = (person(role) for role in "PESN")
    entry = deletes(publisher, about)
    assert "About" in text_of(publisher.opens(INDEX))
    for who in (editor, seo, nobody):
        assert "About" not in text_of(who.client.get(INDEX, follow=True))
        answer = who.client.post(reverse("trash:restore", args=[entry.pk]))
        assert answer.status_code in (302, 403)
        assert TrashEntry.objects.filter(pk=entry.pk).exists()
    GroupPagePermission.objects.filter(group__name="Publishers").delete()
    assert "About" not in text_of(publisher.opens(INDEX))
    assert publisher.client.post(reverse("trash:restore", args=[entry.pk])).status_code in (
        302,
        403,
    )
    assert not Page.objects.filter(pk=about.pk).exists()


def test_strangers_are_sent_to_the_log_in(admin: Person, reader: Reader, about: Any) -> None:
    entry = deletes(admin, about)
    for url in (INDEX, reverse("trash:restore", args=[entry.pk])):
        assert reader.get(url).status_code == 302
    assert reader.client.post(reverse("trash:restore", args=[entry.pk])).status_code == 302
    assert not Page.objects.filter(pk=about.pk).exists()


# --- The list, and its end ----------------------------------------------------------------------


def test_the_list_says_what_who_and_how_long_in_arabic_too(admin: Person, about: Any) -> None:
    content.page("History", "history", parent=about)
    deletes(admin, about)
    shown = text_of(admin.opens(INDEX))
    until = timezone.localtime() + timedelta(days=settings.TRASH_DAYS)
    for words in ("About Page · English · with 1 page below it · under Home", "admin"):
        assert words in shown
    assert str(until.year) in shown
    UserProfile.objects.create(user=admin.user, preferred_language="ar")
    arabic = text_of(admin.opens(INDEX))
    assert "المهملات" in arabic
    assert "ومعه صفحة واحدة تحته" in arabic


def test_the_worker_empties_it_when_the_time_is_over(admin: Person, about: Any) -> None:
    old, young = deletes(admin, content.partner()), deletes(admin, about)
    long_ago = timezone.now() - timedelta(days=settings.TRASH_DAYS, seconds=1)
    TrashEntry.objects.filter(pk=old.pk).update(deleted_at=long_ago)
    assert emptying.empty() == 1
    assert [*TrashEntry.objects.all()] == [young]
    assert {row.entry_id for row in TrashedRow.objects.all()} == {young.pk}
    answer = restores(admin, old)
    assert "It is not in the trash any more" in text_of(answer)


def test_what_is_not_deleted_is_not_in_it(admin: Person) -> None:
    """Refused: the last home page of the website."""
    home = content.home()
    content.home("ar").delete()
    admin.client.post(reverse("wagtailadmin_pages:delete", args=[home.pk]))
    assert Page.objects.filter(pk=home.pk).exists()
    assert not TrashEntry.objects.exists()
    assert not TrashedRow.objects.exists()
