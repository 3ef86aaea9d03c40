"""Which page somebody meant who asked for an address that is nothing.

The words of the address are looked for as the search of the website does, in the language of the
address: those of its end first, then those of the sections above it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath

from wagtail.models import Page

from cms.delivery.languages import languages
from cms.delivery.pages import IS_READABLE
from cms.search import query, terms
from cms.search.synonyms import Entries, synonyms

_BETWEEN_WORDS = re.compile(r"[\W\d_]+")


class Guesses:
    """For many addresses: languages and synonyms are read once."""

    def __init__(self) -> None:
        self._codes = [language.code for language in languages()]
        self._synonyms = cache(self._synonyms_of)

    def best(self, path: str) -> Page | None:
        """A page that everybody may read, or None where no word of the address is one of a page."""
        parts = [part for part in path.split("/") if part]
        code = self._codes[0]
        if parts and parts[0] in self._codes:
            code, *parts = parts
        pages = Page.objects.annotate(is_readable=IS_READABLE).filter(
            is_readable=True, locale__language_code=code, depth__gt=2
        )
        for part in reversed(parts):
            words = _BETWEEN_WORDS.sub(" ", PurePosixPath(part).stem).strip()
            if not words:
                continue
            asked = terms.parsed(words, self._synonyms(code))
            matches = query.search(asked, pages, None, by_score=True)
            if guess := matches.pages.select_related("locale").first():
                return guess
        return None

    @staticmethod
    def _synonyms_of(code: str) -> Entries:
        return synonyms([code])
