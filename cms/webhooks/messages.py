"""What a record of changes means for an endpoint: which events, and what their messages say.

Thin, as Standard Webhooks advises: what changed and where it is, never what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from typing_extensions import TypedDict

from cms.changes.items import ItemChange
from cms.changes.models import ChangeRecord
from cms.publishing.models import DocumentVersion, Publication
from cms.publishing.snapshot import as_json
from cms.webhooks.models import Webhook

PUBLISHED, UNPUBLISHED = "content.published", "content.unpublished"
# The documents that have an event of their own.
REBUILT = {"website_data.rebuilt": "website_data", "seo_data.rebuilt": "seo_data"}
TEST = "webhook.test"
EVENTS: dict[str, str | Promise] = {
    PUBLISHED: _("Something was published or changed"),
    UNPUBLISHED: _("Something was unpublished, deleted or made private"),
    "website_data.rebuilt": _("The shell of the website (website_data) changed"),
    "seo_data.rebuilt": _("The metadata for search engines (seo_data) changed"),
}
# A message that would be longer says "everything", and names nothing.
LONGEST_BODY = 64 * 1024


class NamedItem(TypedDict):
    endpoint: str
    id: int


class Data(TypedDict):
    """What changed in versions after `since`, up to `version`. With `everything` nobody knows what,
    or too much did: `GET /api/changes/` may know more."""

    version: int
    since: int
    everything: bool
    languages: list[str]
    documents: list[str]
    ids: list[NamedItem]
    paths: list[str]
    previous_paths: list[str]
    tags: list[str]


class Message(TypedDict):
    type: str
    timestamp: str
    data: Data


def messages(record: ChangeRecord, webhook: Webhook) -> Iterator[tuple[str, str]]:
    """Type and body of each event of the record that the endpoint wants to hear of. Two queries."""
    codes = webhook.languages or languages()
    items = [item for item in record.items if item["locale"] in ("", *codes)]
    gone = [item for item in items if item["change"] == "removed"]
    here = [item for item in items if item["change"] != "removed"]
    documents = _documents(record, codes)
    is_of_other_languages = bool(record.items) and not items and not documents
    events: dict[str, tuple[list[ItemChange], list[str]]] = {
        name: ([], of) for name, document in REBUILT.items() if (of := _of(documents, document))
    }
    if gone:
        events[UNPUBLISHED] = (gone, documents)
    if here or not (gone or is_of_other_languages):
        events[PUBLISHED] = (here, documents)
    for name in EVENTS:
        if name in webhook.events and name in events:
            yield name, body(name, _data(record, codes, *events[name]))


def languages() -> list[str]:
    return [code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES]


def _documents(record: ChangeRecord, codes: Sequence[str]) -> list[str]:
    """The keys that changed in these languages, and those of all languages that changed with
    them. What changed again since then is known of the history alone, which may lack a version
    whose publisher died: then the later record names it."""
    of_record = {"version__gt": record.since, "version__lte": record.version}
    changed = set(DocumentVersion.objects.filter(**of_record).values_list("key", flat=True))
    for keys in Publication.objects.filter(**of_record).values_list("changed", flat=True):
        changed.update(keys)
    in_languages = [key for key in changed if ":" in key and key.split(":")[1] in codes]
    names = {key.partition(":")[0] for key in in_languages}
    return sorted([*in_languages, *(key for key in changed if key in names)])


def _of(keys: Sequence[str], document: str) -> list[str]:
    return [key for key in keys if key.partition(":")[0] == document]


def _data(
    record: ChangeRecord, codes: Sequence[str], items: Sequence[ItemChange], documents: list[str]
) -> Data:
    touched = {item["locale"] for item in items if item["locale"]}
    touched |= {key.split(":")[1] for key in documents if ":" in key}
    return {
        "version": record.version,
        "since": record.since,
        "everything": record.everything,
        "languages": [code for code in codes if code in touched or record.everything],
        "documents": documents,
        "ids": [{"endpoint": item["kind"], "id": item["id"]} for item in items],
        "paths": _unique(item["path"] for item in items),
        "previous_paths": _unique(
            item["before"] for item in items if item["before"] != item["path"]
        ),
        "tags": record.tags,
    }


def _unique(paths: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(path for path in paths if path))


def everything(version: int, since: int, codes: Sequence[str]) -> Data:
    """Of an endpoint whose records were forgotten before they became messages."""
    return {
        "version": version,
        "since": since,
        "everything": True,
        "languages": list(codes),
        "documents": [],
        "ids": [],
        "paths": [],
        "previous_paths": [],
        "tags": [],
    }


def body(name: str, data: Data) -> str:
    written = _body(name, data)
    if len(written) > LONGEST_BODY:
        return _body(name, everything(data["version"], data["since"], data["languages"]))
    return written


def _body(name: str, data: Data) -> str:
    message: Message = {
        "type": name,
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "data": data,
    }
    return as_json(message).decode()
