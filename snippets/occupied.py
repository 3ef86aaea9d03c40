"""What waits for approval, and what has a schedule of its own: whoever publishes it would come in
between. One query each, however many things are asked about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from wagtail.models import Revision, WorkflowState

# The base content type of a page or snippet, and its primary key as text.
Key = tuple[int, str]


def any_of(keys: Iterable[Key], kind: str = "content_type_id") -> Q:
    """Rows about one of these things; `kind` is their column with the content type."""
    by_kind: dict[int, list[str]] = {}
    for content_type, pk in keys:
        by_kind.setdefault(content_type, []).append(pk)
    wanted = Q(pk__in=[])
    for content_type, pks in by_kind.items():
        wanted |= Q(**{kind: content_type}, object_id__in=pks)
    return wanted


def in_workflow(keys: Iterable[Key]) -> set[Key]:
    states = WorkflowState.objects.active().filter(any_of(keys, "base_content_type_id"))
    return set(states.values_list("base_content_type_id", "object_id"))


def scheduled(keys: Iterable[Key]) -> dict[Key, datetime]:
    """When each goes live by itself."""
    revisions = Revision.objects.filter(
        any_of(keys, "base_content_type_id"), approved_go_live_at__isnull=False
    )
    rows = revisions.values_list("base_content_type_id", "object_id", "approved_go_live_at")
    return {(kind, pk): when for kind, pk, when in rows}
