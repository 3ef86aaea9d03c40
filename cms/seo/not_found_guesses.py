"""Which page somebody meant who asked for an address that is nothing.

The words of the address are looked for as the search of the website does, in the language of the
address: those of its end first, then those of the sections above it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from wagtail.models import Page

from cms.delivery.languages import languages
from cms.delivery.pages import IS_READABLE
from cms.search import query, terms
from cms.search.synonyms import synonyms

_BETWEEN_WORDS = re.compile(r"[\W\d_]+")


def best_guess(path: str) -> Page | None:
    """A page that everybody may read, or None where no word of the address is one of a page."""
    parts = [part for part in path.split("/") if part]
    spoken = languages()
    language = next((each for each in spoken if parts and each.code == parts[0]), None)
    if language is not None:
        parts = parts[1:]
    code = language.code if language is not None else spoken[0].code
    pages = Page.objects.annotate(is_readable=IS_READABLE).filter(
        is_readable=True, locale__language_code=code, depth__gt=2
    )
    for part in reversed(parts):
        words = _BETWEEN_WORDS.sub(" ", PurePosixPath(part).stem).strip()
        if not words:
            continue
        matches = query.search(terms.parsed(words, synonyms([code])), pages, None, by_score=True)
        if guess := matches.pages.select_related("locale").first():
            return guess
    return None
