"""The same events for operators: a line of the log `security` each, once its transaction is
committed. As JSON, its fields are `event`, `actor`, `address`, `target`, `target_type`,
`target_id`, `data` and the row's number `audit_id`."""

from __future__ import annotations

import json
import logging

from cms.audit.models import AuditEvent

security = logging.getLogger("security")

# Rows that a round of the worker reads at most.
MOST = 500


def tell(event: AuditEvent) -> None:
    fields = {
        "event": event.event,
        "actor": event.actor,
        "address": event.address,
        "target": event.target,
        "target_type": event.target_type,
        "target_id": event.target_id,
        "data": event.data,
        "audit_id": event.pk,
    }
    parts = [event.event]
    if event.actor:
        parts.append(f"by {event.actor!r}")
    if event.target:
        parts.append(f"of {event.target!r}")
    if event.address:
        parts.append(f"from {event.address}")
    if event.data:
        # ASCII: what people wrote begins no line of its own, in any terminal.
        parts.append(json.dumps(event.data, default=str))
    security.info("%s", " ".join(parts), extra=fields)


class Unheard:
    """What happened outside of requests (psql, a command of manage.py): no process that answers
    requests says it, so the worker does, from its start on."""

    def __init__(self) -> None:
        self._last: int | None = None

    def tell(self) -> None:
        """One query."""
        if self._last is None:
            newest = AuditEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
            self._last = newest or 0
            return
        for event in AuditEvent.objects.filter(pk__gt=self._last).order_by("pk")[:MOST]:
            self._last = event.pk
            if "program" in event.data:
                tell(event)
