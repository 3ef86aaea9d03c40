"""Titles and descriptions of many pages are published at once: one version, all or none.

What else somebody has drafted of a page does not go live by that, and nothing that they drafted is
lost. Each page that cannot be published is named with its reason.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageLogEntry

from cms.seo import bulk_edit
from cms.seo.models import BulkEdit
from cms.seo.replacing import Replacement
from home.models import ContentPage
from tests import content
from tests.home.roles import person
from tests.people import Person, Reader, in_group
from tests.seo.metadata_table import (
    TABLE,
    edit,
    names,
    planned_in,
    publishes,
    publishes_the_preview,
    reasons,
    refused_in,
    rows,
    soup,
    two_languages,
)


@pytest.fixture
def seo(database: None) -> Person:
    """Of the role "SEO staff" alone."""
    return person("S")


def titles(*pages: Any) -> list[str]:
    for page in pages:
        page.refresh_from_db()
    return [page.seo_title for page in pages]


def test_pages_of_two_languages_go_live_as_one_version(seo: Person, reader: Reader) -> None:
    pages = [page for number in range(3) for page in two_languages(f"page-{number}")]
    before = reader.version()
    answer = publishes(
        seo,
        *(edit(page, seo_title=f"New {page.pk}", search_description="") for page in pages),
    )
    assert answer.status_code == 302
    assert reader.version() == before + 1
    served = {
        entry["id"]: (entry["title"], entry["description"])
        for code in ("en", "ar")
        for entry in reader.seo_data(code)["pages"]
    }
    for page in pages:
        assert served[page.pk] == (f"New {page.pk}", "")
    assert {entry.action for entry in PageLogEntry.objects.filter(user=seo.user)} == {
        "wagtail.edit",
        "wagtail.publish",
    }
    published = PageLogEntry.objects.filter(user=seo.user, action="wagtail.publish")
    assert {entry.page_id for entry in published} == {page.pk for page in pages}


def test_what_else_is_drafted_stays_a_draft_and_keeps_the_new_title(seo: Person) -> None:
    page = content.page(seo_title="Old", introduction="Live")
    page.title, page.introduction = "A new name", "Drafted"
    page.save_revision()
    assert publishes(seo, edit(page, seo_title="New")).status_code == 302
    page.refresh_from_db()
    assert (page.seo_title, page.title, page.introduction) == ("New", "About", "Live")
    assert page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    assert (draft.seo_title, draft.title, draft.introduction) == ("New", "A new name", "Drafted")
    assert page.draft_title == "A new name"
    assert "wagtail.rename" not in set(PageLogEntry.objects.values_list("action", flat=True))
    # Published in its editor, it is all live.
    page.get_latest_revision().publish()
    page.refresh_from_db()
    assert (page.seo_title, page.introduction) == ("New", "Drafted")


def test_an_alias_says_what_its_page_says(seo: Person) -> None:
    page = content.page(seo_title="Old")
    alias = page.create_alias(parent=content.home(), update_slug="alias")
    publishes(seo, edit(page, seo_title="New"))
    assert titles(page, alias) == ["New", "New"]


def test_one_page_that_cannot_be_published_keeps_all_from_it_and_each_has_its_reason(
    seo: Person, reader: Reader
) -> None:
    fine, mine = content.page("Fine", "fine"), content.page("Mine", "mine")
    ContentPage.objects.filter(pk=mine.pk).update(
        locked=True, locked_by=seo.user, locked_at=timezone.now()
    )
    editor = in_group("Omar", "Editors").user
    locked = content.page("Locked", "locked")
    ContentPage.objects.filter(pk=locked.pk).update(
        locked=True, locked_by=editor, locked_at=timezone.now()
    )
    waits = content.page("Waits", "waits")
    waits.get_workflow().start(waits, editor)
    scheduled = content.page("Scheduled", "scheduled")
    scheduled.go_live_at = timezone.now() + timezone.timedelta(days=1)
    scheduled.save_revision(approved_go_live_at=scheduled.go_live_at)
    gone = content.page("Gone", "gone")
    seen_before = edit(content.page("Changed", "changed"), seo_title="New")
    changed = ContentPage.objects.get(slug="changed")
    changed.seo_title = "Theirs"
    changed.save_revision(user=editor).publish()
    drafted = content.page("Drafted", "drafted")
    drafted.seo_title = "Another"
    drafted.save_revision()
    original = content.page("Original", "original")
    alias = original.create_alias(parent=content.home(), update_slug="alias")
    ContentPage.objects.filter(pk=alias.pk).update(title="Alias", draft_title="Alias")
    edits = [edit(page, seo_title="New") for page in (fine, mine, locked, waits, scheduled)]
    edits += [edit(gone, seo_title="New"), seen_before, edit(drafted, seo_title="New")]
    edits += [edit(alias, seo_title="New")]
    edits += [edit(content.page("Long", "long"), seo_title="x" * 256)]
    edits += [{"page": 999_999, "texts": {"seo_title": "New"}}]
    ContentPage.objects.get(pk=gone.pk).unpublish()
    before = reader.version()
    answer = publishes(seo, *edits)
    said = reasons(answer)
    assert set(said) == {
        *("Locked", "Waits", "Scheduled", "Gone", "Changed", "Drafted", "Alias", "Long"),
        "Page 999999",
    }
    assert "Omar" in said["Locked"]
    assert "approval" in said["Waits"]
    assert "scheduled" in said["Scheduled"]
    assert "cannot open" in said["Gone"]
    assert "Omar has changed it meanwhile" in said["Changed"]
    assert "“Another”" in said["Drafted"]
    assert "255" in said["Long"]
    assert titles(fine, mine) == ["", ""]
    assert reader.version() == before
    assert not BulkEdit.objects.exists()
    # The others can be published from there.
    assert publishes_the_preview(seo, soup(answer)).status_code == 302
    assert titles(fine, mine, locked) == ["New", "New", ""]


def test_a_page_that_nobody_has_translated_is_not_made_a_translation(seo: Person) -> None:
    _english, arabic = two_languages()
    ContentPage.objects.filter(pk=arabic.pk).update(is_untranslated=True)
    assert (
        "nobody has translated it"
        in reasons(publishes(seo, edit(arabic, seo_title="X")))["صفحة club"]
    )
    arabic.refresh_from_db()
    assert arabic.is_untranslated


def test_who_may_not_publish_a_page_does_not(database: None) -> None:
    page, elsewhere = content.page("Here", "here"), content.page("There", "there")
    editor = in_group("Omar", "Editors")
    assert "may not publish" in reasons(publishes(editor, edit(page, seo_title="X")))["Here"]
    group = Group.objects.create(name="Section")
    section = in_group("Sara", "Section")
    group.permissions.set(Group.objects.get(name="SEO staff").permissions.all())
    for right in GroupPagePermission.objects.filter(group__name="SEO staff"):
        GroupPagePermission.objects.create(group=group, page=page, permission=right.permission)
    told = reasons(publishes(section, edit(page, seo_title="X"), edit(elsewhere, seo_title="X")))
    # The name of a page that somebody may not see is not told.
    assert list(told) == [f"Page {elsewhere.pk}"]
    outsider = person("N")
    assert publishes(outsider, edit(page, seo_title="X")).status_code == 302
    assert titles(page, elsewhere) == ["", ""]


def test_a_page_that_cannot_be_saved_takes_all_back(
    seo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = content.page("First", "first"), content.page("Second", "second")

    def clean(page: Any) -> None:
        if page.title == "Second":
            raise ValidationError("Something else is wrong.")

    monkeypatch.setattr(ContentPage, "clean", clean)
    answer = publishes(seo, edit(first, seo_title="X"), edit(second, seo_title="X"))
    assert list(reasons(answer)) == ["Second"]
    assert "Something else is wrong." in reasons(answer)["Second"]
    assert titles(first, second) == ["", ""]
    assert not BulkEdit.objects.exists()


@pytest.mark.parametrize(
    "edits",
    ["", "[]", "{}", "null", '[{"page": 0, "texts": {}}]', '[{"page": 1, "texts": {"slug": "x"}}]'],
)
def test_what_is_no_edit_is_refused_with_a_sentence(seo: Person, edits: str) -> None:
    answer = seo.client.post(
        reverse("metadata_publish"), {"how": "table", "edits": edits}, follow=True
    )
    assert "What was sent cannot be read" in answer.content.decode()


def test_the_last_bulk_edit_is_undone_and_that_is_undone_again(seo: Person, reader: Reader) -> None:
    pages = [*two_languages("one"), content.page("Draft", "draft", seo_title="Old")]
    pages[2].introduction = "Drafted"
    pages[2].save_revision()
    old = titles(*pages)
    publishes(seo, *(edit(page, seo_title="New") for page in pages))
    version = reader.version()
    preview = seo.reads(reverse("metadata_undo"))
    assert planned_in(preview)["Name of one", "Title for search engines"] == (
        "New",
        "Title of one",
    )
    assert publishes_the_preview(seo, preview).status_code == 302
    assert titles(*pages) == old
    assert reader.version() == version + 1
    assert pages[2].get_latest_revision_as_object().introduction == "Drafted"
    publishes_the_preview(seo, seo.reads(reverse("metadata_undo")))
    assert titles(*pages) == ["New", "New", "New"]


def test_a_page_that_changed_since_is_not_undone(seo: Person) -> None:
    first, second = content.page("First", "first"), content.page("Second", "second")
    publishes(seo, edit(first, seo_title="New"), edit(second, seo_title="New"))
    first.refresh_from_db()
    first.seo_title = "Later"
    first.save_revision(user=seo.user).publish()
    preview = seo.reads(reverse("metadata_undo"))
    assert set(refused_in(preview)) == {"First"}
    publishes_the_preview(seo, preview)
    assert titles(first, second) == ["Later", ""]


def test_find_and_replace_shows_before_it_changes(seo: Person) -> None:
    pages = [
        content.page("A", "a", seo_title="Club 2025 | ADMSC", search_description="In 2025."),
        content.page("B", "b", seo_title="club 2025 | ADMSC"),
        content.page("C", "c", seo_title="Sea"),
    ]
    replace = reverse("metadata_replace")
    query = "?find=2025&replace_with=2026&fields_to_change=seo_title"
    preview = seo.reads(replace + query)
    assert planned_in(preview) == {
        ("A", "Title for search engines"): ("Club 2025 | ADMSC", "Club 2026 | ADMSC"),
        ("B", "Title for search engines"): ("club 2025 | ADMSC", "club 2026 | ADMSC"),
    }
    assert titles(*pages[:2]) == ["Club 2025 | ADMSC", "club 2025 | ADMSC"]
    publishes_the_preview(seo, preview)
    assert titles(*pages) == ["Club 2026 | ADMSC", "club 2026 | ADMSC", "Sea"]
    assert pages[0].search_description == "In 2025."
    case = "?find=Club&replace_with=&fields_to_change=seo_title&match_case=on"
    assert set(planned_in(seo.reads(replace + case))) == {("A", "Title for search engines")}
    # In what the table shows alone.
    narrowed = f"?find=club&replace_with=X&fields_to_change=seo_title&pages={pages[1].pk}"
    assert set(planned_in(seo.reads(replace + narrowed))) == {("B", "Title for search engines")}


@pytest.mark.parametrize(
    ("text", "find", "result"),
    [
        ("Sail. Sailing", "sail", "X. Sailing"),
        ("النادي وناديه", "نادي", "النادي وناديه"),
        ("كُتُب كتب", "كتب", "كُتُب X"),
        ("بيتُ بيت", "بيت", "بيتُ X"),
        ("a.c abc", "a.c", "X abc"),
    ],
)
def test_whole_words_are_whole_in_both_scripts(text: str, find: str, result: str) -> None:
    assert Replacement(find, "X", whole_words=True).of(text) == result


# --- The table itself -------------------------------------------------------------------------


def test_it_shows_what_is_written_and_what_is_inherited(seo: Person) -> None:
    english, arabic = two_languages(seo_title="")
    english.search_description = "Of the draft"
    english.save_revision()
    listed = {row["data-page"]: row for row in rows(seo)}
    title = listed[str(english.pk)].select_one("[data-field=seo_title]")
    assert (title.text, title["placeholder"], title["dir"]) == ("", "Name of club", "ltr")
    assert "Of the draft" in listed[str(english.pk)].get_text()
    assert listed[str(english.pk)]["data-revision"] == str(english.latest_revision_id)
    title = listed[str(arabic.pk)].select_one("[data-field=seo_title]")
    assert (title.text, title["dir"], title["lang"]) == ("عنوان club", "rtl", "ar")
    assert not title.has_attr("readonly")


def test_who_may_not_publish_reads_it_and_is_told_why(database: None) -> None:
    page = content.page()
    row = next(row for row in rows(in_group("Omar", "Editors")) if row["data-page"] == str(page.pk))
    assert row.select_one("textarea").has_attr("readonly")
    assert "may not publish" in row.get_text()


def test_the_languages_of_a_page_stand_together_and_columns_are_sorted(seo: Person) -> None:
    for slug, title in (("b", "Zebra"), ("a", "Ant")):
        two_languages(slug, seo_title=title)
    together = ["Name of a", "صفحة a", "Name of b", "صفحة b"]
    mine = set(together)
    assert [name for name in names(seo) if name in mine] == together
    for ordering, wanted in (
        ("title", ["Name of a", "Name of b", "صفحة a", "صفحة b"]),
        ("seo_title", ["Name of a", "Name of b", "صفحة a", "صفحة b"]),
        ("-search_description", ["صفحة b", "صفحة a", "Name of b", "Name of a"]),
        ("language", ["Name of a", "Name of b", "صفحة a", "صفحة b"]),
    ):
        found = [name for name in names(seo, f"?ordering={ordering}") if name in mine]
        assert found == wanted, ordering
    assert names(seo, "?ordering=-findings")[-1] in mine
    assert len(names(seo, "?ordering=type")) == len(names(seo, "?ordering=nonsense")) == 6


def test_it_is_narrowed_by_section_and_by_words(seo: Person) -> None:
    section, _section = two_languages("sea")
    below = content.page("Below", "below", parent=section)
    content.arabic(below, title="النّادي البحري")
    two_languages("land")
    assert sorted(names(seo, f"?section={section.translation_key}")) == [
        "Below",
        "Name of sea",
        "النّادي البحري",
        "صفحة sea",
    ]
    assert names(seo, "?text=النادي") == ["النّادي البحري"]
    assert names(seo, "?text=stands+LAND") == ["Name of land"]
    assert sorted(names(seo, "?text=/en/sea/below")) == ["Below"]


def test_it_asks_as_often_for_many_pages_as_for_few(seo: Person) -> None:
    editor = in_group("Omar", "Editors").user

    def drafted_and_locked(slug: str) -> None:
        english, arabic = two_languages(slug)
        english.introduction = "Drafted"
        english.save_revision(user=editor)
        ContentPage.objects.filter(pk=arabic.pk).update(locked=True, locked_by=editor)

    def queries_of(name: str, query: str) -> int:
        address = reverse(name) + query
        seo.opens(address)
        with CaptureQueriesContext(connection) as queries:
            seo.opens(address)
        return len(queries)

    lists = [
        (TABLE, ""),
        (TABLE, "?ordering=type&finding=any"),
        (TABLE, "?export=csv"),
        ("metadata_replace", "?find=of&replace_with=x&fields_to_change=seo_title"),
    ]
    drafted_and_locked("first")
    few = [queries_of(*each) for each in lists]
    for number in range(4):
        drafted_and_locked(f"page-{number}")
    assert [queries_of(*each) for each in lists] == few


def test_only_so_many_are_kept_and_published_at_once(
    seo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [content.page(f"P{number}", f"p{number}") for number in range(3)]
    monkeypatch.setattr(bulk_edit, "KEPT", 2)
    for text in ("1", "2", "3"):
        publishes(seo, edit(pages[0], seo_title=text))
    assert BulkEdit.objects.count() == 2
    monkeypatch.setattr("cms.seo.table_publishing.MOST", 2)
    publishes(seo, *(edit(page, seo_title="New") for page in pages))
    assert titles(*pages) == ["3", "", ""]
    preview = seo.reads(
        reverse("metadata_replace") + "?find=P&replace_with=Q&fields_to_change=seo_title"
    )
    assert "stands in none" in preview.get_text()
