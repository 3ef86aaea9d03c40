"""Somebody has lost their second factor: an administrator takes it away, and the next log-in is
with the password alone. Whoever must have one sets it up anew then."""

from __future__ import annotations

import logging

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from cms.accounts.second_factor import notices

security = logging.getLogger("security")

REMOVED = "cms.second_factor.removed"


def may_take_away(user: User, of: User) -> bool:
    """An administrator's is taken away by administrators alone."""
    return user.has_perm("auth.change_user") and (user.is_superuser or not of.is_superuser)


@transaction.atomic
def take_away(of: User, by: User | None) -> int:
    """Removes every factor of a user and ends their sessions, on the device that is lost too.
    Answers how many factors there were; none changes nothing. `by` is None for a command."""
    count, _models = Authenticator.objects.filter(user=of).delete()
    if count:
        end_sessions(of)
        log(instance=of, action=REMOVED, user=by)
        security.warning("Second factor of %r taken away, by %r", of.get_username(), str(by or ""))
        transaction.on_commit(lambda: notices.changed(of))
    return int(count)


def end_sessions(user: User) -> None:
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
