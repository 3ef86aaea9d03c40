"""The log-in, and the language of it and of a forgotten password: that of the browser, all of it.

Wagtail's admin is in the language that a person chose in their account, and everything before the
log-in in `LANGUAGE_CODE`, whoever comes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.views.account import LoginView

from cms.accounts.second_factor import log_in


class LanguageOfTheBrowser:
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


class LogIn(LoginForm):
    """Wagtail's, whose password has no label of its own and is called so in English alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")


class LogInView(LoginView):
    """Wagtail's, and where second factors are on, that comes after it."""

    def form_valid(self, form: LogIn) -> HttpResponse:
        if not settings.SECOND_FACTOR:
            return super().form_valid(form)
        remember = bool(form.cleaned_data.get("remember"))
        return log_in.go_on(self.request, form.get_user(), remember, self.get_success_url())


def to_the_log_in(request: HttpRequest) -> HttpResponse:
    """Django's admin has no log-in of its own: one that knows no second factor would be a way
    around. Whoever is logged in and is led here may not see it."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('wagtailadmin_login')}?{request.GET.urlencode(safe='/')}")
