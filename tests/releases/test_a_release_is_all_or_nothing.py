"""A release goes live in one version, in all its languages and kinds, or changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published, published
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext
from wagtail_localize.operations import translate_object

from cms.publishing import version
from cms.publishing.publish import publish
from cms.releases import going_live, undo
from cms.releases.models import Release
from snippets.models import MenuItem
from tests import content
from tests.people import Person, Reader
from tests.releases.campaign import drafts, goes_live, prepared, release_of


def number() -> int:
    return version.read().number


def test_all_of_it_goes_live_in_one_version(reader: Reader, admin: Person) -> None:
    """Pages, snippets, metadata, both languages, and the redirect from an address that changes."""
    campaign = prepared()
    before = number()
    heard = []
    for told in (published, page_published):
        told.connect(lambda instance, **_: heard.append(instance), weak=False, dispatch_uid=told)

    goes_live(campaign.release, admin)

    for told in (published, page_published):
        told.disconnect(dispatch_uid=told)
    assert number() == before + 1 == campaign.release.version
    assert campaign.release.state == Release.State.LIVE
    assert reader.menu("en") == ["Parade"]
    assert reader.menu("ar") == ["المسيرة"]
    assert {"About the parade", "Parade"} <= set(reader.titles("en"))
    assert "/en/about-the-parade/" in reader.paths("en")
    assert reader.seo_data("en")["site"]["site_name"] == "The club on National Day"
    assert Redirect.objects.get().old_path == "/en/about"
    # As single publishes do: each is announced, and logged as its own.
    assert {type(instance).__name__ for instance in heard} == {
        "ContentPage", "MenuItem", "Hero", "SiteMetadata"
    }  # fmt: skip
    entry = PageLogEntry.objects.filter(page=campaign.parade.pk, action="wagtail.publish").get()
    assert entry.user == admin.user


def test_one_member_that_is_locked_keeps_all_back(reader: Reader, admin: Person) -> None:
    campaign = prepared()
    MenuItem.objects.filter(pk=campaign.arabic_item.pk).update(
        locked=True, locked_at=timezone.now()
    )
    before, seen = number(), reader.what_documents_say()

    with pytest.raises(going_live.ReleaseRefused):
        goes_live(campaign.release, admin)

    publish()
    assert number() == before
    assert reader.what_documents_say() == seen
    assert not Page.objects.get(pk=campaign.parade.pk).live
    campaign.release.refresh_from_db()
    assert campaign.release.state == Release.State.PREPARING
    (failure,) = campaign.release.failure
    assert (failure["code"], failure["title"]) == ("locked_by_nobody", "المسيرة")


def test_undoing_brings_back_all_that_readers_had_in_one_version(
    reader: Reader, admin: Person
) -> None:
    """What was new goes, as if it had never been; the drafts are drafts again, and can go live."""
    campaign = prepared()
    seen = reader.what_documents_say()
    goes_live(campaign.release, admin)
    assert reader.what_documents_say() != seen
    before = number()

    undo.undo(campaign.release.pk, admin.user)

    publish()
    assert number() == before + 1
    assert _without_times(reader.what_documents_say()) == _without_times(seen)
    campaign.release.refresh_from_db()
    assert campaign.release.state == Release.State.PREPARING
    item = MenuItem.objects.get(pk=campaign.item.pk)
    assert item.has_unpublished_changes
    assert item.get_latest_revision_as_object().label == "Parade"

    goes_live(campaign.release, admin)
    assert reader.menu("ar") == ["المسيرة"]
    assert "/en/about-the-parade/" in reader.paths("en")


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_times(each) for key, each in value.items() if key != "last_modified"}
    return [_without_times(each) for each in value] if isinstance(value, list) else value


def test_a_translation_that_is_undone_gives_way_to_its_original_again(
    reader: Reader, admin: Person
) -> None:
    """As if it had never been there: what was there once and was taken down stays away."""
    item = content.menu_item("About")
    arabic_item = item.copy_for_translation(content.locale("ar"))
    arabic_item.live = False
    arabic_item.save()
    arabic_item.save_revision()
    publish()
    assert reader.menu("ar") == ["About"]
    release = release_of(drafts(arabic_item, label="من نحن"))
    goes_live(release, admin)
    assert reader.menu("ar") == ["من نحن"]

    undo.undo(release.pk, admin.user)

    publish()
    assert reader.menu("ar") == ["About"]


def test_undoing_asks_when_a_member_was_edited_since(reader: Reader, admin: Person) -> None:
    """And what somebody began to write since stays the newest draft."""
    campaign = prepared()
    goes_live(campaign.release, admin)
    drafts(campaign.item, label="Parade at nine").latest_revision.publish()
    drafts(campaign.arabic_item, label="المسيرة الليلة")

    with pytest.raises(going_live.ReleaseRefused, match="conflicts"):
        undo.undo(campaign.release.pk, admin.user)
    assert MenuItem.objects.get(pk=campaign.item.pk).label == "Parade at nine"

    undo.undo(campaign.release.pk, admin.user, in_spite_of_conflicts=True)

    publish()
    assert reader.menu("en") == ["About"]
    arabic_item = MenuItem.objects.get(pk=campaign.arabic_item.pk)
    assert arabic_item.label == "من نحن"
    assert arabic_item.get_latest_revision_as_object().label == "المسيرة الليلة"


def test_what_was_approved_goes_live_and_not_what_was_written_since(
    reader: Reader, admin: Person
) -> None:
    item = content.menu_item("About")
    release = release_of(drafts(item, label="Parade"))
    going_live.approve(release.pk, admin.user)
    drafts(item, label="A word that nobody approved")

    goes_live(release, admin)

    assert reader.menu("en") == ["Parade"]
    assert MenuItem.objects.get(pk=item.pk).has_unpublished_changes


def test_until_the_approval_the_newest_draft_is_in_it(reader: Reader, admin: Person) -> None:
    item = content.menu_item("About")
    release = release_of(drafts(item, label="Parade"))
    drafts(item, label="The parade")
    goes_live(release, admin)
    assert reader.menu("en") == ["The parade"]


def test_texts_of_translators_are_in_it_without_a_draft(reader: Reader, admin: Person) -> None:
    """What is translated text by text is written when it is approved, with the newest texts."""
    item = content.menu_item("About")
    translate_object(item, [content.locale("ar")])
    translation = Translation.objects.get(target_locale=content.locale("ar"))
    translation.save_target(publish=True)
    arabic_item = MenuItem.objects.get(locale=content.locale("ar"))
    source = String.objects.get(data="About")
    StringTranslation.objects.create(
        translation_of=source,
        locale=content.locale("ar"),
        context=TranslationContext.objects.get(path="label"),
        data="من نحن",
    )
    release = release_of(arabic_item)

    goes_live(release, admin)

    assert reader.menu("ar") == ["من نحن"]
