"""A language that was taken out of the settings can be taken out of the admin, with all in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Page

from cms.publishing.publish import publish
from snippets.models import MenuItem
from tests import content
from tests.home.locks import says
from tests.people import Person, Reader, with_permissions
from tests.snippets.translating import page, translate

ENGLISH = [("en", "English")]


@pytest.fixture
def arabic(admin: Person) -> Iterator[Locale]:
    """Pages and snippets in both languages; Arabic is in the settings no more."""
    about = page(slug="about")
    translate(about, title="من نحن").save_target(publish=True)
    content.arabic(content.menu_item("About", page=about), label="من نحن")
    locale = content.locale("ar")
    with override_settings(LANGUAGES=ENGLISH, WAGTAIL_CONTENT_LANGUAGES=ENGLISH):
        get_content_languages.cache_clear()
        yield locale
    get_content_languages.cache_clear()


def address(locale: Locale) -> str:
    return reverse("wagtaillocales:delete", args=[locale.pk])


def test_what_is_in_it_is_counted_before(arabic: Locale, admin: Person) -> None:
    text = " ".join(admin.opens(address(arabic)).content.decode().split())
    assert "With it goes all that is in it: 2 pages and 1 menu items. Are you sure?" in text
    assert Page.objects.filter(locale_id=arabic.pk).exists()


def test_it_goes_with_all_that_is_in_it(arabic: Locale, admin: Person, reader: Reader) -> None:
    answer: Any = admin.client.post(address(arabic), follow=True)

    assert "deleted" in says(answer)
    assert not Locale.all_objects.filter(pk=arabic.pk).exists()
    assert not Page.objects.filter(locale_id=arabic.pk).exists()
    assert MenuItem.objects.count() == 1
    publish()
    assert set(reader.paths("en")) == {"/en/", "/en/about/"}
    assert reader.menu("en") == ["About"]


def test_only_an_administrator_deletes_what_is_in_it(arabic: Locale) -> None:
    person = with_permissions("keeper", "wagtailcore.delete_locale")
    person.client.post(address(arabic))
    assert Locale.all_objects.filter(pk=arabic.pk).exists()
    assert Page.objects.filter(locale_id=arabic.pk).exists()


def test_a_language_that_is_in_the_settings_stays(admin: Person) -> None:
    content.arabic(content.menu_item())
    answer = admin.client.post(address(content.locale("ar")))
    assert "cannot be deleted" in answer.content.decode()
    assert Locale.objects.filter(language_code="ar").exists()
