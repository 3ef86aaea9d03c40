"""Half a log-in is none: a session without the second factor that it needs opens nothing.

In the admin its user is led to what is missing; everywhere else (documents, pictures, update-redis)
they are nobody. A program, or a script of a page, gets Wagtail's 403.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from cms.accounts.nobody import be_nobody_if
from cms.accounts.second_factor.required import Missing, missing
from cms.http.admin_addresses import is_of_the_admin

# Where somebody goes on who was led to set up a factor first.
THEN = "second_factor_then"

# What a screen needs besides its own address, and the ways out.
_FURNITURE = (
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
)
_PROOFS = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")


class SecondFactorFirst:
    """Middleware, inside of AuthenticationMiddleware and MessageMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR:
            if not is_of_the_admin(request):
                be_nobody_if(_is_half, request)
            elif (what := missing(request)) and not _is_open(request, what):
                return _led_to(request, what)
        return self._get_response(request)


def _is_half(request: HttpRequest, user: User | AnonymousUser) -> bool:
    return missing(request, user) is not None


def _is_open(request: HttpRequest, what: Missing) -> bool:
    names = (*_FURNITURE, *_PROOFS)
    if request.path in (reverse(name) for name in names):
        return True
    return what == "factor" and request.path.startswith(reverse("mfa_index"))


def _led_to(request: HttpRequest, what: Missing) -> HttpResponse:
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        raise PermissionDenied
    then = request.get_full_path() if request.method == "GET" else reverse("wagtailadmin_home")
    if what == "factor":
        request.session[THEN] = then
        return redirect("mfa_index")
    return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': then})}")
