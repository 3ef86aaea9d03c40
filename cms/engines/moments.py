"""The one way in which answers say when something was."""

from __future__ import annotations

from datetime import UTC, datetime


def rfc3339(moment: datetime) -> str:
    """In UTC, whole seconds: 2026-01-01T00:00:00Z. Whatever the server's time zone is."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
