"""What Wagtail's templates write as inline scripts, as elements for widgets.js."""

from __future__ import annotations

import json

from django import template
from django.utils.safestring import SafeString

from snippets import widget_starts

register = template.Library()


@register.simple_tag
def starts(function: str, *values: str) -> SafeString:
    return widget_starts.starts(function, *values)


@register.filter
def from_json(text: str) -> object:
    """What Wagtail has as JSON already."""
    value: object = json.loads(text)
    return value
