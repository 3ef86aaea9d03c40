"""Notes a session's use, and ends it at its limits: so long unused (SESSION_IDLE_MINUTES), so long
after the log-in (SESSION_HOURS).

Begin and last use are in the session's own data, which each request of somebody who is logged in
reads anyway; what the list of sessions shows is brought up to date once a minute at most.

What the editor's page asks by itself every few seconds is no use: a page that is left open does not
keep its owner logged in.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import UpdateError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.accounts.nobody import be_nobody_if
from cms.http.admin_addresses import is_of_the_admin
from cms.http.client_address import client_address

# In the session, as seconds since 1970.
BEGAN, USED = "session_began", "session_used"
# The session's key when its row was written: a new password changes it.
NOTED_AS = "session_noted_as"

NOTED_EVERY = 60  # seconds

# Of who comes by a socket of the file system; the column has no NULL.
NO_ADDRESS = "::"


class SessionLimits:
    """Middleware, inside of AuthenticationMiddleware, MessageMiddleware and AccountMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_of_the_admin(request):
            be_nobody_if(_has_ended, request)
        elif request.user.is_authenticated:
            _look(request)
        return self._get_response(request)


def connect() -> None:
    user_logged_in.connect(_begins, dispatch_uid=__name__)


def _begins(request: HttpRequest | None, **_of: object) -> None:
    """Also where somebody logs in who is logged in already."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGAN] = request.session[USED] = int(time.time())


def _has_ended(request: HttpRequest, user: User | AnonymousUser) -> bool:
    return user.is_authenticated and _is_over(request)


def _is_over(request: HttpRequest) -> bool:
    """A session of before there were limits begins now."""
    now = time.time()
    began, used = request.session.get(BEGAN, now), request.session.get(USED, now)
    idle = settings.SESSION_IDLE.total_seconds()
    return bool(
        (idle and now - used > idle) or now - began > settings.SESSION_WHOLE.total_seconds()
    )


def _look(request: HttpRequest) -> None:
    session = request.session
    if _is_over(request):
        UserSession.objects.filter(session_key=session.session_key).delete()
        logout(request)
        messages.warning(request, _("Your session has ended. Log in again."))
    elif session.get(NOTED_AS) != session.session_key or (
        time.time() - session[USED] >= NOTED_EVERY and not _asks_by_itself(request)
    ):
        _note(request)


def _note(request: HttpRequest) -> None:
    """Saved at once: the request may take long, and others would be overwritten at its end."""
    session, now = request.session, int(time.time())
    row, noted_as = _row(request, session.setdefault(BEGAN, now), now), session.get(NOTED_AS)
    session[USED], session[NOTED_AS] = now, session.session_key
    try:
        session.save()
    except UpdateError:  # ended in this moment
        logout(request)
        return
    session.modified = False
    here = (session.session_key, noted_as)
    if not UserSession.objects.filter(session_key__in=here).update(**row):
        # Two first requests at once make one row.
        UserSession.objects.bulk_create([UserSession(**row)], ignore_conflicts=True)


def _row(request: HttpRequest, began: int, used: int) -> dict[str, object]:
    agent = request.META.get("HTTP_USER_AGENT", "")
    return {
        "user": request.user,
        "session_key": request.session.session_key,
        "ip": client_address(request) or NO_ADDRESS,
        "user_agent": agent[: UserSession._meta.get_field("user_agent").max_length],
        "created_at": datetime.fromtimestamp(began, UTC),
        "last_seen_at": datetime.fromtimestamp(used, UTC),
    }


def _asks_by_itself(request: HttpRequest) -> bool:
    return request.path == reverse("still_here") or "/editing-sessions/" in request.path
