"""API v2 answers from memory while nothing changes, and never a moment longer."""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from cms.api.response_cache import BYTES_OF_A_TAG, OVERHEAD, ResponseCache
from cms.publishing import version
from cms.publishing.publish import publish
from config.wsgi import _django
from home.models import ContentPage
from tests import content
from tests.people import Reader
from tests.wsgi import WsgiAnswer, ask


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
def cache(reader: Reader, behind: Counted) -> ResponseCache:
    content.page()
    publish()
    return ResponseCache(behind)


def titles(answer: WsgiAnswer) -> list[str]:
    assert answer.status == 200, answer.body
    return [item["title"] for item in json.loads(answer.body)["items"]]


PAGES = "/api/v2/pages/?type=home.ContentPage&locale=en"


def test_an_answer_is_made_once_per_version(cache: ResponseCache, behind: Counted) -> None:
    first = ask(cache, PAGES)
    assert titles(first) == ["About"]
    again = ask(cache, PAGES)
    assert (again.body, again.headers) == (first.body, first.headers)
    assert behind.asked == 1


def test_many_who_ask_at_once_are_answered_by_one(reader: Reader) -> None:
    content.page()
    publish()
    requests, together = [], threading.Barrier(4)

    def slowly(environ: Any, start_response: Any) -> Any:
        requests.append(environ["PATH_INFO"])
        time.sleep(0.3)
        return _django(environ, start_response)

    cache = ResponseCache(slowly)

    def read(_number: int) -> bytes:
        together.wait()
        try:
            return ask(cache, PAGES).body
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as readers:
        assert len(set(readers.map(read, range(4)))) == 1
    assert len(requests) == 1


def test_the_order_of_parameters_makes_no_difference(cache: ResponseCache, behind: Counted) -> None:
    assert (
        ask(cache, PAGES).body == ask(cache, "/api/v2/pages/?locale=en&type=home.ContentPage").body
    )
    assert behind.asked == 1


def test_a_kept_answer_asks_nothing_of_postgresql(cache: ResponseCache) -> None:
    ask(cache, PAGES)
    with CaptureQueriesContext(connection) as queries:
        ask(cache, PAGES)
    assert len(queries) == 0


def test_what_is_published_is_in_the_next_answer(cache: ResponseCache) -> None:
    before = ask(cache, PAGES)
    ContentPage.objects.update(title="Who we are")
    version = publish().version
    after = ask(cache, PAGES)
    assert titles(after) == ["Who we are"]
    assert after.headers["x-content-version"] == str(version)
    assert after.headers["etag"] != before.headers["etag"]


@pytest.fixture
def details(cache: ResponseCache) -> dict[str, str]:
    """The answers of three pages: "About", "Team" which links to it, "Club" which has no part in
    it."""
    about = ContentPage.objects.get()
    link = ("paragraph", f'<p><a linktype="page" id="{about.pk}">us</a></p>')
    pages = [about, content.page("Team", "team", body=[link]), content.page("Club", "club")]
    publish()
    return {page.slug: f"/api/v2/pages/{page.pk}/" for page in pages}


def test_what_a_version_does_not_touch_stays_kept_with_its_etag(
    cache: ResponseCache, behind: Counted, details: dict[str, str]
) -> None:
    before = {slug: ask(cache, url) for slug, url in details.items()}
    menu = ask(cache, "/api/v2/menu-items/")
    ContentPage.objects.filter(slug="about").update(title="Who we are")
    version, asked_before = publish().version, behind.asked

    club = ask(cache, details["club"], if_none_match=before["club"].headers["etag"])
    assert (club.status, club.headers["x-content-version"]) == (304, str(version))
    assert ask(cache, details["club"]).body == before["club"].body
    assert ask(cache, "/api/v2/menu-items/").body == menu.body
    assert behind.asked == asked_before

    assert b"Who we are" in ask(cache, details["about"]).body
    ask(cache, details["team"])
    assert behind.asked == asked_before + 2


def test_one_that_is_made_anew_and_says_the_same_keeps_its_etag(
    cache: ResponseCache, behind: Counted, details: dict[str, str]
) -> None:
    etag = ask(cache, details["club"]).headers["etag"]
    version.raise_version()
    publish()
    assert ask(cache, details["club"], if_none_match=etag).status == 304
    assert ask(ResponseCache(behind), details["club"], if_none_match=etag).status == 304
    assert behind.asked == 3


def test_a_slug_is_in_the_answers_of_who_links_to_the_page(
    cache: ResponseCache, details: dict[str, str]
) -> None:
    assert b"/en/about/" in ask(cache, details["team"]).body
    about = ContentPage.objects.get(slug="about")
    about.slug = "us"
    about.save_revision().publish()
    publish()
    assert b"/en/us/" in ask(cache, details["team"]).body


def test_a_new_translation_is_in_the_answers_of_its_page(
    cache: ResponseCache, details: dict[str, str]
) -> None:
    assert "نادي" not in ask(cache, details["club"]).body.decode()
    content.arabic(ContentPage.objects.get(slug="club"), title="نادي")
    publish()
    assert "نادي" in ask(cache, details["club"]).body.decode()


def test_a_page_that_comes_to_an_address_is_found_there(
    cache: ResponseCache, details: dict[str, str]
) -> None:
    """By SQL; the admin gives no two pages one address."""
    club = "/api/v2/pages/find/?html_path=/en/club/"
    assert json.loads(ask(cache, club).body)["title"] == "Club"
    Page.objects.filter(slug="about").update(url_path="/home/club/")
    publish()
    assert json.loads(ask(cache, club).body)["title"] == "About"


def test_a_page_that_becomes_private_is_gone_with_what_is_under_it(
    cache: ResponseCache, details: dict[str, str]
) -> None:
    about = ContentPage.objects.get(slug="about")
    below = f"/api/v2/pages/{content.page('Below', 'below', about).pk}/"
    publish()
    assert ask(cache, below).status == 200
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    publish()
    assert ask(cache, below).status == 404


def test_nothing_is_carried_over_while_postgresql_does_not_say_what_changed(
    cache: ResponseCache, behind: Counted, details: dict[str, str], monkeypatch: Any
) -> None:
    ask(cache, details["club"])
    ContentPage.objects.filter(slug="about").update(title="Who we are")
    publish()

    def away(cache: Any, number: int) -> None:
        raise OperationalError("away")

    asked_before = behind.asked
    monkeypatch.setattr("cms.api.response_cache.carry_over", away)
    assert ask(cache, details["club"]).status == 200
    assert behind.asked == asked_before + 1


def test_no_older_answer_follows_one_that_was_made_before_its_version_was_published(
    cache: ResponseCache, behind: Counted
) -> None:
    ask(cache, PAGES)
    ContentPage.objects.update(title="Who we are")
    listing = "/api/v2/pages/?type=home.ContentPage"
    assert "Who we are" in titles(ask(cache, listing))
    assert titles(ask(cache, PAGES)) == ["Who we are"]
    asked_before = behind.asked
    ask(cache, listing)
    assert behind.asked == asked_before


def test_nor_does_it_in_another_process_of_the_machine(
    cache: ResponseCache, behind: Counted
) -> None:
    """Between a commit and its documents, one process answers with what was committed; the other
    has kept the answer of before."""
    about = ContentPage.objects.get()
    detail, other_process = f"/api/v2/pages/{about.pk}/", ResponseCache(behind)
    before = ask(other_process, PAGES), ask(other_process, detail)
    ContentPage.objects.update(title="Who we are")

    newer = int(ask(cache, PAGES).headers["x-content-version"])

    for url, older in zip((PAGES, detail), before, strict=True):
        answer = ask(other_process, url, if_none_match=older.headers["etag"])
        assert answer.status == 200
        assert b"Who we are" in answer.body
        assert int(answer.headers["x-content-version"]) == newer
        again = ask(other_process, url, if_none_match=answer.headers["etag"])
        assert (again.status, again.headers["x-content-version"]) == (304, str(newer))


def test_a_page_that_is_gone_does_not_come_back_in_another_process(
    cache: ResponseCache, behind: Counted
) -> None:
    about = ContentPage.objects.get()
    detail, other_process = f"/api/v2/pages/{about.pk}/", ResponseCache(behind)
    ask(other_process, detail)
    ContentPage.objects.update(live=False)
    assert ask(cache, detail).status == 404
    assert ask(other_process, detail).status == 404


def test_content_that_changes_while_the_answer_is_made_is_not_kept(reader: Reader) -> None:
    content.page()
    publish()
    requests = []

    def changing(environ: Any, start_response: Any) -> Any:
        answer = list(_django(environ, start_response))
        requests.append(environ["PATH_INFO"])
        ContentPage.objects.update(title=f"Title {len(requests)}")
        return answer

    cache = ResponseCache(changing)
    assert titles(ask(cache, PAGES)) == ["About"]
    assert titles(ask(cache, PAGES)) == ["Title 1"]


def test_its_headers_are_those_of_a_document(cache: ResponseCache) -> None:
    answer = ask(cache, PAGES)
    version, etag = answer.headers.pop("x-content-version"), answer.headers.pop("etag")
    assert int(version) == publish().version
    assert re.fullmatch(r'"[0-9a-f]{24}"', etag)
    assert re.fullmatch(r"cms,v2,pages(,[\w-]{8})+", answer.headers.pop("cache-tag"))
    assert answer.headers == {
        "content-type": "application/json",
        "content-length": str(len(answer.body)),
        "cache-control": "public, max-age=0, s-maxage=1, stale-if-error=86400",
        "vary": "Accept-Encoding",
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "ETag, Retry-After, X-Content-Version",
    }


def test_an_answer_that_is_known_is_a_304_without_a_body(
    cache: ResponseCache, behind: Counted
) -> None:
    etag = ask(cache, PAGES).headers["etag"]
    for validator in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        answer = ask(cache, PAGES, if_none_match=validator)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == etag
        assert "content-length" not in answer.headers
    assert ask(cache, PAGES, if_none_match='"x"').status == 200
    assert behind.asked == 1


def test_gzip_for_whoever_takes_it_under_an_etag_of_its_own(cache: ResponseCache) -> None:
    plain = ask(cache, "/api/v2/pages/?fields=*")
    zipped = ask(cache, "/api/v2/pages/?fields=*", accept_encoding="gzip, br")
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["etag"] != plain.headers["etag"]


def test_head_is_a_get_without_its_body(cache: ResponseCache) -> None:
    head = ask(cache, PAGES, method="HEAD")
    get = ask(cache, PAGES)
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
    cache: ResponseCache, behind: Counted, headers: dict[str, str]
) -> None:
    ask(cache, PAGES, **headers)
    ask(cache, PAGES)
    ask(cache, PAGES, **headers)
    assert behind.asked == 3


def test_an_editors_answer_is_nobodys_elses(cache: ResponseCache, reader: Reader) -> None:
    user = get_user_model().objects.create_superuser("eve", "eve@example.com", "x" * 12)
    reader.client.force_login(user)
    session = reader.client.cookies["sessionid"].value
    ask(cache, PAGES, cookie=f"sessionid={session}")
    assert "set-cookie" not in ask(cache, PAGES).headers


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
    cache: ResponseCache, behind: Counted, url: str
) -> None:
    first = ask(cache, url)
    assert ask(cache, url).status == first.status
    assert behind.asked == 2


def test_other_methods_reach_django(cache: ResponseCache, behind: Counted) -> None:
    assert ask(cache, PAGES, method="POST").status >= 400
    ask(cache, PAGES, method="OPTIONS")
    assert behind.asked == 2


def test_what_was_kept_is_served_while_postgresql_is_gone(cache: ResponseCache) -> None:
    first = ask(cache, PAGES)
    connection.close()
    host, connection.settings_dict["HOST"] = connection.settings_dict["HOST"], "/nowhere"
    try:
        assert ask(cache, PAGES).body == first.body
    finally:
        connection.settings_dict["HOST"] = host


def test_it_holds_so_many_bytes_and_drops_what_nobody_asks_for(
    cache: ResponseCache, behind: Counted
) -> None:
    length = len(ask(cache, PAGES).body)
    weight = 2 * length + OVERHEAD + BYTES_OF_A_TAG * 8
    small_cache = ResponseCache(behind, max_bytes=3 * weight + 100)
    urls = [f"{PAGES}&limit={limit}" for limit in range(1, 6)]
    for url in urls:
        ask(small_cache, urls[0])
        ask(small_cache, url)
    asked_before = behind.asked
    ask(small_cache, urls[0])
    ask(small_cache, urls[4])
    assert behind.asked == asked_before
    ask(small_cache, urls[1])
    assert behind.asked == asked_before + 1
