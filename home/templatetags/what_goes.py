"""Where readers see a thing that is about to be taken away, for the templates that ask."""

from __future__ import annotations

from django import template
from django.db.models import Model

from home import what_goes as places

register = template.Library()


@register.simple_tag(takes_context=True)
def what_goes(context: template.Context, thing: object) -> places.WhatGoes | None:
    """None where several things go at once, or nothing is known of it."""
    request = context.get("request")
    if request is None or not isinstance(thing, Model):
        return None
    return places.what_goes(request.user, thing)
