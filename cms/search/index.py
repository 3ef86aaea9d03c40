"""The table of what live pages say, and how it stays true.

Triggers note each page that changes (`StalePageText`), whoever changes it and however: the row of
the page, or the row of its own type. `catch_up()` reads the noted pages and writes what they say
now. A search calls it first, so it finds what was published before it. A thread
(cms/background/indexer.py) calls it too, so that few searches have something to do. A note is
locked while the transaction that made it is open, so no change is taken for done before its commit.

A search reads old texts in three cases, but never those of a page that is not live any more:
- more than `AT_ONCE` pages changed together, and the thread has not come to all of them;
- another transaction is changing the page again;
- texts cannot be written, or others write them for longer than `LONGEST_WAIT`.

The table holds live pages only. Each search asks anew who may read them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection, connections, transaction
from wagtail.models import Page

from cms.search.models import PageText, SearchWord, StalePageText
from cms.search.normalization import normalized_words, stem_lexeme, trigrams
from cms.search.text import text_of, title_of

# The number of the way that texts are made. Raise it with a change in normalization.py or text.py:
# `migrate` has all texts made anew then.
RECIPE = 2
# A search makes the texts of so many pages at most; 100 take about 0.2 s.
AT_ONCE = 100
# Seconds that a search waits while another one makes texts.
LONGEST_WAIT = 2
# PostgreSQL's own bounds of a tsvector: the last place of a word, and the places of one word.
LAST_PLACE = 16383
MOST_PLACES = 255
LONGEST_SPELLING = 200
# Letters of a page that are searched. A word that comes later has no match.
LONGEST_TEXT = 200_000


def catch_up(most: int = AT_ONCE) -> int:
    """Makes the texts of up to `most` noted pages; answers how many there were."""
    if not StalePageText.objects.exists():
        return 0
    with transaction.atomic():
        _wait_for_other_writers()
        noted = StalePageText.objects.select_for_update(skip_locked=True)[:most]
        ids = [note.page_id for note in noted]
        if ids:
            make(ids)
            StalePageText.objects.filter(pk__in=ids).delete()
    return len(ids)


def _wait_for_other_writers() -> None:
    """One transaction writes texts at a time: a word that one of them takes out, because no page
    says it any more, another may be writing. A search waits for `LONGEST_WAIT` seconds at most."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cms_pagetext'))")


def make(ids: Iterable[int]) -> None:
    """Writes the texts of these pages; those of pages that are not live go."""
    changed = set(ids)
    pages = list(Page.objects.filter(pk__in=changed, live=True).specific())
    words_before = _written_words(changed)
    PageText.objects.filter(pk__in=changed - {page.pk for page in pages}).delete()
    texts = [(page.pk, title_of(page), text_of(page)[:LONGEST_TEXT]) for page in pages]
    rows = [(pk, RECIPE, title, text, _vector(title, text)) for pk, title, text in texts]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO cms_pagetext (page_id, recipe, title, text, vector)
            VALUES (%s, %s, %s, %s, %s::tsvector)
            ON CONFLICT (page_id) DO UPDATE SET recipe = excluded.recipe, title = excluded.title,
                text = excluded.text, vector = excluded.vector
            """,
            rows,
        )
    spellings: dict[str, str] = {}
    for _pk, title, text in texts:
        _note_spellings(f"{title} {text}", spellings)
    SearchWord.objects.bulk_create(
        # In one order: two transactions that write at once cannot wait for each other in a circle.
        (
            SearchWord(word=word, spelling=spellings[word], trigrams=trigrams(word))
            for word in sorted(spellings)
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    _take_out(words_before - spellings.keys())


def _note_spellings(text: str, spellings: dict[str, str]) -> None:
    """Notes how a text writes each normal word: of several ways the shortest, which has no article
    and no ending, and in small letters where it is written so."""
    for word, start, end in normalized_words(text):
        written = text[start:end][:LONGEST_SPELLING]
        if word not in spellings or _plainness(written) < _plainness(spellings[word]):
            spellings[word] = written


def _plainness(written: str) -> tuple[int, bool, str]:
    return len(written), written != written.lower(), written


def _written_words(ids: set[int]) -> set[str]:
    """The words of these pages' texts as they are in the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT word FROM cms_pagetext, unnest(tsvector_to_array(vector)) AS word"
            " WHERE page_id = ANY(%s) AND word NOT LIKE '=%%'",
            [list(ids)],
        )
        return {word for (word,) in cursor.fetchall()}


def _take_out(candidates: set[str]) -> None:
    """Deletes those of these words that no page says any more: a page that was taken down shall
    not live on in its words."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM cms_searchword WHERE word = ANY(%s) AND NOT EXISTS (
                SELECT FROM cms_pagetext WHERE vector @@ quote_literal(word)::tsquery
            )
            """,
            [sorted(candidates)],
        )


def _vector(title: str, text: str) -> str:
    """PostgreSQL's tsvector: words of the title have the weight A, those of the text D. The stem of
    a word is at the word's place. Between the title and each paragraph is a place that is empty, so
    no phrase reaches from one into the next."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, part in (("A", title), *(("D", line) for line in text.split("\n"))):
        for word, _start, _end in normalized_words(part):
            place = min(place + 1, LAST_PLACE)
            for lexeme in filter(None, (word, stem_lexeme(word))):
                places.setdefault(lexeme, []).append(f"{place}{weight}")
        place += 1
    return " ".join(
        f"'{word}':{','.join(of_word[:MOST_PLACES])}" for word, of_word in places.items()
    )


def note_all() -> None:
    """Notes every page, so that a search or the thread makes its text anew."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_ALL)
        cursor.execute(_TAKE_OUT_UNSAID)


_NOTE_ALL = """
    INSERT INTO cms_stalepagetext (page_id) SELECT id FROM wagtailcore_page
    UNION SELECT page_id FROM cms_pagetext ON CONFLICT DO NOTHING
"""


_TAKE_OUT_UNSAID = """
    DELETE FROM cms_searchword
    WHERE word NOT IN (SELECT word FROM ts_stat('SELECT vector FROM cms_pagetext'))
"""


def tables() -> dict[str, str]:
    """The tables of pages and page types -> the column that holds the page's id."""
    models = [
        model for model in apps.get_models() if issubclass(model, Page) and not model._meta.proxy
    ]
    return {model._meta.db_table: str(model._meta.pk.column) for model in models}


def install(using: str = "default") -> None:
    """Makes the trigger on each of the tables that lacks it. Notes all pages when a trigger was
    missing or the recipe is another one. Takes out words that no page says any more."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT class.relname FROM pg_trigger AS trigger"
            " JOIN pg_class AS class ON class.oid = trigger.tgrelid"
            " WHERE tgname = 'page_text_changed'"
        )
        with_trigger = {name for (name,) in cursor.fetchall()}
        existing = set(connections[using].introspection.table_names(cursor))
        missing = {
            name: column
            for name, column in tables().items()
            if name not in with_trigger and name in existing
        }
        for table, column in missing.items():
            cursor.execute(
                f'CREATE TRIGGER page_text_changed AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
                f" FOR EACH ROW EXECUTE FUNCTION page_text_changed('{column}')"
            )
        cursor.execute("SELECT EXISTS (SELECT FROM cms_pagetext WHERE recipe <> %s)", [RECIPE])
        if missing or cursor.fetchone()[0]:
            cursor.execute(_NOTE_ALL)
        cursor.execute(_TAKE_OUT_UNSAID)


def install_after_migrate(sender: object, using: str = "default", **kwargs: object) -> None:
    """Receiver of post_migrate: see cms/apps.py."""
    if "cms_stalepagetext" in connections[using].introspection.table_names():
        install(using)
