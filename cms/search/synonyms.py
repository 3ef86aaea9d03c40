"""Words that mean the same, as editors keep them for each language.

A search for one of them finds pages that say another. They are compared as all words of a search
are, and may be several words: "summer camp".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cms.search.models import SearchSynonyms
from cms.search.normalization import normalized_words

# Lists that a search reads; the admin refuses more for a language.
MOST_LISTS = 500
MOST_IN_A_LIST = 20
MOST_WORDS_OF_ONE = 4

Entry = tuple[str, ...]


@dataclass(frozen=True)
class Entries:
    """By each entry's normal words the others of its lists."""

    by_entry: dict[Entry, frozenset[Entry]]

    def of(self, words: Entry) -> list[Entry]:
        return sorted(self.by_entry.get(words, ()))


NONE = Entries({})


def entries_of(words: str) -> list[Entry]:
    """The normal words of each entry of a list: "camp, summer school"."""
    split = words.replace("،", ",").replace("\n", ",").split(",")
    entries = (tuple(word for word, _start, _end in normalized_words(each)) for each in split)
    return list(dict.fromkeys(entry for entry in entries if entry))


def synonyms(language_codes: Iterable[str]) -> Entries:
    """Those of these languages. One query."""
    lists = SearchSynonyms.objects.filter(locale__language_code__in=list(language_codes))
    by_entry: dict[Entry, frozenset[Entry]] = {}
    for words in lists.order_by("pk").values_list("words", flat=True)[:MOST_LISTS]:
        entries = frozenset(entries_of(words)[:MOST_IN_A_LIST])
        for entry in entries:
            by_entry[entry] = by_entry.get(entry, frozenset()) | (entries - {entry})
    return Entries(by_entry)
