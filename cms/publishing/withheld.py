"""What a kept version says that readers may not know of today: it does not come back.

A rollback shows the documents of an earlier version. What was made private, taken down or deleted
since is taken out of them, by what today's content says: pages, rows of snippets, pictures and
files, and every link to such a page. What does not name such a thing keeps its bytes.

It knows the shapes of documents (cms/delivery/shapes.py), not the documents: whatever has an `id`
and a `translation_key` is a row, an `id` and a `path` a page, an `id` and a `srcset` a picture, an
`id` and a `url` of /documents/ a file. A part that names a withheld thing goes with the nearest
item of a list that it is in; a picture, or what stands alone, becomes null.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import orjson
from django.db.models import QuerySet
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.delivery.pages import IS_READABLE
from cms.delivery.private_collections import in_private_collections
from cms.delivery.registry import KINDS

_ADDRESS = re.compile(r'\b(?:href|src)="([^"]*)"')
_FILE = re.compile(r"/documents/(\d+)/")
_PICTURE = re.compile(r'<img\b[^>]*\bsrc="([^"]*)"')
# Of a thing that is taken out, in the order in which people would call it.
_NAMES = ("title", "label", "name", "path", "key")

_GONE = object()


@dataclass
class Withheld:
    """`addresses`: of pages that a kept version names and readers may not know of."""

    rows: set[tuple[int, str]]
    pages: set[int]
    images: set[int]
    files: set[int]
    pictures: set[str]
    addresses: set[str] = field(default_factory=set)
    # What was taken out, for people: each once.
    names: dict[str, None] = field(default_factory=dict)

    @classmethod
    def today(cls) -> Withheld:
        """By what the database says now. Two queries for each type, whatever is asked of it."""
        readable = Page.objects.annotate(is_readable=IS_READABLE).filter(is_readable=True)
        rows = {(pk, str(key)) for pk, key in readable.values_list("pk", "translation_key")}
        pages = {pk for pk, _key in rows}
        for kind in KINDS:
            live = kind.model._default_manager.filter(live=True)
            rows |= {(pk, str(key)) for pk, key in live.values_list("pk", "translation_key")}
        images = get_image_model().objects.filter(~in_private_collections())
        files = get_document_model().objects.filter(~in_private_collections())
        return cls(rows, pages, _ids(images), _ids(files), _pictures(images))

    def learn_addresses(self, kept: Iterable[bytes]) -> None:
        """From what kept documents say of pages. Before any is cleaned."""
        for data in kept:
            for page in _pages_in(orjson.loads(data)):
                if page["id"] not in self.pages:
                    self.addresses |= {page["path"], page["url"]}

    def clean(self, data: bytes) -> bytes:
        """What may come back of a document's data; the same bytes where all of it may."""
        said = orjson.loads(data)
        cleaned = self._clean(said)
        if cleaned is _GONE:
            cleaned = None
        return data if cleaned == said else orjson.dumps(cleaned)

    def _clean(self, value: Any) -> Any:
        if isinstance(value, list):
            items = (self._clean(item) for item in value)
            return [item for item in items if item is not _GONE]
        if isinstance(value, str):
            return _GONE if self._tells(value) else value
        if isinstance(value, dict):
            return self._clean_object(value)
        return value

    def _clean_object(self, value: dict[str, Any]) -> Any:
        if self._is_withheld(value):
            return self._taken_out(value)
        cleaned = {name: self._clean(part) for name, part in value.items()}
        if cleaned.get("button_route") is _GONE:  # a button that leads nowhere is none
            cleaned |= {"button_route": "", "button_label": ""}
        for name, part in cleaned.items():
            if part is not _GONE:
                continue
            if isinstance(value[name], str):
                return self._taken_out(value)
            cleaned[name] = None
        return cleaned

    def _taken_out(self, value: dict[str, Any]) -> object:
        name = next((str(value[key]) for key in _NAMES if value.get(key)), "")
        if name:
            self.names[name] = None
        return _GONE

    def _is_withheld(self, value: dict[str, Any]) -> bool:
        number = value.get("id")
        if not isinstance(number, int):
            return False
        if "translation_key" in value:
            return (number, str(value["translation_key"])) not in self.rows
        if "srcset" in value:
            return number not in self.images
        return "path" in value and number not in self.pages

    def _tells(self, text: str) -> bool:
        if "/" not in text:
            return False
        addresses = _ADDRESS.findall(text) if "<" in text else [text]
        if any(re.split("[?#]", address, maxsplit=1)[0] in self.addresses for address in addresses):
            return True
        files = {int(pk) for address in addresses for pk in _FILE.findall(address)}
        return bool(files - self.files) or any(
            _name(source) not in self.pictures for source in _PICTURE.findall(text)
        )


def _pages_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), int) and "path" in value and "url" in value:
            yield value
        for part in value.values():
            yield from _pages_in(part)
    elif isinstance(value, list):
        for item in value:
            yield from _pages_in(item)


def _ids(rows: QuerySet[Any]) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _pictures(images: QuerySet[Any]) -> set[str]:
    """The names of the files of public pictures, and of what was made of them."""
    renditions = images.model.get_rendition_model().objects.filter(image__in=images)
    files = [*images.values_list("file", flat=True), *renditions.values_list("file", flat=True)]
    return {PurePosixPath(name).name for name in files}


def _name(address: str) -> str:
    return PurePosixPath(unquote(re.split("[?#]", address, maxsplit=1)[0])).name
