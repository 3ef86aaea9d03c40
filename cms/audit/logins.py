"""Log-ins, failures, lock-outs and log-outs, by Django's signals.

Anybody can fail to log in, so there is a bound on what that writes: a failure while locked out is
no row (it is a line of the log), and beyond `MOST_AN_HOUR` none is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import axes.signals  # noqa: F401 - its receivers come before ours
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone
from rest_framework.request import Request

from cms.audit.models import AuditEvent
from cms.audit.record import record
from cms.http import guesses

MOST_AN_HOUR = 1_000
FAILED, LOCKED_OUT = "login.failed", "login.locked_out"


def connect() -> None:
    """Once per process, when the apps are ready."""
    user_logged_in.connect(_logged_in, dispatch_uid=f"{__name__} in")
    user_logged_out.connect(_logged_out, dispatch_uid=f"{__name__} out")
    user_login_failed.connect(_failed, dispatch_uid=f"{__name__} failed")


def _logged_in(request: HttpRequest, user: AbstractUser, **_kwargs: object) -> None:
    record("login.succeeded", actor=user, target=user, request=request)


def _logged_out(request: HttpRequest, user: AbstractUser | None, **_kwargs: object) -> None:
    if user is not None:  # a log-out without a log-in
        record("login.logged_out", actor=user, target=user, request=request)


def _failed(
    credentials: Mapping[str, object],
    request: HttpRequest | Request | None = None,
    **_kwargs: object,
) -> None:
    """axes has counted it before, unless the name or address was locked out already."""
    is_locked_out = getattr(request, "axes_locked_out", False)
    if not getattr(request, guesses.COUNTED, True):
        return
    name = str(credentials.get("username") or "")
    _note(FAILED, name, request)
    if is_locked_out:
        _note(LOCKED_OUT, name, request)


def _note(event: str, name: str, request: HttpRequest | Request | None) -> None:
    """`told`: cms/http/guesses.py has a line for each failure, these or not."""
    since = timezone.now() - timedelta(hours=1)
    lately = AuditEvent.objects.filter(event=event, at__gt=since).order_by("-at")
    number = lately[:MOST_AN_HOUR].count()
    if number < MOST_AN_HOUR:
        more = {"more": "in the log of the operators"} if number == MOST_AN_HOUR - 1 else None
        record(event, target=guesses.known_name(name), request=request, data=more, told=True)
