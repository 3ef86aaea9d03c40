"""The server of the stream: uvicorn in a thread of the worker, and its numbers for Prometheus."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import threading
from contextlib import suppress

import uvicorn
from prometheus_client import Gauge

from cms.changes.stream.application import MOST_LISTENERS, Application
from cms.changes.stream.hub import Hub

log = logging.getLogger(__name__)

# Descriptors that the worker needs beside those of the listeners.
OTHER_DESCRIPTORS = 512
# Connections that wait to be taken: after a restart all of them come within seconds.
BACKLOG = 4096
# Seconds that answers have to end.
PATIENCE = 3


class StreamServer:
    """Listens at `address` until it is stopped. Raises OSError when the port is taken."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_server(address, backlog=BACKLOG)
        self.port = int(self._socket.getsockname()[1])
        self._hub: Hub | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=self._run, name="Changes stream", daemon=True)

    def start(self) -> None:
        _allow_descriptors(MOST_LISTENERS + OTHER_DESCRIPTORS)
        self._thread.start()

    def stop(self) -> None:
        """Ends all answers, and waits for it."""
        if self._server and self._loop and self._hub:
            self._server.should_exit = True
            with suppress(RuntimeError):  # it has ended
                self._loop.call_soon_threadsafe(self._hub.close)
        self._thread.join(PATIENCE + 2)
        self._socket.close()

    def listeners(self) -> int:
        return self._hub.listeners if self._hub else 0

    def version(self) -> int:
        """Up to which listeners were told."""
        return self._hub.version if self._hub else 0

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception:  # the worker's other threads go on, and the log says it
            log.exception("The stream of changes ended")

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._hub = hub = Hub()
        self._server = uvicorn.Server(
            uvicorn.Config(
                Application(hub),
                lifespan="off",
                ws="none",
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=PATIENCE,
            )
        )
        following = asyncio.create_task(hub.follow())
        await self._server.serve(sockets=[self._socket])
        hub.close()
        following.cancel()


def measure(server: StreamServer) -> None:
    """From now on Prometheus is told how many listen; once for a process."""
    listeners = Gauge("cms_stream_listeners", "Connections to the stream of changes.")
    listeners.set_function(server.listeners)


def _allow_descriptors(number: int) -> None:
    """As many as the machine lets us have; a listener is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
