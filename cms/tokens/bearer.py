"""Who sends `Authorization: Bearer …`: the token's row, or why it opens nothing.

A secret that nobody has is a guess, and is counted like a wrong password, by address
(cms/http/guesses.py). One that has ended is none: its holder knows 256 random bits. A machine that
goes on sending it keeps nobody of its office from logging in, and is told why it is refused.
"""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import APIException, Throttled
from rest_framework.request import Request

from cms.http import guesses
from cms.tokens.models import BearerSecret, digest_of

Secret = TypeVar("Secret", bound=BearerSecret)

LONGEST = 200

_ENDED = {
    "revoked": "This token has been revoked.",
    "expired": "This token has expired. Ask for a new one.",
    "maker": "The account that made this token may not do so any more.",
}


class TokenRefused(APIException):
    """401, or 403 for a token that is of no use here; `detail` says why, to whoever sent it."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status_code = status
        error = "invalid_token" if status == 401 else "insufficient_scope"
        # RFC 6750, 3. DRF makes the header WWW-Authenticate of it.
        self.auth_header = f'Bearer error="{error}"'


class UnknownToken(TokenRefused):
    """Nobody has such a token: a guess. It was counted."""

    def __init__(self) -> None:
        super().__init__(401, "Send a valid token as “Authorization: Bearer …”.")


def sent(request: HttpRequest | Request) -> str | None:
    """The token that a request carries, empty for something else than a token; None without the
    header."""
    header = request.headers.get("Authorization", "")
    kind, _, given = header.partition(" ")
    if not kind:
        return None
    return given.strip()[:LONGEST] if kind.lower() == "bearer" else ""


def check_guesses(request: HttpRequest | Request, name: str) -> None:
    """Raises Throttled where too many wrong ones came from. `name`: of what is guessed at."""
    if guesses.is_locked_out(request, name):
        raise Throttled(wait=settings.LOG_IN_COOL_OFF.total_seconds())


def redeem(request: HttpRequest | Request, given: str, name: str, *models: type[Secret]) -> Secret:
    """The row of the secret `given`, which works. Raises UnknownToken, whose guess it counts under
    `name`, or TokenRefused."""
    for model in models:
        if given.startswith(model.prefix):
            rows = model._default_manager.select_related("maker")
            if (row := rows.filter(digest=digest_of(given)).first()) is not None:
                if reason := row.why_ended():
                    raise TokenRefused(401, _ENDED[reason])
                row.note_use()
                return row
    guesses.note_failure(request, name)
    raise UnknownToken
