"""What a query asks for: words, phrases in quotes, and what stands for them.

A word is asked for as it is written, by its beginning and by its stem. A phrase is its words in a
row. Beside them a page may say a synonym that editors keep, or write two words as one, or one as
two, where pages know those words.

PostgreSQL's tsquery is made of quoted lexemes, so nothing that somebody types has a meaning in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cms.search.models import SearchWord
from cms.search.normalization import beginning, normalized_words, stem_lexeme
from cms.search.synonyms import Entries

MOST_WORDS = 20
# A name of one word is no name of two with a part that is shorter.
SHORTEST_PART = 3

_QUOTED = re.compile(r"[\"“”„«](.*?)[\"“”«»]")


@dataclass(frozen=True)
class Word:
    word: str

    @property
    def words(self) -> tuple[str, ...]:
        return (self.word,)

    def exactly(self, weight: str = "") -> str:
        return _lexeme(self.word, weight)

    def nearly(self, weight: str = "") -> str:
        """Its beginning, and other forms of its stem."""
        start = beginning(self.word)
        forms = [_lexeme(start, f"*{weight}")] if len(start) > 1 else []
        if stem := stem_lexeme(self.word):
            forms.append(_lexeme(stem, weight))
        return _any([self.exactly(weight), *forms])


@dataclass(frozen=True)
class Phrase:
    """Words in a row."""

    words: tuple[str, ...]

    def exactly(self, weight: str = "") -> str:
        return f"({' <-> '.join(_lexeme(word, weight) for word in self.words)})"

    def nearly(self, weight: str = "") -> str:
        return self.exactly(weight)


@dataclass(frozen=True)
class Unit:
    """A page says it when it says all `parts`, or one of the `others`."""

    parts: tuple[Word | Phrase, ...]
    others: tuple[Phrase, ...] = ()

    def tsquery(self) -> str:
        whole = " & ".join(part.nearly() for part in self.parts)
        return _any([f"({whole})", *(other.exactly() for other in self.others)])


@dataclass(frozen=True)
class Query:
    units: tuple[Unit, ...]

    @property
    def words(self) -> frozenset[str]:
        """Those to mark in a text."""
        return frozenset(
            word
            for unit in self.units
            for part in (*unit.parts, *unit.others)
            for word in part.words
        )

    @property
    def has_phrase(self) -> bool:
        return any(isinstance(part, Phrase) for unit in self.units for part in unit.parts)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(word for word, _start, _end in normalized_words(text))


def parsed(text: str, synonyms: Entries) -> Query:
    """The units of what somebody typed. One query."""
    asked = list(dict.fromkeys(_asked(text)))[:MOST_WORDS]
    known = _known(asked)
    units: list[Unit] = []
    while asked:
        unit = _unit(asked, synonyms, known)
        units.append(unit)
        del asked[: len(unit.parts)]
    return Query(tuple(units))


def _asked(text: str) -> Iterable[Word | Phrase]:
    end = 0
    for quoted in _QUOTED.finditer(text):
        yield from map(Word, words_of(text[end : quoted.start()]))
        if words := words_of(quoted.group(1)):
            yield Phrase(words[:MOST_WORDS])
        end = quoted.end()
    yield from map(Word, words_of(text[end:]))


def _unit(asked: Sequence[Word | Phrase], synonyms: Entries, known: set[str]) -> Unit:
    """The unit that the first of what is asked begins: as many words as have another name."""
    first = asked[0]
    if isinstance(first, Phrase):
        return Unit((first,), tuple(map(Phrase, synonyms.of(first.words))))
    run = [part.word for part in _words_before_a_phrase(asked)]
    for length in range(len(run), 1, -1):
        if others := synonyms.of(tuple(run[:length])):
            return Unit(tuple(map(Word, run[:length])), tuple(map(Phrase, others)))
    if len(run) > 1 and run[0] + run[1] in known:
        return Unit((Word(run[0]), Word(run[1])), (Phrase((run[0] + run[1],)),))
    in_two = [halves for halves in _halves(first.word) if known.issuperset(halves)]
    return Unit((first,), tuple(map(Phrase, (*synonyms.of((first.word,)), *in_two))))


def _words_before_a_phrase(asked: Sequence[Word | Phrase]) -> Iterable[Word]:
    for part in asked:
        if isinstance(part, Phrase):
            return
        yield part


def _known(asked: Sequence[Word | Phrase]) -> set[str]:
    """Which of the words that these could be written as pages say."""
    words = [part.word for part in asked if isinstance(part, Word)]
    names = {word + after for word, after in zip(words, words[1:], strict=False)}
    names |= {half for word in words for halves in _halves(word) for half in halves}
    return set(SearchWord.objects.filter(word__in=names).values_list("word", flat=True))


def _halves(word: str) -> list[tuple[str, str]]:
    places = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    return [(word[:place], word[place:]) for place in places]


def _lexeme(word: str, flags: str) -> str:
    """Normal words and stems are letters, digits and `=`, so quotes do."""
    return f"'{word}':{flags}" if flags else f"'{word}'"


def _any(alternatives: Sequence[str]) -> str:
    return f"({' | '.join(alternatives)})"
