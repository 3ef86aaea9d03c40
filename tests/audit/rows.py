"""The rows of the audit log, in few words."""

from __future__ import annotations

from typing import Any

from cms.audit.models import AuditEvent

FROM = "203.0.113.7"
Told = list[tuple[str, str, str]]


def since(last: int) -> Told:
    """Event, who, what."""
    rows = AuditEvent.objects.filter(pk__gt=last).order_by("pk")
    return [(row.event, row.actor, row.target) for row in rows]


def newest() -> int:
    return AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def data_of(event: str) -> Any:
    row = AuditEvent.objects.filter(event=event).first()
    assert row is not None, event
    return row.data
