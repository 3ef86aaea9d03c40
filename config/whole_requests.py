"""The gunicorn worker whose threads see whole requests only.

gunicorn's own thread worker gives a connection to a thread when its first byte arrives. The thread
then waits for the rest, so as many half-sent requests as there are threads stop the server. This
worker waits for the rest of a request in its event loop, as nginx does, and holds the bytes in
memory until the last has come.

Answers that cost much, and that anybody may ask for (cms/http/costly.py), have threads of their
own. However many ask, the log-in, the admin, documents and /health/ find a thread, and nobody is
refused: the requests wait in the order of their coming, without a thread.
"""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from socket import socket
from urllib.parse import unquote_to_bytes
from weakref import WeakKeyDictionary

from gunicorn.http import get_parser
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from cms.http import costly

LONGEST_WAIT = 60.0  # seconds, for one whole request
LARGEST_LINE = 256  # as far as it is looked at
LARGEST_HEAD = 64 * 1024
LARGEST_BODY = 20 * 1024 * 1024  # nginx's client_max_body_size
RECEIVED_AT_ONCE = 64 * 1024

REFUSED = b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_FRAMING = re.compile(rb"^(content-length|transfer-encoding):[ \t]*(\d*)", re.I | re.M)


class RefusedRequest(Exception):
    """Its text is the status line's end. The connection is closed after it."""


def is_whole(received: bytearray) -> bool:
    """Whether these bytes hold the head and the body of a request; `Refusal` if they never may."""
    start = len(received) - len(received.lstrip(b"\r\n"))
    end = received.find(b"\r\n\r\n", start, LARGEST_HEAD)
    if end < 0:
        if len(received) >= LARGEST_HEAD:
            raise RefusedRequest("431 Request Header Fields Too Large")
        return False
    length = 0
    for name, digits in _FRAMING.findall(received, start, end):
        if name.lower() == b"transfer-encoding":
            # Where chunks end is known only after parsing them all.
            raise RefusedRequest("411 Length Required")
        if len(digits) > 12 or int(digits or 0) > LARGEST_BODY:
            raise RefusedRequest("413 Content Too Large")
        length = max(length, int(digits or 0))
    return len(received) >= end + 4 + length


# The request line, without %-signs: GET /api/v2/pages/ HTTP/1.1
_COSTLY = re.compile(
    rb"\s*\S+ (?:https?://[^/ ]*)?/*(?:%s)"
    % b"|".join(re.escape(prefix.lstrip("/").encode()) for prefix in costly.PREFIXES)
)


class ThreadPools:
    """Of so many threads three in eight for what is costly, and the others; at least one each."""

    def __init__(self, threads: int) -> None:
        share = max(1, threads * 3 // 8)
        # Their names say how long PostgreSQL may work for them (cms/engines/statement_time.py).
        self.costly = ThreadPoolExecutor(share, "costly")
        self.others = ThreadPoolExecutor(max(1, threads - share), "others")

    def of(self, request: bytearray) -> ThreadPoolExecutor:
        line = unquote_to_bytes(bytes(request[:LARGEST_LINE]))
        return self.costly if _COSTLY.match(line) else self.others

    def shutdown(self, wait: bool = True) -> None:
        self.costly.shutdown(wait)
        self.others.shutdown(wait)


class WholeRequestWorker(ThreadWorker):
    """`received` holds the bytes of each connection whose request is not whole yet."""

    def init_process(self) -> None:
        self.received: WeakKeyDictionary[TConn, bytearray] = WeakKeyDictionary()
        super().init_process()

    def get_thread_pool(self) -> ThreadPools:
        return ThreadPools(self.cfg.threads)

    def enqueue_req(self, conn: TConn) -> None:
        """Called in the event loop's thread, for a new connection and for each further request."""
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)
            conn.initialized = True  # or the thread would make a parser of its own
        conn.sock.setblocking(False)
        self.received[conn] = bytearray(conn.parser.unreader.take_buffered())
        if self._is_settled(conn):
            return
        conn.timeout = time.monotonic() + LONGEST_WAIT
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._on_more, conn))

    def murder_pending(self) -> None:
        if not self.alive:  # A half-sent request does not keep the worker from stopping.
            soon = time.monotonic() + STOP_KEEPALIVE_LINGER
            for conn in self.pending_conns:
                conn.timeout = min(conn.timeout, soon)
        super().murder_pending()

    def _on_more(self, conn: TConn, client: socket) -> None:
        # Closing takes the socket's number away, which the poller needs to forget it.
        self.poller.unregister(client)
        if self._is_settled(conn):
            self.pending_conns.remove(conn)
        else:
            self.poller.register(client, EVENT_READ, partial(self._on_more, conn))

    def _is_settled(self, conn: TConn) -> bool:
        """Gives a whole request to a thread, closes a refused or ended connection; else False."""
        received = self.received[conn]
        try:
            if not (received and is_whole(received)):
                piece = conn.sock.recv(RECEIVED_AT_ONCE)
                received += piece
                if piece and not is_whole(received):
                    return False
                if not piece:
                    raise ConnectionResetError
        except BlockingIOError:
            return False
        except (RefusedRequest, OSError) as reason:
            if isinstance(reason, RefusedRequest):
                with suppress(OSError):  # the client may be gone
                    conn.sock.send(REFUSED % str(reason).encode())
            self.nr_conns -= 1
            conn.close()
            return True
        del self.received[conn]
        conn.parser.unreader.unread(bytes(received))
        answered = self.tpool.of(received).submit(self.handle, conn)
        answered.add_done_callback(
            lambda done: self.method_queue.defer(self.finish_request, conn, done)
        )
        return True
