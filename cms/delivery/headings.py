"""The headings of a page's body: an id for each, and the table of contents that they make.

An id is made of the words of its heading, so a link to it outlives all changes but that of these
words. Of headings that say the same, the second is `prices-2`.
"""

from __future__ import annotations

import re
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import slugify

from cms.delivery.shapes import Heading

LONGEST_ID = 80
# Of a heading without any letter or digit.
NAMELESS = "section"

_IN_HTML = re.compile(r"<(h[1-6])((?: [^>]*)?)>(.*?)</\1>", re.DOTALL)


class Headings:
    """The headings that were added, in their order."""

    def __init__(self) -> None:
        self.contents: list[Heading] = []
        self._ids: set[str] = set()

    def add(self, text: str, level: str) -> str:
        """The id of a heading; "" of one that says nothing, which is none."""
        words = " ".join(text.split())
        if not words:
            return ""
        anchor = self._unused(slugify(words, allow_unicode=True)[:LONGEST_ID] or NAMELESS)
        self._ids.add(anchor)
        self.contents.append({"id": anchor, "text": words, "level": level})
        return anchor

    def with_ids(self, html: str) -> str:
        """Clean HTML whose headings have their ids."""

        def heading(match: re.Match[str]) -> str:
            name, attributes, inner = match.groups()
            anchor = self.add(unescape(strip_tags(inner)), name)
            return f'<{name} id="{anchor}"{attributes}>{inner}</{name}>' if anchor else match[0]

        return _IN_HTML.sub(heading, html)

    def _unused(self, anchor: str) -> str:
        if anchor not in self._ids:
            return anchor
        number = 2
        while f"{anchor}-{number}" in self._ids:
            number += 1
        return f"{anchor}-{number}"
