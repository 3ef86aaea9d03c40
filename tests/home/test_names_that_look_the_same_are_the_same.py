"""A name has one normal form: composed, without signs that nobody sees; slugs are in small letters.

It is made wherever a name is saved. A name of which nothing can be seen is refused at its field.
What was saved before, in whatever form, can be edited and published.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page
from wagtail.users.models import UserProfile

from home.models import ContentPage, SiteMetadata
from home.slugs import propose_slug
from snippets.models import FooterLink, Hero, MenuItem, Partner
from snippets.names import can_be_seen, normal_name
from tests import content
from tests.people import Person, snippet_url

COMPOSED, DECOMPOSED = "Caf\u00e9 \u0622", "Cafe\u0301 \u0627\u0653"
INVISIBLE = ["\u200b", "\u2060\ufeff", "\u3164", "\u2800 \u2800", "\u200f", "\u202e", "\x07"]
SAME = {
    DECOMPOSED: COMPOSED,
    "A\u200bbout\u2060": "About",
    "\ufeffAbout\x07": "About",
    "\u202eAbout": "About",
    " About\n us ": "About us",
    "\u0645\u06cc\u200c\u062e": "\u0645\u06cc\u200c\u062e",
    "\u200dAbout\u200c": "About",
    "مرحبا!\u200f": "مرحبا!\u200f",
    "👩\u200d🚀": "👩\u200d🚀",
    "محمّد": "محمّد",
}
ADD_PAGE = "wagtailadmin_pages:add"


def form_of_a_new_page() -> str:
    return reverse(ADD_PAGE, args=["home", "contentpage", content.home().pk])


def adds_page(person: Person, expect: int = 302, **fields: str) -> Any:
    return person.submits(form_of_a_new_page(), expect, **{"body-count": "0"} | fields)


def make_old(row: Any, **values: str) -> None:
    """As a row that was saved before names had one form."""
    Page.objects.filter(pk=getattr(row, "page_ptr_id", 0)).update(**values, draft_title="x")
    for revision in row.revisions.all():
        revision.content |= values
        revision.save()


@pytest.mark.parametrize("written", SAME, ids=ascii)
def test_the_normal_form_of_a_name(written: str) -> None:
    assert normal_name(written) == SAME[written]
    assert normal_name(SAME[written]) == SAME[written]


@pytest.mark.parametrize("written", INVISIBLE, ids=ascii)
def test_nothing_is_left_of_a_name_that_nobody_sees(written: str) -> None:
    assert not can_be_seen(written)
    assert normal_name(written) == ""


def test_a_page_and_every_snippet_take_the_normal_form(admin: Person) -> None:
    adds_page(admin, title=DECOMPOSED, slug="a")
    assert ContentPage.objects.get().title == COMPOSED
    for model, field, values in (
        (MenuItem, "label", {"route": "/"}),
        (FooterLink, "label", {"route": "/", "key": "a"}),
        (Hero, "title", {}),
        (Partner, "name", {}),
        (SiteMetadata, "site_name", {}),
    ):
        admin.adds_snippet(model, **values, **{field: DECOMPOSED})
        assert getattr(model.objects.get(), field) == COMPOSED
    assert content.image(DECOMPOSED).title == COMPOSED


@pytest.mark.parametrize("action", ["action-publish", "action-save"])
@pytest.mark.parametrize(
    ("language", "reason"),
    [("en", "signs that nobody can see"), ("ar", "كُتب هذا برموز لا يراها أحد")],
)
def test_a_name_that_nobody_sees_is_refused_at_its_field(
    action: str, language: str, reason: str, admin: Person
) -> None:
    UserProfile.objects.update_or_create(user=admin.user, defaults={"preferred_language": language})
    answer = adds_page(admin, 200, title="\u200b", slug="a", **{action: "1"})
    assert list(answer.context_data["form"].errors) == ["title"]
    assert reason in answer.content.decode()
    url = snippet_url(MenuItem, "add")
    answer = admin.client.post(url, {"label": "\u2800", "route": "/", action: "1"})
    assert list(answer.context_data["form"].errors) == ["label"]
    assert reason in answer.content.decode()
    assert not ContentPage.objects.exists()
    assert not MenuItem.objects.exists()


def test_a_page_whose_title_nobody_sees_can_still_be_edited_and_published(admin: Person) -> None:
    page = content.page()
    make_old(page, title="\u200b")
    page = ContentPage.objects.get(pk=page.pk)
    page.unpublish()
    admin.edits_page(page, introduction="New")
    page.refresh_from_db()
    assert (page.live, page.introduction, page.title) == (True, "New", "\u200b")
    admin.edits_page(page, title="About")
    page.refresh_from_db()
    assert page.title == "About"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("🏁🏁", "page"),
        ("🏁 Races", "races"),
        ("👍🏽 Thanks", "thanks"),
        ("© Ports ☎", "ports"),
        ("من نحن", "mn-nhn"),
        (DECOMPOSED, propose_slug(COMPOSED)),
    ],
)
def test_pictures_in_a_title_are_no_words_of_its_slug(title: str, slug: str) -> None:
    assert propose_slug(title) == slug


def test_pages_named_with_pictures_stand_side_by_side(admin: Person) -> None:
    for title in ("🏁", "⛵"):
        adds_page(admin, title=title, slug="")
    assert sorted(ContentPage.objects.values_list("slug", flat=True)) == ["page", "page-1"]


def test_a_slug_is_in_small_letters(admin: Person) -> None:
    adds_page(admin, title="About", slug="About")
    assert ContentPage.objects.get().slug == "about"
    assert content.page("Team", "TEAM").slug == "team"
    answer = adds_page(admin, 200, title="Again", slug="aBOUT")
    assert "already in use" in str(answer.context_data["form"].errors["slug"])


def test_a_slug_with_capitals_stays_and_gets_no_twin(admin: Person) -> None:
    page = content.page()
    make_old(page, slug="About")
    page = ContentPage.objects.get(pk=page.pk)
    admin.edits_page(page, introduction="New")
    page.refresh_from_db()
    assert (page.slug, page.introduction) == ("About", "New")
    answer = adds_page(admin, 200, title="Again", slug="about")
    [error] = answer.context_data["form"].errors["slug"]
    assert error == (
        "A page beside this one has the address “about” already, but for capital letters: "
        "write another."
    )
    admin.edits_page(page, slug="about")
    page.refresh_from_db()
    assert page.slug == "about"


def test_twins_that_were_there_before_can_be_edited(admin: Person) -> None:
    page, twin = content.page(), content.page("Twin", "twin")
    make_old(twin, slug="About")
    for homonym in (page, ContentPage.objects.get(pk=twin.pk)):
        admin.edits_page(homonym, introduction="New")
    assert ContentPage.objects.filter(introduction="New").count() == 2


def test_a_copy_has_a_name_and_an_address_of_its_own(admin: Person) -> None:
    page = content.page()
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    form = {"new_parent_page": content.home().pk, "new_title": "Copy", "new_slug": "Copy"}
    for wrong in ({"new_title": "\u200b"}, {"new_slug": "ABOUT"}):
        answer = admin.client.post(url, form | wrong)
        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == list(wrong)
    assert admin.client.post(url, form).status_code == 302
    assert ContentPage.objects.get(title="Copy").slug == "copy"


def test_keys_of_footer_links_have_no_twins_either(admin: Person) -> None:
    admin.adds_snippet(FooterLink, key="Privacy", label="Privacy", route="/")
    link = FooterLink.objects.get()
    assert link.key == "privacy"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE snippets_footerlink SET key = 'Privacy'")
    link.refresh_from_db()
    admin.edits_snippet(link, label="Data", key="Privacy")
    link.refresh_from_db()
    assert (link.key, link.label) == ("Privacy", "Data")
    form = {"key": "privacy", "label": "Again", "route": "/", "action-publish": "1"}
    answer = admin.client.post(snippet_url(FooterLink, "add"), form)
    assert "“Data” already has the key" in str(answer.context_data["form"].errors["key"])
