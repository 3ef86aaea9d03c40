"""Whether a word may be another one that somebody spelt wrong.

A slip is what hands do: two letters change places, a letter is doubled, left out or put in, or one
is written for another that sounds alike or lies beside it. A word that merely looks alike is
another word: "evening" (مساء) is not how anybody spells "women" (نساء). So the first letter must be
right. Short words are all near each other: of them letters change places, double, or sound alike.
An Arabic root is its consonants, so a long vowel more or less is a word of the same root.
"""

from __future__ import annotations

from itertools import pairwise

# Words up to so many letters are short; from so many on, two slips are one word still.
SHORT, LONG = 4, 8
# Less than this is a slip, this is two.
_TWO = 2

_SOUND_ALIKE = (
    "ضظ",
    "ذز",
    "ذد",
    "تط",
    "سص",
    "ثس",
    "ثت",
    "قك",
    "قغ",
    "حه",
    "ck",
    "cs",
    "sz",
    "iy",
    "gj",
)
_VOWELS = "aeiouy"
_LONG_VOWELS = "اوي"
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _pairs() -> tuple[frozenset[frozenset[str]], frozenset[frozenset[str]]]:
    alike = frozenset(frozenset(pair) for pair in _SOUND_ALIKE)
    beside = {frozenset(pair) for row in _KEYS for pair in pairwise(row)}
    vowels = {frozenset((left, right)) for left in _VOWELS for right in _VOWELS}
    return alike, alike | beside | vowels


_ALIKE, _ALIKE_OR_BESIDE = _pairs()


def most_slips(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def slips(word: str, other: str) -> int | None:
    """How many slips make `word` of `other`; None where it is no misspelling of it."""
    most = most_slips(word)
    if abs(len(word) - len(other)) > most or not _begins_alike(word, other):
        return None
    count = _count(word, other, is_short=min(len(word), len(other)) <= SHORT, most=most)
    return count if count <= most else None


def _begins_alike(word: str, other: str) -> bool:
    return word[0] == other[0] or word[:2] == other[:2][::-1]


def _count(word: str, other: str, *, is_short: bool, most: int) -> int:
    """The least sum of costs (Damerau and Levenshtein); more than `most` for anything above it."""
    before: list[int] = []
    row = [0]
    for place in range(len(other)):
        row.append(row[-1] + _dropped(other, place, is_short))
    for i, left in enumerate(word, start=1):
        earlier, before = before, row
        row = [before[0] + _dropped(word, i - 1, is_short)]
        for j, right in enumerate(other, start=1):
            cost = min(
                before[j] + _dropped(word, i - 1, is_short),
                row[j - 1] + _dropped(other, j - 1, is_short),
                before[j - 1] + _changed(left, right, is_short),
            )
            if i > 1 and j > 1 and left == other[j - 2] and word[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        # Two letters that change places are counted from the row before the last one.
        if min(*row, *before) > most:
            return most + 1
    return row[-1]


def _dropped(word: str, place: int, is_short: bool) -> int:
    """Of a letter that one of the two words has alone. In short words it is a doubled one, or a
    long vowel of Arabic."""
    is_double = place > 0 and word[place - 1] == word[place]
    return 1 if is_double or not is_short or word[place] in _LONG_VOWELS else _TWO


def _changed(left: str, right: str, is_short: bool) -> int:
    if left == right:
        return 0
    return 1 if frozenset((left, right)) in (_ALIKE if is_short else _ALIKE_OR_BESIDE) else _TWO
