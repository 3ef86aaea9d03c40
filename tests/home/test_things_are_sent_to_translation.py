"""What is chosen on the screen "Translations" is sent to translation, by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail_localize.models import Translation

from home.models import ContentPage
from snippets.models import Hero
from tests import content
from tests.home.translations_screen import SCREEN, states, titles
from tests.people import Person, in_group, with_permissions

pytestmark = pytest.mark.usefixtures("database")


def send(person: Person, *instances: Any, into: str = "ar", **more: str) -> Any:
    chosen = [f"{instance._meta.label_lower}:{instance.pk}" for instance in instances]
    return person.client.post(
        f"{SCREEN}send/", {"thing": chosen, "language": into, "next": SCREEN, **more}
    )


def test_what_is_chosen_is_sent_to_translation_as_drafts(admin: Person) -> None:
    page, hero, not_chosen = content.page("Page"), content.hero("Hero"), content.hero("Other")
    response = send(admin, page, hero)
    assert response.headers["Location"] == SCREEN
    assert "2 translations were started." in admin.opens(SCREEN).content.decode()
    for instance in (page, hero):
        assert states(admin)[str(instance)] == {"en": "live", "ar": "draft"}
        assert Translation.objects.filter(source__object_id=instance.translation_key).count() == 1
    assert states(admin)[str(not_chosen)]["ar"] == "missing"


def test_what_exists_already_is_left_as_it_is(admin: Person) -> None:
    hero = content.hero("Hero")
    arabic = content.arabic(hero, title="بالعربية")
    arabic.title = "مسودة"
    draft = arabic.save_revision()
    send(admin, hero)
    arabic.refresh_from_db()
    assert arabic.latest_revision_id == draft.pk
    assert not Translation.objects.exists()


def test_a_page_goes_with_the_snippets_that_it_uses_when_that_is_asked_for(admin: Person) -> None:
    used, page = content.hero("Used"), content.home()
    page.hero = used
    page.save_revision().publish()
    Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).delete()
    send(admin, page)
    assert states(admin)["Used"]["ar"] == "missing"
    send(admin, page, use="on")
    assert states(admin)["Used"]["ar"] == "draft"


def test_a_page_s_own_button_chooses_it_and_the_snippets_that_it_uses(admin: Person) -> None:
    used, page = content.hero("Used"), content.home()
    content.hero("Not used")
    page.hero = used
    page.save_revision().publish()
    url = reverse("translations:everything_on_a_page", args=[page.pk])
    edit = admin.opens(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert url in edit

    assert titles(admin, url=url) == ["Used"]
    admin.submits(url)

    assert states(admin)["Used"]["ar"] == "draft"
    assert states(admin)["Not used"]["ar"] == "missing"


def test_nothing_chosen_is_said(admin: Person) -> None:
    send(admin)
    assert "Nothing was chosen." in admin.opens(SCREEN).content.decode()


@pytest.mark.parametrize("chosen", ["auth.user:1", "snippets.hero:x", "snippets.hero:٣", "x"])
def test_what_is_no_page_or_snippet_is_refused(chosen: str, admin: Person) -> None:
    response = admin.client.post(f"{SCREEN}send/", {"thing": chosen, "language": "ar"})
    assert response.status_code == 400


def test_after_sending_nobody_is_led_to_another_website(admin: Person) -> None:
    response = admin.client.post(f"{SCREEN}send/", {"next": "https://evil.example/"})
    assert response.headers["Location"] == SCREEN


def test_editors_have_it_in_their_menu_and_may_send_without_publishing() -> None:
    hero = content.hero("Hero")
    editor = in_group("editor", "Editors")
    assert SCREEN in editor.opens("/admin/").content.decode()
    send(editor, hero)
    assert states(editor)["Hero"] == {"en": "live", "ar": "draft"}


def test_seo_staff_see_the_screen_and_send_nothing() -> None:
    hero = content.hero("Hero")
    seo = in_group("seo", "SEO staff")
    assert SCREEN in seo.opens("/admin/").content.decode()
    assert "home-send" not in seo.opens(SCREEN).content.decode()
    assert seo.client.get(f"{SCREEN}page/{content.home().pk}/").status_code in (302, 403)
    assert send(seo, hero).status_code in (302, 403)
    assert Hero.objects.count() == 1


def test_who_may_not_submit_translations_neither_sees_it_nor_sends() -> None:
    hero = content.hero("Hero")
    onlooker = with_permissions("onlooker")
    assert SCREEN not in onlooker.opens("/admin/").content.decode()
    for url in (SCREEN, f"{SCREEN}page/{content.home().pk}/"):
        assert onlooker.client.get(url).status_code in (302, 403)
    assert send(onlooker, hero).status_code in (302, 403)
    assert Client().get(SCREEN).status_code == 302
    assert Hero.objects.count() == 1


def test_nobody_sees_or_sends_what_they_may_not_edit() -> None:
    hero, page = content.hero("Hero"), content.page("Page")
    group = Group.objects.get(name="Editors")
    group.permissions.remove(*group.permissions.filter(codename__endswith="_hero"))
    group.page_permissions.all().delete()
    editor = in_group("editor", "Editors")
    content.menu_item("Item")
    assert titles(editor) == ["Item"]
    send(editor, hero, page)
    assert Hero.objects.count() == 1
    assert ContentPage.objects.count() == 1
