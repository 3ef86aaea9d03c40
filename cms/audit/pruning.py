"""Deletes what is older than AUDIT_LOG_DAYS. The worker does it, once an hour; PostgreSQL lets
nobody delete what is younger than 90 days (migration 0021)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.audit.models import AuditEvent
from cms.audit.record import record

# Rows at once: what waits for its lock waits a moment.
MOST = 10_000


def prune() -> int:
    """Answers how many went. That they did is an event itself."""
    until = timezone.now() - timedelta(days=settings.AUDIT_LOG_DAYS)
    with transaction.atomic():
        oldest = AuditEvent.objects.filter(at__lt=until).order_by("at")[:MOST]
        deleted, _by_model = AuditEvent.objects.filter(
            pk__in=list(oldest.values_list("pk", flat=True))
        ).delete()
        if deleted:
            record("audit.pruned", data={"number": deleted, "until": until.isoformat()})
    return deleted
