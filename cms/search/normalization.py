"""What two spellings of a word have in common: `normalize("المدرسة") == normalize("مدرسه")`.

Arabic is written with and without tashkeel (vowel marks), hamza and tatweel (a lengthened line);
with ta marbuta or ha; with alif maqsura or ya; with Arabic-Indic or European digits. It writes
"the", "and", "by", "as" and "for" as part of the word that follows. English loses its plural s.

Texts and queries both go through `normalize`. So it need not be right about a word, only the same
for all spellings of it. PostgreSQL's own `arabic` configuration stems differently in different
words, and does not take the article off (docs/decisions/search.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

# Letters of a word that are compared.
LONGEST = 60

# Applied after NFKD, which takes hamza and madda off their letters and opens ligatures.
_SAME_LETTER = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ے": "ي",
        "ة": "ه",
        "ۃ": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ک": "ك",
        "گ": "ك",
        "ء": "",
        "ـ": "",
        "ß": "ss",
    }
)
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*", re.UNICODE)
_MARK = re.compile(
    r"[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u0300-\u036f\u200b-\u200f]"
)
_ARABIC = re.compile(r"[\u0620-\u06ff]")
# Letters that are written in front of a word, the longest first, and how many letters are left of
# the word at least. Of a shorter word they are a part.
_PREFIXES = (("وال", 2), ("فال", 2), ("بال", 3), ("كال", 3), ("ال", 2), ("لل", 3), ("و", 3))
_ENDINGS = ("ات", "ون", "ين", "ها", "ه", "ي")


def normalized_words(text: str) -> Iterator[tuple[str, int, int]]:
    """`(normal word, start, end)` of each word: `text[start:end]` is how the text writes it."""
    for start, end in _places(text):
        if word := normalize(text[start:end]):
            yield word, start, end


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word. A regular expression takes a mark for the end of a word, so words
    are looked for in the text without its marks."""
    kept = [place for place, char in enumerate(text) if not _MARK.match(char)]
    bare = "".join(text[place] for place in kept)
    for match in _WORD.finditer(bare):
        end = kept[match.end() - 1] + 1
        while end < len(text) and _MARK.match(text[end]):
            end += 1
        yield kept[match.start()], end


def normalize(word: str) -> str:
    """The form of a word that is compared; "" for what is no word."""
    plain = _folded(word)
    if _ARABIC.search(plain):
        plain = _without_prefixes(plain)
    elif plain.isascii():
        plain = _singular(plain)
    return plain[:LONGEST]


def folded_words(text: str) -> list[str]:
    """The words of a text in one spelling, with their prefixes and endings: what somebody types
    who has not come to the end of a word is the beginning of one of them."""
    words = (_folded(text[start:end])[:LONGEST] for start, end in _places(text))
    return [word for word in words if word]


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(_plain(char) for char in letters).translate(_SAME_LETTER)
    return "".join(char for char in plain if char.isalnum())


def _plain(char: str) -> str:
    """The letter without its marks; the digits of all scripts become 0 to 9."""
    if unicodedata.combining(char):
        return ""
    digit = unicodedata.digit(char, None)
    return char if digit is None else str(digit)


def _without_prefixes(word: str) -> str:
    """Takes off one prefix after another: "وبالمدرسة", "بالمدرسة" and "المدرسة" are one word."""
    while True:
        for prefix, least in _PREFIXES:
            if word.startswith(prefix) and len(word) - len(prefix) >= least:
                word = word.removeprefix(prefix)
                break
        else:
            return word


def _singular(word: str) -> str:
    """Harman's S-stemmer (1991): takes off the plural, and nothing that changes the meaning."""
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-2] if word.endswith(("ches", "shes", "sses", "xes", "zes")) else word[:-1]
    return word if word.endswith(("us", "ss", "is")) else word[:-1]


def beginning(word: str) -> str:
    """The letters that all forms of a normal word begin with, like its feminine and its plural."""
    if _ARABIC.search(word):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word.removesuffix(ending)
    return word


def stem_lexeme(word: str) -> str:
    """What all forms of an English word have in common, as the index writes it: `=sail` of
    "sailing"; "" of a word in another alphabet. No normal word begins with `=`."""
    return f"={_stem(word)}" if word.isascii() and word.isalpha() else ""


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # One for each word: a stemmer remembers what it works on, and threads share this module.
    return str(snowballstemmer.stemmer("english").stemWord(word))


def trigrams(word: str) -> list[str]:
    """Each three letters in a row, with blanks around the word, as PostgreSQL's pg_trgm does."""
    padded = f"  {word} "
    return sorted({padded[place : place + 3] for place in range(len(padded) - 2)})
