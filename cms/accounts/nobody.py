"""Whoever is logged in only in part, or no longer, is nobody outside of the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def be_nobody_if(
    is_so: Callable[[HttpRequest, User | AnonymousUser], bool], request: HttpRequest
) -> None:
    """Makes the request's user nobody where `is_so(request, user)`. It is asked when somebody asks
    for the user: an address that asks for nobody reads no session."""
    user = request.user

    def whole() -> User | AnonymousUser:
        return AnonymousUser() if is_so(request, user) else user

    request.user = SimpleLazyObject(whole)  # type: ignore[assignment]  # it is the user, when asked
