"""A video in a page is a frame that nothing can run in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.delivery.embeds import safe_html
from tests import content


def video(html: str, **fields: Any) -> Any:
    url = "https://www.youtube.com/watch?v=abc"
    Embed.objects.create(
        url=url, hash=get_embed_hash(url), type="video", html=html, provider_name="YouTube",
        title="Sailing", thumbnail_url="https://i.ytimg.com/vi/abc/hq.jpg", width=480, height=270,
        last_updated="2026-01-01T00:00Z", **fields,
    )  # fmt: skip
    page = content.page("Club", "club", body=[("video", {"url": url, "caption": "See"})])
    body = Client().get(f"/api/v2/pages/{page.pk}/").json()["body"]
    return body[0]["value"]["url"]


def test_a_video_is_a_safe_frame_with_title_and_thumbnail(database: None) -> None:
    value = video(
        '<iframe width="480" height="270" src="https://www.youtube.com/embed/abc" '
        'onload="alert(1)" frameborder="0" allowfullscreen></iframe><script>alert(1)</script>'
    )
    assert value["title"] == "Sailing"
    assert value["thumbnail"] == "https://i.ytimg.com/vi/abc/hq.jpg"
    assert (value["width"], value["height"]) == (480, 270)
    assert 'src="https://www.youtube.com/embed/abc"' in value["html"]
    assert 'title="Sailing"' in value["html"]
    assert 'loading="lazy"' in value["html"]
    assert "alert" not in value["html"]


def test_a_frame_is_written_in_one_way() -> None:
    """nh3 sets attributes in an order of chance: the bytes of a version must not depend on it."""
    frame = '<iframe loading="eager" title="x" src="https://www.youtube.com/embed/abc"></iframe>'
    (written,) = {safe_html(frame, "Sailing & more") for _ in range(200)}
    assert written.count("title=") == written.count("loading=") == 1
    assert 'title="Sailing &amp; more"' in written
    assert 'loading="lazy"' in written
    assert 'referrerpolicy="strict-origin-when-cross-origin"' in written


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://evil.example/"></iframe>',
        '<iframe src="http://www.youtube.com/embed/abc"></iframe>',
        '<iframe src="https://www.youtube.com@evil.example/"></iframe>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        "<svg onload=alert(1)></svg><script src=https://evil.example></script>",
    ],
)
def test_a_video_of_an_unknown_host_is_no_frame(database: None, html: str) -> None:
    assert video(html)["html"] == ""
