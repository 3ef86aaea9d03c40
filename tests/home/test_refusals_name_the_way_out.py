"""What is refused for a reason that the form hides is refused with the reason and the way out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from home.models import ContentPage
from snippets.models import MenuItem
from tests import content
from tests.people import Person, in_group, snippet_url

PAST = (timezone.now() - timedelta(days=1)).strftime("%Y-%m-%d %H:%M")


def reads(person: Person, language: str) -> None:
    UserProfile.objects.update_or_create(
        user=person.user, defaults={"preferred_language": language}
    )


def errors_of(answer: Any) -> str:
    from bs4 import BeautifulSoup

    messages = BeautifulSoup(answer.content.decode(), "html.parser").select(".messages li.error")
    return " ".join(message.get_text(" ", strip=True) for message in messages)


# --- A schedule that is over ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "field", "way"),
    [("en", "must be in the future", "“Edit schedule”"), ("ar", "في المستقبل", "«تحرير الجدول»")],
)
@pytest.mark.parametrize("action", ["action-publish", "action-save"])
def test_the_date_that_has_passed_is_named_with_the_way_to_it(
    language: str, field: str, way: str, action: str, admin: Person
) -> None:
    page, item = content.page(), content.menu_item()
    reads(admin, language)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    changed = {"introduction": "New words", "body-count": "0", "expire_at": PAST, action: "1"}
    answer = admin.submits(edit, expect=200, **changed)
    assert field in errors_of(answer)
    assert way in errors_of(answer)
    assert "New words" in answer.content.decode()
    url = snippet_url(MenuItem, "edit", item.pk)
    answer = admin.submits(url, expect=200, expire_at=PAST, **{action: "1"})
    assert way in errors_of(answer)

    admin.submits(edit, **changed | {"expire_at": ""})
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().introduction == "New words"


# --- A move --------------------------------------------------------------------------------------


def moves(person: Person, page: Page, destination: Page) -> Any:
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
    return person.client.post(url, follow=True)


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "“About” is in English and cannot be moved under “من نحن”, which is in Arabic."),
        ("ar", "لغة «About» هي الإنجليزيّة ولا يمكن نقلها تحت «من نحن» التي لغتها العربيّة."),
    ],
)
def test_a_page_stays_among_the_pages_of_its_language(
    language: str, reason: str, admin: Person
) -> None:
    page, arabic_page = content.page(), content.page("من نحن", "mn-nhn", parent=content.home("ar"))
    # The slug is taken there, as it is where the translation stands; that is not the reason.
    content.page("فرع", page.slug, parent=arabic_page)
    reads(admin, language)
    answer = moves(admin, page, arabic_page)
    assert answer.status_code == 200
    assert reason in errors_of(answer)
    assert Page.objects.get(pk=page.pk).get_parent().pk == content.home().pk


def test_each_other_reason_is_told_too(admin: Person) -> None:
    page = content.page()
    child = content.page("Team", "team", parent=page)
    for destination in (child, page):
        assert "cannot be moved under itself" in errors_of(moves(admin, page, destination))
    assert "of this kind" in errors_of(moves(admin, page, Page.objects.get(depth=1)))
    assert Page.objects.get(pk=page.pk).get_parent().pk == content.home().pk


def test_a_move_that_is_allowed_is_made(admin: Person) -> None:
    page, news = content.page(), content.page("News", "news")
    moves(admin, page, news)
    assert ContentPage.objects.get(pk=page.pk).get_parent().pk == news.pk


def test_who_may_not_move_pages_is_not_led_in_a_circle(admin: Person) -> None:
    page, news = content.page(), content.page("News", "news")
    seo = in_group("seo", "SEO staff")
    assert moves(seo, page, news).status_code in (200, 403)
    assert ContentPage.objects.get(pk=page.pk).get_parent().pk == content.home().pk


# --- A copy --------------------------------------------------------------------------------------


def copies(person: Person, page: Page, parent: Page, **data: str) -> Any:
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    form = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": parent.pk}
    return person.client.post(url, form | data)


@pytest.mark.parametrize("kind", [{}, {"alias": "on"}], ids=["a copy", "an alias"])
@pytest.mark.parametrize(
    ("language", "reason"),
    [
        ("en", "“About” is in English and cannot be copied under “من نحن”, which is in Arabic."),
        ("ar", "لغة «About» هي الإنجليزيّة ولا يمكن نسخها تحت «من نحن» التي لغتها العربيّة."),
    ],
)
def test_a_copy_stays_among_the_pages_of_its_language(
    language: str, reason: str, kind: dict[str, str], admin: Person
) -> None:
    page, other = content.page(), content.page("من نحن", "mn-nhn", parent=content.home("ar"))
    reads(admin, language)
    answer = copies(admin, page, other, publish_copies="on", **kind)
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert not Page.objects.filter(slug="copy").exists()

    copies(admin, page, content.home(), publish_copies="on", **kind)
    assert Page.objects.get(slug="copy").get_parent().pk == content.home().pk


@pytest.mark.parametrize("action", ["copy", "create_alias"])
def test_nor_does_the_admins_api_make_one(action: str, admin: Person) -> None:
    page, other = content.page(), content.page("من نحن", "mn-nhn", parent=content.home("ar"))
    answer = admin.client.post(
        f"/admin/api/main/pages/{page.pk}/action/{action}/", {"destination_page_id": other.pk}
    )
    assert answer.status_code == 400
    assert "cannot be copied" in answer.content.decode()
    assert other.get_children().count() == 0


def test_what_is_made_under_a_page_has_its_language(admin: Person) -> None:
    url = reverse("wagtailadmin_pages:add", args=["home", "contentpage", content.home("ar").pk])
    data = {"title": "New", "body-count": "0", "action-publish": "1"}
    admin.submits(f"{url}?locale=en", **data)
    page = Page.objects.get(title="New")
    assert page.locale == content.locale("ar")
