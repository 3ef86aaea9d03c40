"""The table of what live pages say, and how it stays true.

Triggers note each page that changes (`StalePageText`), whoever changes it and however: the row of
a page, or of its own type. `catch_up()` reads the noted pages and writes what they say now. A
search calls it first, so it finds what was published before it; a thread (cms/documents/keeper.py)
calls it too, so that a search seldom has something to do. A note is locked while the transaction
that made it is open, so a change is never taken for done before it is there.

A search looks at old texts in three cases, and never at pages that are not live any more: of more
than `AT_ONCE` pages that changed together, those that the thread has not come to; of a page that
another transaction is changing again; and while texts cannot be written, or are written by others
for longer than `LONGEST_WAIT`.

Only live pages are in the table; who may read them is asked by each search anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection, connections, transaction
from wagtail.models import Page

from cms.models import PageText, SearchWord, StalePageText
from cms.search.text import text_of, title_of
from cms.search.words import trigrams, words

# How texts are made. Raise it with a change in words.py or text.py: `migrate` has all made anew.
RECIPE = 1
# Pages that one search makes up for at most; 100 take about 0.2 s.
AT_ONCE = 100
# Seconds that a search waits for another one that makes texts.
LONGEST_WAIT = 2
# tsvector's own bound for places.
LAST_PLACE = 16383
# Letters of a page that are searched.
LONGEST_TEXT = 200_000


def catch_up(most: int = AT_ONCE) -> int:
    """Makes the texts of up to `most` noted pages; answers how many there were."""
    if not StalePageText.objects.exists():
        return 0
    with transaction.atomic():
        _one_at_a_time()
        noted = StalePageText.objects.select_for_update(skip_locked=True)[:most]
        ids = [note.page_id for note in noted]
        if ids:
            make(ids)
            StalePageText.objects.filter(pk__in=ids).delete()
    return len(ids)


def _one_at_a_time() -> None:
    """Whoever makes texts while another does waits for it: what one takes for a word that nobody
    says any more, the other may be writing. A search does not wait for ever."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cms_pagetext'))")


def make(ids: Iterable[int]) -> None:
    """Writes what these pages say now; those that are not live say nothing."""
    wanted = set(ids)
    pages = list(Page.objects.filter(pk__in=wanted, live=True).specific())
    said_before = _words_of(wanted)
    PageText.objects.filter(pk__in=wanted - {page.pk for page in pages}).delete()
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
    said = {word for _pk, title, text in texts for word, _start, _end in words(f"{title} {text}")}
    SearchWord.objects.bulk_create(
        # In one order, so that two that write at once wait for each other and not in a circle.
        (SearchWord(word=word, trigrams=trigrams(word)) for word in sorted(said)),
        ignore_conflicts=True,
        batch_size=1000,
    )
    _forget(said_before - said)


def _words_of(ids: set[int]) -> set[str]:
    """What the texts of these pages say as long as they are not made anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT unnest(tsvector_to_array(vector)) FROM cms_pagetext"
            " WHERE page_id = ANY(%s)",
            [list(ids)],
        )
        return {word for (word,) in cursor.fetchall()}


def _forget(said_no_more: set[str]) -> None:
    """Takes out words that no page says: what was taken down shall not live on in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM cms_searchword WHERE word = ANY(%s) AND NOT EXISTS (
                SELECT FROM cms_pagetext WHERE vector @@ quote_literal(word)::tsquery
            )
            """,
            [sorted(said_no_more)],
        )


def _vector(title: str, text: str) -> str:
    """A tsvector: words of the title weigh A, those of the text D."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, part in (("A", title), ("D", text)):
        for word, _start, _end in words(part):
            place = min(place + 1, LAST_PLACE)
            places.setdefault(word, []).append(f"{place}{weight}")
    return " ".join(f"'{word}':{','.join(found[:255])}" for word, found in places.items())


def note_all() -> None:
    """Has every page's text made anew, by whoever searches or by the thread."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_ALL)
        cursor.execute(_FORGET_WHAT_NOBODY_SAYS)


_NOTE_ALL = """
    INSERT INTO cms_stalepagetext (page_id) SELECT id FROM wagtailcore_page
    UNION SELECT page_id FROM cms_pagetext ON CONFLICT DO NOTHING
"""


_FORGET_WHAT_NOBODY_SAYS = """
    DELETE FROM cms_searchword
    WHERE word NOT IN (SELECT word FROM ts_stat('SELECT vector FROM cms_pagetext'))
"""


def tables() -> dict[str, str]:
    """The tables whose rows make up pages, each with its column of the page's id."""
    models = [one for one in apps.get_models() if issubclass(one, Page) and not one._meta.proxy]
    return {one._meta.db_table: str(one._meta.pk.column) for one in models}


def install(using: str = "default") -> None:
    """A trigger on each of the tables. When one was missing or the recipe is another, all pages
    are noted. Words that no page says any more go."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT class.relname FROM pg_trigger AS trigger"
            " JOIN pg_class AS class ON class.oid = trigger.tgrelid"
            " WHERE tgname = 'page_text_changed'"
        )
        there = {name for (name,) in cursor.fetchall()}
        there_now = set(connections[using].introspection.table_names(cursor))
        missing = {
            name: column
            for name, column in tables().items()
            if name not in there and name in there_now
        }
        for table, column in missing.items():
            cursor.execute(
                f'CREATE TRIGGER page_text_changed AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
                f" FOR EACH ROW EXECUTE FUNCTION page_text_changed('{column}')"
            )
        cursor.execute("SELECT EXISTS (SELECT FROM cms_pagetext WHERE recipe <> %s)", [RECIPE])
        if missing or cursor.fetchone()[0]:
            cursor.execute(_NOTE_ALL)
        cursor.execute(_FORGET_WHAT_NOBODY_SAYS)


def install_after_migrate(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate: see cms/apps.py."""
    if "cms_stalepagetext" in connections[using].introspection.table_names():
        install(using)
