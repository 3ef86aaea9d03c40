"""What nearly every answer of API v2 needs, remembered until something of it changes.

The languages, where the website is and what its pages fall back to are read from the database once
per process, and again when a change touches them (cms/api/touched.py). What is remembered of a
version is used only by who knows that the content had this version when they began
(cms/api/response_cache.py); everybody else reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from wagtail.models import Site

from cms.api.touched import carry_over, tags_of_answer
from cms.delivery import tags
from cms.delivery.kinds.site_metadata import SITE_METADATA
from cms.delivery.languages import Language, languages
from cms.delivery.pages import Website, website
from cms.delivery.snippets import Groups
from cms.delivery.translations import groups, with_deletions
from cms.engines import read_log
from cms.engines.versioned_cache import VersionedCache
from home.models import SiteMetadata

Value = TypeVar("Value")

# A few values, each of some KB.
MOST = 1000
_values: VersionedCache[Hashable, tuple[object, frozenset[str]]] = VersionedCache(MOST)


def remembered(key: Hashable, kind: type[Value], read: Callable[[], Value]) -> Value:
    """What `read` answers. Nobody may change it: many answers share it."""
    log = read_log.current()
    if log is None or log.version is None:
        return read()
    carry_over(_values, log.version)
    if (held := _values.get(key, log.version)) is not None:
        value, made_of = held
        if isinstance(value, kind):
            read_log.note(made_of)
            return value
    with read_log.reading() as own:
        value = read()
    _values.put(key, (value, frozenset(own.tags)), 1, log.version, tags_of_answer(own.tags))
    return value


@dataclass(frozen=True)
class SiteAndLanguages:
    """Where the website is."""

    languages: tuple[Language, ...]
    site: Website


def place() -> SiteAndLanguages:
    return remembered("place", SiteAndLanguages, _read_place)


def _read_place() -> SiteAndLanguages:
    in_languages = languages()
    with read_log.narrowed(tags.page_tables()) as read:
        site = website(in_languages)
        if read_log.current() is not None:
            # Of home pages where they are, also of those that are to come.
            root = Site.objects.filter(is_default_site=True)
            for page_id, key in root.values_list("root_page_id", "root_page__translation_key"):
                read |= {tags.place(page_id), tags.places(key)}
            read |= {tags.place(page_id) for page_id, _url_path, _place in site.homes.values()}
    return SiteAndLanguages(in_languages, site)


@dataclass(frozen=True)
class Defaults:
    """What pages fall back to."""

    rows: Groups[SiteMetadata]


def defaults(in_languages: tuple[Language, ...]) -> Defaults:
    rows = with_deletions(SITE_METADATA.model.objects.order_by("pk"))
    return remembered(in_languages, Defaults, lambda: Defaults(groups(rows, in_languages)))
