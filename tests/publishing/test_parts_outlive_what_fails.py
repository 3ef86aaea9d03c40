"""The parts of a large document are built, stored and sent one by one, and outlive what fails."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.delivery import page_parts
from cms.delivery.content import read_content
from cms.delivery.kinds.seo_data import part
from cms.delivery.registry import Place
from cms.engines.compiled_query import known_tables
from cms.publishing import build, history, middleware
from cms.publishing.models import KeptVersion
from cms.publishing.publish import catch_up, publish, renew, take_snapshot
from cms.publishing.stores import files, memory, part_files, parts
from cms.publishing.stores import redis as redis_store
from home.models import SiteMetadata
from tests import content
from tests.people import Person, Reader
from tests.publishing.seo_data_parts import (
    FIRST,
    address_of,
    addresses,
    etags,
    held,
    new_to_who_asks_again,
)

pytestmark = pytest.mark.usefixtures("three_pages_a_part")


def as_in_a_new_process() -> None:
    memory.forget()
    parts.forget()
    known_tables.forget()


def test_publishing_costs_as_many_queries_with_many_parts_as_with_few(
    reader: Reader, pages: list[Any]
) -> None:
    def queries_of_a_publish() -> int:
        pages[8].seo_title += "!"
        pages[8].save()
        with CaptureQueriesContext(connection) as queries:
            publish()
        return len(queries)

    queries_of_a_publish()
    few = queries_of_a_publish()
    for number in range(20):
        content.page(f"More {number}", f"more-{number}")
    publish()
    queries_of_a_publish()
    assert queries_of_a_publish() == few


def test_no_table_is_read_that_the_map_of_changes_does_not_know(
    reader: Reader, pages: list[Any]
) -> None:
    """A new read without its place in `touched_pages` would leave a part behind."""
    content.arabic(pages[0])
    site = read_content()
    language = site.languages[0]
    known_tables.forget()
    with CaptureQueriesContext(connection) as queries:
        page_parts.members(site.site)
        part(site, language, [page.pk for page in pages], Place())
    read = {
        table
        for query in queries
        for table in connection.introspection.table_names()
        if f'"{table}"' in query["sql"]
    }
    assert read - page_parts.tables() - {"django_content_type"} == set()
    assert "wagtailcore_page" in read


def test_a_process_holds_no_part_but_those_that_were_asked_for(
    reader: Reader, pages: list[Any]
) -> None:
    snapshot = held()
    assert len(snapshot.parts) >= 3
    assert snapshot.not_on_disk == {}
    assert not any(key.count(":") == 2 for key in snapshot.documents)


def test_redis_holds_every_part_beside_the_first(reader: Reader, pages: list[Any]) -> None:
    for address in addresses(reader)[1:]:
        key = f"seo_data:en:{address.rpartition('=')[2]}"
        assert reader.redis.get(key) == reader.get(address).content
        assert 0 < reader.redis.ttl(key) <= 3600


def test_only_a_changed_part_is_sent_and_written(
    reader: Reader, pages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = part_files.write
    monkeypatch.setattr(
        part_files, "write", lambda key, *rest: (written.append(key), write(key, *rest))[1]
    )
    pages[8].seo_title = "Another title"
    pages[8].save_revision().publish()
    publish()
    assert written == [f"seo_data:en:{page_parts.part_of(pages[8].pk)}"]


def test_a_large_version_is_sent_ahead_in_pieces_and_swapped_at_once(
    reader: Reader, pages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_store, "SENT_AT_ONCE", 1000)
    monkeypatch.setattr(redis_store, "PIECE", 1000)
    receipt = publish(again=True)
    assert receipt.in_redis
    for key, kept_part in held().parts.items():
        assert kept_part.is_of(reader.redis.get(key))
    for key, body in held().documents.items():
        assert reader.redis.get(key) == body.plain
        assert reader.redis.ttl(key) > 0
    assert reader.redis.keys("content_sent:*") == []


def test_parts_outlive_redis(reader: Reader, pages: list[Any]) -> None:
    before = {address: reader.get(address).content for address in addresses(reader)}
    reader.redis.flushdb()
    parts.forget()
    assert {address: reader.get(address).content for address in before} == before
    publish()  # as the keeper does
    for address in list(before)[1:]:
        key = f"seo_data:en:{address.rpartition('=')[2]}"
        assert reader.redis.get(key) == before[address]


def test_a_part_that_redis_lost_is_there_again_whatever_was_published_meanwhile(
    reader: Reader, pages: list[Any]
) -> None:
    lost, *_others = held().parts
    before = reader.redis.get(lost)
    reader.redis.delete(lost)
    content.menu_item("Sail")
    publish()  # as the keeper does, because Redis is not whole
    assert reader.redis.get(lost) == before


def test_parts_that_stay_are_not_sent_for_and_are_renewed_by_the_keeper(
    reader: Reader, pages: list[Any]
) -> None:
    part = list(held().parts)[-1]
    reader.redis.expire(part, 100)
    content.menu_item("Sail")
    publish()
    assert reader.redis.ttl(part) <= 100
    renew()
    assert reader.redis.ttl(part) > 3500


def test_another_machine_takes_the_parts_from_redis(reader: Reader, pages: list[Any]) -> None:
    before = {address: reader.get(address).content for address in addresses(reader)}
    snapshot = held()
    as_in_a_new_process()
    shutil.rmtree(settings.PUBLISHED_ROOT)
    assert catch_up() == snapshot
    assert part_files.missing(snapshot.parts) == []
    reader.redis.flushdb()
    assert {address: reader.get(address).content for address in before} == before


def test_a_restart_goes_on_from_the_files_and_builds_what_changed_alone(
    reader: Reader, pages: list[Any]
) -> None:
    before = etags(reader)
    as_in_a_new_process()
    reader.redis.flushdb()
    pages[8].seo_title = "Another title"
    pages[8].save_revision().publish()
    publish()
    assert new_to_who_asks_again(reader, before) == [address_of(pages[8])]
    assert held() == take_snapshot(cold=True)


def test_what_another_code_built_is_not_built_on(
    reader: Reader, pages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new release whose parts say other things must not leave old ones between them."""
    before = etags(reader)
    monkeypatch.setattr(build, "builder", lambda: "the next release")
    monkeypatch.setattr(page_parts, "PAGES_OF_A_PART", 4)
    content.menu_item()
    publish()
    assert held() == take_snapshot(cold=True)
    assert len(new_to_who_asks_again(reader, before)) > 1


def test_a_disk_that_takes_no_part_stops_nobody(
    reader: Reader, pages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = part_files.write

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(part_files, "write", full)
    pages[8].seo_title = "On a full disk"
    pages[8].save_revision().publish()
    publish()
    assert "On a full disk" in reader.get(address_of(pages[8])).content.decode()
    pages[0].seo_title = "Later"
    pages[0].save_revision().publish()
    publish()
    assert "On a full disk" in reader.get(address_of(pages[8])).content.decode()
    monkeypatch.setattr(part_files, "write", write)
    pages[1].seo_title = "With room again"
    pages[1].save_revision().publish()
    publish()
    assert part_files.missing(held().parts) == []


def test_a_part_that_is_nowhere_is_a_clear_answer_and_is_built_again(
    reader: Reader, pages: list[Any]
) -> None:
    address = addresses(reader)[-1]
    before = reader.get(address).content
    shutil.rmtree(part_files.folder())
    reader.redis.flushdb()
    parts.forget()
    answer = reader.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.json()["errors"][0]["code"] == "part_unavailable"
    assert reader.get(FIRST).status_code == 200
    publish()  # as the keeper does, because Redis is not whole
    assert reader.get(address).content == before


def test_a_damaged_file_of_a_part_is_not_served(reader: Reader, pages: list[Any]) -> None:
    address = addresses(reader)[-1]
    before = reader.get(address).content
    key, kept_part = list(held().parts.items())[-1]
    path = part_files.folder() / part_files.name_of(key, kept_part)
    path.write_bytes(path.read_bytes().replace(b"Page", b"Pace"))
    parts.forget()
    assert reader.get(address).content == before


def test_a_part_goes_with_the_last_version_that_has_it(
    reader: Reader, pages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "KEPT", 2)
    for number in range(4):
        pages[8].seo_title = f"Title {number}"
        pages[8].save_revision().publish()
        publish()
    files.tidy()
    key = f"seo_data:en:{page_parts.part_of(pages[8].pk)}"
    stem = part_files.name_of(key, held().parts[key]).partition("@")[0]
    names = sorted(path.name for path in part_files.folder().glob(f"{stem}@*.json"))
    assert len(names) == 2
    assert part_files.missing(held().parts) == []
    other_parts = [path for path in part_files.folder().iterdir() if not path.name.startswith(stem)]
    assert other_parts


def test_going_back_brings_the_parts_back_too(reader: Reader, pages: list[Any]) -> None:
    before = {address: reader.data(address) for address in addresses(reader)}
    kept_version = KeptVersion.objects.latest("version")
    pages[8].seo_title = "A mistake"
    pages[8].save_revision().publish()
    pages[3].title = "Another mistake"
    pages[3].save_revision().publish()
    content.page("A third mistake", "third-mistake")
    publish()
    history.roll_back_to(kept_version, None, "a mistake")
    publish()
    assert {address: reader.data(address) for address in before} == before
    assert held() == take_snapshot(cold=True)
    history.undo_rollback()
    publish()
    assert "A mistake" in reader.get(address_of(pages[8])).content.decode()
    assert held() == take_snapshot(cold=True)


def test_a_website_that_grows_and_shrinks_changes_its_form_and_back(reader: Reader) -> None:
    content.page("One", "one")
    content.page("Two", "two")
    publish()
    assert addresses(reader) == [FIRST]
    third = content.page("Three", "three")
    publish()
    assert len(addresses(reader)) > 1
    assert held() == take_snapshot(cold=True)
    third.delete()
    publish()
    assert addresses(reader) == [FIRST]
    assert len(reader.data(FIRST)["pages"]) == 3
    assert held() == take_snapshot(cold=True)


def test_files_of_a_build_that_did_not_end_go(
    reader: Reader, pages: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    leftover: Path = part_files.folder() / "seo-data.en.2@999999.json"
    leftover.write_text("{}")
    monkeypatch.setattr(part_files, "LEFT_OVER", -1.0)
    part_files.drop_left_over(held().parts.items())
    assert not leftover.exists()
    assert part_files.missing(held().parts) == []


def test_an_editors_request_leaves_what_takes_long_to_the_keeper_and_says_so(
    admin: Person, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [content.page(f"Page {number}", f"page-{number}") for number in range(10)]
    publish()
    monkeypatch.setattr(middleware, "MOST_IN_A_REQUEST", 2)
    metadata = content.snippet(SiteMetadata, site_name="Club")
    publish()
    before = etags(reader)
    admin.edits_snippet(metadata, title_suffix=" – everywhere")
    assert "readers see it in a moment" in admin.opens("/admin/").content.decode()
    assert new_to_who_asks_again(reader, before) == []

    publish()  # as the keeper does
    assert set(new_to_who_asks_again(reader, before)) == set(before)

    admin.edits_page(pages[3], title="A small change")
    assert "Live in" in admin.opens("/admin/").content.decode()


def test_a_small_website_whose_pages_have_ids_far_apart_is_published_at_once(
    admin: Person, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One piece is built, however many blocks of ids its pages are in."""
    monkeypatch.setattr(page_parts, "PAGES_OF_A_PART", 1)
    monkeypatch.setattr(page_parts, "PAGES_UNDIVIDED", 200)
    monkeypatch.setattr(middleware, "MOST_IN_A_REQUEST", 2)
    pages = [content.page(f"Page {number}", f"page-{number}") for number in range(5)]
    publish()
    admin.edits_page(pages[3], title="A small change")
    assert "Live in" in admin.opens("/admin/").content.decode()
