"""What the benchmark compares the CMS with, as WSGI applications for the same gunicorn.

- `bare`: one document from memory, with the headers of the CMS's answer: what gunicorn can do;
- `from_redis`: the same, with a GET from Redis for each request;
- `stock`: Django with the CMS's own settings and middleware, and these addresses alone: a view
  that builds website_data from the database each time, and Wagtail's own API v2.

It is no part of the CMS, and nothing of the CMS imports it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

DOCUMENT = "BENCHMARK_DOCUMENT"


def _headers(body: bytes) -> list[tuple[str, str]]:
    return [
        ("ETag", f'"1-{len(body):x}"'),
        ("Cache-Control", "public, max-age=0, s-maxage=1, stale-if-error=86400"),
        ("X-Content-Version", "1"),
        ("Cache-Tag", "cms,website-data"),
        ("Vary", "Accept-Encoding"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "ETag, Retry-After, X-Content-Version"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
    ]


def make_bare() -> WSGIApplication:
    with open(os.environ[DOCUMENT], "rb") as file:
        body = [file.read()]
    headers = _headers(body[0])

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", headers)
        return body

    return application


def make_from_redis() -> WSGIApplication:
    import redis

    client = redis.Redis.from_url(os.environ["REDIS_URL"])

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = cast(bytes, client.get("website_data"))
        start_response("200 OK", _headers(body))
        return [body]

    return application


def make_stock() -> WSGIApplication:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    settings.ROOT_URLCONF = "scripts.benchmark_urls"
    return get_wsgi_application()
