"""What stands against a release is told beforehand, stops it at its time, and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow
from wagtail.signals import page_published

from cms.background import schedule
from cms.publishing import version
from cms.publishing.publish import publish
from cms.releases import going_live
from cms.releases.models import Release, ReleaseMember
from snippets.models import MenuItem
from tests import content
from tests.people import Person, Reader, with_permissions
from tests.releases.campaign import drafts, goes_live, prepared, release_of


def number() -> int:
    return version.read().number


def lock(item: MenuItem) -> None:
    MenuItem.objects.filter(pk=item.pk).update(locked=True)


def publish_outside(item: MenuItem) -> None:
    drafts(item, label="Published outside").latest_revision.publish()


def take_down(item: MenuItem) -> None:
    MenuItem.objects.get(pk=item.pk).unpublish()


def delete(item: MenuItem) -> None:
    MenuItem.objects.get(pk=item.pk).delete()


def put_into_a_workflow(item: MenuItem) -> None:
    workflow = Workflow.objects.get(name="Editorial approval")
    workflow.start(MenuItem.objects.get(pk=item.pk), User.objects.get(username="admin"))


def schedule_alone(item: MenuItem) -> None:
    drafts(item, go_live_at=timezone.now() + timedelta(days=1)).latest_revision.publish()


def forget_the_draft(item: MenuItem) -> None:
    ReleaseMember.objects.filter(object_id=str(item.pk)).update(revision=None)


HAPPENS: dict[str, Callable[[MenuItem], None]] = {
    "locked_by_nobody": lock,
    "newer_live": publish_outside,
    "taken_down": take_down,
    "gone": delete,
    "workflow": put_into_a_workflow,
    "scheduled": schedule_alone,
    "no_draft": forget_the_draft,
}


def approved(admin: Person, code: str) -> tuple[MenuItem, MenuItem, Release]:
    """A release with two menu items, for in an hour."""
    item, other = content.menu_item(f"About {code}"), content.menu_item(f"Other {code}")
    release = release_of(drafts(item, label="Parade"), drafts(other, label="Boats"), name=code)
    Release.objects.filter(pk=release.pk).update(go_live_at=timezone.now() + timedelta(hours=1))
    going_live.approve(release.pk, admin.user)
    return item, other, release


def test_what_happens_after_the_approval_is_told_before_and_stops_it(
    reader: Reader, admin: Person
) -> None:
    """The worker leaves everything as it was, and writes to the release why."""
    onlooker = with_permissions("onlooker", "cms.view_release", "snippets.change_menuitem")
    releases = {code: approved(admin, code) for code in HAPPENS}
    for code, (item, _other, release) in releases.items():
        HAPPENS[code](item)
        told = onlooker.opens(reverse("releases:release", args=[release.pk])).content.decode()
        assert "It would not go live" in told, code

    Release.objects.update(go_live_at=timezone.now() - timedelta(seconds=1))
    schedule.carry_out()
    schedule.carry_out()

    first_page = onlooker.opens(reverse("wagtailadmin_home")).content.decode()
    assert "did not go live" in first_page
    for code, (_item, other, release) in releases.items():
        release.refresh_from_db()
        assert release.state == Release.State.PREPARING, code
        assert code in {failure["code"] for failure in release.failure}
        assert MenuItem.objects.get(pk=other.pk).label == f"Other {code}"
        told = onlooker.opens(reverse("releases:release", args=[release.pk])).content.decode()
        assert "It did not go live on" in told, code


def test_whoever_approved_it_still_has_to_have_the_right(reader: Reader, admin: Person) -> None:
    _item, other, release = approved(admin, "About")
    User.objects.filter(username="admin").update(is_active=False)
    Release.objects.update(go_live_at=timezone.now() - timedelta(seconds=1))

    schedule.carry_out()

    release.refresh_from_db()
    assert {failure["code"] for failure in release.failure} == {"no_approver"}
    assert MenuItem.objects.get(pk=other.pk).label == "Other About"


def test_a_draft_that_cannot_be_published_is_told_in_both_languages(
    reader: Reader, admin: Person
) -> None:
    """A sibling has taken the address of the new page meanwhile."""
    parade = content.page("Parade", "parade", live=False)
    item = drafts(content.menu_item("About"), label="Parade")
    release = release_of(item, parade)
    going_live.approve(release.pk, admin.user)
    Page.objects.filter(pk=parade.pk).update(slug="elsewhere")
    content.page("Another parade", "parade")

    with pytest.raises(going_live.ReleaseRefused):
        going_live.go_live(release.pk)

    release.refresh_from_db()
    (failure,) = release.failure
    assert failure["code"] == "invalid"
    assert "slug" in failure["values"]["reason"]["en"].lower()
    assert re.search("[؀-ۿ]", failure["values"]["reason"]["ar"])
    assert MenuItem.objects.get(pk=item.pk).label == "About"


def test_a_handler_that_fails_leaves_everything_as_it_was(reader: Reader, admin: Person) -> None:
    """Whoever listens to Wagtail's signal of the last member."""
    campaign = prepared()
    seen, before = reader.what_documents_say(), number()

    def fail(instance: Any, **_signal: Any) -> None:
        if instance.pk == campaign.parade.pk and isinstance(instance, Page):
            raise KeyError("out of the blue")

    page_published.connect(fail)
    try:
        with pytest.raises(going_live.ReleaseRefused):
            going_live.go_live(campaign.release.pk, admin.user)
    finally:
        page_published.disconnect(fail)

    publish()
    assert (number(), reader.what_documents_say()) == (before, seen)
    campaign.release.refresh_from_db()
    assert campaign.release.failure[0]["code"] == "trouble"


def test_a_member_of_two_releases_goes_live_twice_and_both_say_so(
    reader: Reader, admin: Person
) -> None:
    """The offer begins on Monday and ends on Friday: two drafts of one thing, one after another."""
    item = content.menu_item("About")
    begins = release_of(drafts(item, label="Sale"), name="Sale begins")
    going_live.approve(begins.pk, admin.user)
    ends = release_of(drafts(item, label="Sale is over"), name="Sale ends")
    going_live.approve(ends.pk, admin.user)

    page = admin.opens(reverse("releases:release", args=[ends.pk])).content.decode()
    assert "Sale begins" in page

    goes_live(begins, admin)
    assert reader.menu("en") == ["Sale"]
    goes_live(ends, admin)
    assert reader.menu("en") == ["Sale is over"]
