"""Documents keep their bytes, their ETag and their time until they say something else.

A publish of one page is new in those documents alone that say something of it. Everything else
keeps its place: in every reader's cache (304), in Redis (not sent again), in the files (one file
for both versions) and in the history (one row for both).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis
from django.conf import settings

from cms.publishing.models import DocumentVersion, KeptData, KeptVersion
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.stores import files, memory
from tests import content
from tests.people import Reader

# A page that is in no menu is seen in what search engines read, alone.
OF_A_PAGE = {"seo_data", "seo_data:en"}


def etags(reader: Reader) -> dict[str, str]:
    return {
        key: reader.get(address(key)).headers["ETag"] for key in take_snapshot(cold=True).documents
    }


def address(key: str) -> str:
    name, _colon, language = key.partition(":")
    return f"/api/{name.replace('_', '-')}/" + (f"?locale={language}" if language else "")


def new_to_who_asks_again(reader: Reader, before: dict[str, str]) -> set[str]:
    """The keys that answer 200 to the ETags of before; all others answer 304."""
    statuses = {
        key: reader.get(address(key), **{"If-None-Match": etag}).status_code
        for key, etag in before.items()
    }
    assert set(statuses.values()) <= {200, 304}
    return {key for key, status in statuses.items() if status == 200}


def test_a_page_in_no_menu_is_new_to_who_asks_for_it_alone(reader: Reader) -> None:
    about = content.page()
    publish()
    before = etags(reader)
    assert new_to_who_asks_again(reader, before) == set()
    about.seo_title = "Who we are"
    about.save_revision().publish()
    publish()
    assert new_to_who_asks_again(reader, before) == OF_A_PAGE


def test_a_translation_is_new_in_its_own_language_and_in_the_sum_of_all(reader: Reader) -> None:
    hero = content.hero()
    arabic = content.arabic(hero, title="مرحبا")
    publish()
    before = etags(reader)
    arabic.title = "أهلا"
    arabic.save_revision().publish()
    publish()
    assert new_to_who_asks_again(reader, before) == {
        *("heroes", "heroes:ar", "website_data", "website_data:ar")
    }


def test_a_documents_time_and_version_are_those_of_its_own_last_change(reader: Reader) -> None:
    content.menu_item()
    published = publish()
    menu = reader.get("/api/menu-items/").content
    content.partner()
    later = publish()
    assert later.version > published.version
    again = reader.get("/api/menu-items/")
    assert again.content == menu
    assert again.headers["X-Content-Version"] == str(published.version)
    assert reader.get("/api/partners/").headers["X-Content-Version"] == str(later.version)


@contextmanager
def commands_of_redis() -> Iterator[list[str]]:
    """What Redis is told meanwhile by whoever, the commands of its scripts among it."""
    commands: list[str] = []
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client, client.monitor() as monitor:
        yield commands
        client.echo("that is all")
        mine = client.connection_pool.connection_kwargs["db"]
        for command in monitor.listen():
            if "that is all" in command["command"]:
                break
            if command["db"] == mine:
                commands.append(command["command"])


def test_redis_is_sent_what_changed_and_the_rest_is_renewed(reader: Reader) -> None:
    about = content.page()
    publish()
    reader.redis.expire("menu_items:ar", 100)
    # A busy machine's Redis may miss its 0.2 s, and is sent all of that version then.
    for number in range(5):
        about.seo_title = f"Who we are {number}"
        with commands_of_redis() as commands:
            about.save_revision().publish()
            publish()
        if sum(command.startswith("EVALSHA ") for command in commands) == 1:
            break
    written = {command.split()[1] for command in commands if command.startswith("SET ")}
    assert written - {"content_version", "content_manifest"} == OF_A_PAGE
    assert reader.redis.ttl("menu_items:ar") > 1790
    (sent,) = [command for command in commands if command.startswith("EVALSHA ")]
    assert '"data":[]' not in sent, "an empty menu was sent"


@pytest.mark.parametrize("damage", ["a lost key", "another manifest", "nothing there"])
def test_redis_is_sent_everything_when_it_has_not_what_the_rest_belongs_to(
    reader: Reader, damage: str
) -> None:
    about = content.page()
    publish()
    match damage:
        case "a lost key":
            reader.redis.delete("menu_items:ar")
        case "another manifest":
            reader.redis.set("content_manifest", "{}")
        case "nothing there":
            reader.redis.flushdb()
    about.seo_title = "Who we are"
    about.save_revision().publish()
    publish()
    for key, body in take_snapshot(cold=True).documents.items():
        assert reader.redis.get(key) == body.plain


def test_what_did_not_change_is_one_file_in_both_versions(reader: Reader) -> None:
    about = content.page()
    first = publish().version
    about.seo_title = "Who we are"
    about.save_revision().publish()
    second = publish().version

    def inodes(version: int) -> dict[str, int]:
        folder = settings.PUBLISHED_ROOT / "versions" / str(version)
        return {path.name: path.stat().st_ino for path in folder.glob("*.json")}

    before, after = inodes(first), inodes(second)
    written = {name for name in after if before.get(name) != after[name]}
    assert written == {files.filename(key) for key in OF_A_PAGE}


def test_the_history_keeps_what_a_document_said_once_for_all_versions(reader: Reader) -> None:
    about = content.page()
    publish()
    before = KeptData.objects.count()
    for title in ("Who we are", "About us"):
        about.seo_title = title
        about.save_revision().publish()
        publish()
    assert KeptVersion.objects.count() >= 3
    assert KeptData.objects.count() - before == 2 * len(OF_A_PAGE)


def test_whoever_builds_without_any_memory_gives_the_same_bytes(reader: Reader) -> None:
    about = content.page()
    publish()
    about.seo_title = "Who we are"
    about.save_revision().publish()
    publish()
    snapshot = memory.newest()
    assert len({body.version for body in snapshot.documents.values()}) > 1  # type: ignore[union-attr]
    memory.forget()
    assert take_snapshot(cold=True) == snapshot


def test_a_key_never_goes_back_when_postgresql_forgot_its_last_change(reader: Reader) -> None:
    """As after the restore of an older backup: readers have what it does not know of."""
    item = content.menu_item("Old")
    publish()
    remembered = list(DocumentVersion.objects.all())
    item.label = "New"
    item.save_revision().publish()
    newer = publish().version
    item.label = "Old"
    item.save_revision().publish()
    DocumentVersion.objects.all().delete()
    DocumentVersion.objects.bulk_create(remembered)
    last = publish().version
    assert last > newer
    assert reader.menu("en") == ["Old"]
    assert reader.get("/api/menu-items/").headers["X-Content-Version"] == str(last)
