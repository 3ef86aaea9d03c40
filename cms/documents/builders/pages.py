"""Addresses of pages on the website, and which of them a reader may know of.

The website's address of a page is `/<language>/` and its place under the home page of its
language. Only pages that are live, under no privacy restriction and under a home page of the site
exist for readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import Page, PageViewRestriction, Site

from cms.documents.builders.languages import Language
from cms.documents.builders.prepared import Given, Prepared


@dataclass(frozen=True, slots=True)
class PageAddress:
    id: int
    key: object
    language: Language
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Website:
    """The default Site: where the website is, and the home page of each of its languages.

    `homes` maps the locale id of each of `languages` to (page id, url_path of that home page).
    """

    name: str
    url: str
    homes: dict[int, tuple[int, str]]
    languages: tuple[Language, ...]

    def language_of(self, locale_id: int) -> Language | None:
        return next((one for one in self.languages if one.locale_id == locale_id), None)

    def path(self, locale_id: int, url_path: str) -> str | None:
        """`/ar/about/` of a page, or None when it is under no home page of the site."""
        language, home = self.language_of(locale_id), self.homes.get(locale_id)
        if language is None or home is None or not url_path.startswith(home[1]):
            return None
        return f"/{language.code}/{url_path.removeprefix(home[1])}"

    def absolute(self, path: str) -> str:
        return f"{self.url}{path}"


_SITE = Prepared(
    lambda: Site.objects.filter(is_default_site=True).values_list(
        "site_name", "hostname", "port", "root_page__translation_key"
    )
)
_HOMES = Prepared(
    lambda: Page.objects.filter(
        translation_key__in=Site.objects.filter(is_default_site=True).values(
            "root_page__translation_key"
        )
    ).values_list("locale_id", "pk", "url_path")
)


def website(languages: tuple[Language, ...]) -> Website:
    """The website of the default Site. Two queries."""
    site = next(iter(_SITE.values()), None)
    if site is None:
        return Website(name="", url="", homes={}, languages=languages)
    name, hostname, port, _key = site
    known = {language.locale_id for language in languages}
    return Website(
        name=name,
        url=Site(hostname=hostname, port=port).root_url,
        homes={
            locale_id: (pk, url_path)
            for locale_id, pk, url_path in _HOMES.values()
            if locale_id in known
        },
        languages=languages,
    )


def readable() -> Any:
    """The pages that anonymous readers may know of: live and under no restriction.

    As Wagtail's `.live().public()`, in one query that is the same whatever the restrictions are.
    """
    above = PageViewRestriction.objects.alias(
        place=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    ).filter(place__startswith=F("page__path"))
    return Page.objects.live().exclude(Exists(above))


_COLUMNS = ("pk", "translation_key", "locale_id", "url_path", "title")
_KEYS = Prepared(
    lambda: Page.objects.filter(pk__any_of=Given("ids")).values_list("pk", "translation_key")
)
_READABLE_OF_KEYS = Prepared(
    lambda: readable().filter(translation_key__any_of=Given("keys")).values_list(*_COLUMNS)
)


class PageDirectory:
    """The pages that content links to, with their translations, known by any of their ids."""

    def __init__(self, site: Website, ids: Iterable[int]) -> None:
        """Two queries, whatever the number of ids."""
        self._site = site
        self._keys: dict[int, object] = {}
        self._translations: dict[object, dict[str, PageAddress]] = {}
        wanted = set(ids)
        if not wanted:
            return
        self._keys = dict(_KEYS.values(ids=sorted(wanted)))
        rows = _READABLE_OF_KEYS.values(keys=list(set(self._keys.values())))
        for address in _addresses(site, rows):
            self._translations.setdefault(address.key, {})[address.language.code] = address

    def in_language(self, page_id: int | None, language: Language) -> PageAddress | None:
        """The page in the reader's language, else the chosen page itself, else None."""
        if page_id is None or (key := self._keys.get(page_id)) is None:
            return None
        there = self._translations.get(key, {})
        if language.code in there:
            return there[language.code]
        return next((page for page in there.values() if page.id == page_id), None)


def addresses(site: Website, rows: Any) -> Iterator[PageAddress]:
    return _addresses(site, rows.values_list(*_COLUMNS))


def _addresses(site: Website, rows: Iterable[Any]) -> Iterator[PageAddress]:
    for pk, key, locale_id, url_path, title in rows:
        language, path = site.language_of(locale_id), site.path(locale_id, url_path)
        if language is not None and path is not None:
            yield PageAddress(pk, key, language, path, title)


def under_the_homes(site: Website) -> Q:
    """A condition for pages of the site: under the home page of their own language."""
    condition = Q(pk__in=[])
    for locale_id, (_id, url_path) in site.homes.items():
        condition |= Q(locale_id=locale_id, url_path__startswith=url_path)
    return condition
