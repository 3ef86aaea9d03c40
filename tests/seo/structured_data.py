"""What an independent reader (extruct) finds in a head, against Google's tables and the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import extruct

from tests.seo.google_properties import GOOGLE, RETIRED

Node = dict[str, Any]


def graph(html: str) -> list[Node]:
    """The nodes of the one graph of a page, as it is served."""
    found = extruct.extract(html, syntaxes=["json-ld"], errors="strict")["json-ld"]
    assert len(found) == 1
    assert found[0].keys() == {"@context", "@graph"}
    assert found[0]["@context"] == "https://schema.org"
    nodes: list[Node] = found[0]["@graph"]
    return nodes


def by_type(nodes: list[Node]) -> dict[str, Node]:
    """Each type once."""
    assert len({node["@type"] for node in nodes}) == len(nodes)
    return {node["@type"]: node for node in nodes}


def all_of(value: object) -> list[Any]:
    """A property of one value or of several."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(value: object) -> Iterator[Node]:
    """Every object within a value, however deep."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else all_of(value):
        if isinstance(inner, dict | list):
            yield from _objects(inner)


# Whether the answer of the API has what a recommended property would say. None: no page of ours
# says such a thing, so nobody can.
IN_THE_ANSWER: dict[tuple[str, str], Callable[[Any], object] | None] = {
    ("Event", "description"): lambda page: page["introduction"],
    ("Event", "endDate"): lambda page: page["end"],
    ("Event", "eventStatus"): lambda page: page["status"],
    ("Event", "image"): lambda page: page["lead_picture"],
    ("Event", "offers"): lambda page: page["price"] is not None,
    ("Event", "organizer"): lambda page: True,
    ("Event", "performer"): None,
    ("Event", "previousStartDate"): None,
    ("Place", "name"): lambda page: page["place"],
    ("Offer", "price"): lambda page: page["price"] is not None,
    ("Offer", "priceCurrency"): lambda page: page["price"] is not None,
    ("Offer", "availability"): None,
    ("Offer", "url"): None,
    ("Offer", "validFrom"): None,
    ("Article", "author"): lambda page: True,
    ("Article", "dateModified"): lambda page: page["updated"],
    ("Article", "datePublished"): lambda page: True,
    ("Article", "headline"): lambda page: True,
    ("Article", "image"): lambda page: page["lead_picture"],
    ("Person", "url"): None,
    ("Organization", "name"): lambda page: True,
    ("Organization", "alternateName"): None,
    ("Organization", "url"): lambda page: "@id",
    **{
        ("Organization", name): None
        for name in GOOGLE["Organization"].recommended
        if name not in ("name", "alternateName", "url")
    },
    # A name that is the same in all languages has no other.
    ("WebSite", "alternateName"): None,
}


def missing(nodes: list[Node], page: Any) -> list[str]:
    """What Google requires, and what it recommends and the page has, and the graph has not."""
    names = {node["@id"] for node in nodes}
    faults = []
    for node in _objects(nodes):
        if node.keys() == {"@id"}:
            if node["@id"] not in names | {
                each.get("@id") for each in _objects(nodes) if len(each) > 1
            }:
                faults.append(f"nothing is {node['@id']}")
            continue
        kind = node["@type"]
        if kind in RETIRED:
            faults.append(f"{kind} is retired")
        properties = GOOGLE[kind]
        faults += [f"{kind} lacks {name}" for name in properties.required if not node.get(name)]
        for name in properties.recommended:
            is_said = IN_THE_ANSWER[kind, name]
            is_a_mention = kind == "Organization" and "@id" not in node
            if name not in node and is_said is not None and not is_a_mention and is_said(page):
                faults.append(f"{kind} lacks {name}, which the page has")
        faults += [f"{kind} has an empty {name}" for name, said in node.items() if said in ("", [])]
    return faults


def said_otherwise(nodes: list[Node], page: Any, site_name: str) -> list[str]:
    """What the graph says, and the page says otherwise or not at all. `page` is the answer of
    `find`, which websites show."""
    found = by_type(nodes)
    wanted: list[tuple[str, object, object]] = [
        ("name", found["WebPage"]["name"], page["title"]),
        ("language", found["WebPage"]["inLanguage"], page["locale"]),
        ("address", found["WebPage"]["url"], page["seo"]["canonical"]),
        ("site", found["WebSite"]["name"], site_name),
        ("organisation", found["Organization"]["name"], site_name),
    ]
    origin = page["seo"]["url"].removesuffix(page["path"])
    trail = [(crumb["title"], origin + crumb["path"]) for crumb in page["breadcrumbs"]]
    items = found.get("BreadcrumbList", {}).get("itemListElement", [])
    wanted.append(
        ("trail", [(item["name"], item["item"]) for item in items], trail if len(trail) > 1 else [])
    )
    wanted.append(("positions", [item["position"] for item in items], [*range(1, len(items) + 1)]))
    organisation = {"@id": found["Organization"]["@id"]}
    if "Article" in found:
        wanted += _of_article(found["Article"], page, site_name, organisation)
    if "Event" in found:
        wanted += _of_event(found["Event"], page, site_name, organisation)
    for kind in found.keys() & {"Article", "Event"}:
        picture = page["lead_picture"]
        cut = picture["shapes"]["card"]["src"] if picture else None
        wanted.append(("picture", cut is None or cut in all_of(found[kind]["image"]), True))
    return [f"{name}: {said!r}, not {shown!r}" for name, said, shown in wanted if said != shown]


def _of_article(
    node: Node, page: Any, site_name: str, organisation: Node
) -> Iterator[tuple[str, object, object]]:
    by_nobody = page["author"] in ("", site_name)
    yield "headline", node["headline"], page["title"]
    yield (
        "author",
        node["author"],
        organisation if by_nobody else {"@type": "Person", "name": page["author"]},
    )
    published = page["published"] or page["meta"]["first_published_at"]
    yield "published", node["datePublished"][:10], published[:10]
    yield "updated", node.get("dateModified"), page["updated"]


def _of_event(
    node: Node, page: Any, site_name: str, organisation: Node
) -> Iterator[tuple[str, object, object]]:
    length = 10 if page["is_all_day"] else None
    yield "name", node["name"], page["title"]
    yield "start", node["startDate"], page["start"][:length]
    yield "end", node.get("endDate"), page["end"] and page["end"][:length]
    places = {place["@type"]: place for place in all_of(node["location"])}
    if "Place" in places:
        street = places["Place"]["address"]["streetAddress"]
        yield "place", places["Place"]["name"], page["place"]
        yield "address", street, page["address"] or page["place"]
    if "VirtualLocation" in places:
        yield "online", places["VirtualLocation"]["url"], page["online_url"]
    by_us = page["organiser"] in ("", site_name)
    name = {"@type": "Organization", "name": page["organiser"]}
    yield "organiser", node["organizer"], organisation if by_us else name
    offer = node.get("offers")
    yield "price", offer and Decimal(offer["price"]), page["price"] and Decimal(page["price"])
    if offer:
        yield "currency", offer["priceCurrency"], page["currency"]
