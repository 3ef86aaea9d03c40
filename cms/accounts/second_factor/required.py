"""Who must have a second factor, and what is missing of a session's log-in."""

from __future__ import annotations

from typing import Literal

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import QuerySet
from django.http import HttpRequest

EVERYBODY = "everybody"
ADMINISTRATORS = "administrators"

# What a log-in asks for. Recovery codes stand in for one of these, and are none by themselves.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

Missing = Literal["proof", "factor"]


def factors_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)


def must_have(user: User) -> bool:
    """Whether SECOND_FACTOR_REQUIRED_FOR names the user: by a group, as an administrator (a
    superuser), or with everybody."""
    names = settings.SECOND_FACTOR_REQUIRED_FOR
    if EVERYBODY in names or (user.is_superuser and ADMINISTRATORS in names):
        return True
    return bool(names) and user.groups.filter(name__in=names).exists()


def missing(
    request: HttpRequest, user: AbstractBaseUser | AnonymousUser | None = None
) -> Missing | None:
    """What the session of a request lacks before its user counts as logged in: a proof of the
    factor that they have, or a factor. None where nobody is logged in, or nothing is missing.
    `user`: whose session it is, where that is not `request.user`."""
    user = user or request.user
    if not settings.SECOND_FACTOR or not isinstance(user, User) or not user.is_authenticated:
        return None
    if any(record["method"] == "mfa" for record in get_authentication_records(request, user)):
        # Somebody whose factor was taken away has no session any more (removal.py); whoever took
        # it off themselves comes here again.
        return None if factors_of(user).exists() or not must_have(user) else "factor"
    if factors_of(user).exists():
        return "proof"
    return "factor" if must_have(user) else None
