"""States for Prometheus, asked for when somebody looks: the checks and versions of /health/.

Registered by `manage.py worker`, the one process that answers for the installation.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from cms.api import health


class StateCollector(Collector):
    """A server that does not answer is a check that fails, and its version is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            state = health.look()
        finally:
            connection.close()  # this thread ends with the answer
        checks = GaugeMetricFamily(
            "cms_check_ok", "1 when /health/ finds it well.", labels=["check"]
        )
        for name, check in state["checks"].items():
            checks.add_metric([name], float(check["ok"]))
        yield checks
        versions = GaugeMetricFamily(
            "cms_version", "The version of the content, by where it is.", labels=["place"]
        )
        for place, number in state["versions"].items():
            if isinstance(number, int):
                versions.add_metric([place], number)
        yield versions

    def describe(self) -> list[GaugeMetricFamily]:
        """Nobody is asked before somebody looks."""
        return []
