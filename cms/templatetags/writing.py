"""The script that keeps what somebody writes, for the templates of editors."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, json_script
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def keeping_what_is_written(context: template.Context) -> str:
    """On screens with a form of a page or snippet; "" on all others."""
    request = context.get("request")
    if context.get("edit_handler") is None or request is None:
        return ""
    login, here = reverse("wagtailadmin_login"), reverse("still_here")
    settings = {
        "user": request.user.pk,
        "here": here,
        "login": f"{login}?next={here}",
        "words": {
            "loggedOut": _(
                "You are logged out. What you wrote is still here: log in, and it is saved."
            ),
            "logIn": _("Log in"),
            "away": _(
                "The server cannot be reached. What you wrote is kept in this browser, and saved "
                "by itself as soon as the connection is back."
            ),
            "other": _(
                "Somebody else is logged in now: {name}. Log in with your own account to save."
            ),
            "kept": _(
                "This browser has text that you wrote here on {when} and that was not saved."
            ),
            "take": _("Take it back as a draft"),
            "discard": _("Discard it"),
            "full": _(
                "This browser has no room to keep a copy of what you write. Save often, or delete "
                "data of websites in its settings."
            ),
            "close": _("Close"),
        },
    }
    script = format_html('<script defer src="{}"></script>', static("cms/writing.js"))
    return json_script(settings, "writing") + script
