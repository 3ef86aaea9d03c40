"""The address of "What changes" for a thing, in templates of Wagtail's that list drafts."""

from __future__ import annotations

from django import template

from cms.editorial.what_changes import address

register = template.Library()
register.simple_tag(address, name="what_changes_url")
