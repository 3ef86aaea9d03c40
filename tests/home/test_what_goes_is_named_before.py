"""Before something is deleted or unpublished the screen names where readers see it, by language."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission

from snippets.models import Hero
from tests import content
from tests.people import Person, in_group, snippet_url


def named(person: Person, url: str) -> list[str]:
    """What the screen names, a line each: "Menu item: About (English, Page)"."""
    screen = BeautifulSoup(person.opens(url).content.decode(), "html.parser")
    return [" ".join(line.get_text().split()) for line in screen.select(".home-what-goes li")]


def deleting(page: Any) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def card_to(page: Any) -> list[Any]:
    cards = [{"title": "Come", "link": {"page": page.page_ptr, "route": ""}}]
    return [("cards", {"cards": cards})]


@pytest.mark.parametrize("name", ["delete", "unpublish"])
def test_menu_footer_hero_card_and_text_are_named(admin: Person, name: str) -> None:
    page = content.page()
    content.menu_item("About us", page=page)
    content.footer_link(key="about", label="Who we are", page=page, route="")
    content.hero("Sail", button_label="More", button_page=page)
    text = f'<p>See <a linktype="page" id="{page.pk}">us</a></p>'
    content.page("News", "news", body=[*card_to(page), ("paragraph", text)])

    lines = named(admin, reverse(f"wagtailadmin_pages:{name}", args=[page.pk]))

    assert sorted(lines) == [
        "Footer link: Who we are (English, Page)",
        "Hero: Sail (English, Button page)",
        "Menu item: About us (English, Page)",
        "Page: News (English, Body → Cards; Body → Text)",
    ]


def test_what_refers_to_another_language_of_it_counts_for_its_own_readers(admin: Person) -> None:
    """The Arabic menu item refers to the English page, and leads Arabic readers to the Arabic."""
    page = content.page()
    arabic = content.arabic(page, title="من نحن")
    item = content.menu_item("About", page=page)
    content.arabic(item, label="عن النادي")
    content.menu_item("Only in English", page=page)

    assert named(admin, deleting(arabic)) == [
        "Menu item: عن النادي (Arabic, Page)",
        "Menu item: Only in English (English, Page)",
    ]
    assert named(admin, deleting(page)) == [
        "Menu item: About (English, Page)",
        "Menu item: Only in English (English, Page)",
    ]


def test_what_is_below_goes_too_and_what_goes_is_not_missed(admin: Person) -> None:
    page = content.page()
    below = content.page("Team", "team", parent=page, body=card_to(page))
    content.menu_item("The team", page=below)
    assert named(admin, deleting(page)) == ["Menu item: The team (English, Page)"]


def test_drafts_are_not_what_readers_see(admin: Person) -> None:
    page = content.page()
    content.menu_item("Soon", page=page).unpublish()
    content.page("Draft", "draft", live=False, body=card_to(page))
    assert named(admin, deleting(page)) == []


def test_snippets_and_pictures_too(admin: Person) -> None:
    hero, picture = content.hero("Sail"), content.image("Sea")
    home = content.home()
    home.hero = hero
    home.save_revision().publish()
    content.partner("Blue Water", image=picture)
    assert named(admin, snippet_url(Hero, "delete", hero.pk)) == ["Home page: Home (English, Hero)"]
    url = reverse("wagtailimages:delete", args=[picture.pk])
    assert named(admin, url) == ["Partner: Blue Water (English, Logo)"]


def test_in_arabic(admin: Person) -> None:
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=admin.user, defaults={"preferred_language": "ar"})
    page = content.page()
    content.menu_item("About", page=page)
    text = admin.opens(deleting(page)).content.decode()
    assert "ما سيفتقده القراء (الإنجليزيّة)" in " ".join(text.split())
    assert named(admin, deleting(page)) == ["عنصر القائمة: About (الإنجليزيّة، صفحة)"]


def test_titles_that_somebody_may_not_read_are_counted(database: None) -> None:
    """An editor of one section learns that another one refers to it, and not which page."""
    section, secret = content.page("Section", "section"), content.page("Board", "board")
    page = content.page("Inside", "inside", parent=section)
    secret.body = card_to(page)
    secret.save_revision().publish()
    editor = in_group("of_a_section", "Editors")
    group = editor.user.groups.get()
    group.page_permissions.all().delete()
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group, page=section, permission=permission(codename)
        )
    assert named(editor, deleting(page)) == ["and 1 more"]


def permission(codename: str) -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)


def test_forty_references_cost_no_more_queries_than_ten(database: None) -> None:
    page = content.page()
    editor = in_group("of_the_club", "Publishers")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            editor.opens(deleting(page))
        return len(captured)

    for number in range(5):
        content.menu_item(f"Item {number}", page=page)
        content.page(f"Page {number}", f"page-{number}", body=card_to(page))
    queries()
    before = queries()
    for number in range(5, 20):
        content.menu_item(f"Item {number}", page=page)
        content.page(f"Page {number}", f"page-{number}", body=card_to(page))
    assert queries() <= before
    assert named(editor, deleting(page))[-1] == "and 10 more"


def test_of_many_that_go_at_once_each_names_its_own(admin: Person) -> None:
    pages = [content.page("About"), content.page("Races", "races")]
    for page in pages:
        content.menu_item(f"To {page.title}", page=page)
    partner = content.partner(image=content.image())
    many: Any = [
        ("wagtailcore", "page", pages),
        ("snippets", "siteimage", [partner.image]),
    ]
    lines = []
    for app, model, things in many:
        url = reverse("wagtail_bulk_action", args=[app, model, "delete"])
        ids = "&".join(f"id={thing.pk}" for thing in things)
        lines += named(admin, f"{url}?{ids}&next=/admin/")
    assert sorted(lines) == [
        "Menu item: To About (English, Page)",
        "Menu item: To Races (English, Page)",
        "Partner: Blue Water (English, Logo)",
    ]
