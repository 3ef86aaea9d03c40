"""The first page of the admin: what waits for me, if I may edit it, and what went live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Revision, Workflow, WorkflowTask

from cms.editorial import recent_publications
from cms.editorial.home import Waiting
from cms.publishing.publish import publish
from home.localization import status
from home.models import SiteMetadata
from tests import content
from tests.people import Person, with_permissions
from tests.snippets.translating import translate


def first_page(person: Person) -> Any:
    return person.reads("/admin/")


def waiting(person: Person) -> dict[str, list[str]]:
    """The title of each list -> the titles in it."""
    section = first_page(person).select_one("#waiting-section")
    return {
        title.get_text(strip=True): [
            cell.get_text(strip=True) for cell in title.find_next("table").select("td.title")
        ]
        for title in (section.select(".cms-home__title") if section else [])
    }


def test_my_drafts_wait_for_me_and_not_for_others(admin: Person) -> None:
    item, page, other = content.menu_item(), content.page(), content.partner()
    admin.edits_snippet(item, action="action-save", label="My item")
    admin.edits_page(page, action="action-save", title="My page")
    other.save_revision()

    assert waiting(admin) == {"Your drafts": ["My page", "My item"]}

    admin.edits_snippet(item, label="My item")
    assert waiting(admin) == {"Your drafts": ["My page"]}
    assert waiting(with_permissions("onlooker")) == {}


def test_what_goes_live_or_away_by_itself(admin: Person) -> None:
    later, sooner = (timezone.now() + timedelta(days=days) for days in (2, 1))
    for label, moment in (("Later", later), ("Sooner", sooner)):
        item = content.menu_item(label, live=False)
        item.go_live_at = moment
        item.save_revision(user=admin.user).publish(user=admin.user)
    page = content.page()
    page.expire_at = later
    page.save_revision().publish()

    assert waiting(admin) == {
        "Going live by themselves": ["Sooner", "Later"],
        "Going away by themselves": ["About"],
    }


def test_what_others_may_edit_does_not_crowd_out_what_i_may(admin: Person) -> None:
    """Editors of the website's metadata are shown it, whatever else goes live or away sooner."""
    later, sooner = (timezone.now() + timedelta(days=days) for days in (2, 1))
    for number in range(20):
        other = content.menu_item(f"Item {number}", live=False)
        Revision.objects.filter(pk=other.latest_revision_id).update(approved_go_live_at=sooner)
    mine = content.snippet(SiteMetadata, site_name="Mine")
    mine.expire_at = later
    mine.save_revision().publish()
    mine.go_live_at = later
    mine.save_revision().publish()

    editor = with_permissions("editor", "home.change_sitemetadata")

    assert waiting(editor) == {
        "Going live by themselves": ["Mine"],
        "Going away by themselves": ["Mine"],
    }


def test_what_is_behind_is_looked_for_among_what_was_published_last(
    admin: Person, monkeypatch: Any
) -> None:
    """However large the website is. The screen "Translations" looks through all of it."""
    for name in ("First", "Second", "Third"):
        translate(content.page(name, name.lower())).save_target(publish=True)
    everything = ["Third", "Second", "First"]
    assert waiting(admin) == {"Translations that are behind": everything}
    # A page and its translation are two rows, which were published one after the other.
    monkeypatch.setattr(status, "LOOKED_THROUGH", 3)
    assert waiting(admin) == {"Translations that are behind": everything[:2]}


def test_what_waits_is_read_in_so_many_queries_however_much_it_is(
    admin: Person, django_assert_num_queries: Any
) -> None:
    def make(number: int) -> None:
        for day in range(number):
            moment = timezone.now() + timedelta(days=1 + day)
            scheduled = content.menu_item(f"Scheduled {number} {day}", live=False)
            scheduled.go_live_at = moment
            scheduled.save_revision().publish()
            page = content.page(f"Page {number} {day}", f"page-{number}-{day}")
            page.expire_at = moment
            page.save_revision().publish()
            content.arabic(page, title=f"صفحة {number} {day}")
            page.refresh_from_db()
            page.save_revision().publish()
            page.refresh_from_db()
            page.save_revision(user=admin.user)

    lists = ("drafts", "scheduled", "expiring", "behind")
    request = RequestFactory().get("/admin/")
    request.user = admin.user
    make(1)
    Waiting().get_context_data({"request": request})  # reads what is kept: kinds, permissions
    with CaptureQueriesContext(connection) as few:
        context = Waiting().get_context_data({"request": request})
    make(3)
    with django_assert_num_queries(len(few)):
        more = Waiting().get_context_data({"request": request})
    for name in lists:
        assert len(more[name]) > len(context[name]), name


def test_a_translation_older_than_its_source(admin: Person) -> None:
    page, item = content.page(), content.menu_item()
    arabic = content.arabic(page, title="من نحن")
    content.arabic(item, label="من نحن")
    assert waiting(admin) == {}

    page.title = "Who we are"
    page.save_revision().publish()
    assert waiting(admin) == {"Translations that are behind": ["من نحن"]}

    arabic.refresh_from_db()
    arabic.save_revision().publish()
    assert waiting(admin) == {}


def test_it_and_the_screen_of_translations_call_the_same_things_behind(admin: Person) -> None:
    """However they are made: by hand or string by string, in either direction, lacking a text."""
    arabic_source = content.hero("بطل", code="ar")
    instances = [content.page("By hand", "by-hand"), content.hero("Followed"), arabic_source]
    content.arabic(instances[0], title="باليد")
    for source, code, title in ((instances[1], "ar", "متابع"), (arabic_source, "en", "Hero")):
        translate(source, code, title=title).save_target(publish=True)
    lacking = content.page("Lacking", "lacking")
    translate(lacking).save_target(publish=True)
    unpublished = content.page("Unpublished", "unpublished")
    translate(unpublished, title="غير منشور")
    content.page("Never translated", "never")

    def both() -> tuple[set[str], set[str]]:
        on_first_page = waiting(admin).get("Translations that are behind", [])
        section = BeautifulSoup(
            admin.opens("/admin/translations/?state=behind").content.decode(), "html.parser"
        )
        cells = section.select('td[data-state="behind"]')
        on_screen = [cell.select_one("a bdi").get_text(strip=True) for cell in cells]
        assert len(on_first_page) == len(set(on_first_page))
        return set(on_first_page), set(on_screen)

    on_first_page, on_screen = both()
    assert on_first_page == on_screen == {"Lacking"}
    for instance in instances:
        instance.refresh_from_db()
        instance.save_revision().publish()
    on_first_page, on_screen = both()
    assert on_first_page == on_screen == {"Lacking", "باليد", "متابع", "Hero"}


def test_the_newest_of_what_is_behind_are_shown(admin: Person) -> None:
    """The newest eight are shown, of all kinds together."""
    for number in range(10):
        instance = (
            content.hero(f"Hero {number}")
            if number % 2
            else content.page(f"P{number}", f"p{number}")
        )
        content.arabic(instance, title=f"ع {number}")
        instance.refresh_from_db()
        instance.save_revision().publish()
    newest = [f"ع {number}" for number in range(9, 1, -1)]
    assert waiting(admin) == {"Translations that are behind": newest}


def test_nobody_is_shown_what_they_may_not_edit(admin: Person) -> None:
    page = content.page()
    content.arabic(page, title="من نحن")
    page.title = "Who we are"
    page.save_revision().publish()
    assert waiting(admin)
    assert waiting(with_permissions("onlooker")) == {}


def test_what_went_live_lately_with_who(admin: Person) -> None:
    item = content.menu_item()
    publish()
    admin.edits_snippet(item, label="Who we are")

    newest = first_page(admin).select_one("#went-live-section tbody tr")

    assert "Publish: Who we are (English)" in newest.get_text(" ", strip=True)
    assert "admin" in newest.get_text(" ", strip=True)
    # Whoever may enter is told that something went live; what it was, those with rights over it.
    row = first_page(with_permissions("onlooker")).select_one("#went-live-section tbody tr")
    assert "Publish: something that is not yours to see" in row.get_text(" ", strip=True)
    staff = with_permissions("staff", "snippets.view_menuitem")
    assert first_page(staff).select_one("#went-live-section tbody tr").get_text() == (
        newest.get_text()
    )


def test_what_went_live_is_told_in_so_many_queries_however_much_it_is(
    admin: Person, django_assert_num_queries: Any
) -> None:
    item = content.menu_item()
    for label in ("Who we are", "Who we were", "Who we will be"):
        publish()
        admin.edits_snippet(item, label=label)
    publish()
    with django_assert_num_queries(4):
        lines = recent_publications.lines(8, admin.user)
        titles = [deed.title for line in lines for deed in line.deeds]
    assert {"Who we are", "Who we were", "Who we will be"} <= set(titles)


def test_an_approval_that_waits_leads_to_what_changes(admin: Person) -> None:
    item = content.menu_item()
    publish()
    workflow = Workflow.objects.create(name="Approval")
    task = GroupApprovalTask.objects.create(name="Look")
    task.groups.add(Group.objects.create(name="Reviewers"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    item.label = "Who we are"
    item.save_revision()
    workflow.start(item, admin.user)

    row = first_page(admin).select_one("#awaiting-review-section tbody tr")

    assert row.find("a", href=f"/admin/what-changes/snippets/menuitem/{item.pk}/")
    assert row.find("button", attrs={"data-workflow-action-url": True}), "Wagtail's own are there"


def test_wagtails_own_panels_are_there(admin: Person) -> None:
    page = content.page()
    admin.edits_page(page, action="action-save", title="My page")
    assert first_page(admin).select_one("#recent-edits-section")
