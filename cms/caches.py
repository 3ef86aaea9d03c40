"""Django's cache in Redis, for what may be lost at any time.

While Redis is down or hung (cms/breaker.py) every look-up is a miss and every write is dropped;
the failure is logged once per rest, not once per call.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django_redis.cache import RedisCache
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

from cms.breaker import REDIS

log = logging.getLogger(__name__)


class PatientlessRedisCache(RedisCache):
    """As django-redis, but a failing Redis is left alone and counts as empty."""

    def _unless_down(
        self, call: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any
    ) -> Any:
        if REDIS.is_open:
            return otherwise
        try:
            return call(*args, **kwargs)
        except (ConnectionInterrupted, RedisError) as error:
            REDIS.failed()
            log.warning("The cache in Redis does without: %s", error)
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
