"""What HTTP says of keeping an answer: the headers that every public answer has in common, and the
conditions under which a client gets 304 or gzip. It knows no address and no content."""

from __future__ import annotations

import re

METHODS = "GET, HEAD, OPTIONS"
# A shared cache keeps an answer for a second, and serves an old one while its origin is down.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=86400"

# A weight above 0, as RFC 9110 writes it. What nginx does not understand is a refusal to it.
_WEIGHT = re.compile(r"\s*q=(?:0\.(?!0+\s*$)\d{1,3}|1(?:\.0{0,3})?)\s*")


def accepts_gzip(accepts: str) -> bool:
    """Whether Accept-Encoding names gzip with a weight above 0, which is nginx's rule too."""
    for part in accepts.lower().split(","):
        coding, has_weight, weight = part.strip().partition(";")
        if coding.strip() == "gzip":
            return not has_weight or _WEIGHT.fullmatch(weight) is not None
    return False


def matches(if_none_match: str, etag: str) -> bool:
    """RFC 9110, 13.1.2: any of the list, compared weakly."""
    if if_none_match.strip() == "*":
        return True
    return any(tag.strip().removeprefix("W/") == etag for tag in if_none_match.split(","))
