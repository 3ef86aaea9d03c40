"""How long a publish took, and how long readers waited for it, as numbers for Prometheus."""

from __future__ import annotations

from datetime import UTC, datetime

from cms.engines import metrics
from cms.publishing.events import VersionLive


def version_live(live: VersionLive) -> None:
    metrics.PUBLISH_SECONDS.observe(live.seconds)
    if (changed_at := live.snapshot.changed_at) is not None:
        # The clock of PostgreSQL may be another one.
        late = (datetime.now(UTC) - changed_at).total_seconds()
        metrics.PUBLISH_LAG_SECONDS.observe(max(late, 0.0))
