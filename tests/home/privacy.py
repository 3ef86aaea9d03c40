"""Changing the privacy of a page in the admin's dialog, and reading its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from home.privacy.restrictions import is_private
from tests import content
from tests.people import Person


@dataclass
class Dialog:
    """What somebody has before him: each tick box, by the name of its field."""

    who: Person
    page: Page

    def __post_init__(self) -> None:
        self.address = reverse("wagtailadmin_pages:set_privacy", args=[self.page.pk])
        self.html = BeautifulSoup(self.who.opens(self.address).json()["html"], "html.parser")

    def boxes(self, name: str) -> dict[str, bool]:
        """What each box is beside -> whether it is ticked."""
        inputs = self.html.select(f"input[name={name}]")
        return {_words(box.parent): box.has_attr("checked") for box in inputs}

    def says(self) -> str:
        return _words(self.html)

    def is_answered(self, kind: str, **changes: Any) -> Any:
        """Posts the form with this privacy, and answers the JSON of the answer."""
        form: dict[str, Any] = {"restriction_type": kind, "password": ""}
        for name in ("cover", "lift"):
            boxes = self.html.select(f"input[name={name}][checked]")
            form[name] = [box["value"] for box in boxes]
        form["offered"] = self.html.select_one("input[name=offered]").get("value", "")
        response = self.who.client.post(self.address, form | changes)
        assert response.status_code == 200
        return response.json()


def words_of(answer: Any) -> list[str]:
    """The lines of the answer."""
    html = BeautifulSoup(answer["html"], "html.parser")
    return [_words(line) for line in html.select("li")]


def _words(element: Any) -> str:
    """Without the invisible marks around names."""
    return " ".join(re.sub("[\u2068\u2069]", "", element.get_text()).split())


def make_private(page: Page, kind: str = "login", **fields: Any) -> PageViewRestriction:
    """As it was made before there was a question, or by a script."""
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)


def privacy(*pages: Page) -> list[bool]:
    return [is_private(Page.objects.get(pk=page.pk)) for page in pages]


def group_of_three() -> tuple[Page, Page, Page]:
    """An English page, its Arabic translation, and an alias of it elsewhere."""
    page = content.page("Members", "members")
    arabic = content.arabic(page, title="الأعضاء")
    section = content.page("Section", "section")
    return page, arabic, page.create_alias(parent=section, update_slug="members-again")
