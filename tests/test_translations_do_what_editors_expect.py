"""Translating publishes nothing by itself, and what languages share stays shared.

Each language is published on its own. What the languages of one thing share (where a link leads,
a picture, the order) belongs to the oldest of them, its source, and no draft, translation or old
copy of the source can make another language differ.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page, PageViewRestriction
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.operations import translate_object

from home.models import ContentPage, HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests.people import Person, snippet_url

pytestmark = pytest.mark.usefixtures("database")


def locale(code: str) -> Locale:
    return Locale.objects.get(language_code=code)


def home(code: str) -> HomePage:
    return HomePage.objects.get(locale__language_code=code)


def in_language(thing: Any, code: str) -> Any:
    return type(thing).objects.get(
        translation_key=thing.translation_key, locale__language_code=code
    )


def hero(title: str = "Welcome", language: str = "en", **fields: Any) -> Hero:
    return Hero.objects.create(title=title, locale=locale(language), **fields)


def page(title: str = "About", parent: Page | None = None, **fields: Any) -> ContentPage:
    made = ContentPage(title=title, **fields)
    (parent or home("en")).add_child(instance=made)
    made.save_revision().publish()
    return ContentPage.objects.get(pk=made.pk)


def translate(thing: Any, code: str = "ar", **strings: str) -> Translation:
    """Submits for translation as the admin does, and writes the named strings."""
    translate_object(thing, [locale(code)])
    translation = Translation.objects.get(
        source__object_id=thing.translation_key, target_locale=locale(code)
    )
    write(translation, **strings)
    return translation


def write(translation: Translation, **strings: str) -> None:
    for path, text in strings.items():
        segment = StringSegment.objects.get(source=translation.source, context__path=path)
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": text},
        )


def strings_of(thing: Any) -> dict[str, str]:
    source, _created = TranslationSource.update_or_create_from_instance(thing)
    segments = StringSegment.objects.filter(source=source).order_by("order")
    return {segment.context.path: segment.string.data for segment in segments}


# --- Nothing goes live, and nothing goes offline, by being translated --------------------------


@pytest.mark.parametrize("kind", ["snippet", "page"])
def test_a_translation_saved_as_a_draft_changes_nothing_that_is_live(kind: str) -> None:
    thing = hero() if kind == "snippet" else page()
    translation = translate(thing, title="مرحبا")
    translation.save_target(publish=True)
    write(translation, title="مسودة")

    translation.save_target(publish=False)

    arabic = in_language(thing, "ar")
    assert (arabic.title, arabic.live, arabic.has_unpublished_changes) == ("مرحبا", True, True)
    assert arabic.get_latest_revision_as_object().title == "مسودة"


@pytest.mark.parametrize("kind", ["snippet", "page"])
def test_publishing_the_translation_makes_its_text_live(kind: str) -> None:
    thing = hero() if kind == "snippet" else page()
    translation = translate(thing, title="مرحبا")
    translation.save_target(publish=False)
    assert in_language(thing, "ar").live is False

    translation.save_target(publish=True)

    arabic = in_language(thing, "ar")
    assert (arabic.title, arabic.live, arabic.has_unpublished_changes) == ("مرحبا", True, False)


@pytest.mark.parametrize("kind", ["snippet", "page"])
def test_submitting_something_live_makes_a_draft_and_not_a_live_copy_in_the_wrong_language(
    kind: str,
) -> None:
    thing = hero() if kind == "snippet" else page()
    translate(thing)
    arabic = in_language(thing, "ar")
    assert arabic.live is False
    assert arabic.live_revision is None
    assert arabic.first_published_at is None


def test_a_schedule_and_a_lock_of_the_source_are_not_those_of_the_translation() -> None:
    from django.utils import timezone

    thing = hero(go_live_at=timezone.now(), expire_at=timezone.now(), locked=True)
    translate(thing).save_target(publish=True)
    arabic = in_language(thing, "ar")
    assert (arabic.go_live_at, arabic.expire_at, arabic.locked) == (None, None, False)


def test_a_translation_scheduled_for_later_is_not_live_before() -> None:
    from datetime import timedelta

    from django.utils import timezone

    thing = hero()
    translation = translate(thing, title="مرحبا")
    arabic = in_language(thing, "ar")
    arabic.go_live_at = timezone.now() + timedelta(days=1)
    arabic.save()
    translation.save_target(publish=True)
    assert in_language(thing, "ar").live is False


def test_an_unpublished_translation_stays_offline_when_it_is_saved_as_a_draft() -> None:
    thing = page()
    translation = translate(thing, title="من نحن")
    translation.save_target(publish=True)
    in_language(thing, "ar").unpublish()
    translation.save_target(publish=False)
    assert in_language(thing, "ar").live is False


def test_syncing_without_publishing_leaves_the_live_translation_as_it_is(admin: Person) -> None:
    thing = page(introduction="Old")
    translation = translate(thing, title="من نحن", introduction="قديم")
    translation.save_target(publish=True)
    thing.introduction = "New"
    thing.save_revision().publish()

    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert admin.client.post(url, {}).status_code == 302

    assert in_language(thing, "ar").introduction == "قديم"


def test_syncing_and_publishing_brings_the_new_text(admin: Person) -> None:
    thing = page(introduction="Old")
    translation = translate(thing, title="من نحن", introduction="قديم")
    translation.save_target(publish=True)
    thing.introduction = "New"
    thing.save_revision().publish()

    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert admin.client.post(url, {"publish_translations": "on"}).status_code == 302

    assert in_language(thing, "ar").introduction == "New"


def test_an_alias_stays_live_as_it_is_while_its_translation_is_a_draft() -> None:
    thing = page(introduction="Hello")
    alias = thing.copy_for_translation(locale("ar"), copy_parents=True, alias=True)
    assert (alias.live, alias.alias_of_id) == (True, thing.pk)

    translation = translate(thing, title="من نحن")
    translation.save_target(publish=False)

    arabic = in_language(thing, "ar")
    assert (arabic.live, arabic.alias_of_id, arabic.title) == (True, None, "About")
    assert arabic.get_latest_revision_as_object().title == "من نحن"
    translation.save_target(publish=True)
    assert in_language(thing, "ar").title == "من نحن"


def test_a_draft_of_the_source_does_not_go_live_by_way_of_its_alias(admin: Person) -> None:
    thing = page(introduction="Live")
    thing.copy_for_translation(locale("ar"), copy_parents=True, alias=True)
    thing.introduction = "Draft"
    thing.save_revision()
    assert in_language(thing, "ar").introduction == "Live"

    translation = translate(thing, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(thing, "ar")
    response = admin.client.post(reverse("wagtail_localize:convert_to_alias", args=[arabic.pk]))
    assert response.status_code == 302
    arabic.refresh_from_db()
    assert (arabic.alias_of_id, arabic.title, arabic.introduction) == (thing.pk, "About", "Live")


def test_a_language_that_follows_another_gets_no_live_page_for_a_draft() -> None:
    from wagtail_localize.synctree import synchronize_tree

    draft = ContentPage(title="Draft", live=False)
    home("en").add_child(instance=draft)
    page("Live")
    synchronize_tree(locale("en"), locale("ar"))
    titles = ContentPage.objects.filter(locale=locale("ar"), live=True).values_list("title")
    assert [title for (title,) in titles] == ["Live"]


def test_a_private_translation_stays_private_when_it_is_translated_again() -> None:
    thing = page()
    translation = translate(thing, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(thing, "ar")
    PageViewRestriction.objects.create(page=arabic, restriction_type="login")
    translation.save_target(publish=True)
    translation.source.update_target_view_restrictions(locale("ar"))
    assert arabic.view_restrictions.exists()


def test_the_translation_of_a_private_page_is_private_too() -> None:
    thing = page()
    PageViewRestriction.objects.create(page=thing, restriction_type="login")
    translate(thing)
    assert in_language(thing, "ar").view_restrictions.exists()


# --- Translating is not a way around the right to publish --------------------------------------


@pytest.fixture
def translator() -> Client:
    """Somebody who may edit and translate everything, and publish nothing."""
    group = Group.objects.create(name="Translators of the test")
    wanted = ["access_admin", "submit_translation", "change_hero", "add_hero", "edit_page_content"]
    group.permissions.set(Permission.objects.filter(codename__in=wanted))
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
    thing = page(introduction="Old")
    translation = translate(thing, title="من نحن", introduction="قديم")
    translation.save_target(publish=True)
    write(translation, introduction="لم يراجع")

    url = reverse("wagtail_localize:update_translations", args=[translation.source_id])
    assert translator.post(url, {"publish_translations": "on"}).status_code == 302

    arabic = in_language(thing, "ar")
    assert arabic.introduction == "قديم"
    assert arabic.get_latest_revision_as_object().introduction == "لم يراجع"


def test_who_may_not_publish_cannot_replace_a_live_translation_by_an_alias(
    translator: Client,
) -> None:
    thing = page()
    translate(thing, title="من نحن").save_target(publish=True)
    arabic = in_language(thing, "ar")
    response = translator.post(reverse("wagtail_localize:convert_to_alias", args=[arabic.pk]))
    assert response.status_code in (302, 403)
    arabic.refresh_from_db()
    assert (arabic.title, arabic.alias_of_id) == ("من نحن", None)


# --- What languages share belongs to the source -------------------------------------------------


def link(label: str = "About", language: str = "en", **fields: Any) -> MenuItem:
    fields = {"route": "/about/"} | fields
    return MenuItem.objects.create(label=label, locale=locale(language), **fields)


def test_publishing_a_change_of_a_link_reaches_its_translations() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    item.route = "/about-us/"
    item.save_revision().publish()
    arabic = in_language(item, "ar")
    assert (arabic.label, arabic.route) == ("من نحن", "/about-us/")


def test_a_draft_of_a_link_does_not_reach_its_translations() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    item.route = "/about-us/"
    item.save_revision()
    assert in_language(item, "ar").route == "/about/"


def test_a_translation_made_from_an_old_copy_of_the_source_keeps_the_link_of_today() -> None:
    item = link()
    translation = translate(item, label="من نحن")
    translation.save_target(publish=True)
    item.route = "/about-us/"
    item.save_revision().publish()
    write(translation, label="عنا")
    translation.save_target(publish=True)  # nobody synced it
    arabic = in_language(item, "ar")
    assert (arabic.label, arabic.route) == ("عنا", "/about-us/")


def test_an_old_draft_of_a_translation_keeps_the_link_of_today() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    draft = in_language(item, "ar").save_revision()
    item.route = "/about-us/"
    item.save_revision().publish()
    assert in_language(item, "ar").with_content_json(draft.content).route == "/about-us/"
    draft.publish()
    assert in_language(item, "ar").route == "/about-us/"


def test_an_old_draft_of_the_source_takes_the_translations_with_it() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    old = item.save_revision()
    item.route = "/about-us/"
    item.save_revision().publish()
    old.publish()
    assert {row.route for row in MenuItem.objects.all()} == {"/about/"}


def test_a_translation_cannot_change_what_the_source_shares() -> None:
    item = link()
    translate(item, label="من نحن").save_target(publish=True)
    arabic = in_language(item, "ar")
    arabic.route = "/elsewhere/"
    arabic.save_revision().publish()
    assert {row.route for row in MenuItem.objects.all()} == {"/about/"}


def test_a_menu_item_is_under_its_parent_in_each_language() -> None:
    parent = link("About")
    child = link("Team", parent=parent)
    translate(child, label="الفريق").save_target(publish=True)
    assert in_language(child, "ar").parent == parent  # not translated yet
    translate(parent, label="من نحن").save_target(publish=True)
    assert in_language(child, "ar").parent == in_language(parent, "ar")
    child.parent = None
    child.save_revision().publish()
    assert in_language(child, "ar").parent is None


def test_the_arabic_home_page_opens_with_the_same_hero_in_arabic() -> None:
    first, second, third = hero("First"), hero("Second"), hero("Third")
    translate(first, title="الأول").save_target(publish=True)
    english = home("en")
    english.hero = first
    english.save_revision().publish()
    assert home("ar").hero == in_language(first, "ar")

    english.hero = second  # not translated: the source's, until it is
    english.save_revision().publish()
    assert home("ar").hero == second
    translate(second, title="الثاني").save_target(publish=True)
    assert home("ar").hero == in_language(second, "ar")
    assert home("en").hero == second

    english = home("en")
    english.hero = third
    english.save_revision().publish()
    assert home("ar").hero == third
    english = home("en")
    english.hero = None
    english.save_revision().publish()
    assert home("ar").hero is None


def test_a_draft_of_the_home_page_changes_no_hero_in_arabic() -> None:
    english = home("en")
    english.hero = hero()
    english.save_revision()
    assert home("ar").hero is None


# --- Without the source -------------------------------------------------------------------------


def delete_one(thing: Any, admin: Person) -> None:
    thing.delete()


def delete_in_the_admin(thing: Any, admin: Person) -> None:
    url = snippet_url(type(thing), "delete", thing.pk)
    assert admin.client.post(url).status_code == 302


def delete_in_bulk(thing: Any, admin: Person) -> None:
    args = [thing._meta.app_label, thing._meta.model_name, "delete"]
    url = reverse("wagtail_bulk_action", args=args)
    assert admin.client.post(f"{url}?id={thing.pk}&next=/admin/").status_code == 302


@pytest.mark.parametrize("delete", [delete_one, delete_in_the_admin, delete_in_bulk])
def test_deleting_the_source_leaves_the_translation_live_and_makes_it_the_source(
    delete: Any, admin: Person
) -> None:
    item = link()
    child = link("Team", parent=item)
    translate(item, label="من نحن").save_target(publish=True)
    arabic = in_language(item, "ar")

    delete(item, admin)

    arabic.refresh_from_db()
    assert (arabic.live, arabic.is_source()) == (True, True)
    child.refresh_from_db()
    assert child.parent == arabic  # what was under it stays under it
    arabic.route = "/now-mine/"
    arabic.save_revision().publish()
    assert MenuItem.objects.get(pk=arabic.pk).route == "/now-mine/"
    admin.opens(snippet_url(MenuItem, "edit", arabic.pk))


def test_the_home_pages_keep_a_hero_while_any_language_of_it_is_left() -> None:
    thing = hero()
    translate(thing, title="مرحبا").save_target(publish=True)
    english = home("en")
    english.hero = thing
    english.save_revision().publish()
    arabic = in_language(thing, "ar")
    thing.delete()
    assert home("en").hero == home("ar").hero == arabic
    arabic.delete()
    assert home("en").hero is home("ar").hero is None


def test_unpublishing_the_source_leaves_the_translation_live() -> None:
    thing = hero()
    translate(thing, title="مرحبا").save_target(publish=True)
    Hero.objects.get(pk=thing.pk).unpublish()
    assert in_language(thing, "ar").live is True


def test_deleting_everything_of_a_group_takes_what_is_under_it() -> None:
    item = link()
    link("Team", parent=item)
    translate(item, label="من نحن").save_target(publish=True)
    MenuItem.objects.filter(translation_key=item.translation_key).delete()
    assert not MenuItem.objects.exists()


# --- What translators are asked for ------------------------------------------------------------

BODY = [
    {"type": "heading", "value": {"text": "A heading", "level": "h3"}},
    {"type": "paragraph", "value": '<p>See <a href="https://example.com/">this</a></p>'},
    {
        "type": "call_to_action",
        "value": {
            "title": "Join",
            "text": "Now",
            "button_label": "Join us",
            "link": {"page": None, "route": "/join/"},
        },
    },
    {"type": "video", "value": {"url": "https://www.youtube.com/watch?v=1", "caption": "Film"}},
]


def body() -> str:
    return json.dumps([block | {"id": str(uuid.uuid4())} for block in BODY])


@pytest.mark.parametrize(
    ("thing", "texts"),
    [
        (lambda: link(), {"About"}),
        (
            lambda: FooterLink.objects.create(
                key="privacy", label="Privacy", route="/privacy/", locale=locale("en")
            ),
            {"Privacy"},
        ),
        (
            lambda: Partner.objects.create(
                name="Partner", url="https://example.com/", locale=locale("en")
            ),
            {"Partner"},
        ),
        (
            lambda: hero(description="Words", button_label="Go", button_route="/go/"),
            {"Welcome", "Words", "Go"},
        ),
        (
            lambda: page(body=body(), canonical_url="https://example.com/", seo_title="SEO"),
            {
                *("About", "A heading", 'See <a id="a1">this</a>'),
                *("Join", "Now", "Join us", "Film"),
            },
        ),
    ],
)
def test_translators_are_asked_for_texts_and_not_for_addresses(thing: Any, texts: set[str]) -> None:
    assert set(strings_of(thing()).values()) == texts


def test_a_translated_page_keeps_the_routes_and_levels_of_its_blocks() -> None:
    thing = page(body=body())
    translate(thing, title="من نحن").save_target(publish=True)
    heading, _prose, action, video = in_language(thing, "ar").body
    assert heading.value["level"] == "h3"
    assert action.value["link"]["route"] == "/join/"
    assert video.value["url"].url == "https://www.youtube.com/watch?v=1"


def test_a_draft_with_unfinished_blocks_can_be_translated() -> None:
    empty = [
        {"type": "video", "value": {"url": None, "caption": ""}},
        {"type": "image", "value": {"image": None, "caption": ""}},
        {"type": "paragraph", "value": ""},
        {"type": "heading", "value": {"text": "", "level": ""}},
        {"type": "cards", "value": {"cards": []}},
    ]
    thing = ContentPage(title="Unfinished", live=False, body=json.dumps(empty))
    home("en").add_child(instance=thing)
    translate(thing)
    assert in_language(thing, "ar").live is False


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("javascript:alert(1)", "https://example.com/"),
        ("//evil.example", "https://example.com/"),
        ("https://example.com/ar/", "https://example.com/ar/"),
    ],
)
def test_a_translator_may_lead_a_link_elsewhere_but_only_to_a_route(
    address: str, leads_to: str, admin: Person
) -> None:
    thing = page(body=body())
    translation = translate(thing, title="من نحن")
    segment = OverridableSegment.objects.get(
        source=translation.source, data_json='"https://example.com/"'
    )
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    response = admin.client.generic(
        "PUT",
        url,
        f"value={address}",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 201)
    assert SegmentOverride.objects.get().has_error == (leads_to != address)
    translation.save_target(publish=True)
    assert f'href="{leads_to}"' in in_language(thing, "ar").body[1].value.source


# --- Metadata -----------------------------------------------------------------------------------


def test_a_translation_starts_without_the_metadata_of_its_source() -> None:
    thing = page(seo_title="English", social_title="English", is_indexable=False)
    translate(thing, title="من نحن").save_target(publish=True)
    arabic = in_language(thing, "ar")
    assert (arabic.seo_title, arabic.social_title, arabic.is_indexable) == ("", "", True)


@pytest.mark.parametrize("of_the_source", ["", "English"])
def test_metadata_of_a_translation_is_its_own(of_the_source: str) -> None:
    thing = page(seo_title=of_the_source)
    translation = translate(thing, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(thing, "ar")
    arabic.seo_title = "عربي"
    arabic.save_revision().publish()

    translation.source.update_from_db()
    translation.save_target(publish=True)

    assert in_language(thing, "ar").seo_title == "عربي"
    assert in_language(thing, "en").seo_title == of_the_source


def test_a_draft_of_metadata_outlives_what_translators_do() -> None:
    thing = page()
    translation = translate(thing, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(thing, "ar")
    arabic.seo_title = "مسودة"
    arabic.save_revision()
    write(translation, title="عنا")
    translation.save_target(publish=False)
    draft = in_language(thing, "ar").get_latest_revision_as_object()
    assert (draft.title, draft.seo_title) == ("عنا", "مسودة")
    assert in_language(thing, "ar").seo_title == ""


# --- Slugs --------------------------------------------------------------------------------------


def test_a_page_has_the_same_ascii_slug_in_all_languages() -> None:
    thing = page("About", slug="about-us")
    translate(thing, title="من نحن").save_target(publish=True)
    assert in_language(thing, "ar").slug == "about-us"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("من نحن", "mn-nhn"),
        ("نادي ADMSC 2026", "ndy-admsc-2026"),
        ("Über uns", "uber-uns"),
        ("؟!", "page"),
        ("About", "about"),
    ],
)
def test_a_page_without_a_slug_gets_an_ascii_one_from_its_title(title: str, slug: str) -> None:
    made = ContentPage(title=title)
    home("ar").add_child(instance=made)
    assert ContentPage.objects.get(pk=made.pk).slug == slug


def test_two_pages_of_one_arabic_title_get_two_slugs() -> None:
    slugs = set()
    for _number in range(2):
        made = ContentPage(title="من نحن")
        home("ar").add_child(instance=made)
        slugs.add(made.slug)
    assert slugs == {"mn-nhn", "mn-nhn-2"}


@pytest.mark.parametrize("action", ["save", "action-publish"])
def test_an_arabic_page_can_be_made_in_the_admin_without_writing_a_slug(
    action: str, admin: Person
) -> None:
    url = reverse("wagtailadmin_pages:add", args=["home", "contentpage", home("ar").pk])
    admin.submits(url, **{"title": "من نحن", "slug": "", "body-count": "0", action: "1"})
    made = ContentPage.objects.get()
    assert (made.slug, made.live) == ("mn-nhn", action == "action-publish")


def test_translating_from_arabic_keeps_the_slug_that_the_arabic_page_has() -> None:
    made = ContentPage(title="من نحن", slug="about", locale=locale("ar"))
    home("ar").add_child(instance=made)
    translate(made, "en", title="About us").save_target(publish=True)
    assert in_language(made, "en").slug == "about"


def test_moving_an_arabic_page_keeps_its_slug_and_follows_its_parent() -> None:
    parent = page("القسم", parent=home("ar"))
    child = page("من نحن", parent=home("ar"))
    child.move(parent, pos="last-child")
    child = ContentPage.objects.get(pk=child.pk)
    assert (child.slug, child.url_path) == ("mn-nhn", f"{parent.url_path}mn-nhn/")


# --- One order, and a third language ------------------------------------------------------------


def test_a_translation_has_the_place_of_its_source() -> None:
    link("One")
    two = link("Two")
    link("Three")
    translate(two, label="اثنان").save_target(publish=True)
    assert in_language(two, "ar").order == two.order == 2


def test_adding_a_language_needs_a_setting_and_a_locale_and_no_code(admin: Person) -> None:
    languages = [("en", "English"), ("ar", "Arabic"), ("fr", "French")]
    with override_settings(LANGUAGES=languages, WAGTAIL_CONTENT_LANGUAGES=languages):
        from wagtail.coreutils import get_content_languages

        get_content_languages.cache_clear()
        try:
            Locale.objects.create(language_code="fr")
            item, about = link(), page()
            translate(item, "fr", label="À propos").save_target(publish=True)
            translate(about, "fr", title="À propos").save_target(publish=True)
            assert in_language(item, "fr").route == "/about/"
            french = in_language(about, "fr")
            assert (french.title, french.slug, french.live) == ("À propos", "about", True)
            listed = admin.opens(f"{snippet_url(MenuItem, 'list')}?locale=fr")
            assert "À propos" in listed.content.decode()
        finally:
            get_content_languages.cache_clear()


def test_the_website_has_its_metadata_once_in_each_language() -> None:
    thing = SiteMetadata.objects.create(site_name="ADMSC", locale=locale("en"))
    translate(thing, site_name="النادي").save_target(publish=True)
    assert in_language(thing, "ar").site_name == "النادي"
