"""From which network address a request comes, as limits count it.

With `TRUSTED_PROXY` exactly one proxy stands in front, and the last entry of X-Forwarded-For is
its own. Without, the socket's address: what a client says of itself is never read. An IPv6 address
counts as its network of 64 bits, which is what one household or one server gets.
"""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

_NETWORK_BITS = 64


def client_address(request: HttpRequest | Request) -> str | None:
    """None where there is no address: on a socket of the file system without a trusted proxy."""
    meta = request.META
    if settings.TRUSTED_PROXY:
        forwarded = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        if (address := _counted(forwarded)) is not None:
            return address
    return _counted(meta.get("REMOTE_ADDR", ""))


def _counted(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    network = ipaddress.ip_network((int(address), _NETWORK_BITS), strict=False)
    return str(network.network_address)
