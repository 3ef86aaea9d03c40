"""From which network address a request comes, as limits count it.

With `TRUSTED_PROXY` exactly one proxy stands in front, and the last entry of X-Forwarded-For is
its own. Without, the socket's address: what a client says of itself is never read. An IPv6 address
counts as its network of 64 bits, which is what one household or one server gets.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

_NETWORK_BITS = 64

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HttpRequest | Request) -> str | None:
    """None where there is no address: on a socket of the file system without a trusted proxy."""
    address = address_of(request.META)
    return counted(address) if address is not None else None


def address_of(meta: Mapping[str, Any]) -> Address | None:
    """Of a request's WSGI environment, whole."""
    if settings.TRUSTED_PROXY:
        forwarded = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        if (address := _parsed(forwarded)) is not None:
            return address
    return _parsed(meta.get("REMOTE_ADDR", ""))


def counted(address: Address) -> str:
    """The name under which limits count it."""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    network = ipaddress.ip_network((int(address), _NETWORK_BITS), strict=False)
    return str(network.network_address)


def _parsed(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
