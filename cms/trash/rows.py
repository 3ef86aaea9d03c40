"""The kept rows of an entry: what they point to, and how PostgreSQL writes them back.

Rows are copied by PostgreSQL from what it kept, so that no value goes through Python and comes back
another. Columns that a later migration added get their field's default.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from wagtail.models import Page

from cms.trash.models import TrashedRow, TrashEntry

Row = dict[str, Any]

# Of pages, what says where they are.
PLACE = frozenset({"depth", "draft_title", "numchild", "path", "slug", "title", "url_path"})
# The tree has its own mind about these; cms/trash/places.py writes them.
_NOT_TAKEN_BACK = frozenset({"depth", "numchild", "path", "url_path"})


def models_by_table() -> dict[str, type[models.Model]]:
    """Of every table that is there today."""
    return {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
    }


def _columns(model: type[models.Model]) -> dict[str, models.Field[Any, Any]]:
    return {each.column: each for each in model._meta.local_concrete_fields if each.column}


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


@dataclass
class KeptRows:
    """`deleted` is table -> number of the kept row -> the columns that say what it points to and
    where it is; `keys` the same with its primary key; `changes` what to write otherwise; `cut` the
    foreign keys (of a row, to a value) that lead to nothing today."""

    deleted: dict[str, dict[int, Row]]
    keys: dict[str, dict[int, str]]
    changes: dict[int, Row] = field(default_factory=lambda: defaultdict(dict))
    cut: list[tuple[models.ForeignKey[Any, Any], int, Any]] = field(default_factory=list)

    def remove(self, table: str, numbers: Iterable[int]) -> None:
        for number in numbers:
            del self.deleted[table][number]
            del self.keys[table][number]

    def holds(self, table: str, key: str) -> bool:
        return key in self.keys.get(table, {}).values()


def load(entry: TrashEntry) -> KeptRows:
    """Tables of models that are there no more are left out."""
    by_table = models_by_table()
    kept = KeptRows(defaultdict(dict), defaultdict(dict))
    tables = TrashedRow.objects.filter(entry=entry, became__isnull=True).order_by()
    for table in tables.values_list("table_name", flat=True).distinct():
        if (model := by_table.get(table)) is None:
            continue
        wanted = {column for column, each in _columns(model).items() if each.is_relation}
        wanted |= {"translation_key"} | (PLACE if model is Page else set())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, key, (SELECT jsonb_object_agg(each.key, each.value)"
                " FROM jsonb_each(was) AS each WHERE each.key = ANY(%s))::text"
                " FROM cms_trashedrow WHERE entry_id = %s AND table_name = %s AND became IS NULL",
                [[*wanted], entry.pk, table],
            )
            for number, key, columns in cursor.fetchall():
                kept.deleted[table][number] = json.loads(columns or "{}")
                kept.keys[table][number] = key
    return kept


def drop_what_points_to_nothing(kept: KeptRows) -> None:
    """A foreign key to what is gone meanwhile is set to NULL; a row that cannot be without it stays
    away, as it would have been deleted with it."""
    by_table = models_by_table()
    while any(_drop(kept, table, by_table[table]) for table in [*kept.deleted]):
        pass


def _drop(kept: KeptRows, table: str, model: type[models.Model]) -> bool:
    gone: set[int] = set()
    for column, each in _columns(model).items():
        if not isinstance(each, models.ForeignKey):
            continue
        rows = kept.deleted[table]
        wanted = {
            number: row[column]
            for number, row in rows.items()
            if row.get(column) is not None and kept.changes[number].get(column, 1)
        }
        missing = missing_targets(each, set(wanted.values()), kept)
        for number, value in wanted.items():
            if str(value) not in missing:
                continue
            if each.null:
                kept.changes[number][column] = None
                kept.cut.append((each, number, value))
            else:
                gone.add(number)
    kept.remove(table, gone)
    return bool(gone)


def missing_targets(
    reference: models.ForeignKey[Any, Any], values: set[Any], kept: KeptRows | None = None
) -> set[str]:
    """Of the values of a foreign key those that neither the database has nor `kept`."""
    if not values:
        return set()
    target = reference.target_field
    target_table = target.model._meta.db_table
    there = target.model._base_manager.filter(**{f"{target.attname}__in": values})
    known = {str(value) for value in there.values_list(target.attname, flat=True)}
    if kept is not None:
        known |= set(kept.keys.get(target_table, {}).values())
    return {str(value) for value in values} - known


def write_back(kept: KeptRows) -> dict[str, set[int]]:
    """Inserts the rows. What a row of today stands in the way of stays away, with what hangs on it;
    answers those, by table."""
    left_out: dict[str, set[int]] = defaultdict(set)
    while True:
        drop_what_points_to_nothing(kept)
        with transaction.atomic():
            refused = {
                table: rows.keys() - _insert(table, [*rows], kept.changes)
                for table, rows in kept.deleted.items()
                if rows
            }
            again = any(refused.values())
            transaction.set_rollback(again)
        if not again:
            return left_out
        for table, numbers in refused.items():
            left_out[table] |= numbers
            kept.remove(table, numbers)


def _insert(table: str, numbers: list[int], changes: dict[int, Row]) -> set[int]:
    """The numbers of the kept rows that were inserted."""
    model = models_by_table()[table]
    fields = {name: each for name, each in _columns(model).items() if not each.generated}
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in fields)
    values = ", ".join(f"restored.{quote(name)}" for name in fields)
    key = quote(_key(model))
    defaults = {
        name: each.get_db_prep_save(each.get_default(), connection)
        for name, each in fields.items()
        if not each.primary_key and not each.is_relation and each.get_default() is not None
    }
    mine = {str(number): changes[number] for number in numbers if changes.get(number)}
    with connection.cursor() as cursor:
        # By the number of the kept row: a key is unique in its table, but for what stands there.
        cursor.execute(
            f"WITH inserted AS (INSERT INTO {quote(table)} ({names}) SELECT {values}"  # noqa: S608  # nosec B608
            " FROM cms_trashedrow AS kept"
            " LEFT JOIN jsonb_each(%s::jsonb) AS mine ON mine.key = kept.id::text,"
            f" LATERAL jsonb_populate_record(NULL::{quote(table)},"
            "  %s::jsonb || kept.was || coalesce(mine.value, '{}')) AS restored"
            f" WHERE kept.id = ANY(%s) ON CONFLICT DO NOTHING RETURNING {key}::text AS key)"
            " SELECT kept.id FROM cms_trashedrow AS kept JOIN inserted USING (key)"
            " WHERE kept.id = ANY(%s)",
            [
                json.dumps(mine, cls=DjangoJSONEncoder),
                json.dumps(_plain(defaults), cls=DjangoJSONEncoder),
                numbers,
                numbers,
            ],
        )
        return {number for (number,) in cursor.fetchall()}


def _plain(values: Row) -> Row:
    """What the driver wraps, as JSON has it."""
    return {name: getattr(value, "obj", value) for name, value in values.items()}


def remember_what_is_cut(entry: TrashEntry, kept: KeptRows) -> None:
    """What a restored row pointed to may be in the trash itself: restored later, it is pointed to
    again."""
    for each, number, value in kept.cut:
        target = each.target_field.model._meta.db_table
        there = TrashedRow.objects.filter(table_name=target, key=str(value), became__isnull=True)
        key = kept.keys[each.model._meta.db_table].get(number)
        for other in there.exclude(entry=entry).values_list("entry", flat=True):
            if key is not None:
                TrashedRow.objects.create(
                    entry_id=other,
                    table_name=each.model._meta.db_table,
                    key=key,
                    was={str(each.column): value},
                    became={str(each.column): None},
                )


def take_back_changes(entry: TrashEntry) -> None:
    """Gives what the deletion cut or pointed elsewhere its value of before, the last first, where
    nobody has given it another one since."""
    by_table = models_by_table()
    changed = TrashedRow.objects.filter(entry=entry, became__isnull=False).order_by("-pk")
    for row in changed.iterator():
        model = by_table.get(row.table_name)
        if model is None:
            continue
        for column, each in _columns(model).items():
            if column not in row.was or (model is Page and column in _NOT_TAKEN_BACK):
                continue
            value = row.was[column]
            if isinstance(each, models.ForeignKey) and missing_targets(each, {value} - {None}):
                continue
            if not _take_back(row, model, column):
                _tell_the_others(row, column)


def _tell_the_others(row: TrashedRow, column: str) -> None:
    """A later deletion cut again what this one had pointed elsewhere: to restore that one is to
    give the value of before both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cms_trashedrow AS other"
            " SET was = jsonb_set(other.was, ARRAY[%s], kept.was -> %s)"
            " FROM cms_trashedrow AS kept WHERE kept.id = %s AND other.id > kept.id"
            " AND other.entry_id <> kept.entry_id AND other.table_name = kept.table_name"
            " AND other.key = kept.key AND other.was -> %s = kept.became -> %s",
            [column, column, row.pk, column, column],
        )


def _take_back(row: TrashedRow, model: type[models.Model], column: str) -> bool:
    """Whether the value was taken back."""
    quote = connection.ops.quote_name
    table, key, name = (quote(each) for each in (row.table_name, _key(model), column))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} AS today SET {name} = before.{name}"  # noqa: S608  # nosec B608
                " FROM cms_trashedrow AS kept,"
                f" LATERAL jsonb_populate_record(NULL::{table},"
                "  kept.was || jsonb_build_object(%s::text, kept.key)) AS before"
                f" WHERE kept.id = %s AND today.{key} = before.{key}"
                " AND to_jsonb(today) -> %s IS NOT DISTINCT FROM kept.became -> %s",
                [_key(model), row.pk, column, column],
            )
            return bool(cursor.rowcount)
    except IntegrityError:
        # Something of today has the value now, of which there can be one only: that stays.
        return False
