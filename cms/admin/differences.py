"""Two states of the documents, compared in sentences that an editor understands.

A sentence names the place ("Menu"), says what changes there, and for which languages. Whatever
differs and has no sentence of its own is still said, in general words, so that "nothing changes"
is never said of something that does.
"""

from __future__ import annotations

import difflib
import json
import os.path
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from cms.admin import words
from cms.admin.foreseen import PAGE, Data, Foreseen
from home.blocks import BodyBlock
from snippets.languages import listed

LONGEST = 90  # characters of a value that are shown
MOST = 25  # sentences of one document in one language
MOST_LINES = 600  # of a JSON difference

#: What changes with every publishing of a page and no reader looks at.
_TIMES = frozenset({"last_modified"})

FIELDS = {
    "label": gettext_lazy("label"),
    "route": gettext_lazy("address"),
    "url": gettext_lazy("website"),
    "name": gettext_lazy("name"),
    "title": gettext_lazy("title"),
    "description": gettext_lazy("description"),
    "introduction": gettext_lazy("introduction"),
    "button_label": gettext_lazy("button"),
    "button_route": gettext_lazy("button leads to"),
    "background_image": gettext_lazy("background image"),
    "image": gettext_lazy("image"),
    "is_external": gettext_lazy("opens in a new tab"),
    "path": gettext_lazy("address"),
    "canonical": gettext_lazy("canonical address"),
    "robots": gettext_lazy("search engines may"),
    "site_name": gettext_lazy("name of the website"),
    "title_suffix": gettext_lazy("end of titles"),
    "social_image": gettext_lazy("picture when shared"),
    "social.title": gettext_lazy("title when shared"),
    "social.description": gettext_lazy("description when shared"),
    "social.image": gettext_lazy("picture when shared"),
    "alternates": gettext_lazy("other languages"),
}


@dataclass(frozen=True)
class Sentence:
    """`languages` are codes, in the order of the settings."""

    place: str
    text: SafeString
    languages: tuple[str, ...]

    @property
    def in_languages(self) -> str:
        return words.languages(self.languages)


@dataclass(frozen=True)
class JsonDifference:
    """One document's lines as `(sign, text)`: "+", "-", " " or "@"."""

    document: str
    language: str
    lines: list[tuple[str, str]]


def sentences(foreseen: Foreseen) -> list[Sentence]:
    """Everything that changes for readers, by document; [] when nothing does."""
    found: dict[tuple[str, SafeString], list[str]] = {}
    for key in _keys(foreseen):
        name, _colon, code = key.partition(":")
        old, new = foreseen.before.get(key), foreseen.after.get(key)
        if _without_times(old) == _without_times(new) or name == "website_data":
            continue
        place = _("This page") if name == PAGE else words.document(name)
        told = list(_DIFFER[name](old, new, foreseen, code))
        if not told and not _is_told_elsewhere(name, old, new):
            told = [format_html("{}", _("something changes that has no words here; see the JSON"))]
        for text in told[:MOST]:
            found.setdefault((place, text), []).append(code)
        if len(told) > MOST:
            more = format_html("{}", _("and %(number)s more") % {"number": len(told) - MOST})
            found.setdefault((place, more), []).append(code)
    return [
        Sentence(place, text, tuple(words.in_the_order_of_settings(codes)))
        for (place, text), codes in found.items()
    ]


def json_differences(foreseen: Foreseen) -> list[JsonDifference]:
    """The documents that differ, line by line; the whole website's repeats the others."""
    found = []
    for key in _keys(foreseen):
        name, _colon, code = key.partition(":")
        old, new = foreseen.before.get(key), foreseen.after.get(key)
        if old != new and name != "website_data":
            title = _("This page") if name == PAGE else words.document(name)
            found.append(JsonDifference(title, words.language(code), _lines(old, new)))
    return found


def _keys(foreseen: Foreseen) -> list[str]:
    return list(dict.fromkeys([*foreseen.before, *foreseen.after]))


def _lines(old: Any, new: Any) -> list[tuple[str, str]]:
    was, becomes = (
        json.dumps(one, ensure_ascii=False, indent=2).splitlines() for one in (old, new)
    )
    lines = difflib.unified_diff(was, becomes, lineterm="", n=3)
    return [(line[0], line[1:]) for line in lines if line[:3] not in ("---", "+++")][:MOST_LINES]


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_times(one) for name, one in value.items() if name not in _TIMES}
    if isinstance(value, list):
        return [_without_times(one) for one in value]
    return value


def _is_told_elsewhere(name: str, old: Any, new: Any) -> bool:
    """The home page repeats its hero and its metadata, which have documents of their own."""
    if name != "home_page" or old is None or new is None:
        return False
    parts = [{k: v for k, v in one.items() if k not in ("hero", "seo")} for one in (old, new)]
    return bool(parts[0] == parts[1])


# --- Values in words -------------------------------------------------------------------------


def _shown(value: Any) -> str:
    """A value as a person would say it; "" for nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return ""
    if isinstance(value, dict) and "src" in value:
        return str(value["alt"] or os.path.basename(urlsplit(value["src"]).path))
    if isinstance(value, list) and all(
        isinstance(one, dict) and "hreflang" in one for one in value
    ):
        codes = [one["hreflang"] for one in value if one["hreflang"] != "x-default"]
        return words.languages(codes)
    if isinstance(value, (dict, list)):
        return _text_of(value)
    return str(value)


def _text_of(value: Any) -> str:
    """All words in a block's value, without its tags."""
    if isinstance(value, str):
        return " ".join(unescape(strip_tags(value.replace("<", " <"))).split())
    if isinstance(value, dict):
        if "src" in value:
            return _shown(value)
        value = [one for name, one in value.items() if name not in ("id", "type", "level")]
    if isinstance(value, list):
        return " · ".join(text for text in map(_text_of, value) if text)
    return ""


def _quoted(value: Any) -> SafeString:
    text = _shown(value)
    if not text:
        return format_html("<em>{}</em>", _("nothing"))
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    return format_html(_("“{}”"), format_html("<bdi>{}</bdi>", text))


def _arrow(old: Any, new: Any) -> SafeString:
    """`“About us” → “Who we are”`; of long texts the part that differs."""
    was, becomes = _shown(old), _shown(new)
    same = len(os.path.commonprefix([was, becomes]))
    if same > 30 and max(len(was), len(becomes)) > LONGEST:
        start = was.rfind(" ", 0, same - 15) + 1
        was, becomes = f"…{was[start:]}", f"…{becomes[start:]}"
    towards = "←" if get_language_bidi() else "→"
    return format_html("{} {} {}", _quoted(was), towards, _quoted(becomes))


def _changes(name: str, old: Any, new: Any) -> SafeString:
    return format_html("{}: {}", FIELDS[name], _arrow(old, new))


def _of(title: Any, what: SafeString) -> SafeString:
    return format_html("{}, {}", _quoted(title), what)


# --- The documents ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """How the items of a list are told: `title` names one, `fields` are compared."""

    title: str
    fields: tuple[str, ...]


def _items(kind: Kind, old: list[Data], new: list[Data]) -> Iterator[SafeString]:
    before, after = ({one["key"]: one for one in items} for items in (old, new))
    for key, item in before.items():
        if key not in after:
            yield format_html(_("{} goes away"), _quoted(item[kind.title]))
    for key, item in after.items():
        if key not in before:
            yield format_html(_("{} is new"), _quoted(item[kind.title]))
            continue
        if (was := before[key][kind.title]) != item[kind.title]:
            yield _arrow(was, item[kind.title])
        for name in kind.fields:
            if before[key][name] != item[name]:
                yield _of(item[kind.title], _changes(name, before[key][name], item[name]))
    order = [key for key in after if key in before]
    if order != [key for key in before if key in after]:
        titles = listed([str(after[key][kind.title]) for key in after])
        yield format_html(_("new order: {}"), format_html("<bdi>{}</bdi>", titles))


def _menu(old: Any, new: Any, _foreseen: Foreseen, _code: str) -> Iterator[SafeString]:
    before, after = _flat(old), _flat(new)
    yield from _items(Kind("label", ("route",)), before, after)
    parents = {one["key"]: one["under"] for one in before}
    for item in after:
        if item["key"] in parents and parents[item["key"]] != item["under"]:
            label = _quoted(item["label"])
            if item["under"]:
                under = next(one["label"] for one in after if one["key"] == item["under"])
                yield format_html(_("{} moves under {}"), label, _quoted(under))
            else:
                yield format_html(_("{} moves to the first level"), label)


def _flat(items: Any, under: str = "") -> list[Data]:
    found = []
    for item in items or []:
        found.append(item | {"under": under})
        found += _flat(item["children"], item["key"])
    return found


def _heroes(old: Any, new: Any, foreseen: Foreseen, code: str) -> Iterator[SafeString]:
    kind = Kind("title", ("description", "button_label", "button_route", "background_image"))
    told = list(_items(kind, old, new))
    yield from told
    before = {one["key"]: one for one in old}
    for hero in new if told else []:
        if before.get(hero["key"]) == hero:
            continue
        home = foreseen.after.get(f"home_page:{code}")
        if home and home["hero"] and home["hero"]["key"] == hero["key"]:
            where = format_html("{} <bdi>{}</bdi>", _quoted(home["title"]), home["path"])
            yield format_html(_("{} is shown on {}"), _quoted(hero["title"]), where)
        else:
            yield format_html(_("{} is shown on no page yet"), _quoted(hero["title"]))


def _partners(old: Any, new: Any, _foreseen: Foreseen, _code: str) -> Iterator[SafeString]:
    yield from _items(Kind("name", ("url", "image")), old, new)


def _footer(old: Any, new: Any, _foreseen: Foreseen, _code: str) -> Iterator[SafeString]:
    yield from _items(Kind("label", ("route", "name", "is_external")), old, new)


def _home(old: Any, new: Any, _foreseen: Foreseen, _code: str) -> Iterator[SafeString]:
    if old is None or new is None:
        yield _appears(old, new)
        return
    if old["title"] != new["title"]:
        yield _changes("title", old["title"], new["title"])
    heroes = [one["hero"] and one["hero"]["key"] for one in (old, new)]
    if heroes[0] != heroes[1]:
        titles = [one["hero"] and one["hero"]["title"] for one in (old, new)]
        yield format_html(_("opens with the hero {}"), _arrow(*titles))
    yield from _body(old["body"], new["body"])


def _appears(old: Any, new: Any) -> SafeString:
    if old is None:
        return format_html(_("{} becomes readable"), _quoted(new["title"]))
    return format_html(_("{} goes away"), _quoted(old["title"]))


def _page(old: Any, new: Any, _foreseen: Foreseen, _code: str) -> Iterator[SafeString]:
    if old is None or new is None:
        yield _appears(old, new)
        return
    for name in new:
        if old[name] == new[name]:
            continue
        if isinstance(new[name], list):
            yield from _body(old[name], new[name])
        elif name in FIELDS:
            yield _changes(name, old[name], new[name])
        else:
            yield format_html("{}: {}", name.replace("_", " "), _arrow(old[name], new[name]))


def _body(old: list[Data], new: list[Data]) -> Iterator[SafeString]:
    """Blocks, by their ids."""
    before, after = ({one["id"]: one for one in blocks} for blocks in (old, new))
    for key, block in before.items():
        if key not in after:
            text = _quoted(_text_of(block["value"]))
            yield format_html(_("the block {} goes away: {}"), _block(block), text)
    for key, block in after.items():
        if key not in before:
            text = _quoted(_text_of(block["value"]))
            yield format_html(_("a new block {}: {}"), _block(block), text)
        elif before[key] != block:
            arrow = _arrow(_text_of(before[key]["value"]), _text_of(block["value"]))
            yield format_html(_("the block {} changes: {}"), _block(block), arrow)
    if [key for key in after if key in before] != [key for key in before if key in after]:
        yield format_html("{}", _("the blocks get another order"))


def _block(block: Data) -> str:
    child = BodyBlock.base_blocks.get(block["type"])
    return str(child.label) if child is not None else block["type"]


def _seo(old: Any, new: Any, _foreseen: Foreseen, _code: str) -> Iterator[SafeString]:
    for name in ("site_name", "title_suffix", "description", "social_image"):
        if old["site"][name] != new["site"][name]:
            yield format_html(
                "{}: {}", _("whole website"), _changes(name, old["site"][name], new["site"][name])
            )
    before, after = ({one["id"]: one for one in side["pages"]} for side in (old, new))
    for key, page in before.items():
        if key not in after:
            yield format_html(_("{} leaves {}"), _quoted(page["title"]), page["path"])
    for key, page in after.items():
        if key not in before:
            yield format_html(_("{} appears at {}"), _quoted(page["title"]), page["path"])
        else:
            for what in _metadata(before[key], page):
                yield format_html("<bdi>{}</bdi>, {}", page["path"], what)


def _metadata(old: Data, new: Data) -> Iterator[SafeString]:
    for name in ("path", "title", "description", "robots"):
        if old[name] != new[name]:
            yield _changes(name, old[name], new[name])
    if _shown(old["alternates"]) != _shown(new["alternates"]):
        yield _changes("alternates", old["alternates"], new["alternates"])
    elif old["alternates"] != new["alternates"] and old["path"] == new["path"]:
        yield format_html("{}", _("leads to the new address of its translation"))
    # What is left empty repeats something else, and is told with it.
    echoes = old["canonical"] == old["url"] and new["canonical"] == new["url"]
    if old["canonical"] != new["canonical"] and not echoes:
        yield _changes("canonical", old["canonical"], new["canonical"])
    for name in ("title", "description", "image"):
        was, becomes = old["social"][name], new["social"][name]
        echoes = name in old and was == old[name] and becomes == new[name]
        if was != becomes and not echoes:
            yield _changes(f"social.{name}", was, becomes)


_DIFFER: dict[str, Callable[[Any, Any, Foreseen, str], Iterable[SafeString]]] = {
    "seo_data": _seo,
    "home_page": _home,
    "menu_items": _menu,
    "heroes": _heroes,
    "partners": _partners,
    "footer_links": _footer,
    PAGE: _page,
}
