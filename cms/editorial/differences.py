"""Two states of the documents, compared in sentences that an editor understands.

A sentence names the place ("Menu"), says what changes there, and for which languages. A difference
that has no sentence of its own gets a general one. So the page never says "nothing changes" while
something does.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField

from cms.delivery.kinds.hero import HEROES
from cms.delivery.kinds.home_page import HomePage
from cms.delivery.kinds.seo_data import SeoData
from cms.delivery.registry import KINDS, Snippet
from cms.delivery.shapes import Block, Identity, Seo
from cms.editorial import labels
from cms.editorial.simulation import Data, Simulated
from cms.editorial.values import arrow, changes, in_words, of, quoted, text_of
from home.blocks import BodyBlock
from snippets.languages import listed

MOST = 25  # sentences of one document in one language
MOST_LINES = 600  # of a JSON difference

#: What changes with every publishing of a page and no reader looks at.
_TIMES = frozenset({"last_modified"})


@dataclass(frozen=True)
class Sentence:
    """`languages` are codes, in the order of the settings."""

    place: str
    text: SafeString
    languages: tuple[str, ...]

    @property
    def in_languages(self) -> str:
        return labels.languages(self.languages)


@dataclass(frozen=True)
class JsonDifference:
    """One document's lines as `(sign, text)`: "+", "-", " " or "@"."""

    document: str
    language: str
    lines: list[tuple[str, str]]


def sentences(simulated: Simulated) -> list[Sentence]:
    """Everything that changes for readers, by document; [] when nothing does."""
    languages_of: dict[tuple[str, SafeString], list[str]] = {}
    for key in _keys(simulated):
        name, _colon, code = key.partition(":")
        old, new = simulated.before.get(key), simulated.after.get(key)
        if _without_times(old) == _without_times(new) or name == "website_data":
            continue
        texts = list(_texts(name, old, new, simulated, code))
        if not texts and not _is_in_another_document(name, old, new):
            texts = [format_html("{}", _("something changes that has no words here; see the JSON"))]
        if len(texts) > MOST:
            more = format_html("{}", _("and %(number)s more") % {"number": len(texts) - MOST})
            texts = [*texts[:MOST], more]
        for text in texts:
            languages_of.setdefault((_place(name, simulated), text), []).append(code)
    return [
        Sentence(place, text, tuple(labels.in_the_order_of_settings(codes)))
        for (place, text), codes in languages_of.items()
    ]


def json_differences(simulated: Simulated) -> list[JsonDifference]:
    """The documents that differ, line by line; the whole website's repeats the others."""
    differences = []
    for key in _keys(simulated):
        name, _colon, code = key.partition(":")
        old, new = simulated.before.get(key), simulated.after.get(key)
        if old != new and name != "website_data":
            lines = _lines(old, new)
            differences.append(
                JsonDifference(_place(name, simulated), labels.language(code), lines)
            )
    return differences


def _keys(simulated: Simulated) -> list[str]:
    return list(dict.fromkeys([*simulated.before, *simulated.after]))


def _place(name: str, simulated: Simulated) -> str:
    page = simulated.pages.get(name)
    if page is None:
        return labels.document(name)
    return page.title or _("This page")


def _lines(old: object, new: object) -> list[tuple[str, str]]:
    was, becomes = (
        json.dumps(data, ensure_ascii=False, indent=2).splitlines() for data in (old, new)
    )
    lines = difflib.unified_diff(was, becomes, lineterm="", n=3)
    return [(line[0], line[1:]) for line in lines if line[:3] not in ("---", "+++")][:MOST_LINES]


def _without_times(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_times(data) for key, data in value.items() if key not in _TIMES}
    if isinstance(value, list):
        return [_without_times(data) for data in value]
    return value


def _is_in_another_document(name: str, old: Data | None, new: Data | None) -> bool:
    """The home page repeats its hero and its metadata, which have documents of their own."""
    if name != "home_page" or old is None or new is None:
        return False
    parts = [{k: v for k, v in data.items() if k not in ("hero", "seo")} for data in (old, new)]
    return bool(parts[0] == parts[1])


# --- The items of snippets -------------------------------------------------------------------


def _texts(name: str, old: Any, new: Any, simulated: Simulated, code: str) -> Iterable[SafeString]:
    """What a document says differently. Nothing for a document without sentences of its own."""
    if (page := simulated.pages.get(name)) is not None:
        return _page(old, new, page.model)
    if name in _SENTENCES:
        return _SENTENCES[name](old, new, simulated, code)
    kind = KINDS.get(name)
    if isinstance(kind, Snippet) and _are_items(kind, old) and _are_items(kind, new):
        return _items(kind, old, new)
    return ()


def _are_items(kind: Snippet[Any], data: object) -> bool:
    """Whether a document is the list of the kind's items: a builder of its own may answer other
    data."""
    return isinstance(data, list) and all(
        isinstance(item, dict) and {"translation_key", kind.title} <= item.keys() for item in data
    )


def _items(kind: Snippet[Any], old: list[Data], new: list[Data]) -> Iterator[SafeString]:
    before, after = (
        {item["translation_key"]: item for item in _flat(items)} for items in (old, new)
    )
    yield from _each(kind, before, after)
    order = [key for key in after if key in before]
    if order != [key for key in before if key in after]:
        titles = listed([str(item[kind.title]) for item in after.values()])
        yield format_html(_("new order: {}"), format_html("<bdi>{}</bdi>", titles))
    for key in order:
        under = after[key]["under"]
        if before[key]["under"] != under:
            title = quoted(after[key][kind.title])
            if under:
                yield format_html(_("{} moves under {}"), title, quoted(after[under][kind.title]))
            else:
                yield format_html(_("{} moves to the first level"), title)


def _each(
    kind: Snippet[Any], before: dict[str, Data], after: dict[str, Data]
) -> Iterator[SafeString]:
    """What comes, what goes and what is called or says something else."""
    for key, item in before.items():
        if key not in after:
            yield format_html(_("{} goes away"), quoted(item[kind.title]))
    for key, item in after.items():
        if key not in before:
            yield format_html(_("{} is new"), quoted(item[kind.title]))
            continue
        if (was := before[key][kind.title]) != item[kind.title]:
            yield arrow(was, item[kind.title])
        for name in _compared(kind):
            if before[key].get(name) != item.get(name):
                what = changes(name, before[key].get(name), item.get(name), kind.model)
                yield of(item[kind.title], what)


def _compared(kind: Snippet[Any]) -> tuple[str, ...]:
    if kind.compared is not None:
        return kind.compared
    others = {*get_type_hints(Identity), kind.title, "children"}
    return tuple(name for name in get_type_hints(kind.shape) if name not in others)


def _flat(items: list[Data], under: str = "") -> Iterator[Data]:
    """The items, and behind each of them those that are under it."""
    for item in items:
        yield {**item, "under": under}
        yield from _flat(item.get("children", []), item["translation_key"])


# --- Documents with sentences of their own ---------------------------------------------------


def _heroes(old: Any, new: Any, simulated: Simulated, code: str) -> Iterator[SafeString]:
    texts = list(_items(HEROES, old, new))
    yield from texts
    before = {hero["translation_key"]: hero for hero in old}
    for hero in new if texts else []:
        if before.get(hero["translation_key"]) == hero:
            continue
        home = simulated.after.get(f"home_page:{code}")
        if home and home["hero"] and home["hero"]["translation_key"] == hero["translation_key"]:
            where = format_html("{} <bdi>{}</bdi>", quoted(home["title"]), home["path"])
            yield format_html(_("{} is shown on {}"), quoted(hero["title"]), where)
        else:
            yield format_html(_("{} is shown on no page yet"), quoted(hero["title"]))


def _home(
    old: HomePage | None, new: HomePage | None, _simulated: Simulated, _code: str
) -> Iterator[SafeString]:
    if old is None or new is None:
        yield from _appears(old, new)
        return
    if old["title"] != new["title"]:
        yield changes("title", old["title"], new["title"])
    keys, titles = (
        [home["hero"] and home["hero"][name] for home in (old, new)]
        for name in ("translation_key", "title")
    )
    if keys[0] != keys[1]:
        yield format_html(_("opens with the hero {}"), arrow(*titles))
    yield from _body(old["body"], new["body"])


def _appears(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Iterator[SafeString]:
    if new is not None:
        yield format_html(_("{} becomes readable"), quoted(new["title"]))
    elif old is not None:
        yield format_html(_("{} goes away"), quoted(old["title"]))


def _page(old: Data | None, new: Data | None, model: type[Model]) -> Iterator[SafeString]:
    if old is None or new is None:
        yield from _appears(old, new)
        return
    rich_texts = _rich_texts(model)
    for name in new:
        was, becomes = old[name], new[name]
        if was == becomes:
            continue
        if _is_body(was) and _is_body(becomes):
            yield from _body(was, becomes)
            continue
        if name in rich_texts:
            was, becomes = text_of(was), text_of(becomes)
        yield changes(name, was, becomes, model)


def _rich_texts(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.fields if isinstance(field, RichTextField)}


def _is_body(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(block, dict) and block.keys() == Block.__annotations__.keys() for block in value
    )


def _body(old: list[Block], new: list[Block]) -> Iterator[SafeString]:
    """Blocks, by their ids."""
    before, after = ({block["id"]: block for block in blocks} for blocks in (old, new))
    for key, block in before.items():
        if key not in after:
            text = quoted(text_of(block["value"]))
            yield format_html(_("the block {} goes away: {}"), _label(block), text)
    for key, block in after.items():
        if key not in before:
            text = quoted(text_of(block["value"]))
            yield format_html(_("a new block {}: {}"), _label(block), text)
        elif before[key] != block:
            both = arrow(text_of(before[key]["value"]), text_of(block["value"]))
            yield format_html(_("the block {} changes: {}"), _label(block), both)
    if [key for key in after if key in before] != [key for key in before if key in after]:
        yield format_html("{}", _("the blocks get another order"))


def _label(block: Block) -> str:
    child = BodyBlock.base_blocks.get(block["type"])
    return str(child.label) if child is not None else block["type"]


def _seo(old: SeoData, new: SeoData, _simulated: Simulated, _code: str) -> Iterator[SafeString]:
    was, becomes = old["site"], new["site"]
    for name, value in becomes.items():
        if was[name] != value:  # type: ignore[literal-required]  # both have the same keys
            what = changes(name, was[name], value)  # type: ignore[literal-required]  # as above
            yield format_html("{}: {}", _("whole website"), what)
    before, after = ({page["id"]: page for page in side["pages"]} for side in (old, new))
    for key, page in before.items():
        if key not in after:
            yield format_html(_("{} leaves {}"), quoted(page["title"]), page["path"])
    for key, page in after.items():
        if key not in before:
            yield format_html(_("{} appears at {}"), quoted(page["title"]), page["path"])
        else:
            for what in _metadata(before[key], page):
                yield format_html("<bdi>{}</bdi>, {}", page["path"], what)


def _metadata(old: Seo, new: Seo) -> Iterator[SafeString]:
    for name in ("path", "title", "description", "robots"):
        if old[name] != new[name]:
            yield changes(name, old[name], new[name])
    if in_words(old["alternates"]) != in_words(new["alternates"]):
        yield changes("alternates", old["alternates"], new["alternates"])
    elif old["alternates"] != new["alternates"] and old["path"] == new["path"]:
        yield format_html("{}", _("leads to the new address of its translation"))
    # A field that was left empty repeats another field. The sentence about that one is enough.
    echoes = old["canonical"] == old["url"] and new["canonical"] == new["url"]
    if old["canonical"] != new["canonical"] and not echoes:
        yield changes("canonical", old["canonical"], new["canonical"])
    for key in ("title", "description", "image"):
        was, becomes = old["social"][key], new["social"][key]
        echoes = was == old.get(key, ...) and becomes == new.get(key, ...)
        if was != becomes and not echoes:
            yield changes(f"social.{key}", was, becomes)


_SENTENCES: dict[str, Callable[[Any, Any, Simulated, str], Iterable[SafeString]]] = {
    "seo_data": _seo,
    "home_page": _home,
    "heroes": _heroes,
}
