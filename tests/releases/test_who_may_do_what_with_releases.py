"""Editors prepare a release, publishers publish it, and nobody gets a right by way of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page

from cms.releases import going_live
from cms.releases.models import Release, ReleaseMember
from snippets.models import MenuItem
from tests import content
from tests.home.roles import person
from tests.people import Person, Reader, snippet_url, with_permissions
from tests.releases.campaign import drafts, release_of

Act = Callable[[Person, Release], bool]


def posts(name: str, person: Person, release: Release, /, *more: Any, **data: Any) -> None:
    person.client.post(reverse(f"releases:{name}", args=[release.pk, *more]), data)


def state(release: Release) -> str:
    return Release.objects.get(pk=release.pk).state


def see_it(person: Person, release: Release) -> bool:
    return person.client.get(reverse("releases:release", args=[release.pk])).status_code == 200


def see_what_changes(person: Person, release: Release) -> bool:
    return person.client.get(reverse("releases:changes", args=[release.pk])).status_code == 200


def begin_one(person: Person, release: Release) -> bool:
    person.client.post(reverse("releases:begin"), {"name": "Another", "note": ""})
    return Release.objects.filter(name="Another").delete()[0] > 0


def rename_it(person: Person, release: Release) -> bool:
    posts("edit", person, release, name="Renamed", note="")
    return Release.objects.get(pk=release.pk).name == "Renamed"


def add_a_page(person: Person, release: Release) -> bool:
    page = content.page("New", "new", live=False)
    address = reverse("releases:add_one", args=["home", "contentpage", page.pk])
    person.client.post(address, {"release": release.pk, "name": ""})
    return release.members.filter(title="New").exists()


def add_menu_items_in_bulk(person: Person, release: Release) -> bool:
    item = content.menu_item("Bulk", live=False)
    address = f"{reverse('wagtail_bulk_action', args=['snippets', 'menuitem', 'add_to_release'])}"
    person.client.post(f"{address}?id={item.pk}", {"release": release.pk, "name": ""})
    return release.members.filter(title="Bulk").exists()


def take_something_out(person: Person, release: Release) -> bool:
    item = content.menu_item("Out", live=False)
    release_of(item, name="Out of it")
    member = ReleaseMember.objects.get(title="Out")
    posts("remove", person, member.release, member.pk)
    return not ReleaseMember.objects.filter(pk=member.pk).exists()


def delete_it(person: Person, release: Release) -> bool:
    other = release_of(name="To be deleted")
    posts("delete", person, other)
    return not Release.objects.filter(pk=other.pk).exists()


def approve_it(person: Person, release: Release) -> bool:
    posts("approve", person, release)
    return state(release) == "approved"


def take_the_approval_back(person: Person, release: Release) -> bool:
    posts("reopen", person, release)
    return state(release) == "preparing"


def publish_it(person: Person, release: Release) -> bool:
    posts("publish", person, release)
    return state(release) == "live"


def undo_it(person: Person, release: Release) -> bool:
    posts("undo", person, release)
    return state(release) == "preparing"


# E: Editors, P: Publishers, S: SEO staff, A: administrators, N: an account without a group. They
# are tried in this order, on one release.
TABLE: tuple[tuple[Act, str], ...] = (
    (see_it, "EPA"),
    (see_what_changes, "EPA"),
    (begin_one, "EPA"),
    (rename_it, "EPA"),
    (add_a_page, "EPA"),
    (add_menu_items_in_bulk, "EPA"),
    (take_something_out, "EPA"),
    (delete_it, "EPA"),
    (approve_it, "PA"),
    (take_the_approval_back, "PA"),
    (publish_it, "PA"),
    (undo_it, "PA"),
)


@pytest.mark.parametrize("role", "EPSAN")
def test_who_may_do_what(database: None, role: str) -> None:
    release = release_of(drafts(content.menu_item("About"), label="Parade"))
    somebody, administrator = person(role), person("A")
    of_need = {take_the_approval_back: approve_it, undo_it: publish_it}
    for act, roles in TABLE:
        if act in of_need and role not in roles:
            assert of_need[act](administrator, release)
        assert act(somebody, release) == (role in roles), act.__name__
        if act is take_the_approval_back and role not in roles:
            going_live.reopen(release.pk, administrator.user)


def test_the_menu_shows_it_to_who_may_see_it(database: None) -> None:
    for role, is_shown in {"E": True, "S": False}.items():
        page = person(role).opens(reverse("wagtailadmin_home")).content.decode()
        assert (reverse("releases:index") in page) is is_shown


def test_a_release_publishes_nothing_that_its_approver_may_not_publish(database: None) -> None:
    """Somebody with the right to publish releases, and none over pages."""
    somebody = with_permissions(
        "half",
        *("cms.publish_release", "cms.change_release"),
        *("snippets.change_menuitem", "snippets.publish_menuitem"),
    )
    parade = content.page("Parade", "parade", live=False)
    release = release_of(drafts(content.menu_item("About"), label="Parade!"), parade)

    page = somebody.opens(reverse("releases:release", args=[release.pk])).content.decode()
    assert "Something that is not yours to see" in page
    assert ">Parade<" not in page
    assert not see_what_changes(somebody, release)
    address = reverse("releases:preview", args=[release.pk, "en"])
    assert somebody.client.get(address).status_code != 200
    assert not publish_it(somebody, release)
    told = Release.objects.get(pk=release.pk).failure
    assert {failure["code"] for failure in told} == {"no_right"}, "in words that help"
    assert not Page.objects.get(pk=parade.pk).live
    assert MenuItem.objects.get().label == "About"


def test_what_is_approved_is_closed(reader: Reader, admin: Person) -> None:
    """Neither members nor its time change under whoever approved it."""
    release = release_of(drafts(content.menu_item("About"), label="Parade"))
    going_live.approve(release.pk, admin.user)
    member = release.members.get()

    posts("remove", admin, release, member.pk)
    posts("edit", admin, release, name="Renamed", note="")
    posts("delete", admin, release)

    assert not add_a_page(admin, release)
    assert release.members.get() == member
    assert Release.objects.get().name == "National Day"


def test_the_editors_button_saves_the_draft_and_asks_which_release(admin: Person) -> None:
    item = content.menu_item("About")
    answer = admin.submits(
        snippet_url(MenuItem, "edit", item.pk), **{"label": "Parade", "action-add-to-release": "1"}
    )
    admin.submits(answer.url, name="National Day")
    release = Release.objects.get(name="National Day")
    assert release.members.get().title == "Parade"
    going_live.go_live(release.pk, admin.user)
    assert MenuItem.objects.get(pk=item.pk).label == "Parade"


def test_a_form_that_makes_no_sense_says_what_to_do(admin: Person) -> None:
    item = content.menu_item("About")
    address = reverse("releases:add_one", args=["snippets", "menuitem", item.pk])
    release = release_of()
    for data in ({}, {"release": release.pk, "name": "Both"}, {"release": "x"}):
        answer = admin.client.post(address, data)
        assert answer.status_code == 200
        assert "error-message" in answer.content.decode()
    answer = admin.client.post(
        reverse("releases:begin"), {"name": "Late", "note": "", "go_live_at": "2020-01-01 09:00"}
    )
    assert "That time has passed" in answer.content.decode()
    assert not Release.objects.filter(name__in=("Late", "Both")).exists()
