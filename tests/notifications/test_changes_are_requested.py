"""The author reads who asked for changes, when and why, until it is submitted again."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from snippets.models import MenuItem
from tests import content
from tests.notifications.test_people_are_told import reviews
from tests.people import Person, snippet_url


def messages(person: Person, address: str) -> str:
    found = person.reads(address).select(".messages")
    text = " ".join(each.get_text(" ", strip=True) for each in found)
    return text.replace("\u2068", "").replace("\u2069", "")


def test_it_stands_at_the_top_of_the_editor_until_it_is_submitted_again(
    editor: Person, publisher: Person, about: Any
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[about.pk])
    editor.edits_page(about, action="action-submit")
    publisher.opens("/admin/")
    reviews(publisher, about, "reject", "The number is old.")
    assert "طلبت تعديلات على «About»" in messages(publisher, "/admin/")

    for _look in range(2):
        said = messages(editor, address)
        assert "omar asked for changes," in said
        assert ": The number is old. Submit it again" in said
    assert "طلب omar تعديلات" in messages(publisher, address)

    editor.edits_page(about, action="action-submit")
    editor.opens("/admin/")
    assert "asked for changes" not in messages(editor, address)
    publisher.opens("/admin/")
    reviews(publisher, about, "approve")
    assert "وافقت على «About»" in messages(publisher, "/admin/")


def test_so_it_is_with_snippets(editor: Person, publisher: Person) -> None:
    item = content.menu_item()
    editor.edits_snippet(item, action="action-submit", label="The club")
    publisher.edits_snippet(
        item,
        action="action-workflow-action",
        **{"workflow-action-name": "reject", "workflow-action-extra-data": '{"comment": "Why?"}'},
    )
    said = messages(editor, snippet_url(MenuItem, "edit", item.pk))
    assert ": Why? Submit it again" in said
