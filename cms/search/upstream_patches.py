"""What the search replaces; see `snippets.upstream_patches.Patch` for the columns."""

from __future__ import annotations

from cms.search.admin_backend import with_normal_words
from snippets.upstream_patches import MODELSEARCH, Patch

_INDEXER = "modelsearch.backends.database.postgres.postgres.ObjectIndexer"

ROWS = (
    Patch(
        target=f"{_INDEXER}.as_vector",
        replacement=with_normal_words,
        why="The admin finds an Arabic word only in the spelling and with the article of its text.",
        tested_with=MODELSEARCH,
    ),
)
