"""Notes a session's use, and ends it at its limits: so long unused (SESSION_IDLE_MINUTES), so long
after the log-in (SESSION_HOURS).

What the editor's page asks by itself every few seconds is no use: a page that is left open does not
keep its owner logged in.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.http.client_address import client_address

# One UPDATE in a minute at most.
NOTED_EVERY = timedelta(minutes=1)


class SessionLimits:
    """Middleware, inside of AuthenticationMiddleware, MessageMiddleware and AccountMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = (reverse("wagtailadmin_home"), reverse("admin:index"))
        if request.path.startswith(inside) and request.user.is_authenticated:
            _look(request)
        return self._get_response(request)


def _look(request: HttpRequest) -> None:
    session = UserSession.objects.filter(session_key=request.session.session_key).first()
    if session is None:
        _begin(request)
        return
    now = timezone.now()
    idle, whole = settings.SESSION_IDLE, settings.SESSION_WHOLE
    if (idle and now - session.last_seen_at > idle) or now - session.created_at > whole:
        session.delete()
        logout(request)
        messages.warning(request, _("Your session has ended. Log in again."))
    elif now - session.last_seen_at > NOTED_EVERY and not _asks_by_itself(request):
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=now)


def _begin(request: HttpRequest) -> None:
    """In one statement, where the library's way is six. Two first requests at once make one row."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    with suppress(IntegrityError):
        UserSession.objects.create(
            user=request.user,
            session_key=request.session.session_key,
            ip=client_address(request) or "0.0.0.0",  # noqa: S104 (a socket of the file system)
            user_agent=agent[: UserSession._meta.get_field("user_agent").max_length],
        )


def _asks_by_itself(request: HttpRequest) -> bool:
    return request.path == reverse("still_here") or "/editing-sessions/" in request.path
