"""The tags of a page's `<head>`, made of what the page says to search engines.

One list of tags is behind the HTML and the JSON of `/api/head/`, so both say the same. The order is
that in which a reader of the source looks for them. A tag without a value is left out. The last one
is the page's structured data (cms/seo/structured_data.py), whose text is written as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NotRequired

from django.utils.html import escape
from typing_extensions import TypedDict

from cms.delivery.languages import Language
from cms.delivery.shapes import Direction, Seo, SocialImage

# Open Graph wants a territory. The website is of the United Arab Emirates, its English American.
LOCALES: Mapping[str, str] = {"ar": "ar_AE", "en": "en_US"}


class HeadTag(TypedDict):
    """An element of the head, without `content` a void one. The content of a `script` is JSON-LD,\
 in which nothing can end the element: write it as it is"""

    tag: Literal["title", "meta", "link", "script"]
    attributes: dict[str, str]
    content: NotRequired[str]


class Head(TypedDict):
    """A page's head, as tags and as finished HTML, with the status that the website answers"""

    status: int
    location: str | None
    locale: str
    dir: Direction
    tags: list[HeadTag]
    html: str


def tags_of(seo: Seo, site_name: str, languages: tuple[Language, ...]) -> list[HeadTag]:
    """Of a page that is shown."""
    social, image = seo["social"], seo["social"]["image"]
    codes = [link["hreflang"] for link in seo["alternates"]]
    others = [each.code for each in languages if each.code in codes and each.code != seo["locale"]]
    properties = [
        ("og:type", "website"),
        ("og:site_name", site_name),
        ("og:locale", open_graph_locale(seo["locale"])),
        *(("og:locale:alternate", open_graph_locale(code)) for code in others),
        # As the canonical says: what is shared of a copy counts for its original.
        ("og:url", seo["canonical"]),
        ("og:title", social["title"]),
        ("og:description", social["description"]),
        *(_of_picture(image) if image else ()),
    ]
    card = "summary_large_image" if image else "summary"
    names = [
        ("twitter:card", card),
        ("twitter:title", social["title"]),
        ("twitter:description", social["description"]),
        ("twitter:image", image["src"] if image else ""),
        ("twitter:image:alt", image["alt"] if image else ""),
    ]
    return [
        {"tag": "title", "attributes": {}, "content": seo["title"]},
        *_metas("name", [("description", seo["description"]), ("robots", seo["robots"])]),
        {"tag": "link", "attributes": {"rel": "canonical", "href": seo["canonical"]}},
        *(
            HeadTag(
                tag="link",
                attributes={"rel": "alternate", "hreflang": each["hreflang"], "href": each["href"]},
            )
            for each in seo["alternates"]
        ),
        *_metas("property", properties),
        *_metas("name", names),
    ]


def structured_data(json_ld: str) -> HeadTag:
    """Of a text in which no `<` is left."""
    return {"tag": "script", "attributes": {"type": "application/ld+json"}, "content": json_ld}


def tags_of_no_page(title: str) -> list[HeadTag]:
    """Of a screen of the website, and of an address where nothing is."""
    return [
        {"tag": "title", "attributes": {}, "content": title},
        *_metas("name", [("robots", "noindex")]),
    ]


def as_html(tags: list[HeadTag]) -> str:
    """One tag a line, every value escaped as its element wants it."""
    return "".join(f"{_element(tag)}\n" for tag in tags)


def open_graph_locale(code: str) -> str:
    return LOCALES.get(code, code.replace("-", "_"))


def _of_picture(image: SocialImage) -> Iterator[tuple[str, str]]:
    yield "og:image", image["src"]
    yield "og:image:width", str(image["width"])
    yield "og:image:height", str(image["height"])
    yield "og:image:alt", image["alt"]


def _metas(key: str, values: list[tuple[str, str]]) -> Iterator[HeadTag]:
    for name, value in values:
        if value:
            yield {"tag": "meta", "attributes": {key: name, "content": value}}


def _element(tag: HeadTag) -> str:
    attributes = "".join(f' {name}="{escape(text)}"' for name, text in tag["attributes"].items())
    opening = f"<{tag['tag']}{attributes}>"
    if "content" not in tag:
        return opening
    # A browser reads no `&lt;` in a script.
    content = tag["content"] if tag["tag"] == "script" else escape(tag["content"])
    return f"{opening}{content}</{tag['tag']}>"
