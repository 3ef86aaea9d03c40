"""The keys in Redis, as any Redis client knows them: plain JSON, one version, never an older one.

website_data, home_page, seo_data                      1 hour
menu_items, heroes, partners, footer_links             30 minutes
content_version, content_manifest                      no expiry
each document also as <key>:<language>
"""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest
import redis

from cms.engines.circuit_breaker import REDIS
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.snapshot import Snapshot
from cms.publishing.stores import memory
from cms.publishing.stores.redis import Store, StoreUnavailable, store
from tests import content
from tests.people import Reader

HOUR, HALF_HOUR = 3600, 1800
TTLS = {
    "website_data": HOUR,
    "home_page": HOUR,
    "seo_data": HOUR,
    "menu_items": HALF_HOUR,
    "heroes": HALF_HOUR,
    "partners": HALF_HOUR,
    "footer_links": HALF_HOUR,
}


def test_every_key_is_there_with_its_ttl_and_no_other(reader: Reader) -> None:
    publish()
    expected = {
        f"{name}{suffix}": ttl for name, ttl in TTLS.items() for suffix in ("", ":en", ":ar")
    }
    stored = {key.decode(): reader.redis.ttl(key) for key in reader.redis.keys("*")}
    documents = {key: ttl for key, ttl in stored.items() if not key.startswith("cache")}
    assert documents.keys() == expected.keys() | {"content_version", "content_manifest"}
    assert documents.pop("content_version") == documents.pop("content_manifest") == -1
    assert all(expected[key] - 5 <= ttl <= expected[key] for key, ttl in documents.items())


def test_what_redis_holds_is_byte_for_byte_what_the_api_answers(reader: Reader) -> None:
    content.menu_item("عن النادي")
    publish()
    for key, body in reader.everything().items():
        assert reader.redis.get(key) == body
        assert set(json.loads(body)) == {"status", "data", "message", "timestamp"}
    assert "عن النادي".encode() in reader.redis.get("menu_items:en")


def test_the_document_of_one_language_is_the_part_of_the_whole(reader: Reader) -> None:
    content.menu_item()
    publish()
    whole = reader.data("/api/website-data/")
    assert whole == {code: reader.website_data(code) for code in ("en", "ar")}


def test_an_older_snapshot_never_replaces_a_newer_one(reader: Reader) -> None:
    older = take_snapshot()
    content.menu_item("New")
    newer = publish().version
    assert store().replace(older) == newer
    assert reader.redis_version() == newer
    assert b"New" in reader.redis.get("menu_items:en")


def test_a_publisher_whom_a_newer_version_overtook_on_the_way_to_redis_is_told_of_no_error(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Store.replace

    def overtaken(self: Store, snapshot: Snapshot, *rest: Any) -> int:
        write(self, replace(snapshot, version=snapshot.version + 1))
        return write(self, snapshot, *rest)

    monkeypatch.setattr(Store, "replace", overtaken)

    receipt = publish(again=True)

    assert reader.redis.get("content_version") == b"%d" % (receipt.version + 1)
    assert receipt.redis_error == ""
    assert receipt.in_redis


def test_equal_content_at_one_version_has_equal_bytes(database: None) -> None:
    content.menu_item()
    assert take_snapshot() == take_snapshot()


def test_publishing_what_is_published_changes_nothing(reader: Reader) -> None:
    content.menu_item()
    first = publish()
    assert not publish().built
    assert publish().version == first.version


@pytest.mark.parametrize("lost", ["website_data", "menu_items:ar", "content_version"])
def test_a_lost_key_is_written_again(reader: Reader, lost: str) -> None:
    publish()
    value = reader.redis.get(lost)
    reader.redis.delete(lost)
    publish()
    assert reader.redis.get(lost) == value


def test_a_redis_that_was_flushed_costs_readers_nothing_and_is_filled_again(reader: Reader) -> None:
    content.menu_item()
    publish()
    reader.redis.flushdb()
    assert reader.menu("en") == ["About"]
    publish()
    assert reader.redis.get("menu_items:en") == reader.get("/api/menu-items/?locale=en").content


def test_a_process_that_starts_with_redis_empty_reads_from_postgresql(reader: Reader) -> None:
    content.menu_item()
    memory.forget()
    reader.redis.flushdb()
    assert reader.menu("en") == ["About"]


def test_memory_moves_only_upward(database: None) -> None:
    snapshot = take_snapshot()
    assert memory.offer(snapshot)
    assert not memory.offer(replace(snapshot, version=snapshot.version - 1))
    assert memory.newest() is snapshot


def test_what_is_read_is_of_one_moment(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A version that is swapped in while somebody reads gives them nothing, not a mixture."""
    content.menu_item("Old")
    publish()
    assert store().read() == memory.newest()
    mget = redis.Redis.mget

    def overtaken(self: redis.Redis, *names: object) -> object:
        with monkeypatch.context() as patched:
            patched.setattr(redis.Redis, "mget", mget)
            content.menu_item("New")
        return mget(self, *names)

    monkeypatch.setattr(redis.Redis, "mget", overtaken)
    assert store().read() is None


def test_what_lacks_a_key_is_not_read(reader: Reader) -> None:
    publish()
    reader.redis.delete("menu_items:ar")
    assert store().read() is None


def test_what_is_read_is_complete_whatever_the_process_has(reader: Reader) -> None:
    """Of what it has, the documents of the same version are not sent again, and no others."""
    content.menu_item("Old")
    publish()
    snapshot = memory.newest()
    assert snapshot is not None
    content.menu_item("New")
    publish()
    read = store().read(snapshot)
    assert read == memory.newest()
    assert read.body("heroes") is snapshot.body("heroes")  # type: ignore[union-attr]


def test_other_machines_hear_of_a_version(reader: Reader) -> None:
    announcements = store().announcements()
    try:
        content.menu_item()
        version = publish().version
        # Redis announces to all of its databases: those of other tests' processes are heard too.
        heard = set()
        deadline = time.monotonic() + 5
        while version not in heard and time.monotonic() < deadline:
            heard.add(announcements.next(timeout=0.5))
    finally:
        announcements.close()
    assert version in heard


def test_what_somebody_else_wrote_in_the_place_of_the_version_counts_as_none(
    reader: Reader,
) -> None:
    version = publish().version
    reader.redis.set("content_version", "the newest")
    assert store().highest_version() == 0
    publish()
    assert reader.redis_version() == version


def test_memory_keeps_what_was_made_of_a_version(database: None) -> None:
    snapshot = take_snapshot()
    assert memory.offer(snapshot)
    assert not memory.offer(replace(snapshot))
    assert memory.newest() is snapshot


def test_a_redis_that_was_put_back_to_an_old_dump_is_sent_everything(reader: Reader) -> None:
    item = content.menu_item("Old")
    publish()
    dump = {key: reader.redis.get(key) for key in take_snapshot().documents}
    dump |= {key: reader.redis.get(key) for key in ("content_version", "content_manifest")}
    item.label = "New"
    item.save_revision().publish()
    publish()
    reader.redis.mset(dump)
    content.partner()
    publish()
    assert {key: reader.redis.get(key) for key in reader.everything()} == reader.everything()


def test_a_redis_that_did_not_answer_is_left_alone_until_a_probe_finds_it_back(
    reader: Reader,
) -> None:
    version = publish().version
    away = Store("redis://127.0.0.1:1/0", "", timeout=0.2)
    try:
        with pytest.raises(StoreUnavailable, match="Connection"):
            away.highest_version()
        with pytest.raises(StoreUnavailable, match="a moment ago"):
            store().highest_version()
        assert store().highest_version(probe=True) == version
        assert store().highest_version() == version
    finally:
        REDIS.succeeded()
