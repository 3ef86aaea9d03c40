"""GET /api/version/: the manifest, which says what changed when.

A frontend that has seen version 1289 asks here what is newer, and fetches that alone. It is of one
snapshot, so of one version, and asks neither PostgreSQL nor Redis.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from typing_extensions import TypedDict

from cms.api import envelope
from cms.api.documents import newest_snapshot
from cms.api.envelope import ErrorAnswer, Success
from cms.api.errors import refuse_publicly
from cms.api.public_answer import public_answer
from cms.delivery.shapes import Moment
from cms.http.operation import UNCHANGED, OpenApiAnswer, Operation, describe
from cms.publishing.snapshot import Snapshot


class DocumentChange(TypedDict):
    """When the data of a document last changed, and the ETag that it has since then."""

    version: int
    changed_at: Moment
    etag: str


class Manifest(TypedDict):
    """The version of the site, and of each document that of its own last change, by Redis key."""

    version: int
    changed_at: Moment
    documents: dict[str, DocumentChange]


def as_document(snapshot: Snapshot) -> Manifest:
    return {
        "version": snapshot.version,
        "changed_at": snapshot.timestamp,
        "documents": {
            **{
                key: _last_change(body.version, body.timestamp, body.etag(body.plain))
                for key, body in snapshot.documents.items()
            },
            **{
                key: _last_change(part.version, part.timestamp, part.etag)
                for key, part in snapshot.parts.items()
            },
        },
    }


def _last_change(version: int, changed_at: str, etag: str) -> DocumentChange:
    return {"version": version, "changed_at": changed_at, "etag": etag}


@describe(
    Operation(
        id="get_version",
        tag="Documents",
        summary="The version of the site, and which document last changed in which",
        answers={
            "200": OpenApiAnswer(
                "The manifest",
                Success[Manifest],
                headers=("ETag", "Cache-Control", "Cache-Tag", "X-Content-Version"),
            ),
            "304": UNCHANGED,
            "503": OpenApiAnswer(
                "Nothing has been published yet; try again in a second", ErrorAnswer
            ),
        },
        examples={"200": ""},
    )
)
@require_safe
def version(request: HttpRequest) -> HttpResponse:
    if (snapshot := newest_snapshot()) is None:
        return refuse_publicly(503, "Nothing has been published yet. Try again in a second.")
    content = envelope.success(as_document(snapshot), "Version", snapshot.timestamp)
    etag = f'"{snapshot.version}-{len(content):x}"'
    return public_answer(request, content, etag, cache_tag="cms,version", version=snapshot.version)
