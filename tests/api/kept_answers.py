"""Readers who are answered by one process, and compared with a cold one."""

from __future__ import annotations

from typing import Any

from cms.api.response_cache import ResponseCache
from cms.api.v2 import pagination, remembered
from cms.api.v2.router import ENDPOINTS
from cms.delivery.kinds.site_metadata import defaults_of
from cms.engines import read_log
from cms.engines.versioned_cache import VersionedCache
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.snapshot import Body, data_of
from cms.publishing.stores import memory
from config.wsgi import _django
from tests.wsgi import WsgiAnswer, ask

LISTINGS = [
    *(f"/api/v2/{name}/" for name in ENDPOINTS),
    "/api/v2/menu-items/?locale=ar",
    "/api/v2/pages/?fields=*&locale=en",
    "/api/v2/pages/?fields=*&locale=ar&fallback=true",
    "/api/v2/pages/find/?html_path=/en/&include=children",
]


class Readers:
    """Readers of one process, who ask the same addresses again and again."""

    def __init__(self, urls: list[str]) -> None:
        self.urls = urls
        # Of the last look: answers that said the same as in the look before, and how many of them
        # were kept.
        self.unchanged = self.kept = 0
        self._process = ResponseCache(self._django)
        self._calls = 0
        self._bodies: dict[str, bytes] = {}
        self._documents: dict[str, Body] = {}

    def _django(self, environ: Any, start_response: Any) -> Any:
        self._calls += 1
        return _django(environ, start_response)

    def look(self, after: str) -> None:
        """Asks each address of API v2, and reads the documents. Fails where the process has kept
        what a cold one would not say, and where an ETag is not that of what is said."""
        number = publish().version
        self._look_at_documents(after)
        self.unchanged = self.kept = 0
        with read_log.reading(number):
            from_memory = what_is_remembered()
        assert from_memory == what_is_remembered(), after
        for url in self.urls:
            calls = self._calls
            answer = ask(self._process, url)
            is_kept = self._calls == calls
            cold = cold_answer(url) if is_kept else answer
            assert answer.body == cold.body, f"{after}: {url}"
            assert cold.status < 500, f"{after}: {url} is {cold.body!r}"
            if cold.status == 200:
                assert int(answer.headers["x-content-version"]) == number
                is_unchanged = self._bodies.get(url) == cold.body
                self.unchanged += is_unchanged
                self.kept += is_kept and is_unchanged
            self._bodies[url] = cold.body

    def _look_at_documents(self, after: str) -> None:
        published = take_snapshot(cold=True)
        assert memory.newest() == published, after
        for key, body in published.documents.items():
            before = self._documents.get(key, body)
            says_the_same = data_of(before.plain) == data_of(body.plain)
            has_its_etag = before.etag(before.plain) == body.etag(body.plain)
            assert has_its_etag == says_the_same, f"{after}: {key}"
        self._documents = dict(published.documents)


def what_is_remembered() -> Any:
    """What answers that are made have from memory, where a version is known; else it is read."""
    place = remembered.place()
    rows = remembered.defaults(place.languages).rows
    return place, [defaults_of(rows, language) for language in place.languages]


def cold_answer(url: str) -> WsgiAnswer:
    """Of Django alone, which remembers nothing."""
    remembered = pagination._counts
    pagination._counts = VersionedCache(pagination.MAX_BYTES)
    try:
        return ask(_django, url)
    finally:
        pagination._counts = remembered
