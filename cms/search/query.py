"""Which pages a query matches, in which order, and the words to mark in them.

It makes up to three attempts, each when the attempt before has matched no page:
1. pages that say all units of the query (cms/search/terms.py);
2. pages that say any of them;
3. the query is taken for misspelt: pages that say words which somebody may have meant
   (`Matches.instead`, cms/search/slips.py). A phrase in quotes is not.

A word in the title is worth more than any number of words in the text. The word itself is worth
more than another word with the same beginning or stem.

An index says which pages match, and at most `MOST_RANKED` of them are ranked. When more match,
these are pages with a word in the title first, and of them and of the others the newest.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.contrib.postgres.search import SearchQuery, SearchVectorField
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
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce, Concat
from wagtail.models import Page

from cms.search.models import PageText, SearchWord
from cms.search.normalization import beginning, normalized_words, stem_lexeme, trigrams
from cms.search.slips import most_slips, slips
from cms.search.terms import MOST_WORDS, Phrase, Query, Unit, Word, words_of

# Pages that a search answers at most: each is read to be ranked.
MOST_RANKED = 1000
# Shorter words are not taken for misspelt: everything is near them.
SHORTEST_MISSPELT = 3
# Of a misspelt word: the words that have most trigrams in common, those of them whose letters are
# compared and which the reader must be allowed to know of, and those that are searched for instead.
CANDIDATES = 200
MOST_NEAR = 20
MOST_INSTEAD = 4
# Words of a snippet before the first marked word, and in all.
BEFORE, LENGTH = 8, 36
# Letters of a text in which the words to mark are looked for, so that a search does not read whole
# books. A page whose words come later shows how its text begins.
LOOKED_AT = 10_000

# The words of a page's title; the index `cms_page_text_title_words` is of this expression.
TITLE_VECTOR = Func(
    F("vector"), Value("{a}"), function="ts_filter", output_field=SearchVectorField()
)

# What a word of the query is worth, by where a page says it.
TITLE, TITLE_BEGINNING, TEXT, TEXT_BEGINNING = 100, 40, 4, 1


@dataclass(frozen=True)
class Matches:
    """`pages` with a `score`, best first. `words` are those that were searched for. `instead`
    are the first of them that stand in for a misspelt query."""

    pages: QuerySet[Page]
    words: frozenset[str]
    instead: tuple[str, ...] = ()


def search(query: Query, pages: QuerySet[Page], operator: str | None, by_score: bool) -> Matches:
    """The pages among `pages` that match. `operator` says whether all units must match ("and") or
    any ("or"); without it, all and then any. A misspelt query is helped with either."""
    if not query.units:
        return Matches(pages.none(), frozenset())
    # For a query of one unit, "all" and "any" are the same.
    for joined in (operator,) if operator else ("and", "or")[: len(query.units)]:
        if ids := _ranked(query, pages, joined):
            return Matches(_scored(query, pages, ids, by_score), query.words)
    if query.has_phrase:
        return Matches(pages.none(), query.words)
    return _misspelt(query, pages, operator, by_score)


def _misspelt(query: Query, pages: QuerySet[Page], operator: str | None, by_score: bool) -> Matches:
    asked = [part.word for unit in query.units for part in unit.parts if isinstance(part, Word)]
    instead = _readable(pages, [_near(word) for word in asked])
    nearest = Query(tuple(Unit((Phrase((near.word,)),)) for words in instead for near in words))
    if not nearest.units or (operator == "and" and not all(instead)):
        return Matches(pages.none(), query.words)
    ids = _ranked(nearest, pages, "or")
    scored = _scored(nearest, pages, ids, by_score)
    spelt = tuple(words[0].spelling or words[0].word for words in instead if words)
    return Matches(scored, nearest.words, spelt)


def count(query: Query, pages: QuerySet[Page], operator: str | None) -> int:
    """How many of the pages match all units, or any with the operator "or"; up to `MOST_RANKED`."""
    if not query.units:
        return 0
    texts = PageText.objects.filter(vector=_tsquery(query, operator or "and"))
    return len(_newest(pages, texts, MOST_RANKED))


def with_title(text: str, pages: QuerySet[Page]) -> list[int]:
    """The ids of those of `pages` whose title says all words of a text, or words that begin so; of
    more than `MOST_RANKED` the newest."""
    words = Query(tuple(Unit((Word(word),)) for word in words_of(text)[:MOST_WORDS]))
    texts = PageText.objects.alias(title_vector=TITLE_VECTOR)
    return _newest(pages, texts.filter(title_vector=_tsquery(words, "and")), MOST_RANKED)


class LexemeQuery(SearchQuery):
    """A tsquery whose lexemes are taken as they are: to_tsquery would look for words in them."""

    template = "%(expressions)s::tsquery"


def _tsquery(query: Query, operator: str) -> SearchQuery:
    sign = " & " if operator == "and" else " | "
    units = sign.join(unit.tsquery() for unit in query.units)
    return LexemeQuery(units, search_type="raw")


def _ranked(query: Query, pages: QuerySet[Page], operator: str) -> list[int]:
    """The ids of the pages that match and are ranked."""
    texts = PageText.objects.alias(title_vector=TITLE_VECTOR)
    matching = texts.filter(vector=_tsquery(query, operator))
    ids = _newest(pages, matching, MOST_RANKED + 1)
    if len(ids) <= MOST_RANKED:
        return ids
    by_title = matching.filter(title_vector=_tsquery(query, "or"))
    return list(dict.fromkeys([*_newest(pages, by_title, MOST_RANKED), *ids]))[:MOST_RANKED]


def _newest(pages: QuerySet[Page], texts: QuerySet[PageText], most: int) -> list[int]:
    matching = pages.filter(pk__in=texts.values("page_id"))
    return list(matching.order_by("-pk").values_list("pk", flat=True)[:most])


def _scored(query: Query, pages: QuerySet[Page], ids: list[int], by_score: bool) -> QuerySet[Page]:
    """The pages with their score. It is one expression, so that PostgreSQL sorts and cuts."""
    worth: Combinable = Value(0.0)
    for unit in query.units:
        for part in unit.parts:
            worth = worth + _best(part)
        for other in unit.others:
            worth = worth + _worth(
                (TITLE_BEGINNING, other.exactly("A")), (TEXT_BEGINNING, other.exactly())
            )
    text = PageText.objects.filter(page_id=OuterRef("pk"))
    rank = Func(F("vector"), _tsquery(query, "or"), function="ts_rank", output_field=FloatField())
    scores = text.annotate(score=worth + rank).values("score")
    scored: QuerySet[Page] = pages.filter(pk__in=ids).annotate(
        score=Coalesce(Subquery(scores), 0.0, output_field=FloatField())
    )
    return scored.order_by("-score", "pk") if by_score else scored


def _best(part: Word | Phrase) -> RawSQL:
    """What a part is worth: the most of the places where the page says it."""
    return _worth(
        (TITLE, part.exactly("A")),
        (TITLE_BEGINNING, part.nearly("A")),
        (TEXT, part.exactly()),
        (TEXT_BEGINNING, part.nearly()),
    )


def _worth(*places: tuple[int, str]) -> RawSQL:
    """Of the first of the places, each a tsquery, where a page says it."""
    sql = " ".join("WHEN vector @@ %s::tsquery THEN %s" for _place in places)
    params = [part for worth, term in places for part in (term, float(worth))]
    return RawSQL(f"(CASE {sql} ELSE 0 END)", params, output_field=FloatField())  # noqa: S611  # nosec B611


def _readable(pages: QuerySet[Page], near: list[list[str]]) -> list[list[SearchWord]]:
    """Of the near words of each word, the nearest few that one of `pages` says. The reader may not
    know of the words of other pages: those are not answered, and take no readable word's place."""
    saying = PageText.objects.filter(
        page_id__in=pages.order_by().values("pk"),
        vector=SearchQuery(
            Concat(Value("'"), OuterRef("word"), Value("'"), output_field=TextField()),
            search_type="raw",
            config="simple",
        ),
    )
    asked = {word for words_near in near for word in words_near}
    if not asked:
        return [[] for _words in near]
    words_of_pages = SearchWord.objects.filter(Exists(saying), word__in=asked).defer("trigrams")
    readable = {word.word: word for word in words_of_pages}
    return [
        [readable[word] for word in words_near if word in readable][:MOST_INSTEAD]
        for words_near in near
    ]


def _near(word: str) -> list[str]:
    """The words of all pages that this word may be a misspelling of, nearest first."""
    if len(word) < SHORTEST_MISSPELT:
        return []
    most = most_slips(word)
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
        candidates = [row[0] for row in cursor.fetchall()]
    near = sorted(
        (count, candidate)
        for candidate in candidates
        if (count := slips(word, candidate)) is not None
    )
    return [candidate for _count, candidate in near][:MOST_NEAR]


# --- What is shown ---------------------------------------------------------------------------


def snippet(text: str, words: frozenset[str], length: int = LENGTH) -> str:
    """The part of a text with most of `words`, each in <mark>, as safe HTML.

    When the first `LOOKED_AT` letters have none of them, it is how the text begins.
    """
    beginnings = tuple(start for start in map(beginning, words) if len(start) > 1)
    stems = set(filter(None, map(stem_lexeme, words)))
    places = list(normalized_words(text[:LOOKED_AT]))
    marked = [
        index
        for index, (word, _start, _end) in enumerate(places)
        if word in words or word.startswith(beginnings) or stem_lexeme(word) in stems
    ]
    first = max(0, (_densest(marked, length) if marked else 0) - BEFORE)
    shown = places[first : first + length]
    if not shown:
        return ""
    last = first + len(shown)
    start = shown[0][1] if first else 0
    is_cut = last < len(places) or len(text) > LOOKED_AT
    end = shown[-1][2] if is_cut else len(text)
    parts = ["…" if first else ""]
    position = start
    to_mark = set(marked)
    for index, (_word, word_start, word_end) in enumerate(shown, start=first):
        if index in to_mark:
            parts.append(escape(text[position:word_start]))
            parts.append(f"<mark>{escape(text[word_start:word_end])}</mark>")
            position = word_end
    parts += [escape(text[position:end]), "…" if is_cut else ""]
    return " ".join("".join(parts).split())


def _densest(marked: list[int], length: int) -> int:
    """The first marked place that a snippet shows most others with; `marked` is in order."""
    best, most, last = marked[0], 0, 0
    for number, place in enumerate(marked):
        while last < len(marked) and marked[last] < place + length - BEFORE:
            last += 1
        if last - number > most:
            best, most = place, last - number
    return best
