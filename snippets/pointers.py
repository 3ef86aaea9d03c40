"""What content leads to and shows: the pages, routes and pictures in the fields of its model.

A field is found by its type, so a new model needs no line here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

from snippets.models.image import SiteImage
from snippets.routes import RouteField
from snippets.stored_tags import stored_tags

Model = type[models.Model]


def fields_to(model: Model, target: Model) -> list[str]:
    """The names of the fields of `model` that point to a row of `target`."""
    return [column.name for column in model._meta.fields if _points_to(column, target)]


def route_fields(model: Model) -> list[str]:
    return [column.name for column in model._meta.fields if isinstance(column, RouteField)]


def _points_to(column: models.Field[object, object], target: Model) -> bool:
    related = column.related_model
    return isinstance(related, type) and issubclass(related, target)


@dataclass
class Pointers:
    """What one page or snippet leads to and shows; pages by their primary keys."""

    pages: list[int] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    pictures: list[SiteImage] = field(default_factory=list)

    def add_rich_text(self, html: str) -> None:
        for attributes in (tag.attributes for tag in stored_tags(html) if tag.name == "a"):
            if attributes.get("linktype") == "page" and attributes.get("id", "").isdecimal():
                self.pages.append(int(attributes["id"]))
            elif attributes.get("href"):
                self.routes.append(attributes["href"])


def pointers_of(row: models.Model, names: Collection[str] | None = None) -> Pointers:
    """By the fields of its model: all of them, or those of these names."""
    pointers = Pointers()
    for column in row._meta.fields:
        value = getattr(row, column.attname)
        if not value or (names is not None and column.name not in names):
            continue
        if isinstance(column, RouteField):
            pointers.routes.append(value)
        elif isinstance(column, RichTextField):
            pointers.add_rich_text(value)
        elif _points_to(column, Page):
            pointers.pages.append(value)
        elif _points_to(column, SiteImage):
            pointers.pictures.append(getattr(row, column.name))
    return pointers
