"""What is declared of the scratch app: a snippet and a document, each in one statement."""

from __future__ import annotations

from typing_extensions import TypedDict

from cms.delivery.content import Content
from cms.delivery.languages import Language
from cms.delivery.registry import HOUR, Document, Snippet, register
from cms.delivery.shapes import Identity, Route
from cms.delivery.snippets import Item
from tests.scratch import models


class Announcement(Identity):
    text: str
    route: Route
    is_urgent: bool


def as_announcement(item: Item[models.Announcement]) -> Announcement:
    return {
        **item.identity(),
        "text": item.row.text,
        "route": item.route,
        "is_urgent": item.row.is_urgent,
    }


ANNOUNCEMENTS = register(
    Snippet(
        name="announcements",
        model=models.Announcement,
        label="Announcements",
        message="Announcements",
        plural="Announcements",
        summary="What everybody should know today",
        description="Something that everybody should know",
        shape=Announcement,
        build_item=as_announcement,
        page_field="page",
        route_field="route",
        is_link=True,
        fields=("text", "route", "page", "is_urgent", "order"),
    )
)


class OpeningHours(TypedDict):
    locale: str
    opens: str
    announcements: int


def opening_hours(content: Content, language: Language) -> OpeningHours:
    return {
        "locale": language.code,
        "opens": "09:00",
        "announcements": len(content.items(ANNOUNCEMENTS, language)),
    }


register(
    Document(
        name="opening_hours",
        label="Opening hours",
        message="Opening hours",
        summary="When somebody is there",
        build=opening_hours,
        shape=OpeningHours,
        ttl=HOUR,
    )
)
