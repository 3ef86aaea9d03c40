"""How many requests somebody may send in a minute, counted in Redis for all processes.

While Redis is away each process counts for itself, so a Redis that is down opens no door. nginx
limits before it.
"""

from __future__ import annotations

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from cms.engines.circuit_breaker import REDIS
from cms.http.client_address import client_address


class RequestLimit(SimpleRateThrottle):
    """A subclass says `scope`, `rate` and, by `get_cache_key()`, who is counted."""

    _alone = LocMemCache("throttles", {})

    @property
    def cache(self) -> BaseCache:  # type: ignore[override]
        return self._alone if REDIS.is_open else caches["default"]

    def allow_request(self, request: Request, view: APIView) -> bool:
        key = self.get_cache_key(request, view)
        noted = self.cache.get(key, [])
        if not isinstance(noted, list) or not all(isinstance(each, float) for each in noted):
            self.cache.delete(key)  # somebody else wrote it
        return bool(super().allow_request(request, view))


class LimitPerAddress(RequestLimit):
    """Of one network address (cms/http/client_address.py)."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}
