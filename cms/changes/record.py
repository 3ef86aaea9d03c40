"""Records what changed since the last record, with what was public before and is now.

The notes of a version (cms/publishing/changes.py) say which rows changed; they do not say where a
page was that is gone. So what is public is kept in a table, and a record is the difference between
that table and the database. Both are read and written in one transaction, of one snapshot of the
database: a record is whole, or it is not there and is made again. Versions that were raised between
two records are in the later one.

A record costs what changed: the rows that the notes name, and the snippets' small tables. When
nobody knows what changed (the version was raised by hand, the website moved), the table is made
anew of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction

from cms.api.touched import touched_by
from cms.changes import items
from cms.changes.models import ChangeRecord, PublicItem
from cms.delivery import tags
from cms.engines.changed_rows import Changes
from cms.publishing import changes, version

# Records that are kept: so many at least, and for so long at least.
KEPT_RECORDS = 50
KEPT_DAYS = 7
# A record of more items, or of more tags, says "everything" or names whole tables.
MOST_ITEMS = 2000
MOST_TAGS = 1000
# "cms chng" for pg_try_advisory_lock.
LOCK = 0x636D6368


def record() -> ChangeRecord | None:
    """Makes the record of what was committed by now. None when there is nothing to record, or
    another process is at it. Raises DatabaseErrors."""
    if not _is_behind():
        return None
    with _one_at_a_time() as is_mine:
        return _record() if is_mine else None


def _is_behind() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version IS DISTINCT FROM (SELECT max(version) FROM cms_changerecord)"
            " FROM content_version"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _one_at_a_time() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_mine = bool(cursor.fetchone()[0])
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _record() -> ChangeRecord | None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        now, last = version.read(), _newest()
        if last is not None and last[0] >= now.number:
            return None
        made = ChangeRecord(
            version=now.number,
            since=last[0] if last else 0,
            changed_at=now.changed_at,
            everything=False,
        )
        since_last = changes.ALL
        if last is not None:
            since_last = changes.read(last[0], now.number).since(*last)
        _fill(made, since_last)
        made.save(force_insert=True)
        _forget_the_oldest()
    return made


def _newest() -> tuple[int, datetime] | None:
    newest = ChangeRecord.objects.order_by("-version").values_list("version", "changed_at")
    return newest.first()


def _fill(made: ChangeRecord, since_last: Changes) -> None:
    site = items.where_readers_are()
    try:
        of_kinds = items.touched(since_last, site)
    except items.TooMuch:
        of_kinds, made.everything = items.all_kinds(site), True
    for of_kind in of_kinds:
        changed, now, gone = items.differences(of_kind)
        _write(of_kind.kind, now, gone)
        made.items += changed
    if made.everything or len(made.items) > MOST_ITEMS:
        made.everything, made.items = True, []
    else:
        made.tags = tags.cache_tags(_tags(since_last))


def _write(kind: str, now: items.PublicPlaces, gone: list[int]) -> None:
    PublicItem.objects.filter(kind=kind, item_id__in=gone).delete()
    PublicItem.objects.bulk_create(
        (
            PublicItem(kind=kind, item_id=pk, type=at.type, locale=at.locale, path=at.path)
            for pk, at in now.items()
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["kind", "item_id"],
        update_fields=["type", "locale", "path"],
    )


def _tags(since_last: Changes) -> frozenset[str]:
    touched = touched_by(since_last) or frozenset()
    if len(touched) > MOST_TAGS:
        touched = touched_by(Changes(tables=dict.fromkeys(since_last.tables))) or frozenset()
    return touched


def _forget_the_oldest() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM cms_changerecord WHERE recorded_at < now() - make_interval(days => %s)"
            " AND version < (SELECT version FROM cms_changerecord ORDER BY version DESC"
            "                LIMIT 1 OFFSET %s)",
            [KEPT_DAYS, KEPT_RECORDS - 1],
        )
