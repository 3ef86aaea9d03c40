"""Addresses of pages on the website, and which of them a reader may know of.

The website's address of a page is `/<language>/` and its place under the home page of its
language. Only pages that are live, under no privacy restriction and under a home page of the site
exist for readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, CharField, ExpressionWrapper, Func, Q, QuerySet, Value
from django.db.models.functions import ConcatPair
from wagtail.models import Page, PageViewRestriction, Site

from cms.delivery import tags
from cms.delivery.languages import Language
from cms.engines import read_log
from cms.engines.compiled_query import CompiledQuery, Given
from snippets.models.deleted import deleted_in, is_taken_down


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

    `homes` maps the locale id of each of `languages` to that home page: (page id, url_path, place
    in the tree).
    """

    name: str
    url: str
    homes: dict[int, tuple[int, str, str]]
    languages: tuple[Language, ...]

    def language_of(self, locale_id: int) -> Language | None:
        return next((lang for lang in self.languages if lang.locale_id == locale_id), None)

    def path(self, locale_id: int, url_path: str) -> str | None:
        """`/ar/about/` of a page, or None when it is under no home page of the site."""
        language, home = self.language_of(locale_id), self.homes.get(locale_id)
        if language is None or home is None or not url_path.startswith(home[1]):
            return None
        return f"/{language.code}/{url_path.removeprefix(home[1])}"

    def absolute(self, path: str) -> str:
        return f"{self.url}{path}"


_SITE = CompiledQuery(
    lambda: Site.objects.filter(is_default_site=True).values_list(
        "site_name", "root_page__translation_key"
    )
)
_HOMES = CompiledQuery(
    lambda: Page.objects.filter(
        translation_key__in=Site.objects.filter(is_default_site=True).values(
            "root_page__translation_key"
        )
    ).values_list("locale_id", "pk", "url_path", "path")
)


def website(languages: tuple[Language, ...]) -> Website:
    """The website of the default Site, at the address of `FRONTEND_URL`. Two queries."""
    site = next(iter(_SITE.values()), None)
    if site is None:
        return Website(name="", url="", homes={}, languages=languages)
    name, _key = site
    locale_ids = {language.locale_id for language in languages}
    return Website(
        name=name,
        url=settings.FRONTEND_URL or "",
        homes={
            locale_id: (pk, url_path, place)
            for locale_id, pk, url_path, place in _HOMES.values()
            if locale_id in locale_ids
        },
        languages=languages,
    )


class LikeAny(Func):
    """Whether a text is like one of the patterns in an array.

    The array of a subquery is made once. A join would be tried for every page, also where there is
    nothing to join. Places in the tree are digits and capitals, so nothing in them is escaped.
    """

    arity = 2
    arg_joiner = " LIKE ANY ("
    template = "(%(expressions)s))"
    output_field = BooleanField()


def readable() -> QuerySet[Page]:
    """The pages that anonymous readers may know of: live and under no restriction.

    As Wagtail's `.live().public()`, in one query that is the same whatever the restrictions are.
    """
    return Page.objects.live().exclude(is_restricted())


def is_restricted() -> LikeAny:
    restricted = PageViewRestriction.objects.values(
        under=ConcatPair("page__path", Value("%"), output_field=CharField())
    )
    return LikeAny("path", ArraySubquery(restricted))


# As `readable` filters, of pages that are read anyway: in a subquery, PostgreSQL would read all
# readable pages for it.
IS_READABLE = ExpressionWrapper(Q(live=True) & ~Q(is_restricted()), BooleanField())

Row = tuple[int, object, int, str, str]
_COLUMNS = ("pk", "translation_key", "locale_id", "url_path", "title")
_KEYS = CompiledQuery(
    lambda: Page.objects.filter(pk__any_of=Given("ids")).values_list("pk", "translation_key")
)
# Those that readers may not know of too: whether they were taken down matters.
_OF_KEYS = CompiledQuery(
    lambda: (
        Page.objects.filter(translation_key__any_of=Given("keys"))
        .annotate(is_readable=IS_READABLE, deleted_in=deleted_in(Page))
        .values_list(*_COLUMNS, "is_readable", "live", "first_published_at", "deleted_in")
    )
)


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A page in one of its languages, whether readers may know of it or not; with the locales in
    which it was deleted."""

    key: object
    locale_id: int
    is_readable: bool
    live: bool
    first_published_at: datetime | None
    deleted_in: Iterable[int]


class PageDirectory:
    """The pages that content links to, with their translations, known by any of their ids."""

    def __init__(self, site: Website, ids: Iterable[int]) -> None:
        """Two queries, whatever the number of ids."""
        self._site = site
        self.wanted = wanted = frozenset(ids)
        # Page -> its translation key, of those that exist, whether readers may know of them or not.
        self.keys: dict[int, object] = {}
        self._translations: dict[object, dict[str, PageAddress]] = {}
        # Translation keys, and the locales in which these pages were taken down.
        self._taken_down: set[tuple[object, int]] = set()
        self._reader: Language | None = None
        if not wanted:
            return
        with read_log.narrowed(tags.page_tables() | tags.DELETED_TABLES) as read:
            self.keys = dict(_KEYS.values(ids=sorted(wanted)))
            keys = set(self.keys.values())
            rows = _OF_KEYS.values(keys=list(keys))
            read |= {tags.page(pk) for pk in (*wanted, *(row[0] for row in rows))}
            read |= {tags.translations(key) for key in keys}
        readable = [row[: len(_COLUMNS)] for row in rows if row[len(_COLUMNS)]]
        versions = (PageVersion(row[1], row[2], *row[len(_COLUMNS) :]) for row in rows)
        self._note(_addresses(site, readable), versions)

    def _note(self, addresses: Iterable[PageAddress], versions: Iterable[PageVersion]) -> None:
        """Notes the pages that readers may know of, and in which languages others were taken
        down."""
        for address in addresses:
            self._translations.setdefault(address.key, {})[address.language.code] = address
        for page in versions:
            self._taken_down |= {(page.key, locale_id) for locale_id in page.deleted_in}
            if not page.is_readable and is_taken_down(page, page.locale_id):
                self._taken_down.add((page.key, page.locale_id))

    def for_readers_of(self, language: Language) -> PageDirectory:
        """The same pages for content that is shown to readers of another language than its own: its
        links lead them to pages in theirs."""
        directory = copy(self)
        directory._reader = language
        return directory

    def in_language(self, page_id: int | None, language: Language) -> PageAddress | None:
        """The page in the reader's language. Where there never was one the chosen page itself; None
        where it was taken down, and where readers may not know of the chosen page."""
        language = self._reader or language
        if page_id is None or (key := self.keys.get(page_id)) is None:
            return None
        translations = self._translations.get(key, {})
        if language.code in translations:
            return translations[language.code]
        if (key, language.locale_id) in self._taken_down:
            return None
        return next((page for page in translations.values() if page.id == page_id), None)


def addresses(site: Website, rows: QuerySet[Page]) -> Iterator[PageAddress]:
    return _addresses(site, rows.values_list(*_COLUMNS))


def _addresses(site: Website, rows: Iterable[Row]) -> Iterator[PageAddress]:
    for pk, key, locale_id, url_path, title in rows:
        language, path = site.language_of(locale_id), site.path(locale_id, url_path)
        if language is not None and path is not None:
            yield PageAddress(pk, key, language, path, title)


def under_the_homes(site: Website) -> Q:
    """A condition for pages of the site: under the home page of their own language.

    It compares places in the tree and not addresses: the index `cms_page_readable` holds them.
    """
    condition = Q(pk__in=[])
    for locale_id, (_id, _url_path, place) in site.homes.items():
        condition |= Q(locale_id=locale_id, path__startswith=place)
    return condition
