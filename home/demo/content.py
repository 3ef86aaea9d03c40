"""The words that the demo site's content is written in: texts in two languages, blocks, links.

Content is plain data. A text is a dict with one entry per language; pages, pictures and blocks are
named, never numbered, and `load` finds out which row a name means. In rich text a link to a page of
the demo is written `<a page="membership">…</a>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

LANGUAGES = ("en", "ar")
ABU_DHABI = ZoneInfo("Asia/Dubai")

Words = dict[str, str]


def both(en: str, ar: str) -> Words:
    return {"en": en, "ar": ar}


NOTHING = both("", "")


@dataclass(frozen=True)
class Picture:
    """A picture of `pictures.PICTURES`, by its name."""

    name: str


@dataclass(frozen=True)
class Link:
    """To a page of the demo by its path ("events/corniche-regatta", "" is home), or to a route."""

    page: str | None = None
    route: str = ""


@dataclass(frozen=True)
class Block:
    """One block of a body: `value` has the block's own shape, with texts and links in it."""

    kind: str
    value: BlockValue


#: A value of a block, with texts, pictures and links by their names. A mapping of the two languages
#: is a text.
BlockValue: TypeAlias = (
    "str | Picture | Link | None | Mapping[str, BlockValue] | list[Mapping[str, BlockValue]]"
)


@dataclass(frozen=True)
class DemoPage:
    """A page in both languages. `path` is its slugs from the home page down; "" is home itself."""

    path: str
    title: Words
    search_title: Words
    search_description: Words
    body: tuple[Block, ...]
    introduction: Words = field(default_factory=lambda: NOTHING)
    social_picture: str = ""
    in_menus: bool = False
    #: The name of its type, and what pages of that type have beside: texts, pictures, values.
    type: str = "ContentPage"
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def parent(self) -> str:
        return self.path.rpartition("/")[0]


def moment(text: str) -> datetime:
    """A moment in Abu Dhabi: 2026-12-05 12:30."""
    return datetime.fromisoformat(text).replace(tzinfo=ABU_DHABI)


def heading(en: str, ar: str, level: str = "h2") -> Block:
    return Block("heading", {"text": both(en, ar), "level": level})


def paragraph(en: str, ar: str) -> Block:
    return Block("paragraph", both(en, ar))


def image(name: str, en: str, ar: str) -> Block:
    return Block("image", {"image": Picture(name), "caption": both(en, ar)})


def gallery(*images: tuple[str, str, str]) -> Block:
    return Block(
        "gallery",
        {"images": [{"image": Picture(name), "caption": both(en, ar)} for name, en, ar in images]},
    )


def quote(text: Words, attribution: Words) -> Block:
    return Block("quote", {"text": text, "attribution": attribution})


def call_to_action(title: Words, text: Words, button_label: Words, link: Link) -> Block:
    return Block(
        "call_to_action",
        {"title": title, "text": text, "button_label": button_label, "link": link},
    )


def card(title: Words, text: Words, picture: str, page: str | None) -> Mapping[str, BlockValue]:
    return {"title": title, "text": text, "image": Picture(picture), "link": Link(page=page)}


def cards(*shown: Mapping[str, BlockValue]) -> Block:
    return Block("cards", {"cards": list(shown)})


def video(url: str, en: str, ar: str) -> Block:
    return Block("video", {"url": url, "caption": both(en, ar)})


def faq(*questions: tuple[Words, Words]) -> Block:
    return Block(
        "faq",
        {"questions": [{"question": question, "answer": answer} for question, answer in questions]},
    )
