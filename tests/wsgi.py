"""Asks a WSGI application as a server would, without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.util import setup_testing_defaults


@dataclass
class WsgiAnswer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    application: Callable[..., Iterable[bytes]], url: str, method: str = "GET", **headers: str
) -> WsgiAnswer:
    """`headers` in Python's spelling: accept_encoding="gzip". A header sent twice is an error."""
    path, _, query = url.partition("?")
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    started: list[Any] = []
    response = application(environ, lambda *arguments: started.append(arguments))
    body = b"".join(response)
    if (close := getattr(response, "close", None)) is not None:
        close()
    status, pairs = started[-1][0], started[-1][1]
    names = [name.lower() for name, _ in pairs]
    assert len(names) == len(set(names)), f"a header is sent twice: {names}"
    return WsgiAnswer(int(status.split()[0]), {name.lower(): value for name, value in pairs}, body)
