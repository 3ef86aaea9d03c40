"""Which page an address of the website shows.

It looks, in this order,
- for the page with this address;
- for a redirect that an editor or a moved page left, or that the address is gone for good (410);
- for the page in the language of the address, when its address differs in that language;
- for the page in another language, while it is not translated (`fallback`). One that was taken down
  in the language of the address is not there.
The answer has the page. It also says whether the page has another address than the requested one
(`redirected`), so that a website can redirect.

The number of queries does not depend on how much content there is. Redirects are matched and
followed by home/redirect_rules.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wagtail.models import Page

from cms.api.v2.answers import Find
from cms.api.v2.page_rows import with_types
from cms.delivery import tags
from cms.delivery.languages import Language
from cms.delivery.pages import Website, readable
from cms.delivery.redirects import path_on, url_path_at
from cms.delivery.translations import with_deletions
from cms.engines import read_log
from home.addresses import normal_path, path_without_suffix
from home.redirect_rules import Destination, IsGone, LeadsNowhere, Rule, follow, rule_at
from snippets.models.deleted import is_taken_down


@dataclass(frozen=True)
class PageLookup:
    """`permanent` is None where nothing redirects; `location` an address that is no page's, or that
    of the page with what stands behind it. `reader` is the language that a fallback was asked in.
    Of what is gone for good there is nothing but `is_gone`.
    """

    requested: str
    page: Page | None = None
    path: str | None = None
    redirected: bool = False
    permanent: bool | None = None
    fallback: bool = False
    location: str | None = None
    reader: Language | None = None
    is_gone: bool = False

    def as_document(self) -> Find:
        document: Find = {
            "requested": self.requested,
            "path": self.path,
            "redirected": self.redirected,
            "permanent": self.permanent,
            "fallback": self.fallback,
        }
        if self.location:
            document["location"] = self.location
        return document


def language_of(site: Website, requested: str) -> Language | None:
    """The language that an address names."""
    path = normal_path(path_without_suffix(requested))
    return _language_and_rest(site, path)[0] if path else None


def look_up(site: Website, requested: str, language: Language | None = None) -> PageLookup | None:
    """What is at a path of the website (`/ar/about/`, also with a query); None for nothing. A path
    without a language is one of `language`, else of the first that has a page there."""
    path = normal_path(path_without_suffix(requested))
    if path is None:
        return None
    if language is not None and language_of(site, path) is None:
        return _without_language(site, requested, path, language)
    if path != "/" and (match := _page_at(site, path)) is not None:
        return replace(match, requested=requested)
    try:
        destination = follow(requested, _SingleRules(site))
    except IsGone:
        return PageLookup(requested, is_gone=True)
    except LeadsNowhere:
        return None
    match = _elsewhere(site, path) if destination is None else _at(site, destination)
    return replace(match, requested=requested) if match is not None else None


def _without_language(
    site: Website, requested: str, path: str, language: Language
) -> PageLookup | None:
    """As `look_up`. A redirect of the path itself is followed before, as it is elsewhere."""
    if rule_at(requested) is not None:
        return look_up(site, requested)
    match = look_up(site, f"/{language.code}{path}")
    if match is None:
        return None
    if match.fallback or match.redirected or match.is_gone:
        return replace(match, requested=requested)
    return replace(match, requested=requested, redirected=True, permanent=False)


def _at(site: Website, destination: Destination) -> PageLookup | None:
    """What redirects lead to: a page, or an address of the website or of another that is none."""
    permanent, location = destination.is_permanent, destination.location
    if destination.page_id is not None:
        page = _readable_page(site, destination.page_id)
        if page is None:
            return None
        behind = location if location != page.path else None
        return replace(page, permanent=permanent, location=behind)
    own = path_on(site, location)
    path = normal_path(path_without_suffix(own)) if own else None
    match = _elsewhere(site, path) if path else None
    if match is None:
        return PageLookup("", redirected=True, permanent=permanent, location=own or location)
    return replace(match, redirected=True, permanent=permanent and not match.fallback)


class _SingleRules:
    """Where `follow` looks for single addresses: two queries for each step."""

    def __init__(self, site: Website) -> None:
        self._site = site

    def rule_at(self, asked: str) -> Rule | None:
        return rule_at(asked)

    def path_of_page(self, page_id: int) -> str | None:
        page = _readable_page(self._site, page_id)
        return page.path if page else None

    def page_at(self, asked: str) -> int | None:
        path = normal_path(path_without_suffix(asked))
        match = _page_at(self._site, path) if path else None
        return match.page.pk if match and match.page else None

    def path_of(self, link: str) -> str | None:
        return path_on(self._site, link)


def _language_and_rest(site: Website, path: str) -> tuple[Language | None, str]:
    code, _, rest = path.removeprefix("/").partition("/")
    language = next((each for each in site.languages if each.code == code), None)
    return (language, rest) if language else (None, path.removeprefix("/"))


def _page_at(site: Website, path: str) -> PageLookup | None:
    """The page whose address this is."""
    place = url_path_at(site, path)
    if place is None:
        return None
    locale_id, url_path = place
    with read_log.narrowed(tags.page_tables()) as read:
        read.add(tags.address(url_path))
        pages = readable().filter(url_path=url_path, locale_id=locale_id)
        page = with_types(pages).first()
        if page is not None:
            read.add(tags.page(page.pk))
    return PageLookup(path, page=page, path=path) if page is not None else None


def _readable_page(site: Website, page_id: int) -> PageLookup | None:
    with read_log.narrowed(tags.page_tables()) as read:
        read.add(tags.page(page_id))
        page = with_types(readable().filter(pk=page_id)).first()
    path = site.path(page.locale_id, page.url_path) if page else None
    return PageLookup("", page=page, path=path, redirected=True) if path else None


def _elsewhere(site: Website, path: str) -> PageLookup | None:
    """The page under another address: of the first language without a prefix, or not translated."""
    wanted, rest = _language_and_rest(site, path)
    urls = {home[1] + rest: locale_id for locale_id, home in site.homes.items()}
    at = Page.objects.filter(url_path__in=urls)
    # With them, every version of the pages there: whether one was taken down matters.
    of_these = Page.objects.filter(translation_key__in=at.values("translation_key"))
    versions = list(with_deletions(of_these))
    if not versions:
        return None
    shown = {
        page.pk: page
        for page in with_types(readable().filter(pk__in=[version.pk for version in versions]))
    }
    languages = list(site.languages)
    for language in languages:
        if language == wanted:
            continue
        page = next(
            (
                version
                for version in shown.values()
                if version.locale_id == language.locale_id
                and urls.get(version.url_path) == version.locale_id
            ),
            None,
        )
        if page is None:
            continue
        if wanted is None:
            return PageLookup(
                path,
                page=page,
                path=site.path(page.locale_id, page.url_path),
                redirected=True,
                permanent=False,
            )
        return _in_language(site, page, wanted, versions, shown)
    return None


def _in_language(
    site: Website, page: Page, wanted: Language, versions: list[Page], shown: dict[int, Page]
) -> PageLookup | None:
    """What a reader of `wanted` gets of a page that has this address in another language."""
    group = [one for one in versions if one.translation_key == page.translation_key]
    translation = next((one for one in group if one.locale_id == wanted.locale_id), None)
    if translation is not None and translation.pk in shown:
        path = site.path(translation.locale_id, translation.url_path)
        if path is None:
            return None
        return PageLookup("", page=translation, path=path, redirected=True, permanent=False)
    if is_taken_down(translation, wanted.locale_id, group[0].deleted_in):
        return None
    path = site.path(page.locale_id, page.url_path)
    return PageLookup("", page=page, path=path, fallback=True, reader=wanted) if path else None
