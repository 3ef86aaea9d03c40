"""All redirects of the website, each followed to its end, in a number of queries that is constant.

Left out is what nobody is led by: a redirect whose old address a live page has, one that comes
after another of the same address, and what leads in a circle or to what readers may not know of.
"""

from __future__ import annotations

from collections.abc import Iterable

from cms.delivery.pages import PageAddress, Website, addresses, readable, under_the_homes
from home.addresses import normal_path, path_without_suffix
from home.redirect_rules import (
    COLUMNS,
    Destination,
    IsGone,
    LeadsNowhere,
    Rule,
    best,
    follow,
    of_the_website,
    path_and_pairs,
    rule_of,
)


def path_on(site: Website, link: str) -> str | None:
    """The path of an address of this website, None for another's."""
    if link.startswith("/") and not link.startswith("//"):
        return link
    if site.url and link.startswith((f"{site.url}/", f"{site.url}?")):
        return link.removeprefix(site.url)
    return "/" if link == site.url else None


def url_path_at(site: Website, asked: str) -> tuple[int, str] | None:
    """The locale and Wagtail's `url_path` of the page with an address, were there one. The root is
    the home page of the first language."""
    path = normal_path(path_without_suffix(asked))
    if path is None:
        return None
    if path == "/":
        path = next((f"/{each.code}/" for each in site.languages), path)
    code, _slash, rest = path.removeprefix("/").partition("/")
    language = next((each for each in site.languages if each.code == code), None)
    home = site.homes.get(language.locale_id) if language else None
    return (language.locale_id, home[1] + rest) if language and home else None


class RedirectMap:
    """Three queries."""

    def __init__(self, site: Website) -> None:
        self._site = site
        rows = of_the_website().order_by("pk").values_list(*COLUMNS)
        self._rules = [rule for rule in map(rule_of, rows) if rule.leads_somewhere or rule.is_gone]
        self._by_path: dict[str, list[Rule]] = {}
        for rule in self._rules:
            self._by_path.setdefault(rule.path, []).append(rule)
        self.pages: dict[int, PageAddress] = {}
        self._at: dict[tuple[int, str], int] = {}
        self._read_pages({rule.page_id for rule in self._rules if rule.page_id is not None})

    def _read_pages(self, ids: set[int]) -> None:
        links = (self.path_of(rule.link) for rule in self._rules)
        asked = (*(rule.path for rule in self._rules), *(link for link in links if link))
        places = {url_path_at(self._site, each) for each in asked} - {None}
        shown = readable().filter(under_the_homes(self._site))
        at = shown.filter(url_path__in={place[1] for place in places if place})
        self._at = {
            (locale_id, url_path): pk
            for pk, locale_id, url_path in at.values_list("pk", "locale_id", "url_path")
        }
        wanted = ids | set(self._at.values())
        self.pages = {page.id: page for page in self._addresses(wanted)}

    def _addresses(self, ids: Iterable[int]) -> Iterable[PageAddress]:
        return addresses(self._site, readable().filter(pk__in=ids))

    def ends(self) -> dict[int, Destination | None]:
        """By the id of each redirect that visitors meet, where it leads; None for what is gone for
        good."""
        found: dict[int, Destination | None] = {}
        for rule in self._rules:
            same = (other for other in self._by_path[rule.path] if other.pairs == rule.pairs)
            has_page = rule.path != "/" and self.page_at(rule.path) is not None
            if has_page or best(same) is not rule:
                continue
            try:
                destination = follow(rule.path, self, rule)
            except IsGone:
                found[rule.id] = None
                continue
            except LeadsNowhere:
                continue
            if destination is not None:
                found[rule.id] = destination
        return found

    # --- What `follow` asks --------------------------------------------------------------------

    def rule_at(self, asked: str) -> Rule | None:
        try:
            path, pairs = path_and_pairs(asked)
        except ValueError:
            return None
        return best(rule for rule in self._by_path.get(path, ()) if rule.is_for(path, pairs))

    def path_of_page(self, page_id: int) -> str | None:
        page = self.pages.get(page_id)
        return page.path if page else None

    def page_at(self, asked: str) -> int | None:
        place = url_path_at(self._site, asked)
        return self._at.get(place) if place else None

    def path_of(self, link: str) -> str | None:
        return path_on(self._site, link)
