"""How many wrong passwords anybody may send: of one name, and from one address.

django-axes counts them in PostgreSQL, so that a Redis that is flushed or down forgets nothing. A
name is that of an account, whether there is one or not, or one of our own making for what has a
password and no account (`collection()`, `TOKEN`, `DRAFTS`). After `LOG_IN_COOL_OFF` without a
further try all is forgotten. A try while locked out is not counted, so nobody keeps others out for
ever.

Each failure is one line of the log `security`. A name that no account has is not written down:
often it is a password in the wrong field.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from rest_framework.request import Request

from cms.http.client_address import client_address

log = logging.getLogger("security")

# No account can have these names: a colon is not allowed in one.
_COLLECTION = "collection:"
_TOKEN = "token:"  # noqa: S105 (its name)
TOKEN = f"{_TOKEN}update-redis"
DRAFTS = f"{_TOKEN}drafts"

# What a request has after a failure: whether it was counted, or came while locked out.
COUNTED = "failure_was_counted"

# Of axes, which knows one limit for all that it counts: ours are shares of it.
FULL = 100


def collection(restriction: int) -> str:
    """The name of the password that a collection of documents has."""
    return f"{_COLLECTION}{restriction}"


def is_locked_out(request: HttpRequest | Request, name: str) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": name})


def note_failure(request: HttpRequest | Request, name: str) -> None:
    """That a password was wrong which Django's log-in knows nothing of."""
    user_login_failed.send(sender=__name__, credentials={"username": name}, request=request)


class Attempts(AxesDatabaseHandler):
    """axes' own, with a limit for each thing that is counted."""

    def get_failures(
        self, request: HttpRequest, credentials: Mapping[str, object] | None = None
    ) -> int:
        """How much of a limit is used up, in hundredths: the higher of name and address."""
        by_name, by_address = self.get_user_attempts(request, credentials)
        name = str((credentials or {}).get("username") or "")
        share = FULL * _failures(by_address) // settings.LOG_IN_FAILURES_OF_AN_ADDRESS
        if limit := _limit_of(name):
            share = max(share, FULL * _failures(by_name) // limit)
        return share

    def reset_user_attempts(
        self, request: HttpRequest, credentials: Mapping[str, object] | None = None
    ) -> int:
        """After a log-in: what this person got wrong at this address. Not what others tried with
        the name elsewhere, and not what was tried from here with other names."""
        by_name, _by_address = self.filter_user_attempts(request, credentials)
        count, _rows = by_name.filter(ip_address=client_address(request)).delete()
        return int(count)

    def user_login_failed(
        self,
        sender: object,
        credentials: Mapping[str, object],
        request: HttpRequest | None = None,
        **kwargs: object,
    ) -> None:
        if request is not None:
            setattr(request, COUNTED, not getattr(request, "axes_locked_out", False))
        super().user_login_failed(sender, credentials, request, **kwargs)
        log.warning(
            "Log-in failed: %s, from %s%s",
            _who(name := str(credentials.get("username") or "")),
            getattr(request, "axes_ip_address", None) or "no address",
            ", locked out" if getattr(request, "axes_locked_out", False) else "",
            extra={
                "event": "login.failed",
                "target": known_name(name),
                "address": getattr(request, "axes_ip_address", None),
            },
        )


def _failures(attempts: QuerySet[AccessAttempt]) -> int:
    return attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0


def _limit_of(name: str) -> int | None:
    """None: of the address alone. Who guesses at a token shall not stop those who have it."""
    if name.startswith(_TOKEN):
        return None
    if name.startswith(_COLLECTION):
        return int(settings.LOG_IN_FAILURES_OF_A_COLLECTION)
    return int(settings.LOG_IN_FAILURES_OF_A_NAME)


def known_name(name: str) -> str:
    """A name that may be written down: of an account that there is, or of our own making; else
    empty."""
    if name.startswith((_TOKEN, _COLLECTION)):
        return name
    # Without NUL, which PostgreSQL refuses.
    known = get_user_model().objects.filter(username=name.replace("\0", "")).exists()
    return name if known else ""


def _who(name: str) -> str:
    known = known_name(name)
    if not known:
        return "a name that no account has"
    # repr(): a name cannot begin a line of its own.
    return known if known.startswith((_TOKEN, _COLLECTION)) else f"account {known!r}"
