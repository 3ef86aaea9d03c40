"""manage.py worker: does what has a time of its own, not that of a request.

It publishes and unpublishes what is scheduled, within `LOOK` seconds of its time, without cron, and
delivers webhooks (cms/webhooks/courier.py) and mail (cms/notifications/postman.py), at once.
Several workers may run; an advisory lock gives each round to one of them.
"""

from __future__ import annotations

import logging
import os
import signal
import tempfile
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from prometheus_client import REGISTRY, start_http_server

from cms.accounts.sessions.ending import forget_what_is_gone
from cms.audit import lines, pruning
from cms.background import schedule, threads
from cms.changes.stream.server import StreamServer, measure
from cms.doctor.state_metrics import StateCollector
from cms.notifications.postman import Postman
from cms.publishing.publish import DatabaseErrors
from cms.trash import emptying
from cms.webhooks.courier import Courier
from cms.webhooks.state_metrics import WebhookCollector

log = logging.getLogger(__name__)

# Seconds between two rounds.
LOOK = 5.0
# Touched after every round without an error: the health check of the container looks at its age.
# Its name has the user's number, because another user's file could not be touched.
ALIVE = f"cms-worker-alive-{os.getuid()}"
# Seconds between two deletions of old sessions.
HOUSEKEEPING = 3600.0
# "cms work" for pg_try_advisory_lock.
LOCK = 0x636D776B


class Command(BaseCommand):
    help = "Publishes what is scheduled when its time comes, and keeps house. Runs until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stream-host",
            default=settings.STREAM_HOST,
            help="The address at which the stream of changes is served (STREAM_PORT).",
        )

    def handle(self, *args: object, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        threads.start(True, Courier, Postman)
        if settings.METRICS_PORT is not None:
            for collector in (StateCollector(), WebhookCollector()):
                REGISTRY.register(collector)
            start_http_server(settings.METRICS_PORT)
        stream = self._stream(options["stream_host"])
        self.stdout.write(f"The worker looks every {LOOK:.0f} s for what is scheduled.")
        self._unheard = lines.Unheard()
        rounds = 0
        while not stop.is_set():
            try:
                self._round(housekeeping=rounds % int(HOUSEKEEPING / LOOK) == 0)
                (Path(tempfile.gettempdir()) / ALIVE).touch()
            except DatabaseErrors as error:
                log.warning("The worker waits for PostgreSQL: %s", error)
                connection.close()
            except Exception:  # whatever it was, the next round must come
                log.exception("A round of the worker failed")
                connection.close()
            rounds += 1
            stop.wait(LOOK)
        if stream:
            stream.stop()
        threads.stop()

    def _stream(self, host: str) -> StreamServer | None:
        """Tells of changes to whoever keeps a connection open (cms/changes/stream)."""
        if settings.STREAM_PORT is None:
            return None
        server = StreamServer((host, settings.STREAM_PORT))
        measure(server)
        server.start()
        return server

    def _round(self, housekeeping: bool) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return
            try:
                schedule.carry_out()
                if housekeeping:
                    call_command("clearsessions", verbosity=0)
                    forget_what_is_gone()
                    pruning.prune()
                    emptying.empty()
                self._unheard.tell()
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
