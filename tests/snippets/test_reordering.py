"""Editors order things by dragging, and one order holds in all languages.

What an editor drags in one language moves among what that editor sees; what is not there in that
language keeps its neighbours. Nobody reorders who may not publish.
"""

from __future__ import annotations

import os
from datetime import timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry

from snippets.models import MenuItem, Partner
from snippets.models.ordered import in_listed_order, in_order
from tests.people import Person, snippet_url

pytestmark = pytest.mark.usefixtures("database")


def make(names: str, model: Any = Partner, languages: str = "en ar", **fields: Any) -> list[Any]:
    """One thing for each letter, in each of the languages; answers the first language's rows."""
    new_rows = []
    for name in names.split():
        rows: list[Any] = []
        for code in languages.split():
            locale = Locale.objects.get(language_code=code)
            label = {"name": name} if model is Partner else {"label": name, "route": "/"}
            group = {"translation_key": rows[0].translation_key} if rows else {}
            rows.append(model.objects.create(locale=locale, **label, **group, **fields))
        new_rows.append(rows[0])
    return new_rows


def order(code: str, model: Any = Partner) -> str:
    rows = model.objects.filter(locale__language_code=code).order_by("order")
    return " ".join(str(row) for row in rows)


def drag(admin: Person, dragged: Any, position: object, code: str = "en", expect: int = 200) -> Any:
    row = type(dragged).objects.get(
        translation_key=dragged.translation_key, locale__language_code=code
    )
    url = snippet_url(type(dragged), "reorder", row.pk)
    response = admin.client.post(f"{url}?position={position}")
    assert response.status_code == expect, response.content
    return response.json() if response.headers["Content-Type"] == "application/json" else None


@pytest.mark.parametrize(
    ("number", "position", "expected"),
    [
        (0, 2, "B C A D"),
        (0, 3, "B C D A"),
        (3, 0, "D A B C"),
        (2, 1, "A C B D"),
        (1, 1, "A B C D"),
    ],
)
def test_dragging_in_one_language_is_seen_in_the_other(
    number: int, position: int, expected: str, admin: Person
) -> None:
    rows = make("A B C D")
    drag(admin, rows[number], position, code="ar")
    assert order("en") == order("ar") == expected


def listed(model: Any, code: str = "en") -> str:
    """The names in the list for dragging."""
    locale = Locale.objects.get(language_code=code)
    return " ".join(str(row) for row in in_listed_order(model, locale=locale))


def as_an_import_might_leave_it(model: Any) -> None:
    """All in the same place, with keys whose order says nothing of which is older."""
    keys = {row.translation_key for row in model.objects.all()}
    for old, number in zip(sorted(keys), range(len(keys), 0, -1), strict=True):
        model.objects.filter(translation_key=old).update(translation_key=UUID(int=number))
    model.objects.update(order=7)


def test_every_place_is_taken_once_in_each_language(admin: Person) -> None:
    rows = make("A B C D")
    as_an_import_might_leave_it(Partner)
    drag(admin, Partner.objects.get(pk=rows[3].pk), 0)
    for code in ("en", "ar"):
        places = Partner.objects.filter(locale__language_code=code).values_list("order", flat=True)
        assert sorted(places) == [1, 2, 3, 4]
    assert order("en") == order("ar") == "D A B C"


@pytest.mark.parametrize("model", [Partner, MenuItem], ids=lambda model: model.__name__)
def test_of_things_in_the_same_place_the_oldest_is_listed_first(model: Any, admin: Person) -> None:
    """In both languages, though the Arabic rows were made the other way round."""
    rows = make("A B C D", model, languages="en")
    arabic = Locale.objects.get(language_code="ar")
    for row in reversed(rows):
        row.copy_for_translation(arabic).save()
    model.objects.update(order=7)
    by_key = {row.translation_key: str(row) for row in rows}
    assert [by_key[key] for key in in_order(model)] == ["A", "B", "C", "D"]
    assert listed(model, "en") == listed(model, "ar") == "A B C D"


def test_what_is_under_items_in_the_same_place_stays_under_its_own(admin: Person) -> None:
    about, news = make("About News", MenuItem)
    make("Press", MenuItem, parent=news)
    make("Team History", MenuItem, parent=about)
    MenuItem.objects.update(order=7)
    assert listed(MenuItem) == "About Team History News Press"


def test_what_is_not_there_in_the_language_keeps_its_neighbours(admin: Person) -> None:
    a, *_rest = make("A")
    make("x", languages="ar")
    b, *_rest = make("B C")
    make("y", languages="ar")
    drag(admin, a, 2)  # in English: A B C, dropped last
    assert order("en") == "B C A"
    assert order("ar") == "x B C A y"
    drag(admin, b, 2)
    assert order("ar") == "x C A B y"


def test_items_move_among_those_under_the_same_parent(admin: Person) -> None:
    about, news = make("About News", MenuItem)
    team, history = make("Team History", MenuItem, parent=about)
    # The list shows: About, Team, History, News.
    drag(admin, history, 1)
    listed = admin.opens(f"{snippet_url(MenuItem, 'list')}?ordering=order").content.decode()
    places = [
        listed.index(f'data-w-orderable-item-label="{name}"')
        for name in ("About", "History", "Team", "News")
    ]
    assert places == sorted(places)
    drag(admin, news, 0)
    listed = admin.opens(f"{snippet_url(MenuItem, 'list')}?ordering=order").content.decode()
    places = [
        listed.index(f'data-w-orderable-item-label="{name}"')
        for name in ("News", "About", "History", "Team")
    ]
    assert places == sorted(places)
    assert order("ar", MenuItem).split().index("History") < order("ar", MenuItem).split().index(
        "Team"
    )
    assert team.parent_id == about.pk


def test_what_is_dropped_outside_its_parent_goes_to_the_end_of_those_under_it(
    admin: Person,
) -> None:
    about, _news = make("About News", MenuItem)
    team, _history = make("Team History", MenuItem, parent=about)
    drag(admin, team, 3)  # the list shows: About, Team, History, News
    for code in ("en", "ar"):
        names = order(code, MenuItem).split()
        assert names.index("About") < names.index("News")
        assert names.index("History") < names.index("Team")


def test_the_list_for_dragging_shows_one_language_whole(admin: Person) -> None:
    make(" ".join(f"P{number}" for number in range(60)))
    for query, code in (("", "en"), ("&locale=ar", "ar")):
        page = admin.opens(f"{snippet_url(Partner, 'list')}?ordering=order{query}").content.decode()
        pks = Partner.objects.filter(locale__language_code=code).values_list("pk", flat=True)
        keys = [pk for pk in pks if f'data-w-orderable-item-id="{pk}"' in page]
        assert len(keys) == 60
        assert page.count("data-w-orderable-item-id") == 60


@pytest.mark.parametrize("position", ["", "-1", "4", "x", "1.5", "٢", "9" * 40, "%00"])
def test_a_place_that_is_none_is_refused_and_nothing_moves(position: str, admin: Person) -> None:
    rows = make("A B C D")
    answer = drag(admin, rows[0], position, expect=400)
    assert answer["success"] is False
    assert answer["message"]
    assert order("en") == order("ar") == "A B C D"


def test_what_does_not_exist_cannot_be_dragged(admin: Person) -> None:
    url = snippet_url(Partner, "reorder", 999)
    assert admin.client.post(f"{url}?position=0").status_code == 404


def test_the_order_is_changed_by_post_alone(admin: Person) -> None:
    (row,) = make("A")
    assert admin.client.get(snippet_url(Partner, "reorder", row.pk)).status_code == 405


def test_who_may_not_publish_may_not_reorder() -> None:
    rows = make("A B")
    user = User.objects.create_user("anybody", password="a long enough password")
    codenames = ["access_admin", "change_partner", "add_partner"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    person = Person("anybody")
    response = person.client.post(f"{snippet_url(Partner, 'reorder', rows[1].pk)}?position=0")
    assert response.status_code == 302  # Wagtail's way to say no
    assert order("en") == "A B"
    listed = person.opens(f"{snippet_url(Partner, 'list')}?ordering=order").content.decode()
    assert "data-w-orderable" not in listed


def test_a_drag_is_in_the_history_with_the_name_of_who_did_it(admin: Person) -> None:
    rows = make("A B")
    drag(admin, rows[1], 0)
    entry = ModelLogEntry.objects.get(action="wagtail.reorder")
    assert (entry.user, entry.object_id, entry.data) == (
        admin.user,
        str(rows[1].pk),
        {"order": 1},
    )


def test_publishing_an_old_draft_does_not_undo_a_drag(admin: Person) -> None:
    rows = make("A B C")
    draft = rows[2].save_revision()
    drag(admin, rows[2], 0)
    draft.publish()
    assert order("en") == order("ar") == "C A B"


def test_saving_a_row_that_was_read_before_a_drag_does_not_undo_it(admin: Person) -> None:
    rows = make("A B C")
    stale = Partner.objects.get(pk=rows[2].pk)
    drag(admin, rows[2], 0)
    stale.name = "c"
    stale.save()
    assert order("en") == "c A B"


def test_code_may_still_say_where_a_thing_belongs() -> None:
    rows = make("A B C")
    first = Partner.objects.get(pk=rows[0].pk)
    first.order = 9
    first.save()
    assert order("en") == order("ar") == "B C A"


def test_something_new_and_a_copy_come_last(admin: Person) -> None:
    rows = make("A B")
    admin.adds_snippet(Partner, name="C")
    admin.submits(snippet_url(Partner, "copy", rows[0].pk), name="A copy")
    assert order("en") == "A B C A copy"
    copied = Partner.objects.get(name="A copy")
    assert copied.translation_key != rows[0].translation_key
    assert Partner.objects.get(pk=rows[0].pk).name == "A"


def test_a_copy_has_been_through_nothing_of_what_the_copied_has(admin: Person) -> None:
    (row,) = make("A", languages="en")
    row.expire_at = timezone.now() + timedelta(days=1)
    row.save_revision().publish()
    Partner.objects.filter(pk=row.pk).update(
        locked=True, locked_at=timezone.now(), locked_by=admin.user
    )
    url = snippet_url(Partner, "copy", row.pk)
    # By the form, which posts to where new things are added, and straight to its address.
    admin.submits(url, name="By the form")
    assert admin.client.post(url, {"name": "Straight"}).status_code == 302
    for copied in Partner.objects.exclude(pk=row.pk):
        for name in (
            *("locked", "locked_at", "locked_by", "expire_at"),
            *("live_revision", "first_published_at", "last_published_at"),
        ):
            assert getattr(copied, name) == getattr(Partner(), name), (str(copied), name)
    assert order("en") == "A By the form Straight"


def test_a_copy_of_something_arabic_is_arabic(admin: Person) -> None:
    (row,) = make("A", languages="ar")
    admin.submits(snippet_url(Partner, "copy", row.pk), name="نسخة")
    assert Partner.objects.get(name="نسخة").locale.language_code == "ar"


def test_two_editors_who_drag_at_once_lose_neither_move(admin: Person) -> None:
    rows = make("A B C D")
    first = [rows[3], *rows[:3]]  # the first editor put D first, and has not committed yet
    with psycopg.connect(os.environ["DATABASE_URL"]) as session:
        session.execute("SELECT FROM snippets_partner FOR UPDATE")
        for place, row in enumerate(first, start=1):
            session.execute(
                'UPDATE snippets_partner SET "order" = %s WHERE translation_key = %s',
                [place, row.translation_key],
            )
        second = Thread(target=_drag_and_leave, args=[admin, rows[0], 2])
        second.start()
        second.join(0.5)
        assert second.is_alive(), "the second editor did not wait"
        session.commit()
        second.join(10)
    assert order("en") == order("ar") == "D B A C"


def _drag_and_leave(admin: Person, row: Any, position: int) -> None:
    try:
        drag(admin, row, position)
    finally:
        connection.close()
