"""Warnings beside the blocks of videos, for the template of the editor."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, json_script

from home.models import WebsitePage
from home.videos import addresses_in, problems_of

register = template.Library()


@register.simple_tag(takes_context=True)
def warnings_beside_videos(context: template.Context) -> str:
    """What is to be said beside which address; "" when every video of the page was found."""
    page = getattr(context.get("edit_handler"), "instance", None)
    addresses = addresses_in(page) if isinstance(page, WebsitePage) else set()
    problems = problems_of(addresses) if addresses else {}
    if not problems:
        return ""
    script = format_html('<script defer src="{}"></script>', static("home/videos.js"))
    return json_script(problems, "problems-of-videos") + script
