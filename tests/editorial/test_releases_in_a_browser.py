"""A campaign in Chromium: an editor prepares a release, a publisher publishes and undoes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.publishing.publish import publish
from cms.releases.models import Release
from home.models import ContentPage
from snippets.models import MenuItem
from tests import content
from tests.editorial.stories import LIVE, a_page, labels, reach_readers
from tests.screens import Screen, text_of

# The demo's pictures are resized for real.
pytestmark = pytest.mark.timeout(600)

NAMES = {"en": "National Day", "ar": "اليوم الوطني"}
LABELS = {"en": "Parade of boats", "ar": "مسيرة القوارب"}


def chooses(screen: Screen, row: Any) -> None:
    screen.page.locator(f'input[data-bulk-action-checkbox][data-object-id="{row.pk}"]').check()


def test_a_release_from_its_first_draft_to_its_undoing(
    screen_of: Callable[..., Screen], words: dict[str, Any], language: str
) -> None:
    item = content.snippet(MenuItem, code=language, label=words["item"], route="/")
    publish()
    parade = a_page(words, "scheduled", language, live=False)
    menu_address = f"/api/menu-items/?locale={language}"

    # The editor writes a draft, and puts it into a new release.
    editor = screen_of("editor")
    was = labels(editor.reads(menu_address))
    editor.edits(item)
    editor.types("#id_label", LABELS[language])
    editor.presses("action-add-to-release")
    editor.page.select_option("#id_release", "")
    editor.page.fill("#id_name", NAMES[language])
    editor.takes_a_picture("adding-to-a-release")
    editor.page.click("main form button[type=submit]")
    editor.page.wait_for_selector(".cms-members")
    release = Release.objects.get(name=NAMES[language])
    # A new page comes from the list of pages.
    editor.goes_to(f"/admin/pages/{parade.get_parent().pk}/?ordering=-latest_revision_created_at")
    chooses(editor, parade)
    editor.page.locator("[data-bulk-action-button][href*=add_to_release]").click()
    editor.page.locator("select#id_release").select_option(str(release.pk))
    editor.page.click("form[action*=add_to_release] button[type=submit]")
    editor.says(NAMES[language])

    # The publisher looks at all of it before anybody else does.
    publisher = screen_of("publisher")
    page = publisher.page
    publisher.goes_to(f"/admin/releases/{release.pk}/edit/")
    in_a_week = timezone.localtime() + timedelta(days=7)
    page.fill("#id_go_live_at", in_a_week.strftime("%Y-%m-%d 09:00"))
    page.keyboard.press("Escape")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector(".cms-members")
    assert page.locator(".cms-members tbody tr").count() == 2
    assert page.locator(".cms-problem").count() == 0
    publisher.takes_a_picture("a-release")
    page.click("[data-release-act=changes]")
    said = text_of(page.locator(".cms-changes"))
    assert LABELS[language] in said
    assert parade.title in said
    page.go_back()
    page.click(".cms-preview summary")
    with page.context.expect_page() as opened:
        page.locator(f".cms-preview a[href$='/preview/{language}/']").click()
    tab = opened.value
    tab.wait_for_selector("main[aria-busy=false] h1")
    assert LABELS[language] in text_of(tab.locator("header"))
    tab.close()
    assert labels(publisher.reads(menu_address)) == was

    # Approved it waits for its time; "Publish now" does not.
    page.click("[data-release-act=approve]")
    page.wait_for_selector("[data-release-act=reopen]")
    publisher.goes_to("/admin/releases/")
    assert NAMES[language] in text_of(page.locator(".cms-coming--release").first)
    publisher.takes_a_picture("releases")
    publisher.goes_to(f"/admin/releases/{release.pk}/publish/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("[data-release-act=undo]")
    publisher.says(LIVE[language])
    reach_readers(lambda: labels(publisher.reads(menu_address)), [*was[:-1], LABELS[language]])
    tab = publisher.looks_at_the_website(f"/{language}/{parade.slug}/")
    assert text_of(tab.locator("h1")) == parade.title
    tab.close()

    # And back, all at once.
    page.click("[data-release-act=undo]")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("[data-release-act=approve]")
    reach_readers(lambda: labels(publisher.reads(menu_address)), was)
    assert not ContentPage.objects.get(pk=parade.pk).live
    assert MenuItem.objects.get(pk=item.pk).has_unpublished_changes
