"""Connections to Redis that wait for a name no longer than for Redis itself.

redis-py's timeouts begin when the address is known. Looking up the name has none: where the
container of Redis is stopped, its name is gone, and each look-up waits for a name server that does
not answer (10 seconds in Docker; a publish from a shell took 20). So the look-up is done in a
thread, and who waits for it waits `socket_connect_timeout` seconds.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from typing import Any

import redis
from redis.connection import Connection, ConnectionPool, SSLConnection

# Look-ups that go on, by name: one for each, however many wait for it.
_going_on: dict[str, _LookUp] = {}
_lock = threading.Lock()


class _LookUp(threading.Thread):
    """`error` is None when the name is known."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(name=f"look-up of {host}", daemon=True)
        self.host, self.port = host, port
        self.error: OSError | None = None
        self.is_over = threading.Event()

    def run(self) -> None:
        try:
            socket.getaddrinfo(self.host, self.port, 0, socket.SOCK_STREAM)
        except OSError as error:
            self.error = error
        finally:
            with _lock:
                _going_on.pop(self.host, None)
            self.is_over.set()


def _forget_in_child() -> None:
    """The threads that look up did not come along into the new process."""
    global _lock
    _lock = threading.Lock()
    _going_on.clear()


os.register_at_fork(after_in_child=_forget_in_child)


def wait_for_name(host: str, port: int, patience: float | None) -> None:
    """Returns when the name is known. Raises OSError when it is not, or not after `patience`
    seconds."""
    with _lock:
        look_up = _going_on.get(host)
        if look_up is None:
            look_up = _going_on[host] = _LookUp(host, port)
            look_up.start()
    if not look_up.is_over.wait(patience):
        # No TimeoutError: redis-py would leave out what it says.
        problem = f"the name {host!r} is not known after {patience} s"
        raise OSError(errno.EHOSTUNREACH, problem)
    if look_up.error is not None:
        raise look_up.error


class PromptConnection(Connection):
    def _connect(self) -> Any:
        wait_for_name(self.host, self.port, self.socket_connect_timeout)
        return super()._connect()  # type: ignore[no-untyped-call]


class PromptSSLConnection(SSLConnection):
    def _connect(self) -> Any:
        wait_for_name(self.host, self.port, self.socket_connect_timeout)
        return super()._connect()  # type: ignore[no-untyped-call]


_PROMPT: dict[type, type] = {Connection: PromptConnection, SSLConnection: PromptSSLConnection}


class PromptPool(ConnectionPool):
    """Its connections over TCP are prompt; those of a unix socket have no name to look up."""

    def __init__(self, connection_class: type = Connection, **options: Any) -> None:
        super().__init__(_PROMPT.get(connection_class, connection_class), **options)


def client_of(url: str, **options: Any) -> Any:
    """A client with a pool of its own; `options` are those of a connection."""
    return redis.Redis.from_pool(PromptPool.from_url(url, **options))
