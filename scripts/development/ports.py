"""The ports that a run listens on."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress

import psutil

from scripts.development import Failed

HOST = "127.0.0.1"


def listen(variable: str, port: int) -> socket.socket:
    """A socket on the port, ours from now on and handed to whoever serves it."""
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Failed(_taken(variable, port)) from None
        raise Failed(
            f"{variable}={port} cannot be used: {os.strerror(error.errno or 0)}."
        ) from None
    # A browser tries [::1] first for "localhost": whoever listens there would answer in our place.
    with socket.socket(socket.AF_INET6) as probe:
        probe.settimeout(0.2)
        with suppress(OSError):
            probe.connect(("::1", port))
            listener.close()
            raise Failed(_taken(variable, port))
    return listener


def _taken(variable: str, port: int) -> str:
    by = ""
    # Whose it is can be seen on Linux, and of other people's programs by root alone.
    with suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            theirs = connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
            if theirs and connection.pid:
                by = f" by process {connection.pid} ({psutil.Process(connection.pid).name()})"
    return (
        f"Port {port} is taken{by}.\n"
        f"Stop that program, or choose another port: {variable}={port % 65535 + 1} scripts/run"
    )
