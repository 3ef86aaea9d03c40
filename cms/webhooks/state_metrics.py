"""Webhooks for Prometheus: what waits to be delivered, and which endpoints fail."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from cms.publishing.publish import DatabaseErrors
from cms.webhooks.models import Webhook, WebhookDelivery


class WebhookCollector(Collector):
    """While PostgreSQL is away nothing of this is known, and nothing is said."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            yield from list(_families())
        except DatabaseErrors:
            return
        finally:
            connection.close()  # this thread ends with the answer

    def describe(self) -> list[GaugeMetricFamily]:
        """Nobody is asked before somebody looks."""
        return []


def _families() -> Iterator[GaugeMetricFamily]:
    deliveries = GaugeMetricFamily(
        "cms_webhook_deliveries", "Messages that are kept (30 days), by state.", labels=["state"]
    )
    counted = dict(WebhookDelivery.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in WebhookDelivery.State.values:
        deliveries.add_metric([state], counted.get(state, 0))
    yield deliveries
    oldest = WebhookDelivery.objects.filter(
        state=WebhookDelivery.State.OPEN,
        webhook__is_on=True,
        webhook__state=Webhook.State.WORKS,
    ).aggregate(Min("created_at"))["created_at__min"]
    waiting = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield GaugeMetricFamily(
        "cms_webhook_waiting_seconds", "Age of the oldest message to be delivered.", value=waiting
    )
    endpoints = GaugeMetricFamily("cms_webhooks", "Endpoints, by how they are.", labels=["state"])
    on = Webhook.objects.filter(is_on=True)
    failing = on.filter(state=Webhook.State.WORKS, failures__gt=0).count()
    endpoints.add_metric(["failing"], failing)
    for state in Webhook.State.values:
        well = on.filter(state=state)
        endpoints.add_metric(
            [state], well.filter(failures=0).count() if state == "works" else well.count()
        )
    yield endpoints
