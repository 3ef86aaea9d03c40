"""Every editor leads to "What changes", and only who may edit the thing may look."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cms.publishing.publish import publish
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content
from tests.editorial.what_changes import draft, look
from tests.people import Person, Reader, snippet_url, with_permissions


@pytest.mark.parametrize("address", ["hero/abc", "hero/9999999999999999999", "nothing/1", "hero/1"])
def test_what_is_not_there_is_not_found(address: str, admin: Person) -> None:
    assert admin.client.get(f"/admin/what-changes/snippets/{address}/").status_code == 404


def test_the_json_is_one_click_away(admin: Person) -> None:
    item = content.menu_item("About us")
    publish()
    page = look(admin, draft(item, label="Who we are"))

    details = page.select_one("details.cms-json")
    assert not details.has_attr("open")
    # It scrolls, so the keyboard must come to it, and it must say what it is.
    heading, scrolling = details.select_one("h3"), details.select_one("pre")
    assert (scrolling["tabindex"], scrolling["role"]) == ("0", "region")
    assert scrolling["aria-label"] == heading.get_text(strip=True)
    signs = {
        line["class"][1].rpartition("-")[2]: line.get_text()
        for line in details.select(".cms-json__line")
    }
    lines = [
        line.get_text().strip()
        for line in details.select(".cms-json__line--old, .cms-json__line--new")
    ]
    assert signs
    assert '-    "label": "About us",' in lines
    assert '+    "label": "Who we are",' in lines


def test_the_button_saves_what_is_in_the_form_and_shows_it(admin: Person, reader: Reader) -> None:
    item = content.menu_item("About us")
    publish()

    response = admin.edits_snippet(item, action="action-what-changes", label="Who we are")

    page = admin.reads(response["Location"])
    assert "“About us” → “Who we are”" in page.select_one(".cms-changes").get_text()
    assert reader.menu("en") == ["About us"]


@pytest.mark.parametrize("model", [MenuItem, Hero, Partner, FooterLink])
def test_every_snippet_has_the_button(admin: Person, model: Any) -> None:
    form = admin.opens(snippet_url(model, "add")).content.decode()
    assert 'name="action-what-changes"' in form


def test_every_page_has_the_button_also_while_it_is_created(admin: Person) -> None:
    page = content.page()
    for url in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:add", args=["home", "contentpage", page.pk]),
    ):
        assert 'name="action-what-changes"' in admin.opens(url).content.decode()


def test_only_who_may_edit_may_look(admin: Person) -> None:
    page, item = content.page(), content.menu_item()
    publish()
    onlooker = with_permissions("onlooker")
    for instance in (page, item):
        url = reverse(
            "what_changes", args=[instance._meta.app_label, instance._meta.model_name, instance.pk]
        )
        assert onlooker.client.get(url)["Location"] == "/admin/"
        assert admin.client.get(url).status_code == 200
    assert admin.client.get("/admin/what-changes/auth/user/1/").status_code == 404
    assert admin.client.get("/admin/what-changes/home/nothing/1/").status_code == 404


def test_it_reads_in_arabic_too(admin: Person) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin.user)
    profile.preferred_language = "ar"
    profile.save()
    item = content.menu_item("About us")
    publish()

    page = look(admin, draft(item, label="Who we are"))

    assert page.html["dir"] == "rtl"
    assert page.select_one(".cms-changes h2").get_text() == "القائمة"


@pytest.mark.parametrize("kind", ["page", "snippet"])
def test_the_editor_of_a_translation_leads_to_it(kind: str, admin: Person) -> None:
    from wagtail_localize.models import Translation, TranslationSource

    source: Any = content.page() if kind == "page" else content.hero()
    localized, _made = TranslationSource.get_or_create_from_instance(source)
    translation = Translation.objects.create(source=localized, target_locale=content.locale("ar"))
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    url = (
        reverse("wagtailadmin_pages:edit", args=[target.pk])
        if kind == "page"
        else snippet_url(Hero, "edit", target.pk)
    )

    editor = admin.reads(url)

    assert editor.select_one(".js-translation-editor")
    label = target._meta.model_name
    assert editor.select(
        f'a[href="/admin/what-changes/{target._meta.app_label}/{label}/{target.pk}/"]'
    )
