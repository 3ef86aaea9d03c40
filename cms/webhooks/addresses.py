"""Which addresses may be called: those of the public internet, and the hosts that a setting names.

An address is judged by what its host resolves to, however it is spelt: `0x7f.1`, `2130706433` and
`①②⑦.0.0.1` are 127.0.0.1 for the resolver, and so here. Whoever sends connects to the address that
was judged, and asks no resolver again: a name that leads elsewhere a moment later leads nowhere
(DNS rebinding). IPv6 addresses that carry an IPv4 address are judged by that too.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

Address = IPv4Address | IPv6Address

# Addresses of IPv6 whose last 32 bits are an address of IPv4: NAT64 (RFC 6052), and the long
# deprecated IPv4-compatible ones (RFC 4291).
_CARRIES_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
# Public by their number, inner by their use.
_INNER = (
    # Azure's WireServer, which answers with the machine's secrets.
    ip_network("168.63.129.16/32"),
    # IETF's own, of which Oracle's cloud has an address of metadata (Python 3.11 has less of it).
    ip_network("192.0.0.0/24"),
    # NAT64 of one's own network (RFC 8215).
    ip_network("64:ff9b:1::/48"),
    # Site-local, deprecated (RFC 3879).
    ip_network("fec0::/10"),
)


class Refused(ValueError):
    """The address may not be called; says why, for programs, in `code`."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


@dataclass(frozen=True, slots=True)
class ResolvedAddress:
    """Where to connect, and what to ask there for. `ip` was judged."""

    scheme: str
    host: str
    port: int
    ip: str
    target: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def destination(url: str) -> ResolvedAddress:
    """Resolves and judges. Raises Refused."""
    scheme, host, port, target = _parsed(url)
    is_named = host in settings.WEBHOOK_ALLOWED_HOSTS
    if scheme != "https" and not is_named:
        raise Refused("not_https", "Only https:// addresses are called.")
    addresses = _resolved(host, port)
    if not is_named:
        for address in addresses:
            if is_inner(address):
                raise Refused("inner_address", f"{host} is {address}, an inner address.")
    return ResolvedAddress(scheme, host, port, str(addresses[0]), target)


def _parsed(url: str) -> tuple[str, str, int, str]:
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise Refused("malformed", "An address has no spaces and no backslashes.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("malformed", "That is no address.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise Refused("malformed", "That is no address of the web.")
    if "@" in parts.netloc or parts.fragment:
        raise Refused("malformed", "An address has no user, no password and no fragment.")
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise Refused("malformed", "That is no name of a host.") from error
    target = parts.path or "/"
    if parts.query:
        target = f"{target}?{parts.query}"
    if not target.isascii():
        raise Refused("malformed", "Write what is not ASCII in the path as %XX.")
    if port == 0:
        raise Refused("malformed", "There is no port 0.")
    return parts.scheme, ascii_host, port or (443 if parts.scheme == "https" else 80), target


def _resolved(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [ip_address(str(info[4][0])) for info in found]
    except (OSError, UnicodeError, ValueError) as error:
        raise Refused("unknown_host", f"{host} has no address.") from error
    if not addresses:
        raise Refused("unknown_host", f"{host} has no address.")
    return addresses


def is_inner(address: Address) -> bool:
    """Whether it leads anywhere but to the public internet."""
    if any(address in network for network in _INNER if network.version == address.version):
        return True
    if not address.is_global or address.is_multicast or address.is_reserved:
        return True
    if isinstance(address, IPv6Address):
        if address.scope_id:
            return True
        return any(is_inner(inside) for inside in _ipv4_inside(address))
    return False


def _ipv4_inside(address: IPv6Address) -> list[IPv4Address]:
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in network for network in _CARRIES_IPV4):
        inside.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in inside if each is not None]
