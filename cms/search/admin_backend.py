"""The admin's search, of every list and chooser: with the same normal words as the public one.

Wagtail keeps a row for each page, snippet, image and document, and matches words letter by letter.
Here the words of its rows and of queries are normal words (cms/search/normalization.py), so
"النادي" finds "نادي" and "زوارق" finds "للزوارق".

While somebody types, the last word is a beginning: "الن" of "النادي". So names are kept in two
forms, with their prefixes and without.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

from django.contrib.postgres.search import SearchQuery
from django.core.management import call_command
from django.db import connections
from modelsearch.backends.database.postgres.postgres import (
    IndexEntry,
    ObjectIndexer,
    PostgresAutocompleteQueryCompiler,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText
from modelsearch.query import SearchQuery as Query

from cms.search.normalization import folded_words, normalized_words

# As in cms/search/index.py: raise it with a change of what is kept, and `migrate` makes all anew.
RECIPE = "normal words 1"

Texts = Iterable[tuple[str, str]]


def _normal(text: str) -> str:
    return " ".join(word for word, _start, _end in normalized_words(text))


def with_normal_words(as_vector: Callable[..., object]) -> Callable[..., object]:
    """Makes the vectors of Wagtail's rows of normal words; those of names also of whole words."""

    def vector(indexer: ObjectIndexer, texts: Texts, for_autocomplete: bool = False) -> object:
        normal = []
        for text, weight in texts:
            words = _normal(text)
            if for_autocomplete:
                words = f"{words} {' '.join(folded_words(text))}"
            normal.append((words, weight))
        return as_vector(indexer, normal, for_autocomplete=for_autocomplete)

    return vector


class _NormalQueries:
    """For the compilers of queries. A search of named columns compares those as they are."""

    fields: object

    def build_tsquery_content(
        self, query: Query, config: str | None = None, invert: bool = False
    ) -> SearchQuery:
        return super().build_tsquery_content(  # type: ignore[misc]  # of the compiler
            self.normal(query), config=config, invert=invert
        )

    def normal(self, query: Query) -> Query:
        if self.fields is not None or not isinstance(query, PlainText | Phrase):
            return query
        words = _normal(query.query_string)
        if not words:
            return query
        if isinstance(query, Phrase):
            return Phrase(words)
        return PlainText(words, operator=query.operator, boost=query.boost)


class SearchQueryCompiler(_NormalQueries, PostgresSearchQueryCompiler):
    """A whole query."""


class AutocompleteQueryCompiler(_NormalQueries, PostgresAutocompleteQueryCompiler):
    """A query whose last word may be the beginning of one."""

    def build_tsquery_content(
        self, query: Query, config: str | None = None, invert: bool = False
    ) -> SearchQuery:
        normal = super().build_tsquery_content(query, config, invert)
        if self.fields is not None or not isinstance(query, PlainText):
            return normal
        whole = " ".join(folded_words(query.query_string))
        if not whole:
            return normal
        typed = PlainText(whole, operator=query.operator, boost=query.boost)
        as_typed = PostgresAutocompleteQueryCompiler.build_tsquery_content(
            self, typed, config, invert
        )
        return normal & as_typed if invert else normal | as_typed


class SearchBackend(PostgresSearchBackend):
    query_compiler_class = SearchQueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler


def install(using: str = "default") -> None:
    """Makes all rows anew that were made with another recipe; that is kept beside the table."""
    table = IndexEntry._meta.db_table
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT obj_description(%s::regclass)", [table])
        [recipe] = cursor.fetchone()
        if recipe == RECIPE:
            return
        if IndexEntry._default_manager.using(using).exists():
            call_command("update_index", verbosity=0, stdout=io.StringIO())
        cursor.execute(f"COMMENT ON TABLE \"{table}\" IS '{RECIPE}'")


def install_after_migrate(sender: object, using: str = "default", **kwargs: object) -> None:
    """Receiver of post_migrate: see config/apps.py."""
    if IndexEntry._meta.db_table in connections[using].introspection.table_names():
        install(using)
