"""A process of readers: `python -m tests.reading NAME MACHINE PORT THREADS`.

Each line on its standard input is `{"seconds": 3.0, "pace": 0.003}`: for so long every thread reads
website_data and seo_data, in all and in single languages, plain and gzip, whole and conditional,
with `pace` seconds between two reads, over kept-alive connections that it renews now and then, so
that it meets every worker. Each answer to a line is one line of JSON: what was read. It knows
nothing of the CMS but its addresses.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import re
import socket
import sys
import threading
import time
from typing import Any

KEYS = (
    "website_data",
    "seo_data",
    "website_data:en",
    "seo_data:ar",
    "seo_data:en",
    "website_data:ar",
)
PATHS = {
    key: f"/api/{key.partition(':')[0].replace('_', '-')}/"
    + (f"?locale={key.partition(':')[2]}" if ":" in key else "")
    for key in KEYS
}
# Reads of a thread before it takes a new connection.
READS_PER_CONNECTION = 40
SLOWEST = 5.0
MARK = re.compile(r"(w\d+)-(\d+)")


class Reader:
    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self._port = port
        self._socket: socket.socket | None = None
        self._left = 0
        self._etags: dict[str, str] = {}
        self._known: dict[tuple[str, int], str] = {}
        self._turn = itertools.count()
        self.reads: list[tuple[float, float, str, int]] = []
        self.bodies: list[tuple[int, str, str, dict[str, dict[str, int]]]] = []
        self.failures: list[str] = []
        self.retried = 0

    def read_until(self, end: float, pace: float) -> None:
        for key in itertools.cycle(KEYS):
            if time.monotonic() >= end:
                return
            self._read(key, next(self._turn))
            time.sleep(pace)

    def _read(self, key: str, turn: int) -> None:
        etag = self._etags.get(key, "") if turn % 4 == 3 else ""
        zipped = turn % 3 == 1 and not etag
        request = (
            f"GET {PATHS[key]} HTTP/1.1\r\nHost: localhost\r\n"
            + ("Accept-Encoding: gzip\r\n" if zipped else "")
            + (f"If-None-Match: {etag}\r\n" if etag else "")
            + "\r\n"
        ).encode()
        start = time.monotonic()
        try:
            status, headers, body = self._ask(request)
        except OSError as error:
            self.failures.append(f"{self.name}: {key}: {error!r}")
            return
        end = time.monotonic()
        if status not in (200, 304) or (status == 304 and headers.get("etag") != etag):
            self.failures.append(f"{self.name}: {key}: {status} {body[:200]!r}")
            return
        version = int(headers["x-content-version"])
        self.reads.append((start, end, key, version))
        if status == 200:
            if headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            elif not zipped:
                self._etags[key] = headers["etag"]
            self._note(key, version, body)

    def _note(self, key: str, version: int, body: bytes) -> None:
        digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
        if self._known.get((key, version)) != digest:
            self._known[key, version] = digest
            self.bodies.append((version, key, digest, marks(key, json.loads(body)["data"])))

    def _ask(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """An idempotent request is sent once more on a new connection when the old one was closed
        without an answer, as browsers and proxies do (RFC 9110, 9.2.2)."""
        if self._left <= 0:
            self._hang_up()
        self._left -= 1
        try:
            return self._try(request)
        except ConnectionError:
            self.retried += 1
            self._hang_up()
            return self._try(request)

    def _try(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=SLOWEST)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._left = READS_PER_CONNECTION
        self._socket.sendall(request)
        received = b""
        while (head_end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        lines = received[:head_end].decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:])
        }
        status = int(lines[0].split()[1])
        length = 0 if status == 304 else int(headers["content-length"])
        body = received[head_end + 4 :]
        while len(body) < length:
            body += self._receive()
        if headers.get("connection") == "close":
            self._hang_up()
        return status, headers, body

    def _receive(self) -> bytes:
        assert self._socket is not None
        if not (received := self._socket.recv(65536)):
            raise ConnectionResetError("closed without an answer")
        return received

    def _hang_up(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def marks(key: str, data: Any) -> dict[str, dict[str, int]]:
    """language -> writer -> the number that the document shows of it."""
    by_language = {key.partition(":")[2]: data} if ":" in key else data
    return {language: _numbers(key, data) for language, data in by_language.items()}


def _numbers(key: str, data: Any) -> dict[str, int]:
    if key.startswith("website_data"):
        texts = [item["label"] for item in data["menu_items"]]
    else:
        texts = [page["title"] for page in data["pages"]]
    return {mark[1]: int(mark[2]) for text in texts if (mark := MARK.match(text))}


def main() -> None:
    name, machine, port, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    readers = [Reader(f"{name}.{number}", port) for number in range(threads)]
    for line in sys.stdin:
        order = json.loads(line)
        until = time.monotonic() + order["seconds"], order["pace"]
        running = [threading.Thread(target=reader.read_until, args=until) for reader in readers]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
        report = [
            {
                "reader": reader.name,
                "machine": machine,
                "reads": reader.reads,
                "bodies": reader.bodies,
                "failures": reader.failures,
                "retried": reader.retried,
            }
            for reader in readers
        ]
        print(json.dumps(report), flush=True)
        for reader in readers:
            reader.reads, reader.bodies, reader.failures, reader.retried = [], [], [], 0
            # What is read next is noted anew, so each report stands alone.
            reader._known.clear()


if __name__ == "__main__":
    main()
