"""The rules of redirects: which old address a redirect is for, and where it leads in the end.

An old address is stored in one normal form: decoded, composed (NFC), without a final slash, without
what follows "#", the pairs of its query in alphabetical order. Visitors' addresses are brought into
the same form and compared. A redirect whose old address has a query is for every address that has
these pairs, in whatever order and among whatever others; the one with the most pairs comes first,
then the site's own before one of all sites.

A redirect leads to a page (and follows it when it moves), to a path of the website or to another
website, or says that what was there is gone for good (410): what leads there leads to that answer.
`redirect_page_route_path` holds what stands behind a page's address: "?from=menu#top".
`follow` is the one place that says where a chain ends: `find` asks for single rules, the list of
API v2 has them all in memory.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote, unquote_plus

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from wagtail.contrib.redirects.models import Redirect

from home.addresses import is_absolute, split
from snippets.routes import shown_address

# PostgreSQL's index takes 2,700 bytes of an address: 1,000 letters of Arabic and more.
MOST_BYTES = 2600
LONGEST_OLD_PATH = 2600
LONGEST_TARGET = 8000
LONGEST_SUFFIX = 2000
LONGEST_CHAIN = 25

# What would be read as the end of a path, or of a pair, if it were decoded.
_ENDS_A_PATH = str.maketrans({"%": "%25", "?": "%3F", "#": "%23"})
_ENDS_A_PAIR = str.maketrans({"%": "%25", "&": "%26", "#": "%23", "+": "%2B", "?": "%3F"})

Pairs = frozenset[str]


def normal_old_path(address: str, decode_unicode: bool = True) -> str:
    """The normal form of an old address, which may be a full one; in place of Wagtail's own, and
    called as that is.

    Raises ValueError for what is no address.
    """
    path, pairs = path_and_pairs(address)
    return f"{path}?{'&'.join(sorted(pairs))}" if pairs else path


def path_and_pairs(address: str) -> tuple[str, Pairs]:
    address = address.strip()
    if is_absolute(address) and not address.startswith("//"):
        parts = split(address)
        if parts is None:
            raise ValueError("This is no address.")
        address = parts._replace(scheme="", netloc="").geturl()
    before, _mark, query = address.partition("#")[0].partition("?")
    decoded = unicodedata.normalize("NFC", unquote(before))
    path = "/".join(part.translate(_ENDS_A_PATH) for part in decoded.split("/") if part)
    return f"/{path}", pairs_of(query)


def pairs_of(query: str) -> Pairs:
    """The pairs of a query, each in its normal form: "id=3"."""
    pairs = set()
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if pair:
            pairs.add(f"{_normal_word(name)}{equals}{_normal_word(value)}")
    return frozenset(pairs)


def _normal_word(word: str) -> str:
    return unicodedata.normalize("NFC", unquote_plus(word)).translate(_ENDS_A_PAIR)


def suffix_of(address: str) -> str:
    """What stands behind the path: "?from=menu#top"."""
    at = min((place for place in map(address.find, "?#") if place >= 0), default=len(address))
    return address[at:]


@dataclass(frozen=True, slots=True)
class Rule:
    """A redirect. `suffix` is what stands behind the address of the page."""

    id: int
    path: str
    pairs: Pairs
    is_of_the_site: bool
    page_id: int | None
    link: str
    suffix: str
    is_permanent: bool
    says_gone: bool = False

    @property
    def leads_somewhere(self) -> bool:
        return self.page_id is not None or bool(self.link)

    @property
    def is_gone(self) -> bool:
        return self.says_gone and not self.leads_somewhere

    @property
    def rank(self) -> tuple[int, bool, int]:
        """Of those that match an address, the lowest is used."""
        return -len(self.pairs), not self.is_of_the_site, self.id

    def is_for(self, path: str, pairs: Pairs) -> bool:
        return path == self.path and self.pairs <= pairs


COLUMNS = (
    *("pk", "old_path", "site_id", "redirect_page_id", "redirect_link"),
    *("redirect_page_route_path", "is_permanent", "details__is_gone"),
)


def rule_of(row: tuple[Any, ...]) -> Rule:
    """Of the `COLUMNS` of a redirect."""
    pk, old_path, site_id, page_id, link, suffix, is_permanent, says_gone = row
    path, _mark, query = old_path.partition("?")
    pairs = frozenset(query.split("&")) if query else frozenset()
    link, suffix = shown_address(link), shown_address(suffix)
    is_of_the_site = site_id is not None
    return Rule(
        *(pk, path, pairs, is_of_the_site, page_id, link, suffix, is_permanent, bool(says_gone))
    )


def rule_of_saved(redirect: Redirect) -> Rule:
    """One query."""
    return rule_of(Redirect.objects.values_list(*COLUMNS).get(pk=redirect.pk))


def of_the_website() -> QuerySet[Redirect]:
    """The redirects of the default Site, and those of all sites."""
    return Redirect.objects.filter(Q(site=None) | Q(site__is_default_site=True))


def rule_at(asked: str, among: QuerySet[Redirect] | None = None) -> Rule | None:
    """The redirect that an address of the website follows. One query."""
    try:
        path, pairs = path_and_pairs(asked)
    except ValueError:
        return None
    if "\x00" in path or any("\x00" in pair for pair in pairs):
        return None
    if among is None:
        among = of_the_website()
    wanted = Q(old_path=path)
    if pairs:
        wanted |= Q(old_path__startswith=f"{path}?", pairs__contained_by=sorted(pairs))
        text = Func(F("old_path"), Value("?"), Value(2), function="split_part")
        split_up = Func(
            text,
            Value("&"),
            function="string_to_array",
            output_field=ArrayField(TextField()),
        )
        among = among.alias(pairs=split_up)
    rows = among.filter(wanted).order_by().values_list(*COLUMNS)
    return best(map(rule_of, rows))


def best(rules: Iterable[Rule]) -> Rule | None:
    answering = (rule for rule in rules if rule.leads_somewhere or rule.is_gone)
    return min(answering, key=lambda rule: rule.rank, default=None)


class Rules(Protocol):
    """Where `follow` looks. An address is a path of the website, with what stands behind it."""

    def rule_at(self, asked: str) -> Rule | None: ...
    def path_of_page(self, page_id: int) -> str | None:
        """None for a page that readers may not know of."""

    def page_at(self, asked: str) -> int | None:
        """The page that readers find at an address."""

    def path_of(self, link: str) -> str | None:
        """The path of the website that a link leads to, None for another website's."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a redirect leads: to a page, or to an address that is no page's. `location` is the
    address, with what stands behind it."""

    page_id: int | None
    location: str
    is_permanent: bool


class LeadsNowhere(Exception):
    """A chain of redirects ends at a page that readers may not know of, or never."""


class IsGone(LeadsNowhere):
    """A chain of redirects ends at an address that is gone for good."""


def follow(asked: str, rules: Rules, first: Rule | None = None) -> Destination | None:
    """Where the redirects at an address lead in the end; None where there is none.

    `first` is the redirect at `asked` where the caller has it. A chain is permanent when each of
    its steps is. Raises LeadsNowhere, and of it IsGone for what is gone for good.
    """
    is_permanent = True
    for _step in range(LONGEST_CHAIN):
        rule = first or rules.rule_at(asked)
        if rule is None:
            return Destination(None, asked, is_permanent) if _step else None
        if rule.is_gone:
            raise IsGone
        first = None
        is_permanent = is_permanent and rule.is_permanent
        if rule.page_id is not None:
            path = rules.path_of_page(rule.page_id)
            if path is None:
                raise LeadsNowhere
            return Destination(rule.page_id, path + rule.suffix, is_permanent)
        path = rules.path_of(rule.link)
        if path is None:
            return Destination(None, rule.link, is_permanent)
        if (page_id := rules.page_at(path)) is not None:
            location = (rules.path_of_page(page_id) or path) + suffix_of(path)
            return Destination(page_id, location, is_permanent)
        asked = path
    raise LeadsNowhere
