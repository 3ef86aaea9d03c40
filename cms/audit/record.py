"""Writing an event: record("documents.rebuilt", data={"version": 12}).

The row is written in the transaction of what it tells of: undone with it, and never missing beside
it. Who did it, from where and in which request come from the request that this thread answers
(cms/audit/middleware.py), unless they are given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from rest_framework.request import Request

from cms.audit import current, events, lines
from cms.audit.models import AuditEvent
from cms.engines import request_id
from cms.http.client_address import address_of

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

# Characters of a value in the details.
LONGEST = 500


@dataclass(frozen=True)
class NamedRow:
    """A row that is named, not loaded: its model's label ("auth.user"), its key, its name."""

    type: str
    id: str
    name: str


def record(
    event: str,
    *,
    actor: AbstractBaseUser | AnonymousUser | str | None = None,
    target: Model | NamedRow | str | None = None,
    data: Mapping[str, Json] | None = None,
    request: HttpRequest | Request | None = None,
    told: bool = False,
) -> None:
    """Writes one event.

    `event` is a name that is registered, else UnknownEvent is raised. `actor` is an account, or the
    name of what acted; None: who is logged in. `target` is a row, loaded or not, or a name.
    `data` are details for people: "added" and "removed" (lists), "changes" (name -> [before,
    after]), "reason", "version", and what the event has besides. `told`: the room writes the line
    of the log itself.
    """
    events.check(event)
    # Django's own: that of REST framework finds out its user by what may be failing just now.
    here = current.request()
    request = request or here
    if actor is None and here is not None:
        user = getattr(here, "user", None)
        actor = user if isinstance(user, AbstractBaseUser) and user.is_authenticated else None
    if isinstance(actor, AnonymousUser):
        actor = None
    details = dict(data or {})
    if request is None and actor is None:
        details["program"] = current.program()
    thing = _target(target)
    row = AuditEvent(
        event=event,
        actor_id=actor.pk if isinstance(actor, AbstractBaseUser) else None,
        actor=_text(actor.get_username() if isinstance(actor, AbstractBaseUser) else actor),
        address=_address(request),
        request_id=request_id.current(),
        target_type=thing.type,
        target_id=thing.id[:255],
        target=_text(thing.name),
        data=_clean(details),
    )
    row.save(force_insert=True)
    # What no request asked for is told by the worker.
    if not told and "program" not in details:
        transaction.on_commit(partial(lines.tell, row))


def _target(target: Model | NamedRow | str | None) -> NamedRow:
    if isinstance(target, NamedRow):
        return target
    if isinstance(target, Model):
        return NamedRow(target._meta.label_lower, str(target.pk), str(target))
    return NamedRow("", "", target or "")


def _address(request: HttpRequest | Request | None) -> str | None:
    address = address_of(request.META) if request is not None else None
    return str(address) if address is not None else None


def _text(value: object) -> str:
    """Without NUL, which PostgreSQL refuses."""
    return "" if value is None else str(value).replace("\0", "")[:255]


def _clean(value: Json) -> Json:
    if isinstance(value, str):
        return value.replace("\0", "")[:LONGEST]
    if isinstance(value, dict):
        return {name: _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value
