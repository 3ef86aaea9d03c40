"""A page that moves is found under its old address, and no other redirect is lost by it."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from home.models import ContentPage
from tests.content import home

pytestmark = pytest.mark.usefixtures("database")


def page(title: str, parent: Page, **fields: Any) -> ContentPage:
    new_page = ContentPage(title=title, **fields)
    parent.add_child(instance=new_page)
    new_page.save_revision().publish()
    return ContentPage.objects.get(pk=new_page.pk)


def automatic() -> set[str]:
    redirects = Redirect.objects.filter(automatically_created=True)
    return set(redirects.values_list("old_path", flat=True))


def rename(renamed: Page, slug: str) -> None:
    renamed.slug = slug
    renamed.save_revision().publish()


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_page_with_a_new_slug_is_found_under_the_old_one(code: str) -> None:
    about = page("About", home(code))
    child = page("Team", about)
    rename(about, "about-us")
    assert automatic() == {f"/{code}/about", f"/{code}/about/team"}
    assert Redirect.objects.get(old_path=f"/{code}/about/team").redirect_page_id == child.pk


@pytest.mark.parametrize("code", ["en", "ar"])
def test_a_new_slug_of_a_home_page_loses_no_redirect(code: str) -> None:
    rename(page("About", home("en")), "about-us")
    before = automatic()
    assert before
    rename(home(code), "start")
    assert automatic() == before


def test_a_page_moved_under_another_is_found_under_its_old_address() -> None:
    about, section = page("About", home("en")), page("Section", home("en"))
    about.move(section, pos="last-child")
    assert "/en/about" in automatic()


def test_sorting_pages_makes_and_loses_no_redirect() -> None:
    first, second = page("One", home("en")), page("Two", home("en"))
    rename(first, "first")
    before = automatic()
    second.move(ContentPage.objects.get(pk=first.pk), pos="left")
    assert automatic() == before
