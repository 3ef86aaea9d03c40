"""Routes: where a link of the website may lead.

A route is a path of the website (`/about/`, `/en/about/?from=menu#top`), a place in the page that
has the link (`#top`) or a full http(s), mailto or tel address. Everything else is refused, above
all what a browser would run or read as another host: `javascript:`, `data:`, `//host`, `/\\host`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# Browsers drop tabs and line ends inside an address and read "\" as "/" (WHATWG URL, 4.4). What is
# not seen or turns a text around makes an address look like another (Unicode: Cc, Bidi_Control).
NEVER_IN_AN_ADDRESS = re.compile(
    r"[\x00-\x1f\x7f-\x9f\\\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_NEVER_IN_A_ROUTE = re.compile(r"[ <>\"`]")
_TELEPHONE = re.compile(r"\+?[0-9][0-9().-]{2,24}")

# What people type for an address elsewhere, a telephone number and a path of the website.
_TYPED_HOST = re.compile(r"(//)?([\w-]+\.)+[^\W\d_]{2,}(:\d+)?([/?#]\S*)?")
_TYPED_TELEPHONE = re.compile(r"\+?[0-9][0-9 ().-]{5,24}")
_TYPED_PATH = re.compile(r"[\w-]+(/[\w-]+)*/?")

MAX_LENGTH = 500


def validate_route(value: str) -> None:
    """Raises ValidationError unless `value` is a route, and says which kinds are."""
    if is_route(value):
        return
    if meant := _probably_meant(value):
        raise ValidationError(
            _("“%(value)s” cannot be used as a link. Did you mean “%(meant)s”?"),
            code="invalid_route",
            params={"value": value, "meant": meant},
        )
    raise ValidationError(
        _(
            "“%(value)s” cannot be used as a link. Enter a path that starts with one “/” "
            "(/about/), a place in the page (#top), a full address (https://…), or mailto:… or "
            "tel:…."
        ),
        code="invalid_route",
        params={"value": value},
    )


def _probably_meant(value: str) -> str:
    """The route that a person who typed `value` had in mind, "" when that is anybody's guess."""
    value = value.strip()
    if _is_email(value):
        meant = f"mailto:{value}"
    elif _TYPED_TELEPHONE.fullmatch(value):
        meant = f"tel:{re.sub(r'[^+0-9]', '', value)}"
    elif _TYPED_HOST.fullmatch(value):
        meant = f"https://{value.removeprefix('//')}"
    elif _TYPED_PATH.fullmatch(value):
        meant = f"/{value.strip('/')}/"
    else:
        return ""
    return meant if is_route(meant) else ""


@lru_cache(maxsize=4096)
def is_route(value: str) -> bool:
    if not value or len(value) > MAX_LENGTH or _NEVER_IN_A_ROUTE.search(value):
        return False
    if leads_safely(value):
        return not value.startswith("?")
    if NEVER_IN_AN_ADDRESS.search(value):
        return False
    kind, _colon, rest = value.partition("?")[0].partition(":")
    if kind.lower() == "mailto":
        return _is_email(rest)
    return kind.lower() == "tel" and bool(_TELEPHONE.fullmatch(rest))


def leads_safely(value: str) -> bool:
    """Whether a browser that follows it stays on the website or opens another over http(s), and a
    person who reads it sees what it opens. Spaces and any length are allowed."""
    if not value or NEVER_IN_AN_ADDRESS.search(value):
        return False
    if value[0] in "/?#":
        return not value.startswith("//")
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    # urlsplit ignores spaces before an address, as browsers do.
    is_web = parts.scheme in ("http", "https") and not value[0].isspace()
    return is_web and bool(host) and "@" not in parts.netloc


def shown_route(value: str) -> str:
    """What readers get of a stored route: an import, a script or an older version may have left
    what no form takes."""
    return value if is_route(value) else ""


def shown_address(value: str) -> str:
    """As shown_route(), of where a redirect leads and of a canonical address."""
    return value if leads_safely(value) else ""


def is_external(value: str) -> bool:
    """Whether a route leaves the website: true for all but a path or a place in the page."""
    return bool(value) and not value.startswith(("/", "#"))


def is_insecure(value: str) -> bool:
    """Whether a route leads over http, which browsers call "not secure"."""
    return value.lower().startswith("http:")


def _is_email(value: str) -> bool:
    try:
        EmailValidator()(value)
    except ValidationError:
        return False
    return True


class RouteField(models.CharField):  # type: ignore[type-arg]  # not generic at run time
    """A text field that holds a route or nothing."""

    default_validators = [validate_route]

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("max_length", MAX_LENGTH)
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
