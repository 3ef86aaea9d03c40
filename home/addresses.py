"""Addresses of the website: which are its own, how two of them are the same, which page has one.

A person writes one address in many ways: with http or https, with capitals in the host, encoded or
not, with or without the final slash, in either form of Unicode. Here each has one normal form. It
does not know what readers get at an address (cms/api/v2/page_lookup.py does).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from wagtail.models import Page, Site

_DEFAULT_PORTS = (None, 80, 443)
# The parts of the CMS's own host where search engines have no business.
OF_THE_CMS = ("/admin/", "/django-admin/", "/preview/", "/api/")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

Host = tuple[str, int | None]


def normal_path(path: str) -> str | None:
    """The path as pages have it: decoded, composed (NFC), with one slash at both ends.

    None when it can be no page's: with a part that is "." or "..", or with a zero byte.
    """
    decoded = unicodedata.normalize("NFC", unquote(path))
    parts = [part for part in decoded.split("/") if part]
    if "\x00" in decoded or any(part in (".", "..") for part in parts):
        return None
    return f"/{'/'.join(parts)}/" if parts else "/"


def path_without_suffix(address: str) -> str:
    """A path without its query and without what follows "#"."""
    return address.split("#", 1)[0].split("?", 1)[0]


def split(address: str) -> SplitResult | None:
    """The parts of an address, None for what is none."""
    try:
        parts = urlsplit(address.strip())
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts


def host_of(parts: SplitResult) -> Host | None:
    """The host in its one form, and the port where it is not that of http or https."""
    if not parts.hostname:
        return None
    return normal_host(parts.hostname), None if parts.port in _DEFAULT_PORTS else parts.port


def normal_host(name: str) -> str:
    name = name.rstrip(".").lower()
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return name


def is_absolute(address: str) -> bool:
    return bool(_SCHEME.match(address)) or address.startswith("//")


def is_of_the_cms(address: str) -> bool:
    """Whether an address leads to the admin, to drafts or to the API of this CMS."""
    parts, cms = split(address), split(settings.CMS_URL or "")
    if parts is None or cms is None or host_of(parts) != host_of(cms) or not host_of(cms):
        return False
    path = normal_path(parts.path) or "/"
    return path.startswith(OF_THE_CMS)


@dataclass(frozen=True)
class OwnAddresses:
    """The hosts of the website, and by language the locale and the `url_path` of its home page."""

    hosts: frozenset[Host]
    homes: dict[str, tuple[int, str]]

    @classmethod
    def read(cls) -> OwnAddresses:
        """Two queries."""
        site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
        origins = [settings.FRONTEND_URL or "", site.root_url if site else ""]
        parts = [each for each in map(split, origins) if each is not None]
        hosts = {host for host in map(host_of, parts) if host is not None}
        if site is None:
            return cls(frozenset(hosts), {})
        rows = Page.objects.filter(translation_key=site.root_page.translation_key)
        homes = rows.values_list("locale__language_code", "locale_id", "url_path")
        return cls(frozenset(hosts), {code: (pk, path) for code, pk, path in homes})

    def path_of(self, address: str) -> str | None:
        """What follows the host in an address of the website, "/" where nothing does; a path is one
        too. None for what leads elsewhere, and with a name or password."""
        parts = split(address)
        if parts is None:
            return None
        if is_absolute(address):
            is_web = parts.scheme in ("", "http", "https") and "@" not in parts.netloc
            if not is_web or host_of(parts) not in self.hosts:
                return None
        elif not address.startswith("/"):
            return None
        return parts._replace(scheme="", netloc="", path=parts.path or "/").geturl()

    def url_path_of(self, path: str) -> tuple[int, str] | None:
        """The locale and Wagtail's `url_path` of the page that has a path, were there one.

        The website's root is the home page of the first language.
        """
        normal = normal_path(path_without_suffix(path))
        if normal is None:
            return None
        if normal == "/":
            normal = f"/{settings.LANGUAGE_CODE}/"
        code, _slash, rest = normal.removeprefix("/").partition("/")
        home = self.homes.get(code)
        return (home[0], home[1] + rest) if home else None

    def page_at(self, path: str) -> Page | None:
        """The page with this address, live or not. One query."""
        place = self.url_path_of(path)
        if place is None:
            return None
        return Page.objects.filter(locale_id=place[0], url_path=place[1]).first()

    def path_of_page(self, page: Page) -> str | None:
        """`/ar/about/`; None for a page that is under no home page of its language."""
        for code, (locale_id, url_path) in self.homes.items():
            if locale_id == page.locale_id and page.url_path.startswith(url_path):
                return f"/{code}/{page.url_path.removeprefix(url_path)}"
        return None
