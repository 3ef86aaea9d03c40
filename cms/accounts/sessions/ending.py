"""What ends sessions: their owner, and a change of who the owner is.

A password that changes ends all others by Django's own doing. An account that is deactivated, or
whose role changes (groups, administrator, own permissions), loses its sessions here, so that they
do not come back with the account. A change by SQL or `QuerySet.update()` is not seen.
"""

from __future__ import annotations

from allauth.core import context
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models.signals import m2m_changed, pre_save
from django.utils import timezone
from django.utils.translation import gettext_lazy

from cms.audit import events
from cms.audit.record import record

ENDED = "sessions.ended"

_OF_A_ROLE = ("is_active", "is_staff", "is_superuser")


def end_sessions(user: User, but: str | None = None) -> int:
    """Ends all sessions of a user, but the one with the key `but`. Answers how many."""
    # Also those that have not been seen in the admin, and have no row of their own.
    keys = [
        session.session_key
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk) and session.pk != but
    ]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).exclude(session_key=but or "").delete()
    if keys:
        record(ENDED, target=user, data={"sessions": len(keys)})
    return len(keys)


def forget_what_is_gone() -> None:
    """Rows of sessions that have expired."""
    there = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    UserSession.objects.exclude(session_key__in=there).delete()


def connect() -> None:
    events.register({ENDED: gettext_lazy("Sessions ended")})
    pre_save.connect(_saved, sender=User)
    m2m_changed.connect(_role_changed, sender=User.groups.through)
    m2m_changed.connect(_role_changed, sender=User.user_permissions.through)


def _saved(instance: User, **_of: object) -> None:
    before = User.objects.filter(pk=instance.pk).values(*_OF_A_ROLE).first()
    if before and any(before[name] != getattr(instance, name) for name in _OF_A_ROLE):
        end_sessions(instance, but=_ones_own(instance))


def _role_changed(instance: object, action: str, pk_set: set[int] | None, **_of: object) -> None:
    if action not in ("post_add", "post_remove", "pre_clear") or pk_set == set():
        return
    users = [instance] if isinstance(instance, User) else User.objects.filter(pk__in=pk_set or ())
    for user in users:
        end_sessions(user, but=_ones_own(user))


def _ones_own(user: User) -> str | None:
    """Who changes their own account goes on in the session in which they do it."""
    request = context.request
    if request is None or getattr(request, "user", None) != user:
        return None
    key: str | None = request.session.session_key
    return key
