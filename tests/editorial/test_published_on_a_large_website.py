"""The page "Published" says how many further parts a large website's documents have."""

from __future__ import annotations

import pytest
from wagtail.users.models import UserProfile

from cms.delivery import page_parts
from cms.publishing.publish import publish
from cms.publishing.stores import memory
from tests import content
from tests.people import Person


def text_of(admin: Person) -> str:
    return " ".join(admin.reads("/admin/published/").get_text().split())


def test_a_small_website_has_no_further_parts(admin: Person) -> None:
    publish()
    assert "further part" not in text_of(admin)


def test_they_are_counted_in_both_languages(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_parts, "PAGES_OF_A_PART", 2)
    monkeypatch.setattr(page_parts, "PAGES_UNDIVIDED", 2)
    for number in range(8):
        content.page(f"Page {number}", f"page-{number}")
    publish()
    snapshot = memory.newest()
    assert snapshot is not None
    number = len(snapshot.parts)
    assert 3 <= number <= 10
    assert f"and {number} further parts" in text_of(admin)
    UserProfile.objects.update_or_create(user=admin.user, defaults={"preferred_language": "ar"})
    assert f"و{number} أجزاء أخرى" in text_of(admin)
