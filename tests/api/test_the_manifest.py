"""GET /api/version/ says the site's version, and in which version each document last changed."""

from __future__ import annotations

from cms.publishing.publish import publish
from tests import content
from tests.people import Reader


def test_each_document_has_the_version_time_and_etag_of_its_own_last_change(reader: Reader) -> None:
    content.menu_item()
    first = publish()
    content.partner()
    second = publish()
    manifest = reader.data("/api/version/")
    assert manifest["version"] == second.version
    assert manifest["documents"]["menu_items:en"]["version"] == first.version
    assert manifest["documents"]["partners:en"]["version"] == second.version
    for key, entry in manifest["documents"].items():
        name, _colon, language = key.partition(":")
        address = f"/api/{name.replace('_', '-')}/" + (f"?locale={language}" if language else "")
        answer = reader.get(address)
        assert answer.headers["ETag"] == entry["etag"]
        assert answer.headers["X-Content-Version"] == str(entry["version"])
        assert answer.json()["timestamp"] == entry["changed_at"]


def test_it_is_304_until_the_next_version(reader: Reader) -> None:
    publish()
    etag = reader.get("/api/version/").headers["ETag"]
    assert reader.get("/api/version/", **{"If-None-Match": etag}).status_code == 304
    content.partner()
    publish()
    answer = reader.get("/api/version/", **{"If-None-Match": etag})
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
