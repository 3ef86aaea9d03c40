"""Whoever can write to Redis can spoil what is kept there, and nobody gets an error page for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from cms.publishing.publish import publish
from cms.publishing.stores.redis import store
from tests import content
from tests.people import Reader

SPOILT = (b"\xff\xfe\x00", b"{", b"cos\nsystem\n(S'id'\ntR.", b"[[[", b'"a word"', b"null", b"{}")


@pytest.mark.parametrize("value", SPOILT)
def test_a_value_of_the_cache_is_none(reader: Reader, value: bytes) -> None:
    cache = caches["default"]
    cache.set("thing", {"a": 1}, 60)
    reader.redis.set(cache.make_key("thing"), value)
    if value[:1] in (b'"', b"n") or value == b"{}":
        assert cache.get("thing") in ("a word", None, {})
    else:
        assert cache.get("thing") is None
        assert cache.get("thing", "otherwise") == "otherwise"
        assert cache.get_many(["thing"]) == {}
    cache.set("thing", "new", 60)
    assert cache.get("thing") == "new"


@pytest.mark.parametrize("value", SPOILT)
def test_the_count_of_a_throttle_begins_anew(reader: Reader, value: bytes) -> None:
    headers = {"Authorization": f"Bearer {settings.UPDATE_REDIS_TOKEN}"}
    assert Client().post("/api/update-redis/", headers=headers).status_code == 200
    counts = [key for key in reader.redis.scan_iter() if b"throttle" in key]
    assert counts
    for key in counts:
        reader.redis.set(key, value)
    assert Client().post("/api/update-redis/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "value", [b"9" * 19, b"9" * 30, b"9" * 5000, b"-1", b"\xd9\xa3", b"x", b""]
)
def test_a_version_that_none_can_be_stops_nobody(reader: Reader, value: bytes) -> None:
    content.menu_item()
    publish()
    reader.redis.set("content_version", value)
    reader.redis.publish("content_version", value)
    assert store().highest_version() == 0
    for address in ("/health/", "/api/version/", "/api/menu-items/?locale=en"):
        assert reader.get(address).status_code in (200, 503), address
    publish(again=True)
    assert reader.redis_version() == reader.version()


@pytest.mark.parametrize("value", SPOILT)
def test_a_preview_is_gone(reader: Reader, value: bytes) -> None:
    from django.core import signing

    token = signing.dumps(
        {"id": "x", "object": "home.contentpage:1", "locale": "en", "user": 1}, salt="cms.previews"
    )
    reader.redis.set(caches["default"].make_key("preview:x"), value)
    answer: Any = reader.get(f"/api/preview/?token={token}")
    assert answer.status_code == 403
    assert "gone" in answer.json()["errors"][0]["detail"]
