"""The language of the log-in and of a forgotten password: that of the browser.

Wagtail's admin is in the language that a person chose in their account, and everything before the
log-in in `LANGUAGE_CODE`, whoever comes.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageOfStrangers:
    """Middleware, inside of AuthenticationMiddleware. Addresses outside of the admin are none of
    its business: the language of an answer of the API never depends on who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self._get_response(request)
        if request.user.is_authenticated:
            return self._get_response(request)
        with translation.override(translation.get_language_from_request(request)):
            response = self._get_response(request)
        patch_vary_headers(response, ["Accept-Language"])
        return response
