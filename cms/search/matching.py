"""Which pages a query matches, in which order, and the words to mark in them.

Pages that have all words of the query come first; when there are none, pages that have any of
them; when there are none either, the query is taken for misspelt, and words that pages say and
that are a letter or two away stand in for it (`Matches.instead`). A word in the title weighs more
than any number in the text; the word itself more than another that begins like it.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import (
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Concat

from cms.models import PageText, SearchWord
from cms.search.words import beginning, distance, trigrams, words

MOST_WORDS = 20
# Shorter words are not taken for misspelt: everything is near them.
SHORTEST_MISSPELT = 3
MOST_INSTEAD = 4
# Near words of a word of which is asked whether the reader may know of them.
MOST_NEAR = 20
CANDIDATES = 200
# Words of a snippet before the first marked one, and in all.
BEFORE, LENGTH = 8, 36
# Letters of a text among which the words to show are looked for: whoever searches shall not have
# whole books read. A page whose words come later shows how it begins.
LOOKED_AT = 10_000

# What one word of the query is worth, by where it is found.
TITLE, TITLE_BEGINNING, TEXT, TEXT_BEGINNING = 100, 40, 4, 1


@dataclass(frozen=True)
class Matches:
    """`pages` with a `score`, best first. `instead` are the words that were searched for when
    nothing matched the query itself."""

    pages: Any
    found: frozenset[str]
    instead: tuple[str, ...] = ()


def search(query: str, pages: QuerySet[Any], operator: str | None, by_score: bool) -> Matches:
    """The pages among `pages` that match. `operator` "and" or "or" leaves nothing to guess about
    how many words must match; a misspelt query is helped with either."""
    asked = list(dict.fromkeys(word for word, _start, _end in words(query)))[:MOST_WORDS]
    if not asked:
        return Matches(pages.none(), frozenset())
    for joined in (operator,) if operator else ("and", "or"):
        found = _matching(asked, pages, joined)
        if found.exists():
            return Matches(_scored(asked, found, by_score), frozenset(asked))
    instead = _said_by(pages, [_near(word) for word in asked])
    nearest = [word for near in instead for word in near]
    if not nearest or (operator == "and" and not all(instead)):
        return Matches(pages.none(), frozenset(asked))
    found = _matching(nearest, pages, "or", exactly=True)
    scored = _scored(nearest, found, by_score)
    return Matches(scored, frozenset(nearest), tuple(near[0] for near in instead if near))


def _matching(asked: list[str], pages: Any, operator: str, exactly: bool = False) -> Any:
    sign = " & " if operator == "and" else " | "
    terms = [_term(word) if exactly else _or_beginning(word) for word in asked]
    wanted = SearchQuery(sign.join(terms), search_type="raw", config="simple")
    texts = PageText.objects.filter(vector=wanted)
    return pages.filter(pk__in=texts.values("page_id"))


def _scored(asked: list[str], found: Any, by_score: bool) -> Any:
    """In one expression, so that PostgreSQL sorts and cuts."""
    worth: Any = Value(0.0)
    for word in asked:
        worth = worth + _best(word)
    text = PageText.objects.filter(page_id=OuterRef("pk"))
    rank = Func(
        F("vector"),
        SearchQuery(" | ".join(map(_or_beginning, asked)), search_type="raw", config="simple"),
        function="ts_rank",
        output_field=FloatField(),
    )
    scores = text.annotate(score=worth + rank).values("score")
    scored = found.annotate(score=Coalesce(Subquery(scores), 0.0, output_field=FloatField()))
    return scored.order_by("-score", "pk") if by_score else scored


def _best(word: str) -> Any:
    """The worth of a word: of the best place where it is found."""
    places = (
        (TITLE, f"{_term(word)}:A"),
        (TITLE_BEGINNING, f"{_term(beginning(word))}:*A"),
        (TEXT, _term(word)),
        (TEXT_BEGINNING, f"{_term(beginning(word))}:*"),
    )
    sql = " ".join("WHEN vector @@ %s::tsquery THEN %s" for _place in places)
    params = [part for worth, term in places for part in (term, float(worth))]
    return RawSQL(f"(CASE {sql} ELSE 0 END)", params, output_field=FloatField())  # noqa: S611  # nosec B611


def _term(word: str) -> str:
    """A word as part of a tsquery: normal words are letters and digits."""
    return f"'{word}'"


def _or_beginning(word: str) -> str:
    start = beginning(word)
    return f"('{word}' | '{start}':*)" if len(start) > 1 else f"'{word}'"


def _said_by(pages: Any, near: list[list[str]]) -> list[list[str]]:
    """Of each word's near ones those that one of `pages` says, the nearest few: the words of
    others, which the reader may not know of, are neither told nor do they crowd these out."""
    said = PageText.objects.filter(
        page_id__in=pages.order_by().values("pk"),
        vector=SearchQuery(
            Concat(Value("'"), OuterRef("word"), Value("'"), output_field=TextField()),
            search_type="raw",
            config="simple",
        ),
    )
    asked = {word for words_near in near for word in words_near}
    if not asked:
        return near
    known = SearchWord.objects.filter(Exists(said), word__in=asked)
    readable = set(known.values_list("word", flat=True))
    return [[word for word in found if word in readable][:MOST_INSTEAD] for found in near]


def _near(word: str) -> list[str]:
    """Words that any page says and that this one may have been meant for, nearest first."""
    if len(word) < SHORTEST_MISSPELT:
        return []
    most = 1 if len(word) < 6 else 2
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT word FROM cms_searchword
            WHERE trigrams && %s::varchar[] AND length(word) BETWEEN %s AND %s
            ORDER BY cardinality(
                ARRAY(SELECT unnest(trigrams) INTERSECT SELECT unnest(%s::varchar[]))
            ) DESC, word LIMIT %s
            """,
            [trigrams(word), len(word) - most, len(word) + most, trigrams(word), CANDIDATES],
        )
        found = [row[0] for row in cursor.fetchall()]
    distances = {one: distance(word, one, most) for one in found}
    near = sorted((away, one) for one, away in distances.items() if away <= most)
    return [one for _away, one in near][:MOST_NEAR]


# --- What is shown ---------------------------------------------------------------------------


def snippet(text: str, found: frozenset[str], length: int = LENGTH) -> str:
    """The part of a text with the most words of the query, each in <mark>, as safe HTML.

    Without any of them in its first `LOOKED_AT` letters, how the text begins.
    """
    beginnings = tuple(start for start in map(beginning, found) if len(start) > 1)
    places = list(words(text[:LOOKED_AT]))
    marked = [
        index
        for index, (word, _start, _end) in enumerate(places)
        if word in found or word.startswith(beginnings)
    ]
    first = max(0, (_densest(marked, length) if marked else 0) - BEFORE)
    shown = places[first : first + length]
    if not shown:
        return ""
    last = first + len(shown)
    start = shown[0][1] if first else 0
    is_cut = last < len(places) or len(text) > LOOKED_AT
    end = shown[-1][2] if is_cut else len(text)
    said = [escape("…") if first else ""]
    position = start
    meant = set(marked)
    for index, (_word, word_start, word_end) in enumerate(shown, start=first):
        if index in meant:
            said.append(escape(text[position:word_start]))
            said.append(f"<mark>{escape(text[word_start:word_end])}</mark>")
            position = word_end
    said += [escape(text[position:end]), "…" if is_cut else ""]
    return " ".join("".join(said).split())


def _densest(marked: list[int], length: int) -> int:
    """The first marked place after which the most others are shown; `marked` is in order."""
    best, most, last = marked[0], 0, 0
    for number, at in enumerate(marked):
        while last < len(marked) and marked[last] < at + length - BEFORE:
            last += 1
        if last - number > most:
            best, most = at, last - number
    return best
