"""The table of the states of all translations, and how it stays true.

Triggers note the translation key of whatever may have another state now: a page or snippet, and
what wagtail-localize keeps of it. `catch_up()` computes the noted states anew (status.py says how).
The screen "Translations" calls it first, so a filter finds what was changed before. A thread
(cms/background/indexer.py) calls it too, for when very many changed together: until it has come to
all of them, a filter may find some by their old state.

A note stays locked while the transaction that wrote it is open, so no change is taken for done
before its commit.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from django.db import OperationalError, connection, connections, transaction
from wagtail.models import Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from home.localization import status
from home.localization.kinds import kinds
from home.models.translation_state import StaleTranslation, TranslationState

log = logging.getLogger(__name__)

# Groups whose states are computed at once: about a tenth of a second.
AT_ONCE = 200
# Seconds that the screen waits while another process writes states.
LONGEST_WAIT = 2


def catch_up(most: int = AT_ONCE) -> int:
    """Computes the states of up to `most` noted groups; answers how many there were."""
    if not StaleTranslation.objects.exists():
        return 0
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext('home_translationstate'))")
            notes = StaleTranslation.objects.select_for_update(skip_locked=True)
            keys = list(notes.values_list("translation_key", flat=True)[:most])
            if keys:
                make(keys)
                StaleTranslation.objects.filter(pk__in=keys).delete()
    except OperationalError as error:
        log.warning("States of translations are not computed yet: %s", error)
        return 0
    return len(keys)


def make(keys: Sequence[UUID]) -> None:
    """Writes the states of these groups."""
    TranslationState.objects.filter(translation_key__in=keys).delete()
    TranslationState.objects.bulk_create(
        (row for kind in kinds() for row in status.rows_with_states(kind, keys)),
        batch_size=1000,
    )


def tables() -> dict[str, str]:
    """The tables that decide states -> how the trigger comes to the translation key.

    See translation_state_changed() in the migration 0004.
    """
    models = [kind.model for kind in kinds() if not kind.is_page]
    return {
        **{model._meta.db_table: "translation_key" for model in (Page, *models)},
        TranslationSource._meta.db_table: "object_id",
        Translation._meta.db_table: "source_id",
        StringSegment._meta.db_table: "source_id",
        StringTranslation._meta.db_table: "context_id",
    }


def install(using: str = "default") -> None:
    """Makes the trigger on each of the tables that lacks it, and then notes every group."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT class.relname FROM pg_trigger AS trigger"
            " JOIN pg_class AS class ON class.oid = trigger.tgrelid"
            " WHERE tgname = 'translation_state_changed'"
        )
        with_trigger = {name for (name,) in cursor.fetchall()}
        existing = set(connections[using].introspection.table_names(cursor))
        missing = {
            table: column
            for table, column in tables().items()
            if table not in with_trigger and table in existing
        }
        for table, column in missing.items():
            cursor.execute(
                "CREATE TRIGGER translation_state_changed"
                f' AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
                f" FOR EACH ROW EXECUTE FUNCTION translation_state_changed('{column}')"
            )
        if missing:
            note_all(using)


def note_all(using: str = "default") -> None:
    """Notes every page and snippet, so that the thread computes its states anew."""
    of_rows = [table for table, column in tables().items() if column == "translation_key"]
    with connections[using].cursor() as cursor:
        existing = set(connections[using].introspection.table_names(cursor))
        for table in of_rows:
            if table in existing:
                # The name of a table of ours, and no word from outside.
                cursor.execute(
                    "INSERT INTO home_staletranslation (translation_key)"  # noqa: S608  # nosec B608
                    f' SELECT DISTINCT translation_key FROM "{table}" ON CONFLICT DO NOTHING'
                )


def install_after_migrate(sender: object, using: str = "default", **kwargs: object) -> None:
    """Receiver of post_migrate: see home/apps.py."""
    if "home_staletranslation" in connections[using].introspection.table_names():
        install(using)
