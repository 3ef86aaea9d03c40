"""Somebody has lost their second factor: an administrator takes it away, and the next log-in is
with the password alone. Whoever must have one sets it up anew then."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from wagtail.log_actions import log

from cms.accounts.second_factor import notices
from cms.accounts.sessions.ending import end_sessions
from cms.audit.record import record

REMOVED = "cms.second_factor.removed"


def event_of(action: str) -> str:
    """What the audit log calls what Wagtail's log calls "cms.second_factor.…"."""
    return action.removeprefix("cms.")


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
        record(event_of(REMOVED), actor=by, target=of)
        transaction.on_commit(lambda: notices.changed(of))
    return int(count)
