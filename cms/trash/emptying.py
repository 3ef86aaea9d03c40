"""Forgets for good what has been in the trash for TRASH_DAYS. The worker does it, once an hour."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.trash.models import TrashedRow, TrashEntry

# Entries at once.
MOST = 500


def empty() -> int:
    """Answers how many entries went."""
    until = timezone.now() - timedelta(days=settings.TRASH_DAYS)
    gone = 0
    while keys := list(
        TrashEntry.objects.filter(deleted_at__lte=until)
        .order_by("pk")
        .values_list("pk", flat=True)[:MOST]
    ):
        with transaction.atomic():
            TrashedRow.objects.filter(entry__in=keys)._raw_delete("default")
            gone += TrashEntry.objects.filter(pk__in=keys).delete()[0]
    return gone
