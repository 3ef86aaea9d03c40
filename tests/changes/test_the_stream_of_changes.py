"""GET /api/changes/stream/ tells of each version at once, and who comes back misses nothing."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from cms.changes.models import ChangeRecord
from cms.changes.stream import application, hub, messages
from cms.changes.stream.messages import StreamEvent
from cms.changes.stream.server import StreamServer
from cms.publishing.publish import publish
from tests import content
from tests.changes.follower import everything_is_live
from tests.changes.listener import PATH, Listener
from tests.cms_server import ROOT, CmsServer
from tests.nginx import Nginx, free_port, needs_nginx
from tests.people import Reader


@pytest.fixture
def server(database: None) -> Iterator[StreamServer]:
    content.page()
    everything_is_live()
    server = StreamServer(("127.0.0.1", 0))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def port(server: StreamServer) -> int:
    return server.port


def eventually(is_so: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def renamed(title: str) -> None:
    page = content.home().get_children().get(slug="about").specific
    page.title = title
    page.save_revision().publish()
    everything_is_live()


def test_who_listens_is_told_each_version_as_the_feed_says_it(port: int, reader: Reader) -> None:
    with Listener(port) as listener:
        begins = listener.next()
        assert begins
        assert (begins.event, begins.data) == ("version", {"version": reader.version()})
        since = begins.id
        for title in ("One", "Two"):
            renamed(title)
            told = listener.next()
            assert told
            assert told.event == "changes"
            assert told.data == reader.data(f"/api/changes/?since={since}")
            assert told.id == told.data["version"] == reader.version()
            assert [page["path"] for page in told.data["pages"]] == ["/en/about/"]
            since = told.id


@pytest.mark.parametrize("says", ["since", "Last-Event-ID"])
def test_who_comes_back_is_told_what_was_missed(
    server: StreamServer, reader: Reader, says: str
) -> None:
    since = reader.version()
    for title in ("One", "Two", "Three"):
        renamed(title)
    eventually(lambda: server.version() == reader.version())
    missed = reader.data(f"/api/changes/?since={since}")
    # What a browser says when it connects again stands before what its address says.
    query, last = (f"?since={since}", "") if says == "since" else ("?since=0", str(since))
    with Listener(server.port, query, last) as listener:
        told = listener.next()
        assert told
        assert told.data == missed
        renamed("Four")
        after = listener.next()
        assert after
        assert after.data["since"] == missed["version"]


def test_more_than_one_event_holds_is_told_in_several(
    server: StreamServer, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.changes.feed.MOST_RECORDS", 1)
    since = reader.version()
    for title in ("One", "Two", "Three"):
        renamed(title)
    eventually(lambda: server.version() == reader.version())
    with Listener(server.port, f"?since={since}") as listener:
        told = [listener.next() for _ in range(3)]
    assert [one.data["more"] for one in told if one] == [True, True, False]
    assert told[-1]
    assert told[-1].id == reader.version()


@pytest.mark.parametrize("gone", ["older", "of another history"])
def test_who_was_away_too_long_begins_anew(server: StreamServer, reader: Reader, gone: str) -> None:
    since = reader.version() + 100
    if gone == "older":
        since = reader.version()
        renamed("One")
        ChangeRecord.objects.all().delete()
        renamed("Two")
    eventually(lambda: server.version() == reader.version())
    with Listener(server.port, f"?since={since}") as listener:
        told = listener.next()
        assert told
        assert (told.event, told.data) == ("start_anew", {"version": reader.version()})
        renamed("Three")
        after = listener.next()
        assert after
        assert (after.event, after.data["since"]) == ("changes", told.id)


def test_an_event_is_made_once_for_all_who_listen(
    server: StreamServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[StreamEvent] = []

    def counted(since: int) -> StreamEvent | None:
        # Nothing, where the record is not there yet.
        if (event := read(since)) is not None:
            made.append(event)
        return event

    read = hub._read
    with ExitStack() as stack:
        listeners = [stack.enter_context(Listener(server.port)) for _ in range(50)]
        since = {told.id for listener in listeners if (told := listener.next())}
        assert server.listeners() == 50
        monkeypatch.setattr(hub, "_read", counted)
        renamed("One")
        told_of = {told.id for listener in listeners if (told := listener.next())}
    assert len(since) == len(told_of) == len(made) == 1
    eventually(lambda: server.listeners() == 0)


def test_it_says_something_while_nothing_happens(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "QUIET", 0.05)
    with Listener(port) as listener:
        lines = [listener.answer.readline() for _ in range(12)]
    assert lines[0].startswith(b"retry: ")
    assert lines.count(b": still here\n") >= 2


@pytest.mark.parametrize("error", [OperationalError("the server closed it"), ValueError("a fault")])
def test_while_nobody_knows_what_changed_it_waits_and_nothing_is_lost(
    port: int, reader: Reader, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    in_vain: list[int] = []

    def away(since: int) -> StreamEvent | None:
        in_vain.append(since)
        raise error

    asked = messages.event_since
    with Listener(port) as listener:
        begins = listener.next()
        monkeypatch.setattr(messages, "event_since", away)
        renamed("One")
        renamed("Two")
        eventually(lambda: len(in_vain) > 2)
        monkeypatch.setattr(messages, "event_since", asked)
        told = listener.next()
    assert begins
    assert told
    assert (told.data["since"], told.id) == (begins.id, reader.version())


def test_when_it_stops_answers_end_and_clients_come_back_apart(database: None) -> None:
    everything_is_live()
    server = StreamServer(("127.0.0.1", 0))
    server.start()
    with ExitStack() as stack:
        listeners = [stack.enter_context(Listener(server.port)) for _ in range(20)]
        retries = {listener.answer.readline() for listener in listeners}
        for listener in listeners:
            assert listener.next()
        server.stop()
        assert [listener.next() for listener in listeners] == [None] * 20
    assert len(retries) > 10


# --- What is refused ---------------------------------------------------------------------------


def ask(port: int, method: str, url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    connection.request(method, url, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


@pytest.mark.parametrize("query", ["?since=yesterday", "?since=1&since=2", "?from=1", "?since=-1"])
def test_a_version_that_is_none_is_refused_with_the_reason(port: int, query: str) -> None:
    status, headers, body = ask(port, "GET", PATH + query)
    assert (status, headers["content-type"]) == (400, "application/json")
    assert headers["access-control-allow-origin"] == "*"
    assert b'"errors":[{"code":' in body


def test_an_id_that_is_none_is_refused(port: int) -> None:
    headers = {"Last-Event-ID": "<script>"}
    assert ask(port, "GET", PATH, **headers)[0] == 400


def test_other_addresses_and_methods_are_refused(port: int) -> None:
    assert ask(port, "GET", "/admin/")[0] == 404
    status, headers, body = ask(port, "POST", PATH)
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert b"method_not_allowed" in body
    status, headers, body = ask(port, "HEAD", PATH)
    assert (status, headers["content-type"], body) == (200, "text/event-stream", b"")
    status, headers, body = ask(port, "OPTIONS", PATH)
    assert (status, body) == (204, b"")
    assert "Last-Event-ID" in headers["access-control-allow-headers"]


def test_too_many_are_told_where_to_ask_instead(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "MOST_LISTENERS", 1)
    with Listener(port) as listener:
        listener.next()
        status, headers, body = ask(port, "GET", PATH)
    assert (status, headers["retry-after"]) == (503, "30")
    assert b"GET /api/changes/?since=" in body


# --- Where it runs -------------------------------------------------------------------------------


@needs_nginx
def test_nginx_passes_each_event_on_at_once_and_says_when_nobody_is_there(
    server: StreamServer, tmp_path: Path
) -> None:
    address = f"127.0.0.1:{server.port}"
    # nginx does not show it.
    assert ask(server.port, "HEAD", PATH)[1]["x-accel-buffering"] == "no"
    with Nginx(tmp_path, "127.0.0.1:1", stream=address) as nginx:
        with Listener(nginx.port, host="cms.example.com") as listener:
            assert listener.answer.getheader("cache-control") == "no-store, no-transform"
            assert listener.next()
            renamed("One")
            told = listener.next()
            assert told
            assert told.event == "changes"
        server.stop()
        status, headers, body = ask(nginx.port, "GET", PATH, Host="cms.example.com")
    assert (status, headers["content-type"]) == (503, "application/json")
    assert b'"code":"unavailable"' in body.replace(b" ", b"")


def test_the_worker_has_it_and_gunicorn_says_where(database: None, tmp_path: Path) -> None:
    content.page()
    everything_is_live()
    port = free_port()
    variables: dict[str, Any] = {"STREAM_PORT": str(port)}
    environment = {
        **os.environ,
        **variables,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "TMPDIR": str(tmp_path),
    }
    words = [sys.executable, "manage.py", "worker"]
    with CmsServer(workers=1, environment=variables) as cms:
        status, headers, _body = ask(cms.port, "GET", f"{PATH}?since=3")
        there = f"http://127.0.0.1:{port}{PATH}?since=3"
        assert (status, headers["location"]) == (307, there)
        assert ask(cms.port, "GET", f"{PATH}?since=x")[0] == 400
        with (tmp_path / "log").open("w") as log:
            worker = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            eventually(lambda: is_there(port), 60)
            with Listener(port) as listener:
                begins = listener.next()
                renamed("One")
                told = listener.next()
                assert begins
                assert told
                assert told.data["since"] == begins.id
                worker.send_signal(signal.SIGTERM)
                assert listener.next() is None
            assert worker.wait(30) == 0
        finally:
            worker.kill()
            worker.wait()
    with CmsServer(workers=1) as cms:
        status, _headers, body = ask(cms.port, "GET", PATH)
        assert status == 404
        assert b"GET /api/changes/?since=" in body


def is_there(port: int) -> bool:
    try:
        return ask(port, "HEAD", PATH)[0] == 200
    except OSError:
        return False


def test_an_unpublished_page_is_told_as_removed(port: int, reader: Reader) -> None:
    with Listener(port) as listener:
        assert listener.next()
        content.home().get_children().get(slug="about").specific.unpublish()
        publish()
        everything_is_live()
        told = listener.next()
    assert told
    assert [(page["change"], page["previous_paths"]) for page in told.data["pages"]] == [
        ("removed", ["/en/about/"])
    ]
