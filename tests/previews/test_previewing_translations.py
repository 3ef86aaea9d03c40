"""Who translates sees the translation where readers will see it, before anybody else does.

wagtail-localize's editor keeps each string as it is written, and changes the page or snippet when
it is published; the preview shows the strings of now.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import Translation

from home.models import HomePage
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content
from tests.people import PASSWORD, Person, snippet_url
from tests.previews.test_previews import draft, token_of
from tests.snippets.translating import in_language, translate, write


def address(translation: Translation) -> str:
    return reverse("wagtail_localize:preview_translation", args=[translation.pk])


def previewed(person: Person, translation: Translation) -> Any:
    """What the website shows when the editor's preview is opened."""
    return draft(token_of(person.client.get(address(translation))))


def in_the_editor(person: Person, translated: Any) -> dict[str, Any]:
    """What wagtail-localize's editor of this translation is told."""
    if isinstance(translated, (MenuItem, Hero, Partner, FooterLink)):
        url = snippet_url(type(translated), "edit", translated.pk)
    else:
        url = reverse("wagtailadmin_pages:edit", args=[translated.pk])
    soup = person.reads(url)
    editor: dict[str, Any] = json.loads(soup.select_one(".js-translation-editor")["data-props"])
    return editor


def test_an_arabic_page_that_is_not_published_is_shown_in_arabic(
    admin: Person, database: None
) -> None:
    page = content.page(introduction="A club by the sea")
    translation = translate(page, title="من نحن", introduction="نادٍ على البحر")

    preview = previewed(admin, translation)

    assert (preview["kind"], preview["locale"]) == ("page", "ar")
    assert preview["page"]["title"] == "من نحن"
    assert preview["page"]["introduction"] == "نادٍ على البحر"
    assert (preview["page"]["dir"], preview["website_data"]["dir"]) == ("rtl", "rtl")
    arabic = in_language(page, "ar")
    assert (arabic.live, arabic.introduction) == (False, "A club by the sea")


@pytest.mark.parametrize("kind", ["page", "hero"])
def test_the_preview_is_ahead_of_what_is_published(kind: str, admin: Person) -> None:
    source = content.page() if kind == "page" else content.hero("About")
    translation = translate(source, title="القديم")
    translation.save_target(publish=True)
    write(translation, title="الجديد")

    preview = previewed(admin, translation)

    fields = preview["page"] if kind == "page" else preview["website_data"]["heroes"][0]
    assert fields["title"] == "الجديد"
    assert in_language(source, "ar").title == "القديم"


SNIPPETS: dict[str, tuple[Any, str, str]] = {
    "a menu item": (content.menu_item, "menu_items", "label"),
    "a hero": (content.hero, "heroes", "title"),
    "a partner": (content.partner, "partners", "name"),
    "a footer link": (content.footer_link, "footer_links", "label"),
}


@pytest.mark.parametrize(("make", "document", "field"), SNIPPETS.values(), ids=SNIPPETS)
def test_the_arabic_of_a_snippet_is_shown_where_it_will_appear(
    make: Any, document: str, field: str, admin: Person
) -> None:
    source = make()
    translation = translate(source, **{field: "بالعربية"})
    arabic = in_language(source, "ar")

    [offered] = in_the_editor(admin, arabic)["previewModes"]
    preview = draft(token_of(admin.client.get(offered["url"])))

    assert offered["url"] == address(translation)
    assert (preview["kind"], preview["locale"]) == ("snippet", "ar")
    assert preview["highlight"] == {"document": document, "id": arabic.pk}
    [item] = [row for row in preview["website_data"][document] if row["id"] == arabic.pk]
    assert item[field] == "بالعربية"
    assert type(source).objects.get(pk=arabic.pk).live is False


def test_what_is_not_translated_yet_is_shown_as_it_would_be_published(
    admin: Person, database: None
) -> None:
    translation = translate(content.hero("Sail", description="Every day"), title="أبحر")
    [hero] = previewed(admin, translation)["website_data"]["heroes"]
    assert (hero["title"], hero["description"]) == ("أبحر", "Every day")


def test_what_languages_share_is_shown_as_the_source_has_it_today(
    admin: Person, database: None
) -> None:
    item = content.menu_item()
    translation = translate(item, label="من نحن")
    item.route = "/about-us/"
    item.save_revision().publish()
    [preview] = previewed(admin, translation)["website_data"]["menu_items"]
    assert (preview["label"], preview["route"]) == ("من نحن", "/about-us/")


def test_the_arabic_home_page_is_shown_with_its_hero_of_today_in_arabic(
    admin: Person, database: None
) -> None:
    old, new = content.hero("Old"), content.hero("New")
    translate(new, title="الجديد").save_target(publish=True)
    english = content.home()
    english.hero = old
    english.save_revision().publish()
    translation = translate(english)
    english = HomePage.objects.get(pk=english.pk)
    english.hero = new
    english.save_revision().publish()

    preview = previewed(admin, translation)

    assert preview["website_data"]["hero"]["title"] == "الجديد"


def test_a_draft_of_the_metadata_is_in_the_preview(admin: Person, database: None) -> None:
    page = content.page()
    translation = translate(page, title="من نحن")
    translation.save_target(publish=True)
    arabic = in_language(page, "ar")
    arabic.seo_title = "عنوان للبحث"
    arabic.save_revision()
    assert "عنوان للبحث" in json.dumps(previewed(admin, translation), ensure_ascii=False)


def test_looking_changes_nothing(admin: Person, database: None) -> None:
    hero = content.hero()
    translation = translate(hero, title="أبحر معنا")
    before = Hero.objects.values().order_by("pk")
    keys = list(before)
    previewed(admin, translation)
    assert list(before.all()) == keys


# --- What is refused -------------------------------------------------------------------------


def colleague(*codenames: str) -> Client:
    user = get_user_model().objects.create_user("colleague", password=PASSWORD)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("make", [content.page, content.hero], ids=["page", "hero"])
def test_nobody_sees_a_translation_without_the_right_to_edit_it(make: Any, database: None) -> None:
    url = address(translate(make(), title="سر"))
    assert Client().get(url).status_code == 302
    assert "/login/" in Client().get(url).headers["Location"]
    refused = colleague("change_menuitem").get(url)
    assert "token=" not in refused.headers.get("Location", "")
    assert refused.status_code in (302, 403)


def test_who_may_edit_heroes_sees_their_translations(database: None) -> None:
    translation = translate(content.hero(), title="أبحر")
    [hero] = draft(token_of(colleague("change_hero").get(address(translation))))["website_data"][
        "heroes"
    ]
    assert hero["title"] == "أبحر"


def test_a_translation_that_is_not_there_is_not_found(admin: Person, database: None) -> None:
    hero = content.hero()
    translation = translate(hero, title="أبحر")
    assert admin.client.get(f"{address(translation)}no-such-mode/").status_code == 404
    url = address(translation)
    in_language(hero, "ar").delete()
    assert admin.client.get(url).status_code == 404
