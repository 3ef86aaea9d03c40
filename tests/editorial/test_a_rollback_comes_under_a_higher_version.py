"""A rollback gives readers the documents of an earlier version under a higher number.

It lasts until somebody undoes it.
"""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from cms.background import threads
from cms.publishing import history
from cms.publishing.models import KeptVersion, Rollback
from cms.publishing.publish import publish, take_snapshot
from cms.publishing.stores import memory
from snippets.models import MenuItem
from tests import content
from tests.editorial.published_page import PUBLISHED, history_of, page_of
from tests.people import Person, Reader, with_permissions


def test_an_earlier_version_comes_back_under_a_higher_number_and_stays(
    admin: Person, reader: Reader
) -> None:
    item = content.menu_item()
    good = publish().version
    before = reader.what_documents_say()
    admin.edits_snippet(item, label="A mistake")
    bad = reader.version()
    assert reader.menu("en") == ["A mistake"]

    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")

    assert reader.what_documents_say() == before
    assert reader.version() > bad
    assert reader.redis_version() == reader.version()
    assert {key: reader.redis.get(key) for key in before} == reader.everything()

    admin.edits_snippet(item, label="Still wrong")
    assert reader.what_documents_say() == before, "an edit reached readers"

    page_of(admin)
    last = reader.version()
    admin.client.post(reverse("published:undo_rollback"))

    assert reader.menu("en") == ["Still wrong"]
    assert reader.version() > last
    assert reader.redis.get("menu_items:en") == reader.get("/api/menu-items/?locale=en").content


def test_readers_who_read_meanwhile_never_go_back_in_number_and_see_no_mixture(
    admin: Person, reader: Reader
) -> None:
    item = content.menu_item("One")
    good = publish().version
    admin.edits_snippet(item, label="Two")
    answers_read: list[tuple[int, str, bytes]] = []
    trouble: list[BaseException] = []
    stop = threading.Event()

    def reads() -> None:
        from django.test import Client

        client = Client()
        try:
            while not stop.is_set():
                answer = client.get("/api/menu-items/?locale=en")
                body = answer.json()["data"][0]["label"]
                answers_read.append(
                    (int(answer["X-Content-Version"]), body, answer["ETag"].encode())
                )
        except Exception as error:  # noqa: BLE001 - told by the test
            trouble.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=reads) for _ in range(2)]
    threads.start()
    for thread in readers:
        thread.start()
    try:
        admin.submits(reverse("published:restore", args=[good]), reason="Wrong")
        reader.sees(lambda: reader.menu("en"), ["One"])
        admin.client.post(reverse("published:undo_rollback"))
        reader.sees(lambda: reader.menu("en"), ["Two"])
    finally:
        stop.set()
        for thread in readers:
            thread.join()

    assert not trouble
    by_version: dict[int, set[tuple[str, bytes]]] = {}
    for version, label, etag in answers_read:
        by_version.setdefault(version, set()).add((label, etag))
    assert all(len(texts) == 1 for texts in by_version.values()), by_version
    assert {label for answers in by_version.values() for label, _etag in answers} == {"One", "Two"}
    labels = [next(iter(by_version[version]))[0] for version in sorted(by_version)]
    assert "".join(label[0] for label in labels).replace("TT", "T").replace("OO", "O") in (
        "TOT",
        "TOOT",
    ), labels


def test_every_page_of_the_admin_says_so_until_it_is_undone(
    admin: Person, onlooker: Person
) -> None:
    item = content.menu_item()
    good = publish().version
    admin.edits_snippet(item, label="A mistake")
    assert not page_of(admin, "/admin/").select(".cms-rollback")

    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")

    for url in ("/admin/", PUBLISHED, "/admin/pages/", reverse("wagtailimages:index")):
        banner = page_of(admin, url).select_one(".cms-rollback")
        assert f"Readers get version {good}" in banner.get_text(" ", strip=True), url
        assert "Wrong name" in banner.get_text()
        assert banner.find("form")
    notice = page_of(onlooker, "/admin/").select_one(".cms-rollback")
    assert notice
    assert not notice.find("form"), "whoever may not undo it has no button"

    admin.client.post(banner.find("form")["action"])
    assert not page_of(admin, "/admin/").select(".cms-rollback")


def test_a_receipt_says_that_readers_do_not_see_it(admin: Person) -> None:
    item = content.menu_item()
    good = publish().version
    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")
    receipt = page_of(admin, "/admin/").select_one(".messages").get_text(" ", strip=True)
    assert f"Readers get version {good} again. Live in" in receipt

    admin.edits_snippet(item, label="Better")

    receipt = page_of(admin, "/admin/").select_one(".messages").get_text(" ", strip=True)
    assert f"Saved, but not live: readers get version {good}" in receipt


def test_the_history_tells_of_going_back_and_of_its_end(admin: Person) -> None:
    item = content.menu_item()
    good = publish().version
    admin.edits_snippet(item, label="A mistake")
    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")
    back = publish().version
    admin.client.post(reverse("published:undo_rollback"))
    present = publish().version

    entries = history_of(admin)

    assert entries[back][3:5] == ["admin", f"Shows version {good} again"]
    assert entries[present][3:5] == ["admin", "Shows the present again"]


@pytest.mark.parametrize("permissions", [(), ("cms.rebuild_documents",)])
def test_going_back_and_undoing_take_the_permission(
    reader: Reader, permissions: tuple[str, ...]
) -> None:
    person = with_permissions("somebody", *permissions)
    item = content.menu_item()
    good = publish().version
    MenuItem.objects.filter(pk=item.pk).update(label="New")
    publish()
    url = reverse("published:restore", args=[good])

    assert "Roll back" not in page_of(person).get_text()
    assert person.client.get(url).status_code == 302
    assert person.client.post(url, {"reason": "x"}).status_code == 302
    assert not Rollback.objects.exists()
    assert reader.menu("en") == ["New"]

    history.roll_back_to(KeptVersion.objects.get(version=good), None, "x")
    publish()
    assert person.client.post(reverse("published:undo_rollback")).status_code == 302
    assert Rollback.objects.exists()
    assert reader.menu("en") == ["About"]


def test_going_back_asks_for_a_reason(admin: Person) -> None:
    version = publish(again=True).version
    response = admin.client.post(reverse("published:restore", args=[version]), {"reason": ""})
    assert response.status_code == 200
    assert not Rollback.objects.exists()


def test_any_machine_can_go_back_without_files_of_its_own(
    admin: Person, reader: Reader, settings: Any, tmp_path: Any
) -> None:
    item = content.menu_item()
    good = publish().version
    before = reader.what_documents_say()
    admin.edits_snippet(item, label="A mistake")
    settings.PUBLISHED_ROOT = tmp_path / "another machine"
    memory.forget()

    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")

    assert reader.what_documents_say() == before


def test_the_version_that_readers_get_is_never_forgotten(
    admin: Person, reader: Reader, monkeypatch: Any
) -> None:
    monkeypatch.setattr(history, "KEPT", 5)
    item = content.menu_item()
    good = publish().version
    admin.edits_snippet(item, label="A mistake")
    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")

    for number in range(10):
        MenuItem.objects.filter(pk=item.pk).update(label=str(number))
        publish()

    assert reader.menu("en") == ["About"]
    assert KeptVersion.objects.filter(version=good).exists()
    assert KeptVersion.objects.count() < 5, "what was not shown is kept once"


def test_a_build_that_ends_after_somebody_went_back_does_not_forget_that_version(
    admin: Person, monkeypatch: Any
) -> None:
    """It reads the database before the rollback, and adds one version too many after it."""
    monkeypatch.setattr(history, "KEPT", 5)
    item = content.menu_item()
    for number in range(history.KEPT):
        MenuItem.objects.filter(pk=item.pk).update(label=str(number))
        publish()
    MenuItem.objects.filter(pk=item.pk).update(label="Last")
    present = take_snapshot()
    oldest = KeptVersion.objects.order_by("version").first()
    history.roll_back_to(oldest, admin.user, "Wrong name")

    history.keep(present)

    versions = set(KeptVersion.objects.values_list("version", flat=True))
    assert {oldest.version, present.version} <= versions
