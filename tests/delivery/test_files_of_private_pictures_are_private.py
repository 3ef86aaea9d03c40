"""A picture of a private collection cannot be fetched, whoever kept its address.

Original and sizes lie in a folder that no web server gives away, at addresses of their own, where
the CMS asks who may see them. When privacy changes, what is in the wrong place moves at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, GroupCollectionPermission

from cms.background.resizer import Resizer
from cms.background.watcher import Signals
from cms.delivery import renditions
from cms.delivery.private_pictures import misplaced, move_misplaced
from cms.doctor import delivery
from cms.doctor.finding import Level
from cms.publishing.publish import publish
from snippets.models import SiteImage
from tests import content
from tests.people import Reader, with_permissions
from tests.snippets.test_an_address_is_of_its_pixels import BLUE, HASHED, replace

SPEC = "width-320|format-webp"


@pytest.fixture(autouse=True)
def _nothing_is_remembered(database: None) -> None:
    renditions.forget()


@pytest.fixture
def members() -> Collection:
    return Collection.get_first_root_node().add_child(name="Members")


def make_private(collection: Collection) -> CollectionViewRestriction:
    """For the group "Members"."""
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=CollectionViewRestriction.GROUPS
    )
    restriction.groups.add(Group.objects.get_or_create(name="Members")[0])
    return restriction


def with_sizes(**fields: Any) -> SiteImage:
    image = content.image(**fields)
    renditions.make([image.pk])
    return image


def files(image: SiteImage) -> set[str]:
    """The names of the original and of all that was made of it."""
    image.refresh_from_db()
    return {image.file.name, *image.renditions.values_list("file", flat=True)}


def addresses(image: SiteImage) -> set[str]:
    return {default_storage.url(name) for name in files(image)}


def get(address: str, client: Client | None = None) -> Any:
    return (client or Client()).get(address.removeprefix(str(settings.CMS_URL)))


def test_the_files_of_a_picture_that_becomes_private_are_gone_from_where_they_were(
    members: Collection,
) -> None:
    image = with_sizes(collection=members)
    public = files(image)
    assert len(public) > 3
    assert all(map(default_storage.exists, public))
    make_private(members)
    assert move_misplaced() == 1
    assert not any(map(default_storage.exists, public))
    [private] = files(image)
    assert private.startswith("private/")
    assert default_storage.exists(private)
    assert move_misplaced() == 0


def test_it_is_shown_again_with_all_sizes_when_it_is_public_again(
    members: Collection, reader: Reader
) -> None:
    image = with_sizes(collection=members)
    content.hero(background_image=image)
    before, restriction = addresses(image), make_private(members)
    resizer = Resizer(Signals(), resident=True)
    try:
        publish()
        resizer.step()
        assert reader.website_data("en")["heroes"][0]["background_image"] is None
        image.refresh_from_db()
        image.get_rendition(SPEC)  # as the admin shows it
        restriction.delete()
        publish()
        shown = reader.website_data("en")["heroes"][0]["background_image"]
        assert get(shown["src"]).status_code == 200  # also before the resizer looked
        resizer.step()
        publish()
    finally:
        resizer.close()
    assert addresses(image) == before
    shown = reader.website_data("en")["heroes"][0]["background_image"]
    assert "/media/images/" in shown["srcset"]
    assert "private" not in str(shown)


def test_what_is_uploaded_into_a_private_collection_is_never_at_a_public_address(
    members: Collection,
) -> None:
    make_private(members)
    below = members.add_child(name="Board")
    for collection in (members, below):
        image = content.image(collection=collection)
        image.get_rendition(SPEC)
        assert all(name.startswith("private/") for name in files(image))
    assert move_misplaced() == 0


def test_a_new_file_of_a_private_picture_is_private(members: Collection) -> None:
    make_private(members)
    image = content.image(collection=members)
    replace(image, BLUE)
    assert all(name.startswith("private/") for name in files(image))


def moved_to(collection: Collection, image: SiteImage) -> None:
    SiteImage.objects.filter(pk=image.pk).update(collection=collection)


def collection_moved(collection: Collection, image: SiteImage) -> None:
    SiteImage.objects.get(pk=image.pk).collection.move(collection, pos="sorted-child")


@pytest.mark.parametrize("move", [moved_to, collection_moved])
def test_so_is_a_picture_that_comes_into_a_private_collection(
    members: Collection, move: Callable[[Collection, SiteImage], None]
) -> None:
    make_private(members)
    image = with_sizes(collection=Collection.get_first_root_node().add_child(name="Races"))
    public = files(image)
    move(Collection.objects.get(pk=members.pk), image)
    assert move_misplaced() == 1
    assert not any(map(default_storage.exists, public))


def test_a_form_that_was_open_meanwhile_does_not_bring_the_old_address_back(
    members: Collection,
) -> None:
    image = content.image(collection=members)
    opened = SiteImage.objects.get(pk=image.pk)
    make_private(members)
    move_misplaced()
    opened.title = "The start"
    opened.save()
    [name] = files(image)
    assert name.startswith("private/")
    assert default_storage.exists(name)
    assert SiteImage.objects.get(pk=image.pk).title == "The start"


def test_names_from_before_names_had_a_hash_get_one_when_they_are_public_again(
    members: Collection,
) -> None:
    image = content.image(collection=members)
    old = "original_images/" + "x" * 70 + ".png"
    with image.file.open() as file:
        default_storage.save(old, file)
    SiteImage.objects.filter(pk=image.pk).update(file=old)
    restriction = make_private(members)
    assert move_misplaced() == 1
    restriction.delete()
    assert move_misplaced() == 1
    [name] = files(image)
    assert HASHED.search(name)
    assert default_storage.exists(name)


def test_a_picture_without_a_file_stops_no_other_and_is_tried_again(
    members: Collection, caplog: pytest.LogCaptureFixture
) -> None:
    lost, found = with_sizes(collection=members), with_sizes(collection=members)
    sizes = files(lost) - {lost.file.name}
    default_storage.delete(lost.file.name)
    make_private(members)
    assert move_misplaced() == 1
    assert not any(map(default_storage.exists, sizes))
    assert lost.file.name in caplog.text
    assert [image.pk for image in misplaced()[0]] == [lost.pk]
    assert delivery.pictures().level is Level.WARNING
    assert found.pk not in {image.pk for image in misplaced()[0]}


def test_nobody_sees_a_private_picture_but_who_may(members: Collection) -> None:
    make_private(members)
    image = content.image(collection=members)
    image.get_rendition(SPEC)
    member, other = with_permissions("member"), with_permissions("other")
    member.user.groups.add(Group.objects.get(name="Members"))
    member.client.force_login(member.user)  # another role ends the session
    for address in addresses(image):
        assert "/private-media/" in address
        for client in (Client(), other.client):
            answer = get(address, client)
            assert answer.status_code == 404
            assert "private" not in answer.headers.get("ETag", "")
        answer = get(address, member.client)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)
        assert {"private", "no-store"} <= set(re.split(", ?", answer["Cache-Control"]))
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_its_editors_see_it_in_the_admin(members: Collection) -> None:
    make_private(members)
    image = content.image(collection=members)
    editor = with_permissions("editor", "wagtailadmin.access_admin")
    group = editor.user.groups.create(name="Editors of the members' pictures")
    change = Permission.objects.get(codename="change_image")
    GroupCollectionPermission.objects.create(group=group, collection=members, permission=change)
    editor.client.force_login(editor.user)  # another role ends the session
    page = BeautifulSoup(
        editor.opens(reverse("wagtailimages:edit", args=[image.pk])).content, "html.parser"
    )
    shown = [str(tag["src"]) for tag in page.select("main img") if "private" in str(tag["src"])]
    assert shown
    assert all(get(address, editor.client).status_code == 200 for address in shown)


@pytest.mark.parametrize(
    "path",
    ["", "x", "original_images/", "../original_images/x.png", "%2e%2e/x.png", "x" * 5000, "%00"],
)
def test_other_addresses_are_not_found(path: str) -> None:
    assert Client().get(f"/private-media/{path}").status_code in (400, 404)


def test_the_development_server_gives_no_private_file_away(members: Collection) -> None:
    make_private(members)
    image = content.image(collection=members)
    assert get(f"{settings.MEDIA_URL}{image.file.name}").status_code == 404
