"""Pages have their addresses on the website, not here: who asks for one here is sent there."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import re_path
from wagtail.urls import serve_pattern


def redirect_to_website(request: HttpRequest, path: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{settings.FRONTEND_URL}{request.get_full_path()}")


# Without LocaleMiddleware (config/settings/base.py), i18n_patterns know the first language alone.
_codes = "|".join(re.escape(code) for code, _name in settings.LANGUAGES)
in_all_languages = re_path(rf"^(?:{_codes})/", redirect_to_website)

# Wagtail makes the addresses of pages from this name (Page.get_url_parts).
urlpatterns = [re_path(serve_pattern, redirect_to_website, name="wagtail_serve")]
