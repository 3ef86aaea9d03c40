"""Moments of releases, as a person would write them."""

from __future__ import annotations

from datetime import datetime

from django import template

from cms.releases.problems import in_words

register = template.Library()


@register.filter
def moment(when: datetime | None) -> str:
    """ "Dec. 5, 2026, 9 a.m."; "" for none."""
    return in_words(when) if when is not None else ""
