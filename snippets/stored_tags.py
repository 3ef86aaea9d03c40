"""The tags that Wagtail stores in place of addresses: `<a linktype="page" id="3">`, `<embed … />`.

Found in time that grows with the text and no faster, whatever markup it has: an import or a
machine's translation may have left a hundred kilobytes of tags that never end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

# So many tags no text has that people wrote: a book of 300 pages has half of them. Parsers of HTML
# take the square of their number where each is in the one before.
MOST_TAGS = 10_000
_TAG = re.compile(r"<[^<>]*>?")
_BEGINNING = re.compile(r"<(a|embed)\b")
# The end of a tag, or the quote that begins a value, in which there may be ">".
_END_OR_QUOTE = re.compile(r"""=\s*(["'])|>""")
# From the beginning of a word on: tried from each of its letters, a long word takes its square.
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True, slots=True)
class StoredTag:
    """`text` is all of it, `start` and `end` are its place."""

    start: int
    end: int
    text: str
    name: str

    @property
    def attributes(self) -> dict[str, str]:
        written = _ATTRIBUTE.findall(self.text)
        return {name: unescape(double or single) for name, double, single in written}


def has_too_many_tags(html: str) -> bool:
    return html.count("<") > MOST_TAGS


def words_of(html: str) -> str:
    """The text without its tags, also of those that never end."""
    return _TAG.sub(" ", html)


def stored_tags(html: str) -> Iterator[StoredTag]:
    place = 0
    while beginning := _BEGINNING.search(html, place):
        place = _end(html, beginning.end())
        if not place:
            return
        start = beginning.start()
        yield StoredTag(start, place, html[start:place], beginning[1])


def _end(html: str, place: int) -> int:
    """Where the tag is over that is read at `place`, as browsers see it; 0 for one without end."""
    while sign := _END_OR_QUOTE.search(html, place):
        if sign[1] is None:
            return sign.end()
        place = html.find(sign[1], sign.end()) + 1
        if not place:
            return 0
    return 0


def rewritten(html: str, rewrite: Callable[[StoredTag], str]) -> str:
    """The text with what `rewrite` answers in the place of each tag."""
    parts, place = [], 0
    for tag in stored_tags(html):
        parts += [html[place : tag.start], rewrite(tag)]
        place = tag.end
    return "".join([*parts, html[place:]])
