"""Which properties Google asks for, of each type of schema.org that our pages use.

As its pages under https://developers.google.com/search/docs/appearance/structured-data/ have them:
event, article, breadcrumb, organization, and site-names beside them. On that date they could not be
opened from here: what is required is as several sources quote it, what is recommended from memory.
Compare them once with the pages, and look at what has been retired when the date is a year old.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

READ_ON = date(2026, 11, 28)


@dataclass(frozen=True)
class Properties:
    required: tuple[str, ...] = ()
    recommended: tuple[str, ...] = ()


GOOGLE = {
    "Event": Properties(
        required=("name", "startDate", "location"),
        recommended=(
            *("description", "endDate", "eventStatus", "image", "offers", "organizer"),
            *("performer", "previousStartDate"),
        ),
    ),
    "Place": Properties(required=("address",), recommended=("name",)),
    # Of events that take place online, as the page said while Google showed these.
    "VirtualLocation": Properties(required=("url",)),
    "Offer": Properties(recommended=("availability", "price", "priceCurrency", "url", "validFrom")),
    "Article": Properties(
        recommended=("author", "dateModified", "datePublished", "headline", "image")
    ),
    # As author and organiser.
    "Person": Properties(required=("name",), recommended=("url",)),
    "BreadcrumbList": Properties(required=("itemListElement",)),
    # Of the last one Google goes without `item`; ours have it.
    "ListItem": Properties(required=("position", "name", "item")),
    "Organization": Properties(
        recommended=(
            *("name", "alternateName", "url", "logo", "sameAs", "description", "legalName"),
            *("address", "contactPoint", "email", "telephone", "foundingDate", "numberOfEmployees"),
            *("duns", "globalLocationNumber", "iso6523Code", "leiCode", "naics", "taxID", "vatID"),
        ),
    ),
    "WebSite": Properties(required=("name", "url"), recommended=("alternateName",)),
    # Google asks nothing of these: what others need of them.
    "WebPage": Properties(required=("url", "name", "inLanguage")),
    "ImageObject": Properties(required=("url", "width", "height")),
    "PostalAddress": Properties(required=("streetAddress",)),
}

RETIRED = {"FAQPage", "HowTo", "SearchAction", "Question", "HowToStep"}
