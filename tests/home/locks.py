"""Locking pages and snippets in the admin, and reading what it asks and says."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page

from tests.people import Person, snippet_url


class Lock:
    """The question that somebody has before him who locked or unlocked a page or snippet."""

    def __init__(self, who: Person, instance: Any, name: str = "lock") -> None:
        page = isinstance(instance, Page)
        self.who = who
        self.url = (
            reverse(f"wagtailadmin_pages:{name}", args=[instance.pk])
            if page
            else snippet_url(type(instance), name, instance.pk)
        )
        self.answer = who.client.post(self.url, {"next": "/admin/"})
        self.html = BeautifulSoup(self.answer.content.decode(), "html.parser")

    def boxes(self) -> dict[str, bool]:
        """What each box is beside -> whether it is ticked."""
        boxes = self.html.select("input[name=rows]")
        return {plain(box.parent.get_text()): box.has_attr("checked") for box in boxes}

    def is_answered(self, *rows: Any, as_it_is: bool = False) -> str:
        """Sends the form; answers what the next page says."""
        ticked = [box["value"] for box in self.html.select("input[name=rows][checked]")]
        keys = ticked if as_it_is else [str(row.pk) for row in rows]
        data = {"rows": keys, "together": "1", "next": "/admin/"}
        return says(self.who.client.post(self.url, data, follow=True))


def plain(text: str) -> str:
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def says(answer: Any) -> str:
    """The messages at the top of a page."""
    html = BeautifulSoup(answer.content.decode(), "html.parser")
    return " ".join(plain(message.get_text(" ")) for message in html.select(".messages li"))


def locked(*rows: Any) -> list[bool]:
    return [type(row).objects.get(pk=row.pk).locked for row in rows]


def lock_all(who: Person, instance: Any) -> None:
    Lock(who, instance).is_answered(as_it_is=True)
