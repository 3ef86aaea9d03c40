"""A client that keeps copies of everything that it can read, and follows the change feed alone."""

from __future__ import annotations

import json
import time
from typing import Any

from cms.api.response_cache import ResponseCache
from cms.changes.models import ChangeRecord
from cms.changes.record import record
from cms.delivery.registry import DOCUMENTS, snippets
from cms.publishing import version
from cms.publishing.publish import publish
from config.wsgi import _django
from tests.wsgi import ask

LANGUAGES = (None, "en", "ar")
LISTINGS = [
    "/api/v2/images/?limit=100",
    *(f"/api/v2/{kind.slug}/?limit=100" for kind in snippets()),
    *(f"/api/v2/{kind.slug}/?limit=100&locale=ar" for kind in snippets()),
]
PAGES = "/api/v2/pages/?fields=path,locale&limit=100"


def everything_is_live() -> None:
    """As the keeper and the recorder see to it in the installation. Where a server runs beside the
    test, its recorder may be at it: then this waits for it."""
    publish()
    wanted, deadline = version.read().number, time.monotonic() + 10
    while record() is None and not ChangeRecord.objects.filter(version__gte=wanted).exists():
        assert time.monotonic() < deadline, "the recorder of another process does not end"
        time.sleep(0.01)


class Copies:
    """What a client holds: documents by key, pages by id, and answers of API v2 by address."""

    def __init__(self) -> None:
        self.process = ResponseCache(_django)
        self.began_anew = 0
        self.fetched = 0
        self.read_everything()

    def read_everything(self) -> None:
        self.version = self._json("/api/version/")["data"]["version"]
        self.documents = {key: self._document(key) for key in _keys()}
        items = self._json(PAGES)["items"]
        self.pages = {
            item["id"]: (item["meta"]["type"], item["locale"], item["path"]) for item in items
        }
        details = [f"/api/v2/pages/{pk}/" for pk in self.pages]
        self.answers: dict[str, tuple[frozenset[str], bytes]] = {}
        for url in (*LISTINGS, *details):
            self._fetch(url)
        self.ids = {
            (kind.slug, item["id"], item["locale"])
            for kind in snippets()
            for item in self._json(f"/api/v2/{kind.slug}/?limit=100")["items"]
        }
        self.images = {item["id"] for item in self._json("/api/v2/images/?limit=100")["items"]}

    def follow(self) -> None:
        more = True
        while more:
            answer = ask(self.process, f"/api/changes/?since={self.version}")
            if answer.status == 410:
                self.began_anew += 1
                self.read_everything()
                return
            assert answer.status == 200, answer.body
            changes = json.loads(answer.body)["data"]
            self._take(changes)
            self.version, more = changes["version"], changes["more"]

    def _take(self, changes: Any) -> None:
        for document in changes["documents"]:
            self.documents[document["key"]] = self._document(document["key"])
        for page in changes["pages"]:
            url = f"/api/v2/pages/{page['id']}/"
            if page["change"] == "removed":
                assert page["path"] is None
                self.pages.pop(page["id"], None)
                self.answers.pop(url, None)
                continue
            known = self.pages.get(page["id"])
            if known is not None and known[2] != page["path"]:
                assert known[2] in page["previous_paths"]
            self.pages[page["id"]] = (page["type"], page["locale"], page["path"])
            self._fetch(url)
        for snippet in changes["snippets"]:
            known_as = (snippet["endpoint"], snippet["id"], snippet["locale"])
            (self.ids.discard if snippet["change"] == "removed" else self.ids.add)(known_as)
        for image in changes["images"]:
            (self.images.discard if image["change"] == "removed" else self.images.add)(image["id"])
        touched = set(changes["tags"])
        for url, (tags, _body) in list(self.answers.items()):
            if tags & touched:
                self._fetch(url)

    def _fetch(self, url: str) -> None:
        self.fetched += 1
        answer = ask(self.process, url)
        if answer.status == 404:
            self.answers.pop(url, None)
            self.pages.pop(int(url.split("/")[-2]), None)
            return
        assert answer.status == 200, (url, answer.body)
        tags = frozenset(answer.headers["cache-tag"].split(",")[3:])
        assert tags
        self.answers[url] = (tags, answer.body)

    def _document(self, key: str) -> bytes:
        name, _colon, language = key.partition(":")
        query = f"?locale={language}" if language else ""
        return ask(_django, f"{DOCUMENTS[name].path}{query}").body

    def _json(self, url: str) -> Any:
        answer = ask(self.process, url)
        assert answer.status == 200, (url, answer.body)
        return json.loads(answer.body)

    def says(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "pages": self.pages,
            "snippets": self.ids,
            "images": self.images,
            "answers": {url: body for url, (_tags, body) in sorted(self.answers.items())},
        }


def _keys() -> list[str]:
    return [document.key(language) for document in DOCUMENTS for language in LANGUAGES]
