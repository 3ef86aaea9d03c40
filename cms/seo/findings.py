"""What search engines would find wrong with the metadata of the website's pages.

Judged is what readers get: live, public pages, with what empty fields fall back to. An alias says
what its page says, and is nobody's fault. Of a page that asks to be left out, or names another
original, nothing is shown, so its texts are not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.delivery.languages import languages
from cms.delivery.pages import website
from cms.delivery.search_metadata import PageMetadata, page_metadata
from home.addresses import OwnAddresses, normal_path, path_without_suffix
from home.effective_metadata import EffectiveMetadata, SiteDefaults, in_effect
from home.site_defaults import defaults_by_language, defaults_in
from home.text_width import DESCRIPTION, TITLE, width
from snippets.models import MenuItem


@dataclass(frozen=True)
class FindingKind:
    """`field` is the one that mends it."""

    name: str
    label: str | Promise
    field: str


NO_TITLE = FindingKind("no_title", _("No title for search engines"), "seo_title")
SAME_TITLE = FindingKind("same_title", _("Another page has the same title"), "seo_title")
WIDE_TITLE = FindingKind("wide_title", _("Title too wide"), "seo_title")
NO_DESCRIPTION = FindingKind("no_description", _("No description"), "search_description")
SAME_DESCRIPTION = FindingKind(
    "same_description", _("Another page has the same description"), "search_description"
)
WIDE_DESCRIPTION = FindingKind("wide_description", _("Description too wide"), "search_description")
UNTRANSLATED_TITLE = FindingKind(
    "untranslated_title", _("Title for search engines not translated"), "seo_title"
)
UNTRANSLATED_DESCRIPTION = FindingKind(
    "untranslated_description", _("Description not translated"), "search_description"
)
NO_PICTURE = FindingKind("no_picture", _("No picture when shared"), "social_image")
LEFT_OUT_IN_MENU = FindingKind(
    "left_out_in_menu", _("In the menu, and not for search engines"), "is_indexable"
)
NO_ORIGINAL = FindingKind(
    "no_original", _("Its original is no original, or not there"), "canonical_choice"
)

KINDS = (
    *(NO_TITLE, SAME_TITLE, WIDE_TITLE),
    *(NO_DESCRIPTION, SAME_DESCRIPTION, WIDE_DESCRIPTION),
    *(UNTRANSLATED_TITLE, UNTRANSLATED_DESCRIPTION, NO_PICTURE, LEFT_OUT_IN_MENU, NO_ORIGINAL),
)


@dataclass
class JudgedPage:
    """A page, what readers get of it, how wide that is in pixels, and what is wrong with it."""

    page: PageMetadata
    shown: EffectiveMetadata
    title_width: int
    description_width: int
    findings: list[FindingKind] = field(default_factory=list)


def judged_pages() -> dict[int, JudgedPage]:
    """By page id. Eight queries and one for each page type, however many pages there are."""
    site = website(languages())
    readable_pages = page_metadata(site, Q())
    pages = [page for page in readable_pages if page.alias_of_id is None]
    originals = _Originals.read(readable_pages)
    menu = _Menu.read()
    judged = {page.id: judged for page, judged in _with_values(pages, defaults_by_language())}
    texts = _Texts(list(judged.values()))
    sources = _sources(pages)
    for each in judged.values():
        source = sources[each.page.key]
        each.findings += _findings(each, source, texts, is_in_menu=menu.has(each.page))
        if originals.lacks(each.page):
            each.findings.append(NO_ORIGINAL)
    return judged


def _with_values(
    pages: list[PageMetadata], defaults: Mapping[str, SiteDefaults]
) -> Iterator[tuple[PageMetadata, JudgedPage]]:
    for page in pages:
        shown = in_effect(page.written, defaults_in(defaults, page.language.code))
        title, description = shown.title, shown.description
        yield (
            page,
            JudgedPage(
                page,
                shown,
                title_width=round(width(title, TITLE.size)),
                description_width=round(width(description, DESCRIPTION.size)),
            ),
        )


def _findings(
    judged: JudgedPage, source: PageMetadata, texts: _Texts, is_in_menu: bool
) -> Iterator[FindingKind]:
    page = judged.page
    if not page.is_alternate:
        if is_in_menu and not page.is_indexable:
            yield LEFT_OUT_IN_MENU
        return
    title_is_missing = bool(source.seo_title) and not page.seo_title
    if page is not source and (title_is_missing or _is_copied_title(page, source)):
        yield UNTRANSLATED_TITLE
    elif not page.seo_title:
        yield NO_TITLE
    if texts.titles[_key(page, judged.shown.title)] > 1:
        yield SAME_TITLE
    if judged.title_width > TITLE.most:
        yield WIDE_TITLE
    if page is not source and source.description and page.description in ("", source.description):
        yield UNTRANSLATED_DESCRIPTION
    elif not page.description:
        yield NO_DESCRIPTION
    if page.description and texts.descriptions[_key(page, page.description)] > 1:
        yield SAME_DESCRIPTION
    if judged.description_width > DESCRIPTION.most:
        yield WIDE_DESCRIPTION
    if judged.shown.social_image_id is None:
        yield NO_PICTURE


def _is_copied_title(page: PageMetadata, source: PageMetadata) -> bool:
    """Whether the title for search engines is that of the other language, though the name of the
    page is not. A brand may be called the same in both."""
    is_same = bool(page.seo_title) and page.seo_title == source.seo_title
    return is_same and page.title != source.title


def _sources(pages: list[PageMetadata]) -> dict[object, PageMetadata]:
    """Of which page each group of translations was made: the oldest."""
    oldest: dict[object, PageMetadata] = {}
    for page in pages:
        if page.key not in oldest or page.id < oldest[page.key].id:
            oldest[page.key] = page
    return oldest


class _Texts:
    """How many pages of a language have each text."""

    def __init__(self, judged: list[JudgedPage]) -> None:
        shown = [each for each in judged if each.page.is_alternate]
        self.titles = Counter(_key(each.page, each.shown.title) for each in shown)
        # One that is inherited is the same everywhere, and is told as missing.
        self.descriptions = Counter(
            _key(each.page, each.page.description) for each in shown if each.page.description
        )


def _key(page: PageMetadata, text: str) -> tuple[str, str]:
    return page.language.code, " ".join(text.casefold().split())


@dataclass(frozen=True)
class _Originals:
    """Which pages can be the original of others: those that search engines are shown."""

    addresses: OwnAddresses
    keys: Mapping[int, object]
    by_path: Mapping[str, PageMetadata]

    @classmethod
    def read(cls, pages: list[PageMetadata]) -> _Originals:
        return cls(
            OwnAddresses.read(),
            {page.id: page.key for page in pages},
            {page.path: page for page in pages},
        )

    def lacks(self, page: PageMetadata) -> bool:
        """Whether the page names an original that is none: gone, not open to readers, left out of
        search engines, or a copy of another. Other websites are not asked."""
        if page.canonical_page_id is not None:
            if page.original_path is None:  # it is the page itself, or not open to readers
                return self.keys.get(page.canonical_page_id) != page.key
            path: str | None = page.original_path
        else:
            path = self.addresses.path_of(page.canonical_url) if page.canonical_url else None
        if path is None:
            return False
        original = self.by_path.get(normal_path(path_without_suffix(path)) or "")
        return original is None or not original.is_alternate


@dataclass(frozen=True)
class _Menu:
    """What live menu items lead to: pages, in whatever language, and paths."""

    keys: frozenset[object]
    paths: frozenset[str]

    @classmethod
    def read(cls) -> _Menu:
        items = MenuItem.objects.filter(live=True)
        rows = list(items.values_list("page__translation_key", "route"))
        paths = {normal_path(path_without_suffix(route)) for _key, route in rows if route}
        return cls(
            frozenset(key for key, _route in rows if key is not None),
            frozenset(path for path in paths if path is not None),
        )

    def has(self, page: PageMetadata) -> bool:
        # A path without a language leads to the page in the reader's.
        without_language = page.path.removeprefix(f"/{page.language.code}")
        return page.key in self.keys or not self.paths.isdisjoint({page.path, without_language})
