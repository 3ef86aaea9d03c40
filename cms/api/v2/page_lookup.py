"""Which page an address of the website shows.

It looks, in this order,
- for the page with this address;
- for a redirect that an editor or a moved page left;
- for the page in the language of the address, when its address differs in that language;
- for the page in another language, while it is not translated (`fallback`). One that was taken down
  in the language of the address is not there.
The answer has the page. It also says whether the page has another address than the requested one
(`redirected`), so that a website can redirect.

The number of queries does not depend on how much content there is. A redirect may lead to another
redirect, at most `LONGEST_CHAIN` times.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import unquote

from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.api.v2.answers import Find
from cms.api.v2.page_rows import with_types
from cms.delivery import tags
from cms.delivery.languages import Language
from cms.delivery.pages import Website, readable
from cms.delivery.translations import with_deletions
from cms.engines import read_log
from snippets.models.deleted import is_taken_down

LONGEST_CHAIN = 3


@dataclass(frozen=True)
class PageLookup:
    """`permanent` is None where nothing redirects; `location` an address that is no page's."""

    requested: str
    page: Page | None = None
    path: str | None = None
    redirected: bool = False
    permanent: bool | None = None
    fallback: bool = False
    location: str | None = None

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


def look_up(site: Website, requested: str) -> PageLookup | None:
    """What is at a path of the website (`/ar/about/`, also with a query); None for nothing."""
    asked = requested
    permanent: bool | None = None
    seen: set[str] = set()
    for _step in range(LONGEST_CHAIN + 1):
        path = _normal(asked)
        if path is None or path in seen:
            return None
        seen.add(path)
        match = _page_at(site, path)
        redirect = None if match else redirect_from(asked)
        if redirect is None:
            match = match or _elsewhere(site, path)
            break
        # A chain is permanent when each of its steps is.
        permanent = redirect.is_permanent and permanent is not False
        if redirect.redirect_page_id is not None:
            match = _readable_page(site, redirect.redirect_page_id)
            if match is None:
                return None
            break
        location = _on_the_website(site, redirect.redirect_link)
        if location is None:
            match = PageLookup(requested, redirected=True, location=redirect.redirect_link)
            break
        asked = location
    else:
        return None
    if match is None:
        if permanent is None:
            return None
        # To an address of the website that is no page: a form, a file, an application.
        match = PageLookup(requested, redirected=True, location=asked)
    if permanent is not None:
        match = replace(match, redirected=True, permanent=permanent and not match.fallback)
    return replace(match, requested=requested)


def _normal(asked: str) -> str | None:
    """The path as pages have it: decoded, with one slash at both ends; None when it is none."""
    path = unquote(urlsplit_path(asked))
    if "\x00" in path or any(part in (".", "..") for part in path.split("/")):
        return None
    parts = [part for part in path.split("/") if part]
    return f"/{'/'.join(parts)}/" if parts else "/"


def urlsplit_path(asked: str) -> str:
    return asked.split("#", 1)[0].split("?", 1)[0]


def _language_and_rest(site: Website, path: str) -> tuple[Language | None, str]:
    code, _, rest = path.removeprefix("/").partition("/")
    language = next((each for each in site.languages if each.code == code), None)
    return (language, rest) if language else (None, path.removeprefix("/"))


def _page_at(site: Website, path: str) -> PageLookup | None:
    """The page whose address this is."""
    language, rest = _language_and_rest(site, path)
    home = site.homes.get(language.locale_id) if language else None
    if language is None or home is None:
        return None
    with read_log.narrowed(tags.page_tables()) as read:
        read.add(tags.address(home[1] + rest))
        pages = readable().filter(url_path=home[1] + rest, locale_id=language.locale_id)
        page = with_types(pages).first()
        if page is not None:
            read.add(tags.page(page.pk))
    return PageLookup(path, page=page, path=path) if page is not None else None


def redirect_from(asked: str, among: QuerySet[Redirect] | None = None) -> Redirect | None:
    """As Wagtail's own middleware looks: with the query first, then without; the site's first."""
    wanted: list[str] = []
    for address in (asked, urlsplit_path(asked)):
        for decoded in (True, False):
            try:
                path = Redirect.normalise_path(address, decode_unicode=decoded)
            except ValueError:
                # No address to urllib ("//[x/"), so no redirect was ever stored for it.
                continue
            if "\x00" not in path and path not in wanted:
                wanted.append(path)
    if among is None:
        among = Redirect.objects.filter(Q(site=None) | Q(site__is_default_site=True))
    leading = [
        redirect
        for redirect in among.filter(old_path__in=wanted)
        if redirect.redirect_page_id or redirect.redirect_link
    ]
    return min(
        leading, key=lambda each: (wanted.index(each.old_path), each.site_id is None), default=None
    )


def _readable_page(site: Website, page_id: int) -> PageLookup | None:
    with read_log.narrowed(tags.page_tables()) as read:
        read.add(tags.page(page_id))
        page = with_types(readable().filter(pk=page_id)).first()
    path = site.path(page.locale_id, page.url_path) if page else None
    return PageLookup("", page=page, path=path, redirected=True) if path else None


def _on_the_website(site: Website, link: str) -> str | None:
    """The path of an address of this website, None for another's."""
    if link.startswith("/") and not link.startswith("//"):
        return link
    if site.url and link.startswith((f"{site.url}/", f"{site.url}?")):
        return link.removeprefix(site.url)
    return "/" if link == site.url else None


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
    return PageLookup("", page=page, path=path, fallback=True) if path else None
