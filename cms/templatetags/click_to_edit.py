"""The script that leads from the preview to the field and back, for the templates of editors."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from cms.previews.targets import allowed_origins

register = template.Library()


@register.simple_tag(takes_context=True)
def click_to_edit(context: template.Context) -> str:
    """On screens with a form of a page or snippet; "" on all others."""
    if context.get("edit_handler") is None:
        return ""
    return format_html(
        '<script defer src="{}" data-websites="{}"></script>',
        static("cms/click_to_edit.js"),
        " ".join(allowed_origins()),
    )
