"""API v2 answers from memory while nothing changes, and never a moment longer."""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from cms.api.answers import AnswersKept, Kept, Shelf
from cms.documents import keeper
from cms.documents.publish import publish
from config.wsgi import _django
from home.models import ContentPage
from tests import content
from tests.people import Reader
from tests.wsgi import Answer, ask


class Counted:
    """Django, counting how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return _django(environ, start_response)


@pytest.fixture
def behind() -> Counted:
    return Counted()


@pytest.fixture
def kept(reader: Reader, behind: Counted) -> AnswersKept:
    content.page()
    publish()
    return AnswersKept(behind)


def titles(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [item["title"] for item in json.loads(answer.body)["items"]]


PAGES = "/api/v2/pages/?type=home.ContentPage&locale=en"


def test_an_answer_is_made_once_per_version(kept: AnswersKept, behind: Counted) -> None:
    first = ask(kept, PAGES)
    assert titles(first) == ["About"]
    again = ask(kept, PAGES)
    assert (again.body, again.headers) == (first.body, first.headers)
    assert behind.asked == 1


def test_many_who_ask_at_once_are_answered_by_one(reader: Reader) -> None:
    content.page()
    publish()
    asked, together = [], threading.Barrier(4)

    def slowly(environ: Any, start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        time.sleep(0.3)
        return _django(environ, start_response)

    kept = AnswersKept(slowly)

    def one(_number: int) -> bytes:
        together.wait()
        try:
            return ask(kept, PAGES).body
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as readers:
        assert len(set(readers.map(one, range(4)))) == 1
    assert len(asked) == 1


def test_the_order_of_parameters_makes_no_difference(kept: AnswersKept, behind: Counted) -> None:
    assert ask(kept, PAGES).body == ask(kept, "/api/v2/pages/?locale=en&type=home.ContentPage").body
    assert behind.asked == 1


def test_a_kept_answer_asks_nothing_of_postgresql(kept: AnswersKept) -> None:
    ask(kept, PAGES)
    with CaptureQueriesContext(connection) as queries:
        ask(kept, PAGES)
    assert len(queries) == 0


def test_what_is_published_is_in_the_next_answer(kept: AnswersKept) -> None:
    before = ask(kept, PAGES)
    ContentPage.objects.update(title="Who we are")
    version = publish().version
    after = ask(kept, PAGES)
    assert titles(after) == ["Who we are"]
    assert after.headers["x-content-version"] == str(version)
    assert after.headers["etag"] != before.headers["etag"]


def test_an_answer_of_a_version_that_is_not_published_yet_is_not_kept(
    kept: AnswersKept, behind: Counted
) -> None:
    """Nor does an older one follow it."""
    ask(kept, PAGES)
    ContentPage.objects.update(title="Who we are")
    other = "/api/v2/pages/?type=home.ContentPage"
    assert "Who we are" in titles(ask(kept, other))
    assert titles(ask(kept, PAGES)) == ["Who we are"]
    asked = behind.asked
    ask(kept, other)
    assert behind.asked == asked + 1


def test_content_that_changes_while_the_answer_is_made_is_not_kept(reader: Reader) -> None:
    content.page()
    publish()
    asked = []

    def changing(environ: Any, start_response: Any) -> Any:
        answer = list(_django(environ, start_response))
        asked.append(environ["PATH_INFO"])
        ContentPage.objects.update(title=f"Title {len(asked)}")
        return answer

    kept = AnswersKept(changing)
    assert titles(ask(kept, PAGES)) == ["About"]
    assert titles(ask(kept, PAGES)) == ["Title 1"]


def test_its_headers_are_those_of_a_document(kept: AnswersKept) -> None:
    answer = ask(kept, PAGES)
    version = answer.headers.pop("x-content-version")
    assert answer.headers == {
        "content-type": "application/json",
        "content-length": str(len(answer.body)),
        "etag": f'"{version}-{len(answer.body):x}"',
        "cache-control": "public, max-age=0, s-maxage=1, stale-if-error=86400",
        "cache-tag": "cms,v2,pages",
        "vary": "Accept-Encoding",
        "access-control-allow-origin": "*",
    }


def test_an_answer_that_is_known_is_a_304_without_a_body(
    kept: AnswersKept, behind: Counted
) -> None:
    etag = ask(kept, PAGES).headers["etag"]
    for known in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = ask(kept, PAGES, if_none_match=known)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "content-length" not in answer.headers
    assert ask(kept, PAGES, if_none_match='"x"').status == 200
    assert behind.asked == 1


def test_gzip_for_whoever_takes_it_under_an_etag_of_its_own(kept: AnswersKept) -> None:
    plain = ask(kept, "/api/v2/pages/?fields=*")
    zipped = ask(kept, "/api/v2/pages/?fields=*", accept_encoding="gzip, br")
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["etag"] != plain.headers["etag"]


def test_head_is_a_get_without_its_body(kept: AnswersKept) -> None:
    head = ask(kept, PAGES, method="HEAD")
    get = ask(kept, PAGES)
    assert (head.headers, head.body) == (get.headers, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "sessionid=abc"},
        {"cookie": "theme=dark; sessionid=abc"},
        {"authorization": "Bearer x"},
    ],
)
def test_whoever_sends_a_session_is_neither_answered_from_memory_nor_kept(
    kept: AnswersKept, behind: Counted, headers: dict[str, str]
) -> None:
    ask(kept, PAGES, **headers)
    ask(kept, PAGES)
    ask(kept, PAGES, **headers)
    assert behind.asked == 3


def test_an_editors_answer_is_nobodys_elses(kept: AnswersKept, reader: Reader) -> None:
    user = get_user_model().objects.create_superuser("eve", "eve@example.com", "x" * 12)
    reader.client.force_login(user)
    session = reader.client.cookies["sessionid"].value
    ask(kept, PAGES, cookie=f"sessionid={session}")
    assert "set-cookie" not in ask(kept, PAGES).headers


@pytest.mark.parametrize(
    "url",
    [
        "/api/v2/pages/?unknown=1",
        "/api/v2/pages/?locale=xx",
        "/api/v2/pages/999/",
        "/api/v2/nothing/",
        "/api/v2/pages/?locale=en&locale=ar",
        "/api/v2/pages/?search=about",
        "/api/v2/pages/?order=random",
    ],
)
def test_errors_searches_and_chance_are_not_kept(
    kept: AnswersKept, behind: Counted, url: str
) -> None:
    first = ask(kept, url)
    assert ask(kept, url).status == first.status
    assert behind.asked == 2


def test_other_methods_reach_django(kept: AnswersKept, behind: Counted) -> None:
    assert ask(kept, PAGES, method="POST").status >= 400
    ask(kept, PAGES, method="OPTIONS")
    assert behind.asked == 2


def test_what_was_kept_is_served_while_postgresql_is_gone(kept: AnswersKept) -> None:
    first = ask(kept, PAGES)
    connection.close()
    host, connection.settings_dict["HOST"] = connection.settings_dict["HOST"], "/nowhere"
    try:
        assert ask(kept, PAGES).body == first.body
    finally:
        connection.settings_dict["HOST"] = host


def test_the_shelf_holds_so_many_bytes_and_drops_what_nobody_asks_for() -> None:
    shelf = Shelf(most_bytes=10_000)
    for number in range(10):
        shelf.put(("/api/v2/pages/", str(number)), Kept(b"x" * 500, 1, "cms"))
        assert shelf.find(1, ("/api/v2/pages/", "0")) is not None
    assert len(shelf) == 4
    assert shelf.find(1, ("/api/v2/pages/", "1")) is None


def test_a_new_version_empties_the_shelf_and_an_old_one_is_refused() -> None:
    shelf = Shelf()
    shelf.put(("/a", ""), Kept(b"1", 1, "cms"))
    shelf.put(("/b", ""), Kept(b"2", 2, "cms"))
    assert shelf.find(1, ("/a", "")) is None
    assert len(shelf) == 1
    shelf.put(("/a", ""), Kept(b"1", 1, "cms"))
    assert shelf.find(1, ("/a", "")) is None


def test_gunicorn_serves_them(reader: Reader, cms_server: Any) -> None:
    import urllib.request

    content.page()
    publish()
    assert not keeper.is_running()
    with urllib.request.urlopen(cms_server.url + PAGES) as answer:
        assert answer.headers["Cache-Tag"] == "cms,v2,pages"
        assert os.environ["DATABASE_URL"]
        assert json.load(answer)["items"][0]["title"] == "About"
