"""Translating publishes nothing by itself: each language is published on its own.

It is no way around the right to publish either.
"""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from home.models import ContentPage
from tests.content import home, locale
from tests.people import Person
from tests.snippets.translating import hero, in_language, page, translate, write

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("kind", ["snippet", "page"])
def test_a_translation_saved_as_a_draft_changes_nothing_that_is_live(kind: str) -> None:
    source = hero() if kind == "snippet" else page()
    translation = translate(source, title="مرحبا")
    translation.save_target(publish=True)
    write(translation, title="مسودة")

    translation.save_target(publish=False)

    arabic = in_language(source, "ar")
    assert (arabic.title, arabic.live, arabic.has_unpublished_changes) == ("مرحبا", True, True)
    assert arabic.get_latest_revision_as_object().title == "مسودة"


@pytest.mark.parametrize("kind", ["snippet", "page"])
def test_publishing_the_translation_makes_its_text_live(kind: str) -> None:
    source = hero() if kind == "snippet" else page()
    translation = translate(source, title="مرحبا")
    translation.save_target(publish=False)
    assert in_language(source, "ar").live is False

    translation.save_target(publish=True)

    arabic = in_language(source, "ar")
    assert (arabic.title, arabic.live, arabic.has_unpublished_changes) == ("مرحبا", True, False)


@pytest.mark.parametrize("kind", ["snippet", "page"])
def test_submitting_something_live_makes_a_draft_and_not_a_live_copy_in_the_wrong_language(
    kind: str,
) -> None:
    source = hero() if kind == "snippet" else page()
    translate(source)
    arabic = in_language(source, "ar")
    assert arabic.live is False
    assert arabic.live_revision is None
    assert arabic.first_published_at is None


def test_a_schedule_and_a_lock_of_the_source_are_not_those_of_the_translation() -> None:
    from django.utils import timezone

    source = hero(go_live_at=timezone.now(), expire_at=timezone.now(), locked=True)
    translate(source).save_target(publish=True)
    arabic = in_language(source, "ar")
    assert (arabic.go_live_at, arabic.expire_at, arabic.locked) == (None, None, False)


def test_a_translation_scheduled_for_later_is_not_live_before() -> None:
    from datetime import timedelta

    from django.utils import timezone

    source = hero()
    translation = translate(source, title="مرحبا")
    arabic = in_language(source, "ar")
    arabic.go_live_at = timezone.now() + timedelta(days=1)
    arabic.save()
    translation.save_target(publish=True)
    assert in_language(source, "ar").live is False


def test_an_unpublished_translation_stays_offline_when_it_is_saved_as_a_draft() -> None:
    source = page()
    translation = translate(source, title="من نحن")
    translation.save_target(publish=True)
    in_language(source, "ar").unpublish()
    translation.save_target(publish=False)
    assert in_language(source, "ar").live is False


def test_syncing_without_publishing_leaves_the_live_translation_as_it_is(admin: Person) -> None:
    source = page(introduction="Old")
    translation = translate(source, title="من نحن", introduction="قديم")
    translation.save_target(publish=True)
    source.introduction = "New"
    source.save_revision().publish()

    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert admin.client.post(url, {}).status_code == 302

    assert in_language(source, "ar").introduction == "قديم"


def test_syncing_and_publishing_brings_the_new_text(admin: Person) -> None:
    source = page(introduction="Old")
    translation = translate(source, title="من نحن", introduction="قديم")
    translation.save_target(publish=True)
    source.introduction = "New"
    source.save_revision().publish()

    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert admin.client.post(url, {"publish_translations": "on"}).status_code == 302

    assert in_language(source, "ar").introduction == "New"


def test_an_alias_stays_live_as_it_is_while_its_translation_is_a_draft() -> None:
    source = page(introduction="Hello")
    alias = source.copy_for_translation(locale("ar"), copy_parents=True, alias=True)
    assert (alias.live, alias.alias_of_id) == (True, source.pk)

    translation = translate(source, title="من نحن")
    translation.save_target(publish=False)

    arabic = in_language(source, "ar")
    assert (arabic.live, arabic.alias_of_id, arabic.title) == (True, None, "About")
    assert arabic.get_latest_revision_as_object().title == "من نحن"
    translation.save_target(publish=True)
    assert in_language(source, "ar").title == "من نحن"


def test_a_draft_of_the_source_does_not_go_live_by_way_of_its_alias(admin: Person) -> None:
    source = page(introduction="Live")
    source.copy_for_translation(locale("ar"), copy_parents=True, alias=True)
    source.introduction = "Draft"
    source.save_revision()
    assert in_language(source, "ar").introduction == "Live"

    translation = translate(source, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(source, "ar")
    response = admin.client.post(reverse("wagtail_localize:convert_to_alias", args=[arabic.pk]))
    assert response.status_code == 302
    arabic.refresh_from_db()
    assert (arabic.alias_of_id, arabic.title, arabic.introduction) == (source.pk, "About", "Live")


def test_a_language_that_follows_another_gets_no_live_page_for_a_draft() -> None:
    from wagtail_localize.synctree import synchronize_tree

    draft = ContentPage(title="Draft", live=False)
    home("en").add_child(instance=draft)
    page("Live")
    synchronize_tree(locale("en"), locale("ar"))
    titles = ContentPage.objects.filter(locale=locale("ar"), live=True).values_list("title")
    assert [title for (title,) in titles] == ["Live"]


def test_a_private_translation_stays_private_when_it_is_translated_again() -> None:
    source = page()
    translation = translate(source, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(source, "ar")
    PageViewRestriction.objects.create(page=arabic, restriction_type="login")
    translation.save_target(publish=True)
    translation.source.update_target_view_restrictions(locale("ar"))
    assert arabic.view_restrictions.exists()


def test_the_translation_of_a_private_page_is_private_too() -> None:
    source = page()
    PageViewRestriction.objects.create(page=source, restriction_type="login")
    translate(source)
    assert in_language(source, "ar").view_restrictions.exists()


@pytest.fixture
def translator() -> Client:
    """Somebody who may edit and translate everything, and publish nothing."""
    group = Group.objects.create(name="Translators of the test")
    codenames = [
        "access_admin",
        "submit_translation",
        "change_hero",
        "add_hero",
        "edit_page_content",
    ]
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    root = Page.objects.get(depth=1)
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=root, permission=permission)
    user = User.objects.create_user("translator")
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def test_who_may_not_publish_cannot_publish_by_syncing(translator: Client) -> None:
    source = page(introduction="Old")
    translation = translate(source, title="من نحن", introduction="قديم")
    translation.save_target(publish=True)
    write(translation, introduction="لم يراجع")

    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert translator.post(url, {"publish_translations": "on"}).status_code == 302

    arabic = in_language(source, "ar")
    assert arabic.introduction == "قديم"
    assert arabic.get_latest_revision_as_object().introduction == "لم يراجع"


def test_who_may_not_publish_cannot_replace_a_live_translation_by_an_alias(
    translator: Client,
) -> None:
    source = page()
    translate(source, title="من نحن").save_target(publish=True)
    arabic = in_language(source, "ar")
    response = translator.post(reverse("wagtail_localize:convert_to_alias", args=[arabic.pk]))
    assert response.status_code in (302, 403)
    arabic.refresh_from_db()
    assert (arabic.title, arabic.alias_of_id) == ("من نحن", None)
