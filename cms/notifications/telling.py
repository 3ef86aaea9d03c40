"""Tells people: a line in the inbox of each, and a mail to those who chose it.

Nobody is told of their own act, nor of what they may not see, nor twice of one happening. It is
part of the transaction that it is called in: what did not happen is not told.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model

from cms.notifications import things
from cms.notifications.kinds import NotificationKind
from cms.notifications.models import Mail, Notification


@transaction.atomic
def tell(
    kind: NotificationKind,
    recipients: Iterable[User | None],
    thing: Model,
    *,
    actor: User | None = None,
    text: str = "",
    key: str = "",
    moment: datetime | None = None,
) -> list[User]:
    """Answers who was told. `key`, of at most 120 letters, names the happening; "": a new one."""
    told = []
    content_type = ContentType.objects.get_for_model(thing)
    for user in _people(recipients, actor):
        if not things.may_see(user, thing):
            continue
        line, is_new = Notification.objects.get_or_create(
            recipient=user,
            key=key or uuid.uuid4().hex,
            defaults={
                "kind": kind.name,
                "content_type": content_type,
                "object_id": str(thing.pk),
                "title": things.title(thing),
                "text": text,
                "actor": actor,
                "moment": moment,
            },
        )
        if is_new:
            told.append(user)
            if settings.SENDS_MAIL and user.email and kind.is_mailed_to(user):
                Mail.objects.create(recipient=user, notification=line)
    return told


def _people(recipients: Iterable[User | None], actor: User | None) -> list[User]:
    """Each once, without who did it and those who cannot enter the admin."""
    by_key = {user.pk: user for user in recipients if user is not None}
    return [
        user
        for user in by_key.values()
        if (actor is None or user.pk != actor.pk)
        and user.is_active
        and user.has_perm("wagtailadmin.access_admin")
    ]
