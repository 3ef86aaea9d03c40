"""Pages have their addresses on the website, not here: who asks for one here is sent there."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import re_path
from django.utils.encoding import iri_to_uri
from wagtail.urls import serve_pattern


def redirect_to_website(request: HttpRequest, path: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(iri_to_uri(f"{settings.FRONTEND_URL}{request.path}"))


# Wagtail makes the addresses of pages from this name (Page.get_url_parts).
urlpatterns = [re_path(serve_pattern, redirect_to_website, name="wagtail_serve")]
