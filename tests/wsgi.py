"""Asks a WSGI application as a server would, without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    application: Callable[..., Iterable[bytes]], url: str, method: str = "GET", **headers: str
) -> Answer:
    """`headers` in Python's spelling: accept_encoding="gzip". A header sent twice is an error."""
    path, _, query = url.partition("?")
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    said: list[Any] = []
    response = application(environ, lambda *told: said.append(told))
    body = b"".join(response)
    if (close := getattr(response, "close", None)) is not None:
        close()
    status, pairs = said[-1][0], said[-1][1]
    names = [name.lower() for name, _ in pairs]
    assert len(names) == len(set(names)), f"a header is sent twice: {names}"
    return Answer(int(status.split()[0]), {name.lower(): value for name, value in pairs}, body)
