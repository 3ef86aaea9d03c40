"""Django's cache in Redis, for what may be lost at any time.

While Redis is down or hung (cms/engines/circuit_breaker.py) every look-up finds nothing and every
write is dropped. A value that somebody else wrote, and that cannot be read, counts as none. The
failure is logged when Redis is asked in vain, not once for each call.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django_redis.cache import RedisCache
from django_redis.exceptions import CompressorError, ConnectionInterrupted
from redis.exceptions import RedisError

from cms.engines.circuit_breaker import REDIS

log = logging.getLogger(__name__)

Given = ParamSpec("Given")
Result = TypeVar("Result")


def _unless_down(
    method: Callable[Given, Result], otherwise: Callable[Given, Result]
) -> Callable[Given, Result]:
    """The method of a cache. While Redis is down it answers what `otherwise` answers."""

    @wraps(method)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        if REDIS.is_open:
            return otherwise(*args, **kwargs)
        try:
            return method(*args, **kwargs)
        except (ConnectionInterrupted, RedisError) as error:
            REDIS.failed()
            log.warning("The cache in Redis does without: %s", error)
            return otherwise(*args, **kwargs)

    return call


def _if_readable(
    method: Callable[Given, Result], otherwise: Callable[Given, Result]
) -> Callable[Given, Result]:
    """The look-up of a cache; what `otherwise` answers where a value is not JSON of ours."""

    @wraps(method)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return method(*args, **kwargs)
        except (ValueError, CompressorError) as error:  # no UTF-8, no JSON
            log.warning("The cache in Redis has what nobody here wrote: %s", error)
            return otherwise(*args, **kwargs)

    return call


def _default(_cache: object, _key: str, default: object = None, *_: object, **__: object) -> object:
    return default


def _none_written(
    _cache: object, data: Iterable[str], *_args: object, **_kwargs: object
) -> list[str]:
    """The keys that were not written: all."""
    return list(data)


class PatientlessRedisCache(RedisCache):
    """As django-redis, but a failing Redis is left alone and counts as empty."""

    get = _if_readable(_unless_down(RedisCache.get, _default), _default)
    get_many = _if_readable(
        _unless_down(RedisCache.get_many, lambda *_args, **_kwargs: {}),
        lambda *_args, **_kwargs: {},
    )
    has_key = _unless_down(RedisCache.has_key, lambda *_args, **_kwargs: False)
    set = _unless_down(RedisCache.set, lambda *_args, **_kwargs: False)
    set_many = _unless_down(RedisCache.set_many, _none_written)
    add = _unless_down(RedisCache.add, lambda *_args, **_kwargs: False)
    incr = _unless_down(RedisCache.incr, lambda *_args, **_kwargs: 0)
    delete = _unless_down(RedisCache.delete, lambda *_args, **_kwargs: 0)
    delete_many = _unless_down(RedisCache.delete_many, lambda *_args, **_kwargs: 0)
    clear = _unless_down(RedisCache.clear, lambda *_args, **_kwargs: None)
