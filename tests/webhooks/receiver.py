"""A receiver of webhooks: a real server on a real socket, that does what receivers do.

`behaves` is a list of what it does with the next requests, one after another, and with all further
ones the last of them:
a status, "hang", "drip" (a byte now and then), "hang up", "redirect" or {"status", headers…}.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook as Verifier

# Seconds for which it hangs.
HANGS = 30.0


@dataclass(frozen=True)
class Received:
    id: str
    type: str
    data: Any
    headers: dict[str, str]
    body: bytes


class Receiver:
    def __init__(self, port: int = 0) -> None:
        self.behaves: list[Any] = [200]
        self.requests: list[Received] = []
        self.is_over = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver._answer(self)

            def log_message(self, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://receiver.test:{self.port}/hook"

    def close(self) -> None:
        if self.is_over.is_set():
            return
        self.is_over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: Any) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        message = json.loads(body)
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(headers["webhook-id"], message["type"], message["data"], headers, body)
        self.requests.append(received)
        behaviour = self.behaves.pop(0) if len(self.behaves) > 1 else self.behaves[0]
        if behaviour == "hang":
            self.is_over.wait(HANGS)
            return
        if behaviour == "drip":
            while not self.is_over.wait(0.2):
                request.wfile.write(b"H")
                request.wfile.flush()
            return
        if behaviour == "hang up":
            return
        answer = behaviour if isinstance(behaviour, dict) else {"status": behaviour}
        if behaviour == "redirect":
            answer = {"status": 307, "Location": f"http://127.0.0.1:{self.port}/inner"}
        request.send_response(answer["status"])
        for name, value in answer.items():
            if name != "status":
                request.send_header(name, value)
        request.end_headers()

    def received(self, kind: str | None = None) -> list[Received]:
        return [delivery for delivery in self.requests if kind in (None, delivery.type)]

    def waits_for(self, number: int, within: float = 60.0) -> None:
        deadline = time.monotonic() + within
        while len(self.requests) < number:
            assert time.monotonic() < deadline, f"{len(self.requests)} of {number} came"
            time.sleep(0.01)


def verified(received: Received, secret: str) -> Any:
    """By the verifier of the standard. Raises for what is not signed so."""
    return Verifier(secret).verify(received.body, received.headers)


@contextmanager
def running(port: int = 0) -> Iterator[Receiver]:
    receiver = Receiver(port)
    try:
        yield receiver
    finally:
        receiver.close()
