"""Which websites' scripts may read an answer (Fetch standard, "CORS protocol"): of what is public,
all of them, with headers that tell of a version; docs/decisions/cors-and-cookies.md says why.

nginx says the same, to the letter (docker/nginx/templates).
"""

from __future__ import annotations

from cms.http.caching import METHODS

ORIGIN = ("Access-Control-Allow-Origin", "*")
# Beyond what a script may read anyway.
EXPOSED = ("Access-Control-Expose-Headers", "ETag, Retry-After, X-Content-Version")
PUBLIC = (ORIGIN, EXPOSED)
# What clients send: a condition, a type that libraries set without need, and what traces requests.
SENT = "If-None-Match, Content-Type, traceparent, sentry-trace, baggage"
PREFLIGHT = (
    ("Allow", METHODS),
    ORIGIN,
    ("Access-Control-Allow-Methods", METHODS),
    ("Access-Control-Allow-Headers", SENT),
    ("Access-Control-Max-Age", "86400"),
)
