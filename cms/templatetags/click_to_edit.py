"""The script that leads from the preview to the field and back, for the templates of editors."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def click_to_edit(context: template.Context) -> str:
    """On screens with a form of a page or snippet; "" on all others."""
    if context.get("edit_handler") is None:
        return ""
    return format_html(
        '<script defer src="{}" data-website="{}"></script>',
        static("cms/click_to_edit.js"),
        settings.FRONTEND_URL,
    )
