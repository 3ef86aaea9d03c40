"""Workers of one machine answer API v2 alike, from what each of them kept."""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cms.background import threads
from cms.publishing.publish import publish
from home.models import ContentPage
from tests import content
from tests.people import Reader


def test_two_processes_answer_nothing_older_after_newer(reader: Reader, cms_server: Any) -> None:
    """Readers who are answered by the one and the other, while an editor publishes."""
    about = content.page()
    detail = f"/api/v2/pages/{about.pk}/?fields=title"
    is_over = threading.Event()

    def read(reader: int) -> list[tuple[int, int]]:
        """What a reader saw in turn: the version and the number in the title."""
        versions, etags = [(0, 0)], {detail: ""}
        while not is_over.is_set():
            # In turn an address that both have kept, and one that has to be made.
            url = detail if len(versions) % 2 else f"{detail}&_={len(versions)}-{reader}"
            # A connection for each request, so that either process may take it.
            server = http.client.HTTPConnection("127.0.0.1", cms_server.port, timeout=10)
            server.request("GET", url, headers={"If-None-Match": etags.get(url, "")})
            answer = server.getresponse()
            title = re.search(rb"Title (\d+)", answer.read())
            server.close()
            # An answer during which the content changed says no version.
            etags[url] = answer.headers["ETag"] or ""
            version, number = versions[-1]
            version = int(answer.headers["X-Content-Version"] or version)
            versions.append((version, int(title[1]) if title else number))
        return versions

    with ThreadPoolExecutor(3) as readers:
        reads = [readers.submit(read, reader) for reader in range(3)]
        for number in range(1, 30):
            ContentPage.objects.update(title=f"Title {number}")
            time.sleep(0.03)  # committed, and not published
            publish()
            time.sleep(0.15)  # so that both processes have kept it
        is_over.set()
    for versions_and_titles in (reader.result() for reader in reads):
        versions, titles = zip(*versions_and_titles, strict=True)
        assert len(versions_and_titles) > 30
        assert list(versions) == sorted(versions)
        assert list(titles) == sorted(titles)


def test_gunicorn_serves_them(reader: Reader, cms_server: Any) -> None:
    import urllib.request

    content.page()
    publish()
    assert not threads.is_running()
    with urllib.request.urlopen(f"{cms_server.url}/api/v2/pages/?type=home.ContentPage") as answer:
        assert answer.headers["Cache-Tag"].startswith("cms,v2,pages,")
        assert os.environ["DATABASE_URL"]
        assert json.load(answer)["items"][0]["title"] == "About"
