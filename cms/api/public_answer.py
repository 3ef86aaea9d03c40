"""An answer that is for everybody and that clients keep: made of its bytes, for Django's views."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cms.api import envelope
from cms.http.caching import CACHE_CONTROL, matches
from cms.http.cors import PUBLIC


def public_answer(
    request: HttpRequest,
    content: bytes,
    etag: str,
    *,
    cache_tag: str,
    version: int,
    media: str = envelope.JSON,
    status: int = 200,
) -> HttpResponse:
    """304 for a client that has it, by `etag` (with its quotes). `version`: of the content that it
    was made of."""
    if status == 200 and matches(request.headers.get("If-None-Match", ""), etag):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    else:
        response = HttpResponse(content, status=status, content_type=media)
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    response["Cache-Tag"] = cache_tag
    response["X-Content-Version"] = str(version)
    for name, value in PUBLIC:
        response[name] = value
    return response
