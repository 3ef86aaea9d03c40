"""The origins of addresses (RFC 6454): scheme, host and port, in the form that browsers compare."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def origins(*addresses: str | None) -> list[str]:
    """Each once, in their order; of an address that has none, nothing."""
    named = (origin_of(str(address)) for address in addresses if address)
    return list(dict.fromkeys(filter(None, named)))


def origin_of(address: str) -> str | None:
    """`https://host:port`; None for what is no http(s) address, or has a password."""
    try:
        parts: SplitResult = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in (None, usual) else f":{port}")
