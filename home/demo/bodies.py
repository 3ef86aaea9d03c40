"""Turns the blocks of the demo's pages into bodies as Wagtail stores them, in one language.

Content names pictures and pages; a body holds their primary keys. Blocks keep their ids from load
to load, because the translations of their texts hang on them.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping

from wagtail.blocks import StreamValue
from wagtail.models import Page

from home.demo.content import LANGUAGES, BlockValue, DemoPage, Link, Picture
from home.demo.keys import NAMES
from snippets.models import SiteImage

_PAGE_LINK = re.compile(r'<a page="([^"]*)">')


class Bodies:
    """Makes bodies with the rows that the demo's names mean."""

    def __init__(self, pages: Mapping[str, Page], pictures: Mapping[str, SiteImage]) -> None:
        self._pages = pages
        self._pictures = pictures

    def body(self, model: type[Page], page: DemoPage, language: str) -> StreamValue:
        raw = []
        for number, block in enumerate(page.body):
            place = f"{page.path}/{number}"
            value = self._raw(block.value, language, place)
            raw.append({"type": block.kind, "value": value, "id": _block_id(place)})
        return model._meta.get_field("body").stream_block.to_python(raw)

    def page(self, link: Link) -> Page | None:
        """The page that a link leads to; None when the link has a route."""
        return None if link.page is None else self._pages[link.page].page_ptr

    def _raw(self, value: BlockValue, language: str, place: str) -> object:
        """A block's value as Wagtail stores it."""
        if isinstance(value, Picture):
            return self._pictures[value.name].pk
        if isinstance(value, Link):
            page = self.page(value)
            return {"page": page and page.pk, "route": value.route}
        if isinstance(value, list):
            return [
                {
                    "type": "item",
                    "value": self._raw(item, language, f"{place}/{number}"),
                    "id": _block_id(f"{place}/{number}"),
                }
                for number, item in enumerate(value)
            ]
        if isinstance(value, Mapping):
            if set(value) == set(LANGUAGES):
                return _PAGE_LINK.sub(self._page_link, str(value[language]))
            return {
                name: self._raw(part, language, f"{place}/{name}") for name, part in value.items()
            }
        return value

    def _page_link(self, match: re.Match[str]) -> str:
        return f'<a id="{self._pages[match[1]].pk}" linktype="page">'


def _block_id(place: str) -> str:
    return str(uuid.uuid5(NAMES, place))
