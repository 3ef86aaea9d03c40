"""What a page says to machines about itself: one graph of schema.org's terms for each page.

It has nothing that does not stand on the page, and nothing that nobody wrote: a property without a
value is left out. The nodes name each other by `@id`, an address with a place in it that no element
has. The organisation is one in all languages, the website is one for each.

A page that names another as its original speaks of that one, as its canonical address does, and is
in no breadcrumbs: those are of the original. Types that Google has retired (FAQPage, HowTo,
SearchAction) are not here. Which properties Google asks for is in tests/seo/google_properties.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from cms.delivery.page_details import PageDetails
from cms.delivery.pages import Website
from cms.delivery.shapes import Crumb, Image, Seo
from home.models import ArticlePage, EventPage, HomePage
from home.models.events import CANCELLED, MOVED_ONLINE, POSTPONED, SCHEDULED
from snippets.routes import shown_address

Node = dict[str, object]

# Google wants a picture in these proportions: 16:9, 4:3 and 1:1.
PICTURE_SHAPES = ("hero", "card", "thumbnail")
STATUSES: Mapping[str, str] = {
    SCHEDULED: "EventScheduled",
    POSTPONED: "EventPostponed",
    CANCELLED: "EventCancelled",
    MOVED_ONLINE: "EventMovedOnline",
}
# What could end the element, or be markup in a page that was made carelessly.
_ESCAPES = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


def as_json_ld(nodes: list[Node]) -> str:
    """For `<script type="application/ld+json">` as it is: nothing in it ends the element."""
    graph = {"@context": "https://schema.org", "@graph": nodes}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def parts_of(page: Page) -> tuple[str, ...]:
    """The parts of PageDetails that the graph of a page is made of."""
    own_type = ("own_type",) if page.specific_class in _BUILDERS else ()
    return ("seo", "breadcrumbs", *own_type)


def graph_of(site: Website, details: PageDetails, page: Page, seo: Seo) -> list[Node]:
    """Of a page of which `details` has its `parts_of`."""
    subject = _subject(site, details, page, seo)
    build = _BUILDERS.get(type(subject.page))
    entity = build(subject) if build is not None else None
    nodes = [*_organisation(subject), *_website(subject), _web_page(subject, entity is not None)]
    if subject.has_breadcrumbs:
        nodes.append(_breadcrumbs(subject))
    if entity is not None:
        nodes.append(entity)
    return [_without_nothing(node) for node in nodes]


@dataclass(frozen=True, slots=True)
class _Subject:
    """A page and what its nodes are made of. `page` is of its own type where that has a node."""

    site: Website
    page: Any
    is_home: bool
    seo: Seo
    # The language of its text, and that in which the website shows it.
    text_language: str
    language: str
    # The website's name in that language, and those that it has in the others.
    site_name: str
    other_names: list[str]
    crumbs: list[Crumb]
    picture: Image | None

    @property
    def url(self) -> str:
        return self.seo["canonical"]

    @property
    def is_own_original(self) -> bool:
        return self.seo["canonical"] == self.seo["url"]

    @property
    def has_breadcrumbs(self) -> bool:
        """A trail of one page leads nowhere."""
        return self.is_own_original and len(self.crumbs) > 1

    @property
    def home(self) -> str:
        """The home page of the language, where readers can open that."""
        path = f"/{self.language}/"
        return self.site.absolute(path if self.crumbs[0]["path"] == path else "/")

    @property
    def organisation(self) -> Node | None:
        return {"@id": self.site.absolute("/#organization")} if self.site_name else None

    @property
    def website(self) -> Node | None:
        return {"@id": f"{self.home}#website"} if self.site_name else None

    def part(self, name: str) -> Node:
        return {"@id": f"{self.url}#{name}"}


def _subject(site: Website, details: PageDetails, page: Page, seo: Seo) -> _Subject:
    names = details.site_names(page)
    return _Subject(
        site=site,
        page=details.specific(page),
        is_home=page.specific_class is HomePage,
        seo=seo,
        text_language=details.language_of_text(page).code,
        language=details.language(page).code,
        site_name=names[0],
        other_names=[name for name in names[1:] if name and name != names[0]],
        crumbs=details.part(page, "breadcrumbs"),
        picture=details.lead_picture(page, PICTURE_SHAPES),
    )


def _organisation(subject: _Subject) -> list[Node]:
    if subject.organisation is None:
        return []
    return [
        {
            "@type": "Organization",
            **subject.organisation,
            "name": subject.site_name,
            "alternateName": subject.other_names,
            "url": subject.home,
        }
    ]


def _website(subject: _Subject) -> list[Node]:
    if subject.website is None:
        return []
    return [
        {
            "@type": "WebSite",
            **subject.website,
            "name": subject.site_name,
            "alternateName": subject.other_names,
            "url": subject.home,
            "inLanguage": subject.language,
            "publisher": subject.organisation,
        }
    ]


def _web_page(subject: _Subject, has_entity: bool) -> Node:
    return {
        "@type": "WebPage",
        **subject.part("webpage"),
        "url": subject.url,
        "name": subject.page.title,
        "inLanguage": subject.text_language,
        "isPartOf": subject.website if subject.is_own_original else None,
        "about": subject.organisation if subject.is_home else None,
        "breadcrumb": subject.part("breadcrumb") if subject.has_breadcrumbs else None,
        "primaryImageOfPage": _image(subject),
        "mainEntity": subject.part("main") if has_entity else None,
    }


def _breadcrumbs(subject: _Subject) -> Node:
    return {
        "@type": "BreadcrumbList",
        **subject.part("breadcrumb"),
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb["title"],
                "item": subject.site.absolute(crumb["path"]),
            }
            for position, crumb in enumerate(subject.crumbs, start=1)
        ],
    }


# --- What pages are about -------------------------------------------------------------------------


def _article(subject: _Subject) -> Node:
    page: ArticlePage = subject.page
    published = page.published or page.first_published_at
    return {
        "@type": "Article",
        **_entity(subject),
        "headline": page.title,
        "description": page.introduction,
        # Without an author it is the organisation's, as the field says.
        "author": _named("Person", page.author, subject),
        "publisher": subject.organisation,
        "datePublished": _moment(published) if isinstance(published, datetime) else published,
        "dateModified": page.updated,
    }


def _event(subject: _Subject) -> Node | None:
    """None of one that is nowhere: that is none to Google."""
    page: EventPage = subject.page
    online = shown_address(page.online_url)
    if not page.place and not online:
        return None
    is_online = bool(online) and (page.status == MOVED_ONLINE or not page.place)
    if is_online:
        mode = "OnlineEventAttendanceMode"
    else:
        mode = "MixedEventAttendanceMode" if online else "OfflineEventAttendanceMode"
    return {
        "@type": "Event",
        **_entity(subject),
        "name": page.title,
        "description": page.introduction,
        "startDate": _start_or_end(page.start, page.is_all_day),
        "endDate": _start_or_end(page.end, page.is_all_day),
        "eventStatus": f"https://schema.org/{STATUSES[page.status]}",
        "eventAttendanceMode": f"https://schema.org/{mode}",
        "location": [
            *([] if is_online or not page.place else [_place(page)]),
            *([{"@type": "VirtualLocation", "url": online}] if online else []),
        ],
        "organizer": _named("Organization", page.organiser, subject),
        "offers": _offer(page),
        "isAccessibleForFree": True if page.price == 0 else None,
    }


def _place(page: EventPage) -> Node:
    """Google wants an address. Where there is none, the name of the place is what people go by."""
    address = {"@type": "PostalAddress", "streetAddress": page.address or page.place}
    return {"@type": "Place", "name": page.place, "address": address}


def _offer(page: EventPage) -> Node | None:
    if page.price is None:
        return None
    return {"@type": "Offer", "price": str(page.price), "priceCurrency": page.currency}


def _entity(subject: _Subject) -> Node:
    """What all have that a page can be about."""
    shapes = subject.picture["shapes"].values() if subject.picture else ()
    return {
        **subject.part("main"),
        "url": subject.url,
        "mainEntityOfPage": subject.part("webpage"),
        "inLanguage": subject.text_language,
        # Until a picture is cut, all shapes are one file.
        "image": list(dict.fromkeys(shape["src"] for shape in shapes)),
    }


def _named(kind: str, name: str, subject: _Subject) -> Node | None:
    if name and name not in (subject.site_name, *subject.other_names):
        return {"@type": kind, "name": name}
    return subject.organisation


def _image(subject: _Subject) -> Node | None:
    if subject.picture is None:
        return None
    widest = subject.picture["shapes"][PICTURE_SHAPES[0]]
    return {
        "@type": "ImageObject",
        **subject.part("picture"),
        "url": widest["src"],
        "width": widest["width"],
        "height": widest["height"],
        "caption": subject.picture["alt"],
    }


def _start_or_end(moment: datetime | None, is_all_day: bool) -> str | None:
    """With the website's distance from UTC; of whole days the day alone."""
    if moment is None:
        return None
    return _moment(moment).partition("T")[0] if is_all_day else _moment(moment)


def _moment(moment: datetime) -> str:
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return local.isoformat(timespec="seconds")


def _without_nothing(node: Node) -> Node:
    """Without the properties that have no value; a day is text."""
    return {
        name: _without_nothing(value) if isinstance(value, dict) else _as_text(value)
        for name, value in node.items()
        if value not in (None, "", [])
    }


def _as_text(value: object) -> object:
    """Of a list of one, that one: whoever reads it expects it so."""
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    return value.isoformat() if isinstance(value, date) else value


_BUILDERS: Mapping[type[Page], Callable[[_Subject], Node | None]] = {
    ArticlePage: _article,
    EventPage: _event,
}
