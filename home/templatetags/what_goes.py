"""Where readers see a thing that is about to be taken away, for the templates that ask."""

from __future__ import annotations

from django import template
from django.db.models import Model
from wagtail.models import Page

from home import what_goes as places

register = template.Library()

#: Each costs some queries.
MANY = 20


@register.simple_tag(takes_context=True)
def what_goes(context: template.Context, thing: object) -> places.WhatGoes | None:
    """Of many that go at once, of the first `MANY`; None of the others, and where nothing is known.

    `thing`: what goes, or the item of a list of many.
    """
    request = context.get("request")
    if isinstance(thing, dict):
        is_one_of_the_first = (context.get("forloop") or {}).get("counter", 1) <= MANY
        thing = thing.get("item") if is_one_of_the_first else None
    if isinstance(thing, Page):
        thing = thing.specific
    if request is None or not isinstance(thing, Model):
        return None
    return places.what_goes(request.user, thing)
