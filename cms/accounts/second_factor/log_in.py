"""From the right password to the log-in: by way of the second factor, for whoever has one."""

from __future__ import annotations

from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.internal.flows import login as flow
from allauth.account.models import Login
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from cms.accounts.second_factor.adapters import REMEMBER


def go_on(request: HttpRequest, user: User, remember: bool, then: str) -> HttpResponse:
    """Answers where the browser goes: to `then`, logged in, or to the second factor first. Until
    that is proved the session is nobody's, and for 15 minutes it remembers who gave the password.
    """
    if request.user.is_authenticated:
        logout(request)  # somebody else, or half a log-in
    flow.clear_authentication_records(request)
    request.session[REMEMBER] = remember
    # The password counts as asked for just now, where something is to be changed.
    flow.record_authentication(request, user, "password", reauthenticated=True)
    response: HttpResponse = flow.perform_login(
        request,
        Login(user=user, email_verification=EmailVerificationMethod.NONE, redirect_url=then),
    )
    return response
