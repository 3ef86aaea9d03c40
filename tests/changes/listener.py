"""A client of the stream of changes, as a browser's EventSource: it waits for events."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any, Self

PATH = "/api/changes/stream/"
PATIENCE = 15  # seconds


@dataclass(frozen=True)
class Told:
    id: int
    event: str
    data: Any


class Listener:
    """Used with `with`. Raises TimeoutError when nothing is told for `PATIENCE` seconds."""

    def __init__(self, port: int, query: str = "", last: str = "", host: str = "127.0.0.1") -> None:
        headers = {"Host": host, **({"Last-Event-ID": last} if last else {})}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._connection.request("GET", PATH + query, headers=headers)
        self.answer = self._connection.getresponse()

    def next(self) -> Told | None:
        """None at the end of the answer. Lines that are no event are read over."""
        fields: dict[str, str] = {}
        while line := self.answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "data" in fields:
                return Told(int(fields["id"]), fields["event"], json.loads(fields["data"]))
            else:
                fields = {}
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.answer.close()
        self._connection.close()
