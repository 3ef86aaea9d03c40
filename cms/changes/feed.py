"""What changed since a version that a client has, as one answer.

A client that follows it holds what a fresh read gives: it begins with the version of an answer that
it has read, reads again what is named here, and goes on with `version`. Nothing is left out; what
changed twice is named once. A thing may be named again that the client has read since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from cms.changes.items import IMAGES, PAGES, Change, ItemChange
from cms.changes.models import ChangeRecord
from cms.publishing import version
from cms.publishing.snapshot import Snapshot

# An answer tells of so many records at most, and stops after so many items: `more` says so.
MOST_RECORDS = 500
MOST_ITEMS = 2000

_Change = Annotated[
    Change,
    Field(description="`removed`: readers may not know of it any more, for whatever reason"),
]


class StartAnew(Exception):
    """Nobody knows what changed since then: the client has to read everything again."""


class ChangedDocument(TypedDict):
    key: Annotated[str, Field(description="As in `/api/version/`: `menu_items:ar`")]
    version: int
    etag: str


class ChangedPage(TypedDict):
    id: int
    type: str
    locale: str
    path: Annotated[str | None, Field(description="null for one that was removed")]
    previous_paths: Annotated[list[str], Field(description="Where it was, the oldest first")]
    change: _Change


class ChangedSnippet(TypedDict):
    endpoint: Annotated[str, Field(description="Of API v2: `menu-items`")]
    type: str
    id: int
    locale: str
    change: _Change


class ChangedImage(TypedDict):
    id: int
    change: _Change


class ChangesSince(TypedDict):
    """What changed after the version `since`, up to `version`"""

    since: int
    version: Annotated[int, Field(description="Ask for what changed since this the next time")]
    more: Annotated[bool, Field(description="There is more to tell: ask again at once")]
    documents: list[ChangedDocument]
    pages: list[ChangedPage]
    snippets: list[ChangedSnippet]
    images: list[ChangedImage]
    tags: Annotated[
        list[str],
        Field(description="Answers of API v2 with one of these in `Cache-Tag` may have changed"),
    ]


def changes_since(since: int, snapshot: Snapshot) -> ChangesSince:
    """Up to the newest record of what `snapshot` shows. Raises StartAnew. Two or three queries."""
    records, more = _records(since, snapshot.version)
    items = list(merged(records))
    return {
        "since": since,
        "version": records[-1].version if records else since,
        "more": more,
        "documents": _documents(since, snapshot),
        "pages": pages(items),
        "snippets": snippets(items),
        "images": images(items),
        "tags": sorted({tag for record in records for tag in record.tags}),
    }


def _records(since: int, live: int) -> tuple[list[ChangeRecord], bool]:
    """Those of versions that readers have, without a gap from `since` on; and whether there are
    more."""
    told: list[ChangeRecord] = []
    number = 0
    newer = ChangeRecord.objects.filter(version__gt=since, version__lte=live).order_by("version")
    for record in newer[: MOST_RECORDS + 1]:
        if record.everything or record.since > (told[-1].version if told else since):
            raise StartAnew
        number += len(record.items)
        if told and (number > MOST_ITEMS or len(told) == MOST_RECORDS):
            return told, True
        told.append(record)
    if not told and since > version.read().number:
        # Of another history of the database: a backup was restored.
        raise StartAnew
    return told, False


# What was removed and came back is something else now.
_ALSO_NEW: dict[Change, Change] = {"added": "changed"}


class Merged(TypedDict):
    """An item as it is now, and everywhere that it was."""

    now: ItemChange
    before: list[str]
    change: Change


def merged(records: Iterable[ChangeRecord]) -> Iterator[Merged]:
    """What records say of each item, once."""
    by_item: dict[tuple[str, int], list[ItemChange]] = {}
    for record in records:
        for item in record.items:
            by_item.setdefault((item["kind"], item["id"]), []).append(item)
    for changes in by_item.values():
        first, now = changes[0], changes[-1]
        # Of one that was removed and came back, a client may have either.
        is_new = first["change"] == "added" and now["change"] != "removed"
        before = dict.fromkeys(change["before"] for change in changes if change["before"])
        before.pop(now["path"], None)
        yield {
            "now": now,
            "before": list(before),
            "change": "added" if is_new else _ALSO_NEW.get(now["change"], now["change"]),
        }


def pages(items: Iterable[Merged]) -> list[ChangedPage]:
    return [
        {
            "id": item["now"]["id"],
            "type": item["now"]["type"],
            "locale": item["now"]["locale"],
            "path": item["now"]["path"] or None,
            "previous_paths": item["before"],
            "change": item["change"],
        }
        for item in items
        if item["now"]["kind"] == PAGES
    ]


def snippets(items: Iterable[Merged]) -> list[ChangedSnippet]:
    return [
        {
            "endpoint": item["now"]["kind"],
            "type": item["now"]["type"],
            "id": item["now"]["id"],
            "locale": item["now"]["locale"],
            "change": item["change"],
        }
        for item in items
        if item["now"]["kind"] not in (PAGES, IMAGES)
    ]


def images(items: Iterable[Merged]) -> list[ChangedImage]:
    return [
        {"id": item["now"]["id"], "change": item["change"]}
        for item in items
        if item["now"]["kind"] == IMAGES
    ]


def _documents(since: int, snapshot: Snapshot) -> list[ChangedDocument]:
    etags = {
        **{key: (body.version, body.etag(body.plain)) for key, body in snapshot.documents.items()},
        **{key: (part.version, part.etag) for key, part in snapshot.parts.items()},
    }
    return [
        {"key": key, "version": number, "etag": etag}
        for key, (number, etag) in etags.items()
        if number > since
    ]
