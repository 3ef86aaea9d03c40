"""Every screen of the website's shell opens, in English and in Arabic, and names things rightly."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from home.models import ContentPage, HomePage, SiteMetadata
from snippets.models import FooterLink, Hero, MenuItem, Partner, SiteImage
from tests.people import PASSWORD, Person, snippet_url
from tests.snippets.test_image_alt_texts import picture

pytestmark = pytest.mark.usefixtures("database")

KINDS: dict[Any, dict[str, str]] = {
    MenuItem: {"label": "About", "route": "/about/"},
    Hero: {"title": "Welcome"},
    Partner: {"name": "Partner", "url": "https://example.com/"},
    FooterLink: {"label": "Privacy", "route": "/privacy/", "key": "privacy"},
    SiteMetadata: {"site_name": "ADMSC"},
}
SCREENS = ("edit", "delete", "usage", "history", "inspect", "unpublish")


def reader(language: str) -> Person:
    user = get_user_model().objects.create_superuser(language, password=PASSWORD)
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    return Person(language)


def make(model: Any, **fields: Any) -> Any:
    english = Locale.objects.get(language_code="en")
    return model.objects.create(locale=english, **KINDS[model], **fields)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("model", list(KINDS), ids=lambda model: model.__name__)
def test_every_screen_of_a_snippet_opens(model: Any, language: str) -> None:
    row = make(model)
    row.save_revision().publish()
    person = reader(language)
    listed = person.opens(snippet_url(model, "list")).content.decode()
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in listed
    assert str(row) in listed
    person.opens(snippet_url(model, "add"))
    for screen in SCREENS:
        person.opens(snippet_url(model, screen, row.pk))
    if model is not SiteMetadata:
        person.opens(snippet_url(model, "copy", row.pk))
    if model is not Hero and model is not SiteMetadata:
        person.opens(f"{snippet_url(model, 'list')}?ordering=order&locale=ar")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_screen_of_a_page_opens(language: str) -> None:
    page = ContentPage(title="About")
    HomePage.objects.get(locale__language_code="ar").add_child(instance=page)
    page.save_revision().publish()
    person = reader(language)
    for screen in ("edit", "delete", "history", "move", "copy", "unpublish", "usage"):
        person.opens(reverse(f"wagtailadmin_pages:{screen}", args=[page.pk]))


@pytest.mark.parametrize(
    ("browser", "expected"), [("ar-AE,ar;q=0.9", "ar"), ("en-GB", "en"), ("fr", "en"), ("", "en")]
)
@pytest.mark.parametrize("screen", ["wagtailadmin_login", "wagtailadmin_password_reset"])
def test_before_the_log_in_the_language_is_that_of_the_browser(
    screen: str, browser: str, expected: str, client: Client
) -> None:
    response = client.get(reverse(screen), headers={"Accept-Language": browser})
    direction = "rtl" if expected == "ar" else "ltr"
    assert f'lang="{expected}" dir="{direction}"' in response.content.decode()
    assert "Accept-Language" in response.headers["Vary"]


def test_the_log_in_is_arabic_to_the_last_word(client: Client) -> None:
    response = client.get(reverse("wagtailadmin_login"), headers={"Accept-Language": "ar"})
    main = BeautifulSoup(response.content.decode(), "html.parser").select_one("main")
    assert main is not None
    assert "كلمة المرور" in main.get_text()
    assert re.findall("[A-Za-z]+", main.get_text()) == []


def test_after_the_log_in_the_browser_has_no_say() -> None:
    home = reverse("wagtailadmin_home")
    page = reader("en").client.get(home, headers={"Accept-Language": "ar"}).content.decode()
    assert 'lang="en" dir="ltr"' in page


def test_the_language_of_a_browser_changes_no_answer_of_the_api(client: Client) -> None:
    for path in ("/api/website-data/?locale=xx", "/api/no-such-thing/"):
        answers = [
            client.get(path, headers={"Accept-Language": code}).json() for code in ("en", "ar")
        ]
        assert answers[0]["message"] == answers[1]["message"]
        assert answers[0]["errors"] == answers[1]["errors"]


def test_each_reader_sees_the_languages_by_name_in_their_own_language() -> None:
    row = make(MenuItem)
    arabic, english = reader("ar"), reader("en")
    cache.clear()
    for person, name in ((arabic, "الإنجليزيّة"), (english, "English"), (arabic, "الإنجليزيّة")):
        listed = person.opens(snippet_url(MenuItem, "list")).content.decode()
        title = BeautifulSoup(listed, "html.parser").find(id=f"snippet_{row.pk}_title")
        assert name in title.find_parent("tr").get_text()


@pytest.mark.parametrize(
    "model", [MenuItem, Hero, Partner, FooterLink], ids=lambda model: model.__name__
)
def test_lists_are_searched_and_narrowed_to_a_language_and_a_state(
    model: Any, admin: Person
) -> None:
    row = make(model)
    name = str(row)
    url = snippet_url(model, "list")

    def shows(query: str) -> bool:
        html = admin.opens(f"{url}{query}").content.decode()
        return f'id="snippet_{row.pk}_title"' in html

    assert shows("")
    assert shows(f"?q={name}")
    assert not shows("?q=nothing")
    assert shows("?locale=en")
    assert not shows("?locale=ar")
    assert shows("?live=true")
    assert not shows("?live=false")


def test_pictures_of_heroes_and_partners_are_in_their_lists(admin: Person) -> None:
    image = SiteImage.objects.create(title="Boat", file=picture())
    make(Hero, background_image=image)
    make(Partner, image=image)
    for model in (Hero, Partner):
        html = admin.opens(f"{snippet_url(model, 'list')}?layout=list").content.decode()
        assert "max-96x64" in html


def test_a_list_with_a_picture_whose_file_is_gone_still_opens(admin: Person) -> None:
    image = SiteImage.objects.create(title="Boat", file=picture())
    image.file.storage.delete(image.file.name)
    make(Partner, image=image)
    admin.opens(snippet_url(Partner, "list"))


def test_addresses_read_from_left_to_right_in_arabic() -> None:
    row = make(MenuItem)
    person = reader("ar")
    assert (
        '<bdi dir="ltr">/about/</bdi>'
        in person.opens(snippet_url(MenuItem, "list")).content.decode()
    )
    form = person.opens(snippet_url(MenuItem, "edit", row.pk)).context_data["form"]
    assert form.fields["route"].widget.attrs["dir"] == "ltr"


def test_an_image_is_not_needed_for_the_words_of_a_hero(admin: Person) -> None:
    admin.adds_snippet(Hero, title="Words alone")
    assert Hero.objects.get().live


@pytest.mark.parametrize(("language", "words"), [("en", "just now"), ("ar", "الآن")])
def test_what_was_just_now_is_called_so(language: str, words: str) -> None:
    with override(language):
        assert timesince_simple(timezone.now()) == words
