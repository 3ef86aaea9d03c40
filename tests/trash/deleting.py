"""Deleting in the admin and restoring, as people do; and what the database and readers have."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.urls import reverse
from wagtail.models import Page

from cms.trash.models import TrashEntry
from cms.trash.triggers import kept_models
from tests.people import Person, Reader, snippet_url

# What is said of deeds is said of these too; editors' drafts are indexed when they are written.
OF_DEEDS = {"wagtailcore_pagelogentry", "wagtailcore_modellogentry"}
_MARKS = re.compile(r"[\u200e\u200f\u2066-\u2069]")


def delete_address(row: Any) -> str:
    if isinstance(row, Page):
        return reverse("wagtailadmin_pages:delete", args=[row.pk])
    return snippet_url(type(row), "delete", row.pk)


def deletes(who: Person, row: Any, *together: Any) -> TrashEntry:
    """Answers what is in the trash of it."""
    keys = [str(each.pk) for each in together]
    data = {"together": keys, "confirm_site_name": settings.WAGTAIL_SITE_NAME}
    answer = who.client.post(delete_address(row), data)
    assert answer.status_code == 302, text_of(answer)
    return TrashEntry.objects.first()


def restores(who: Person, entry: TrashEntry, **data: Any) -> Any:
    """What the person reads then: follow it to the next screen."""
    url = reverse("trash:restore", args=[entry.pk])
    return who.client.post(url, data, follow=True)


def text_of(answer: Any) -> str:
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    return _MARKS.sub("", " ".join(soup.get_text(" ").split()))


def rows() -> dict[str, Counter[str]]:
    """All rows of all tables that the trash keeps, as JSON."""
    found = {}
    with connection.cursor() as cursor:
        for model in kept_models():
            table = model._meta.db_table
            if table not in OF_DEEDS:
                cursor.execute(f'SELECT to_jsonb(row)::text FROM "{table}" AS row')
                found[table] = Counter(text for (text,) in cursor.fetchall())
    return found


def differences(before: dict[str, Counter[str]]) -> dict[str, dict[str, list[str]]]:
    """What is missing and what is there instead, by table: empty when nothing differs."""
    return {
        table: {"missing": sorted(before[table] - now), "instead": sorted(now - before[table])}
        for table, now in rows().items()
        if now != before[table]
    }


def answers(reader: Reader) -> dict[str, bytes]:
    """What readers get: each document without its time, and API v2 with all fields."""
    said = {
        key: re.sub(rb'"timestamp":\s*"[^"]*"', b"", body)
        for key, body in reader.everything().items()
    }
    kinds = ("pages", "menu-items", "heroes", "partners", "footer-links", "redirects")
    for kind in kinds:
        url = f"/api/v2/{kind}/?fields=*&limit=100"
        response = reader.get(url)
        assert response.status_code == 200, (url, response.content)
        said[url] = response.content
    return said
