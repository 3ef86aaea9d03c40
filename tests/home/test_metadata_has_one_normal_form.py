"""What search engines are told is one line that can be seen, in composed form (NFC)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from home.models import ContentPage, SiteMetadata
from tests import content
from tests.people import Person

FIELDS = ("seo_title", "search_description", "social_title", "social_description")
WRITTEN = [
    ("A title\r\nin two lines\u2028and three", "A title in two lines and three"),
    ("Tab\tand\x07bell", "Tab andbell"),
    ("zero\u200bwidth\ufeff", "zerowidth"),
    ("\u202eoverridden\u202c \u2066isolated\u2069", "overridden isolated"),
    ("cafe\u0301", "café"),
    # The non-joiner of Persian, the marks of Arabic, and how a line runs, stay.
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("مُحَمَّدٌ", "مُحَمَّدٌ"),
    ("C++\u200f لغة", "C++\u200f لغة"),
    ("\u200b\u2060", ""),
]


@pytest.mark.parametrize(("written", "saved"), WRITTEN)
def test_what_is_saved_of_a_page_is_clean(about: Any, written: str, saved: str) -> None:
    for name in FIELDS:
        setattr(about, name, written)
    about.save_revision().publish()
    about.refresh_from_db()
    assert {name: getattr(about, name) for name in FIELDS} == dict.fromkeys(FIELDS, saved)


def test_a_draft_by_the_form_is_clean_too(about: Any) -> None:
    User.objects.create_superuser("editor")
    changes = {"seo_title": "One\u200b line", "search_description": "Two\r\nlines"}
    Person("editor").edits_page(about, action="action-none", **changes)
    draft = ContentPage.objects.get(pk=about.pk).latest_revision.as_object()
    assert (draft.seo_title, draft.search_description) == ("One line", "Two lines")


@pytest.mark.parametrize(
    ("written", "saved"),
    [(" |\u200b ADMSC", " | ADMSC"), ("\u2028- ADMSC", " - ADMSC"), (" ", ""), ("!", "!")],
)
def test_the_end_of_titles_keeps_its_space(database: None, written: str, saved: str) -> None:
    row = content.snippet(
        SiteMetadata, site_name="ADMSC", title_suffix=written, description="Two\nlines\u202e"
    )
    row.refresh_from_db()
    assert (row.title_suffix, row.description) == (saved, "Two lines")
