"""Counts the requests that the application answers, and gives the counts to Prometheus.

`Measured` stands before everything else, so documents and kept answers are counted too. The counts
are answered at a port of their own, `METRICS_PORT`, which nginx does not know: at the port of
readers `/metrics` is an address that there is not.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse

from cms.api.documents import PATHS, Environ, Headers, StartResponse, Wsgi
from cms.engines import metrics

# Where the layer leaves a list for the name of Django's view.
PLACE = "cms.view"
ADDRESS = "/metrics"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
DOCUMENT, KEPT, NO_VIEW = "document", "kept answer", "none"


class Measured:
    """The outermost WSGI layer. `port` is METRICS_PORT."""

    def __init__(self, application: Wsgi, port: int, shares: bool) -> None:
        self._application = application
        self._port = str(port)
        self._shares = shares

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("SERVER_PORT") == self._port:
            return self._exposition(environ, start_response)
        started = time.perf_counter()
        names: list[str] = []
        environ[PLACE] = names
        status = "500"

        def start(line: str, headers: Headers, *error: object) -> Callable[[bytes], object]:
            nonlocal status
            status = line[:3]
            return start_response(line, headers, *error)

        try:
            return self._application(environ, start)
        finally:
            view = names[-1] if names else _layer(environ["PATH_INFO"], status)
            method = environ["REQUEST_METHOD"]
            method = method if method in METHODS else "other"
            metrics.REQUESTS.labels(view, method, status).inc()
            metrics.REQUEST_SECONDS.labels(view).observe(time.perf_counter() - started)

    def _exposition(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != ADDRESS:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"Here is /metrics alone.\n"]
        body = metrics.exposition(self._shares)
        length = ("Content-Length", str(len(body)))
        start_response("200 OK", [("Content-Type", metrics.CONTENT_TYPE), length])
        return [body]


def _layer(path: str, status: str) -> str:
    """Who answered a request that reached no view of Django."""
    if path in PATHS:
        return DOCUMENT
    return KEPT if path.startswith("/api/v2/") and status in ("200", "304") else NO_VIEW


class NameOfTheView:
    """The middleware that tells `Measured` which view answers: by its name, never by its address,
    of which there are as many as strangers can think of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_: object) -> None:
        names = request.META.get(PLACE)
        if names is not None and request.resolver_match is not None:
            names.append(request.resolver_match.view_name or request.resolver_match._func_path)
