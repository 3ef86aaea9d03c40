"""What an editor is told of a thing that may be saved and published as it is, and would disappoint
readers: a link to a page that is not live, an address without https, a picture that is not
described in a language.

These are warnings and not errors on purpose. Content is made in any order: the menu item before its
page, the draft before its picture is described; and an empty description is right for a picture
that only decorates. What can never be right (an address that is no route, a key that is taken)
is an error of the form instead. So that a warning is not lost, it is said each time the thing is
saved, and stands beside the thing in its list until it is mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.images import get_image_model
from wagtail.models import Page

from snippets.destinations import Destinations
from snippets.routes import RouteField

MOST = 5  # warnings at once


@dataclass
class Pointers:
    """What a thing leads to and shows."""

    pages: list[int] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    pictures: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Advice:
    """`about` is what to edit, where that is not the thing itself."""

    text: str
    about: Any = None


def pointers_of(snippet: Any) -> Pointers:
    """By the fields of its model: routes, pages and images."""
    found = Pointers()
    for one in snippet._meta.fields:
        if not getattr(snippet, one.attname):
            continue
        if isinstance(one, RouteField):
            found.routes.append(getattr(snippet, one.name))
        elif isinstance(one, models.ForeignKey):
            if one.related_model is Page:
                found.pages.append(getattr(snippet, one.attname))
            elif one.related_model is get_image_model():
                found.pictures.append(getattr(snippet, one.name))
    return found


def advice(of: Pointers, locale_id: int, known: Destinations | None = None) -> list[Advice]:
    known = known or Destinations(of.pages, of.routes)
    troubles = [known.trouble_with_page(page, locale_id) for page in of.pages]
    troubles += [known.trouble_with_route(route) for route in of.routes]
    told = [Advice(text) for text in dict.fromkeys(troubles) if text]
    pictures = {picture.pk: picture for picture in of.pictures}.values()
    return told + [Advice(text, one) for one in pictures if (text := one.undescribed())]


def read_advice(rows: Sequence[Any]) -> None:
    """Sets each snippet's `advice`: sentences. As many queries for a hundred as for one."""
    found = [(row, pointers_of(row)) for row in rows]
    known = Destinations(
        (page for _row, of in found for page in of.pages),
        (route for _row, of in found for route in of.routes),
    )
    for row, of in found:
        row.advice = [one.text for one in advice(of, row.locale_id, known)]


def tell_of_snippet(request: HttpRequest, snippet: Any) -> None:
    """After its form was saved (the hooks after_create_snippet and after_edit_snippet)."""
    tell(request, advice(pointers_of(snippet), snippet.locale_id))


def tell(request: HttpRequest, told: Iterable[Advice]) -> None:
    """Says it on the next page; nothing after an autosave, which leads to none."""
    if not request.accepts("text/html"):
        return
    told = list(told)
    finder = AdminURLFinder(request.user)
    for one in told[:MOST]:
        url = finder.get_edit_url(one.about) if one.about is not None else None
        more = [messages.button(url, _("Describe it"))] if url else None
        messages.warning(request, one.text, buttons=more)
    if len(told) > MOST:
        messages.warning(request, _("There are more warnings like these."))
