"""The menu is seen as a tree, partners by their logos, footer links by their keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Workflow
from wagtail_localize.models import Translation, TranslationSource

from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content
from tests.editorial.test_the_admin_in_both_languages import reader
from tests.people import Person, snippet_url, with_permissions

pytestmark = pytest.mark.usefixtures("database")


def opened(person: Person, model: Any, query: str = "", view: str = "list") -> Any:
    html = person.opens(f"{snippet_url(model, view)}{query}").content.decode()
    return BeautifulSoup(html, "html.parser")


def followed_in_arabic(source: Any) -> Any:
    """The Arabic translation that wagtail-localize makes of a snippet and keeps up to date."""
    arabic = content.locale("ar")
    followed, _created = TranslationSource.get_or_create_from_instance(source)
    Translation.objects.create(source=followed, target_locale=arabic).save_target()
    return source.get_translation(arabic)


def titles(listed: Any) -> list[str]:
    return [heading.get_text(strip=True) for heading in listed.select("[id^=snippet_][id$=_title]")]


# --- The menu ------------------------------------------------------------------------------------


def menu() -> tuple[MenuItem, MenuItem]:
    """About, with Team under it, then News: in both languages, News made first."""
    news = content.menu_item("News", order=2)
    about = content.menu_item("About", order=1)
    team = content.menu_item("Team", parent=about)
    for item, label in ((news, "الأخبار"), (about, "من نحن"), (team, "الفريق")):
        content.arabic(item, label=label)
    return about, team


def nested(listed: Any) -> dict[str, str]:
    """The label of each row that is drawn below another -> the label of that other."""

    def label(row: Any) -> str:
        return str(row.select_one("[id$=_title]").get_text(strip=True))

    rows = listed.select("table.listing tbody tr")
    by_pk = {row.select_one("[id$=_title]")["id"].split("_")[1]: label(row) for row in rows}
    return {
        label(row): by_pk[row["data-under"].removeprefix("item_")]
        for row in rows
        if row.has_attr("data-under")
    }


def test_what_is_under_an_item_is_drawn_below_it_in_each_language(admin: Person) -> None:
    menu()
    listed = opened(admin, MenuItem)
    assert titles(listed) == ["About", "Team", "من نحن", "الفريق", "News", "الأخبار"]
    assert nested(listed) == {"Team": "About", "الفريق": "من نحن"}


@pytest.mark.parametrize(
    ("language", "labels"), [("en", ("Team", "About")), ("ar", ("الفريق", "من نحن"))]
)
def test_the_list_for_dragging_is_a_tree(
    language: str, labels: tuple[str, str], admin: Person
) -> None:
    about, team = menu()
    listed = opened(admin, MenuItem, f"?ordering=order&locale={language}")
    assert nested(listed) == dict([labels])
    below = listed.find("tr", attrs={"data-under": True})
    assert listed.find(id=below["data-under"])["data-w-orderable-item-label"] == labels[1]


def test_the_tree_is_said_to_those_who_do_not_see_it(admin: Person) -> None:
    _about, team = menu()
    title = opened(admin, MenuItem).find(id=f"snippet_{team.pk}_title").find_parent("td")
    assert title.select_one(".w-sr-only").get_text(strip=True) == "under “About”"


@pytest.mark.parametrize("query", ["?q=Team", "?ordering=-_updated_at", "?live=false", "?p=2"])
def test_out_of_its_tree_an_item_says_what_it_is_under(query: str, admin: Person) -> None:
    about, team = menu()
    if query == "?live=false":
        team.unpublish()
    if query == "?p=2":
        for number in range(49):  # a page has 50 rows, and "About" is the last of the first
            content.menu_item(f"Before {number}", order=0)
    listed = opened(admin, MenuItem, query)
    title = listed.find(id=f"snippet_{team.pk}_title").find_parent("td")
    assert title.select_one(".snippets-quiet").get_text(strip=True) == "under “About”"
    assert "Team" not in nested(listed)


# --- Partners ------------------------------------------------------------------------------------


def cards(listed: Any) -> list[Any]:
    return list(listed.select("li[data-partner]"))


def partners() -> tuple[Partner, Partner]:
    logo = content.image("Logo", alt_texts={"en": "Blue Water", "ar": "الماء الأزرق"})
    with_logo = content.partner("Blue Water", image=logo)
    without = content.partner("Old Harbour", live=False)
    content.arabic(with_logo, name="الماء الأزرق")
    return with_logo, without


def test_partners_are_shown_by_their_logos_with_language_and_state(admin: Person) -> None:
    with_logo, without = partners()
    first, arabic, last = cards(opened(admin, Partner))
    assert first.select_one("img")["src"]
    assert first.select_one("a")["href"] == snippet_url(Partner, "edit", with_logo.pk)
    words = [cell.get_text(" ", strip=True) for cell in (first, arabic, last)]
    assert words == [
        "Blue Water English live",
        "الماء الأزرق Arabic live",
        "No logo Old Harbour English draft",
    ]


def test_logos_are_searched_and_narrowed_as_the_table_is(admin: Person) -> None:
    partners()
    for layout in ("grid", "list"):
        for query, expected in {
            "q=Blue": ["Blue Water"],
            "live=false": ["Old Harbour"],
            "locale=ar": ["الماء الأزرق"],
            "q=nothing": [],
        }.items():
            for view in ("list", "list_results"):
                listed = opened(admin, Partner, f"?{query}&layout={layout}", view)
                assert titles(listed) == expected, (layout, query, view)
                assert bool(cards(listed)) == (layout == "grid" and bool(expected))


def test_the_choice_of_layout_is_part_of_the_search(admin: Person) -> None:
    partners()
    for query, chosen in (("", "grid"), ("?layout=list", "list"), ("?layout=nonsense", "grid")):
        form = opened(admin, Partner, query).select_one("form[role=search]")
        assert form.select_one("input[name=layout][checked]")["value"] == chosen


def test_partners_are_dragged_in_a_table(admin: Person) -> None:
    partners()
    listed = opened(admin, Partner, "?ordering=order&layout=grid")
    assert not cards(listed)
    assert len(listed.select("tr[data-w-orderable-item-id]")) == 2


def test_who_may_only_look_gets_no_way_to_edit_a_logo() -> None:
    partners()
    listed = opened(with_permissions("onlooker", "snippets.view_partner"), Partner)
    assert len(cards(listed)) == 3
    assert not listed.select("li[data-partner] a[href]")


def test_logos_in_arabic() -> None:
    with_logo, _without = partners()
    listed = opened(reader("ar"), Partner)
    assert listed.html["dir"] == "rtl"
    card = listed.select_one(f'li[data-partner="{with_logo.pk}"]').get_text(" ", strip=True)
    assert card.startswith("Blue Water الإنجليزيّة")


@pytest.mark.parametrize("layout", ["grid", "list"])
def test_a_logo_whose_file_is_gone_takes_nobody_else_away(layout: str, admin: Person) -> None:
    with_logo, without = partners()
    with_logo.image.file.storage.delete(with_logo.image.file.name)
    titles_shown = titles(opened(admin, Partner, f"?layout={layout}"))
    assert titles_shown == ["Blue Water", "الماء الأزرق", "Old Harbour"]


# --- All of them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (MenuItem, ""),
        (MenuItem, "?ordering=order"),
        (Hero, ""),
        (Partner, ""),
        (Partner, "?layout=list"),
        (FooterLink, ""),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_list_costs_as_many_queries_for_fourteen_rows_as_for_four(
    model: Any, query: str, admin: Person
) -> None:
    page, picture = content.page(), content.image("Logo")

    @transaction.atomic
    def make(numbers: range) -> None:
        for number in numbers:
            name = f"Number {number}"
            if model is MenuItem:
                row: Any = content.menu_item(name, page=page)
            elif model is FooterLink:
                row = content.footer_link(f"key-{number}", name, page=page, route="")
            elif model is Hero:
                row = content.hero(
                    name, background_image=picture, button_page=page, button_label="Go"
                )
            else:
                row = content.partner(name, image=picture)
            if number % 2:
                followed_in_arabic(row)
            row.save_revision(user=admin.user)

    def queries() -> int:
        opened(admin, model, query)
        with CaptureQueriesContext(connection) as captured:
            opened(admin, model, query)
        return len(captured)

    make(range(4))
    few = queries()
    make(range(4, 14))
    assert queries() == few
    print(f"{model.__name__}{query}: {few} queries")


def buttons(listed: Any, snippet: Any) -> list[str]:
    row = listed.find(id=f"snippet_{snippet.pk}_title").find_parent("td")
    return [
        button.get_text(strip=True) for button in row.select("a") if "localize" in button["href"]
    ]


def test_a_list_offers_to_translate_what_lacks_a_language_and_to_sync_the_source(
    admin: Person,
) -> None:
    alone, followed, by_hand = (content.menu_item(label) for label in "ABC")
    translation = followed_in_arabic(followed)
    content.arabic(by_hand, label="ج")
    listed = opened(admin, MenuItem)
    assert buttons(listed, alone) == ["Translate"]
    assert buttons(listed, followed) == ["Sync translated snippets"]
    assert buttons(listed, translation) == []
    assert buttons(listed, by_hand) == []
    listed = opened(with_permissions("onlooker", "snippets.change_menuitem"), MenuItem)
    assert buttons(listed, alone) == []


def test_a_list_tells_what_is_scheduled_and_what_awaits_review(admin: Person) -> None:
    later = content.menu_item("Later", live=False)
    later.go_live_at = timezone.now() + timedelta(days=1)
    later.save_revision().publish()
    reviewed = content.menu_item("Reviewed")
    reviewed.save_revision()
    Workflow.objects.get().start(reviewed, admin.user)

    def state(listed: Any, snippet: Any) -> str:
        row = listed.find(id=f"snippet_{snippet.pk}_title").find_parent("tr")
        return str(row.select(".w-status")[-1].get_text(strip=True))

    listed = opened(admin, MenuItem)
    assert state(listed, later) == "scheduled"
    assert state(listed, reviewed) == "live + in moderation"


# --- Footer links --------------------------------------------------------------------------------


def test_a_link_is_shown_by_the_title_of_its_page_in_the_language_of_its_row(admin: Person) -> None:
    about, team = content.page("About us", "about"), content.page("Team", "team")
    content.arabic(about, title="من نحن")
    for page in (about, team):
        content.arabic(content.menu_item(f"To {page.title}", page=page), label=f"ar {page.title}")
    title_by_label = {}
    for row in opened(admin, MenuItem).select("tbody tr:has([id$=_title])"):
        cells = [cell.get_text(" ", strip=True) for cell in row.select("td")]
        label = row.select_one("[id$=_title]").get_text(strip=True)
        title_by_label[label] = next(
            title for title in ("About us", "Team", "من نحن") if title in cells
        )
    assert title_by_label == {
        "To About us": "About us",
        "ar About us": "من نحن",
        "To Team": "Team",
        "ar Team": "Team",  # what readers come to while it is not translated
    }


def test_footer_links_are_sorted_and_found_by_their_keys(admin: Person) -> None:
    for key, label in (("terms", "A"), ("privacy", "B"), ("phone", "C")):
        content.footer_link(key, label)

    def keys(query: str) -> list[str]:
        return [code.get_text() for code in opened(admin, FooterLink, query).select("td code")]

    assert keys("") == ["terms", "privacy", "phone"]
    assert keys("?ordering=key") == ["phone", "privacy", "terms"]
    assert keys("?ordering=-key") == ["terms", "privacy", "phone"]
    assert keys("?q=priv") == ["privacy"]
    assert keys("?q=B") == ["privacy"]
