"""Django's cache in Redis, for what may be lost at any time.

A Redis that is down or hung costs a process `REDIS_TIMEOUT` once, and then nothing for a second:
until that has passed every look-up is a miss and every write is dropped, both logged once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

REST = 1.0  # seconds


class PatientlessRedisCache(RedisCache):
    """As django-redis, but a failing Redis is left alone for a second."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._leave_alone_until = 0.0

    def _unless_down(self, call: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < self._leave_alone_until:
            return otherwise
        try:
            return call(*args, **kwargs)
        except (ConnectionInterrupted, RedisError) as error:
            self._leave_alone_until = time.monotonic() + REST
            log.warning("The cache in Redis is left alone for %s s: %s", REST, error)
            return otherwise

    def get(self, key: str, default: Any = None, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().get, default, key, default, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().get_many, {}, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().set, False, *args, **kwargs)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().set_many, list(data), data, *args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().add, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().delete, 0, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().delete_many, 0, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().has_key, False, *args, **kwargs)

    def clear(self, *args: Any, **kwargs: Any) -> Any:
        return self._unless_down(super().clear, None, *args, **kwargs)
