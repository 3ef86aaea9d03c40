"""For the template of wagtail-localize's editor, which offers a preview of pages alone."""

from __future__ import annotations

import json

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from snippets.locks.translations import with_locks
from snippets.preview import Previewed

register = template.Library()


@register.simple_tag(takes_context=True)
def with_preview_of_snippet(context: template.Context) -> str:
    """The editor's `props`, with the button "Preview" when it edits the translation of a snippet,
    and with what the locks of it allow this person.

    It is the button that the editor of a page's translation has.
    """
    target = context["instance"]
    props = with_locks(context["request"].user, target, json.loads(context["props"]))
    if isinstance(target, Previewed) and not isinstance(target, Page):
        address = reverse("wagtail_localize:preview_translation", args=[context["translation"].pk])
        mode = {"mode": target.default_preview_mode, "label": _("Preview"), "url": address}
        props["previewModes"] = [mode]
    return json.dumps(props)


@register.simple_tag
def chooser_urls() -> dict[str, str]:
    """Where the translation editor finds Wagtail's choosers, by the names that it has for them."""
    return {
        "imageChooser": reverse("wagtailimages_chooser:choose"),
        "documentChooser": reverse("wagtaildocs_chooser:choose"),
        "pageChooser": reverse("wagtailadmin_choose_page"),
    }
