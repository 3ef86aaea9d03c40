"""Saving a page waits for no website of videos; a thread asks it, and asks again while it is away.

The website is a real server here. It may be away, slow, or refuse.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.embeds.models import Embed

from home import videos
from home.models import ContentPage
from home.models.video_lookup import VideoLookup
from tests import content
from tests.people import Person, Reader

pytestmark = pytest.mark.usefixtures("database")

ADDRESS = "https://video.example/watch/abc"
PLAYER = '<iframe src="https://www.youtube.com/embed/abc"></iframe>'
FOUND = {"type": "video", "title": "Regatta", "provider_name": "YouTube", "html": PLAYER}


@dataclass
class VideoWebsite:
    """`status` and `answer` are what it says next; `asked` counts."""

    status: int = 200
    answer: Any = field(default_factory=lambda: FOUND)
    asked: int = 0


@pytest.fixture
def website(settings: Any) -> Iterator[VideoWebsite]:
    video_website = VideoWebsite()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            video_website.asked += 1
            body = json.dumps(video_website.answer).encode()
            self.send_response(video_website.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Says nothing in the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WAGTAILEMBEDS_FINDERS = [finder(f"http://127.0.0.1:{server.server_port}/oembed")]
    yield video_website
    server.shutdown()
    server.server_close()


def finder(endpoint: str) -> dict[str, Any]:
    provider = {"endpoint": endpoint, "urls": [r"^https://video\.example/.+$"]}
    return {"class": "wagtail.embeds.finders.oembed", "providers": [provider]}


@pytest.fixture
def nowhere(settings: Any) -> None:
    settings.WAGTAILEMBEDS_FINDERS = [finder("http://127.0.0.1:9/oembed")]


def saves(admin: Person, page: Any, action: str, address: str = ADDRESS) -> Any:
    return admin.submits(
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        **{
            **{"body-count": "1", "body-0-type": "video", "body-0-order": "0", "body-0-id": ""},
            **{"body-0-deleted": "", "body-0-value-url": address, "body-0-value-caption": ""},
            **{"title": "Changed", action: action},
        },
    )


def look_up(after: timedelta = timedelta()) -> int:
    return videos.look_up(timezone.now() + after)


@pytest.mark.parametrize("action", ["action-draft", "action-publish"])
def test_saving_asks_no_website(admin: Person, website: VideoWebsite, action: str) -> None:
    page = content.page()
    saves(admin, page, action)
    assert website.asked == 0
    assert ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Changed"


def test_what_the_website_says_reaches_readers(
    admin: Person, reader: Reader, website: VideoWebsite
) -> None:
    page = content.page()
    saves(admin, page, "action-publish")
    assert blocks_of(reader, page)["html"] == ""
    assert blocks_of(reader, page)["url"] == ADDRESS
    assert look_up() == 1
    assert "https://www.youtube.com/embed/abc" in blocks_of(reader, page)["html"]
    assert not VideoLookup.objects.exists()
    assert (look_up(), website.asked) == (0, 1)


def blocks_of(reader: Reader, page: Any) -> Any:
    answer = reader.get(f"/api/v2/pages/{page.pk}/").json()
    return answer["body"][0]["value"]["url"]


@pytest.mark.parametrize(
    ("status", "answer", "problem"),
    [
        (503, {}, videos.AWAY),
        (200, {"no": "type"}, videos.AWAY),
        (200, [], videos.AWAY),
        (200, {"type": "photo"}, videos.AWAY),
        (403, {}, videos.REFUSED),
        (404, {}, videos.REFUSED),
    ],
)
def test_a_website_that_has_no_answer_is_asked_again(
    admin: Person, website: VideoWebsite, status: int, answer: Any, problem: str
) -> None:
    website.status, website.answer = status, answer
    saves(admin, content.page(), "action-draft")
    assert look_up() == 1
    assert VideoLookup.objects.get().problem == problem
    assert look_up() == 0, "not at once"
    assert look_up(timedelta(seconds=11)) == 1
    assert look_up(timedelta(seconds=30)) == 0, "less and less often"
    website.status, website.answer = 200, FOUND
    assert look_up(timedelta(days=2)) == 1
    assert Embed.objects.get().title == "Regatta"


@pytest.mark.usefixtures("nowhere")
def test_without_a_network_the_page_is_saved_and_the_editor_told(admin: Person) -> None:
    page = content.page()
    saves(admin, page, "action-publish")
    look_up()
    answer = admin.opens(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "does not answer" in answer
    with translation.override("ar"):
        assert "لا يجيب" in videos.problems_of([ADDRESS])[ADDRESS]


def test_an_address_that_is_no_video_is_refused_to_publish_and_kept_in_a_draft(
    admin: Person, website: VideoWebsite
) -> None:
    page = content.page()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    saves(admin, page, "action-draft", "https://elsewhere.example/")
    draft = ContentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.title == "Changed"
    assert draft.body.raw_data[0]["value"]["url"] == "https://elsewhere.example/"
    with pytest.raises(pytest.fail.Exception, match="could not be saved"):
        saves(admin, page, "action-publish", "https://elsewhere.example/")
    assert (website.asked, VideoLookup.objects.count()) == (0, 0)
    assert admin.opens(edit)


def test_comparing_and_searching_ask_nobody(admin: Person, website: VideoWebsite) -> None:
    page = content.page()
    saves(admin, page, "action-draft")
    first, last = page.revisions.order_by("pk")
    admin.opens(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, last.pk]))
    assert website.asked == 0


def test_an_address_that_no_page_was_saved_with_for_long_is_forgotten(
    admin: Person, website: VideoWebsite
) -> None:
    website.status = 404
    saves(admin, content.page(), "action-draft")
    look_up()
    assert look_up(videos.KEPT + timedelta(days=1)) == 0
    assert not VideoLookup.objects.exists()
