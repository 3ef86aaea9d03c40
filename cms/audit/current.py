"""Which request this thread answers, and what else it may be that acts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.http import HttpRequest

_request: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


def request() -> HttpRequest | None:
    return _request.get()


@contextmanager
def answering(request: HttpRequest) -> Iterator[None]:
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def program() -> str:
    """Of this process, with its command but without what else was typed: "manage.py worker"."""
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])[:100]
