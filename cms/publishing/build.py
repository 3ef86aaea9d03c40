"""Builds a snapshot: the documents from one reading of the content, and the parts that changes
touch.

Documents are built whole each time: they are small, and the rows that they are made of are not read
again while nothing changed them (cms/engines/compiled_query.py). What grows with the website comes
in parts, and of these only what a change touches is built.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from functools import partial
from itertools import pairwise

from cms.delivery.builder import builder
from cms.delivery.content import Content
from cms.delivery.languages import Language
from cms.delivery.page_parts import Members, is_divided, part_of
from cms.delivery.registry import DOCUMENTS, Document, InParts, Place
from cms.engines.changed_rows import ALL, Changes
from cms.publishing.assembly import Assembly, PartKeeper
from cms.publishing.snapshot import Manifest, Snapshot, as_json, digest
from cms.publishing.version import Version

log = logging.getLogger(__name__)

# Seconds between two lines of the log about a build that takes long.
PROGRESS = 5.0

Counts = dict[int, int]


def build(
    content: Content,
    version: Version,
    manifest: Manifest,
    held: Snapshot | None,
    changes: Changes,
    keeper: PartKeeper,
    most_parts: int | None = None,
) -> Snapshot:
    """`changes` are those since the version of `held`; everything, if another code built that."""
    if held is not None and held.builder != builder():
        changes = ALL
    making = Assembly(version, manifest, held, keeper)
    counts: dict[str, Mapping[int, int]] = {}
    for document in DOCUMENTS:
        if document.in_parts is None:
            for language in content.languages:
                key = document.key(language.code)
                making.document(
                    key, content.pieces.once(key, partial(_json, document, content, language))
                )
        else:
            dividing = Dividing(document, document.in_parts, content, held, changes)
            dividing.check(most_parts)
            counts |= dividing.add_to(making)
        members = (
            as_json(language.code) + b":" + making.data(document.key(language.code))
            for language in content.languages
        )
        making.document(document.key(), b"{" + b",".join(members) + b"}")
    content.keep()
    return making.snapshot(
        tuple(language.code for language in content.languages),
        counts,
        builder(),
        frozenset(content.references.images.incomplete | content.incomplete_images),
    )


def _json(document: Document, content: Content, language: Language) -> bytes:
    return as_json(document.build(content, language))


class TooManyParts(Exception):
    """More parts are to be built than whoever asked has time for."""


class Dividing:
    """One document that comes in parts, or in one piece while it is small."""

    def __init__(
        self,
        document: Document,
        in_parts: InParts,
        content: Content,
        held: Snapshot | None,
        changes: Changes,
    ) -> None:
        self._document = document
        self._in_parts = in_parts
        self._content = content
        self._before: dict[str, Counts] = {}
        # The pages that changes touch, and the parts that these are in; None for all.
        self._pages: set[int] | None = None
        self._looked_at: set[int] | None = None
        keys = {language.code: document.key(language.code) for language in content.languages}
        if held is not None and not changes.everything and held.counts.keys() == {*keys.values()}:
            self._before = {code: dict(held.counts[key]) for code, key in keys.items()}
            self._pages = in_parts.touched(content, changes)
        if self._pages is not None:
            self._looked_at = {part_of(pk) for pk in self._pages}
        self._members: Members = self._read_members()
        self._progress = _Progress(document.name)

    def check(self, most: int | None) -> None:
        """Raises TooManyParts. What is in one piece is small, wherever the ids of its pages are."""
        number = sum(
            len(by_part) for code, by_part in self._members.items() if is_divided(self._count(code))
        )
        if most is not None and number > most:
            raise TooManyParts(f"{number} parts of {self._document.name} are to be built.")

    def add_to(self, making: Assembly) -> dict[str, Counts]:
        """Answers how many pages each part has, by the key of the language's document."""
        counts = {language.code: self._count(language.code) for language in self._content.languages}
        self._progress.expect(sum(len(of_parts) for of_parts in counts.values()))
        for language in self._content.languages:
            self._add_language(making, language, counts[language.code])
        return {self._document.key(code): of_parts for code, of_parts in counts.items()}

    def _read_members(self) -> Members:
        """Of the parts to be looked at; of a language in one piece all, because it is built
        whole."""
        if self._looked_at is None:
            return self._in_parts.members(self._content.site, None)
        if not self._looked_at:
            return {}
        whole = (counts for counts in self._before.values() if not is_divided(counts))
        return self._in_parts.members(self._content.site, self._looked_at.union(*whole))

    def _count(self, code: str) -> Counts:
        counts = {number: len(ids) for number, ids in self._members.get(code, {}).items()}
        if self._looked_at is not None:
            kept = self._before[code].items()
            counts = {number: n for number, n in kept if number not in self._looked_at} | counts
        return dict(sorted(counts.items()))

    def _touched(self, code: str, counts: Counts, before: Counts) -> set[int]:
        """The parts of a language that say something else: with a page that is touched, or that
        came or went."""
        if self._pages is None:
            return {1, *counts, *before}
        members = self._members.get(code, {})
        with_touched = (
            number for number, ids in members.items() if not self._pages.isdisjoint(ids)
        )
        looked_at = self._looked_at or set()
        other = (number for number in looked_at if counts.get(number) != before.get(number))
        return {*with_touched, *other}

    def _add_language(self, making: Assembly, language: Language, counts: Counts) -> None:
        code = language.code
        before = self._before.get(code) if self._pages is not None else None
        divided = is_divided(counts)
        if before is not None and is_divided(before) != divided:
            before = None  # a document changes its form as a whole
        if divided:
            self._add_parts(making, language, counts, before)
        elif before is not None and not self._touched(code, counts, before):
            making.as_it_was(self._document.key(code))
        else:
            ids = [pk for number in counts for pk in self._ids(code, number)]
            key = self._document.key(code)
            earlier = making.earlier(key) if before is not None else None
            making.document(key, self._data(language, ids, Place(), earlier))

    def _add_parts(
        self, making: Assembly, language: Language, counts: Counts, before: Counts | None
    ) -> None:
        """`before` is None when every part is to be built."""
        were = _places(before or {})
        touched = None if before is None else self._touched(language.code, counts, before)
        for number, place in _places(counts).items():
            key = self._document.key(language.code, number)
            if touched is not None and number not in touched and were.get(number) == place:
                making.as_it_was(key)
                continue
            ids = self._ids(language.code, number)
            earlier = making.earlier(key) if number in were else None
            data = self._data(language, ids, place, earlier)
            if number == 1:
                making.document(key, data)
            else:
                making.part(key, digest(data), partial(bytes, data))
            self._progress.built()

    def _data(
        self, language: Language, ids: list[int], place: Place, earlier: object | None
    ) -> bytes:
        if earlier is None or self._pages is None:
            return as_json(self._in_parts.build(self._content, language, ids, place))
        return as_json(
            self._in_parts.update(self._content, language, ids, place, earlier, self._pages)
        )

    def _ids(self, code: str, number: int) -> list[int]:
        of_language = self._members.get(code, {})
        is_unread = self._looked_at is not None and number not in self._looked_at
        if number not in of_language and is_unread:
            # Its place changed, or the form of the document; who is in it is not read yet.
            of_language = self._in_parts.members(self._content.site, {number})[code]
        return of_language.get(number, [])


def _places(counts: Counts) -> dict[int, Place]:
    """Number -> place, of the parts of a divided document; the first is always there."""
    if not counts:
        return {}
    numbers = sorted({1, *counts})
    following: dict[int, int | None] = dict(pairwise(numbers))
    return {
        number: Place(sum(counts.values()) if number == 1 else None, following.get(number))
        for number in numbers
    }


class _Progress:
    """Says in the log how far a build is that takes long."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._expected = self._built = 0
        self._next = time.monotonic() + PROGRESS

    def expect(self, parts: int) -> None:
        self._expected = parts

    def built(self) -> None:
        self._built += 1
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + PROGRESS
            log.info("Building %s: %s of %s parts", self._name, self._built, self._expected)
