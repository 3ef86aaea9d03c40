"""The page "Published" says what readers have, and takes them back to an earlier version."""

from __future__ import annotations

import re
import threading
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.urls import reverse

from cms.documents import history, keeper, memory
from cms.documents.publish import publish, take_snapshot
from cms.models import Hold, KeptVersion, Publication
from snippets.models import MenuItem
from tests import content
from tests.people import PASSWORD, Person, Reader

PUBLISHED = "/admin/published/"


def page_of(person: Person, url: str = PUBLISHED) -> Any:
    return BeautifulSoup(person.opens(url).content.decode(), "html.parser")


def history_of(person: Person) -> dict[int, list[str]]:
    """Version -> the texts of its line on the page."""
    rows = page_of(person).select("tr[data-version]")
    return {
        int(row["data-version"]): [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in rows
    }


def someone(name: str, *permissions: str) -> Person:
    """Somebody of the admin with these permissions alone."""
    user = get_user_model().objects.create_user(name, f"{name}@example.com", PASSWORD)
    group = Group.objects.create(name=name)
    for label in ("wagtailadmin.access_admin", *permissions):
        app, codename = label.split(".")
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    user.groups.add(group)
    return Person(name)


@pytest.fixture
def onlooker(database: None) -> Person:
    return someone("onlooker")


def test_every_document_in_every_language_is_there_with_its_size_and_time(
    onlooker: Person, reader: Reader
) -> None:
    content.menu_item()
    publish()

    rows = page_of(onlooker).select("#documents-section tbody tr")

    told = {
        row.find("a")["href"]: [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in rows
    }
    assert len(told) == len(rows) == len(reader.everything())
    for path, cells in told.items():
        size = len(reader.get(path).content)
        shown = float(re.sub(r"[^\d.]", "", cells[3].replace("\xa0", " ").split()[0]))
        unit = 1024 if "KB" in cells[3] else 1
        assert abs(shown * unit - size) < 0.06 * unit, (path, cells, size)
    minutes = told["/api/menu-items/?locale=ar"][5]
    assert minutes == "30 minutes"
    assert told["/api/website-data/"][5] == "60 minutes"


def test_a_document_says_in_which_version_it_last_said_something_new(admin: Person) -> None:
    partner, item = content.partner(), content.menu_item()
    first = publish().version
    admin.edits_snippet(item, label="Who we are")
    second = publish().version

    rows = page_of(admin).select("#documents-section tbody tr")

    told = {row.find("a")["href"]: row.find_all("td")[2].get_text(" ", strip=True) for row in rows}
    assert f"version {second}" in told["/api/menu-items/?locale=en"]
    assert int(re.search(r"version (\d+)", told["/api/partners/?locale=en"])[1]) <= first < second
    assert partner.live


def test_every_layer_says_its_version_and_a_lagging_one_says_so(
    onlooker: Person, reader: Reader
) -> None:
    publish()
    version = str(publish().version)
    layers = page_of(onlooker).select(".cms-layer")
    assert [version in one.get_text() for one in layers] == [True] * 4

    reader.redis.flushdb()
    connection.cursor().execute("SELECT raise_content_version()")
    layers = page_of(onlooker).select(".cms-layer")

    assert ["--ok" in " ".join(one["class"]) for one in layers][0]
    assert "--away" in " ".join(layers[1]["class"])
    assert "--behind" in " ".join(layers[2]["class"])
    assert "--behind" in " ".join(layers[3]["class"])


def test_the_history_says_who_did_what_when_and_what_readers_saw_of_it(admin: Person) -> None:
    item, page = content.menu_item(), content.page()
    publish()
    admin.edits_snippet(item, label="Who we are")
    of_item = publish().version
    admin.edits_page(page, title="Clubs")
    of_page = publish().version

    told = history_of(admin)

    _version, _when, took, who, what, changed, *_ = told[of_item]
    assert (who, what, changed) == (
        "admin",
        "Publish: Who we are (English)",
        "Menu: English and Arabic",
    )
    assert re.fullmatch(r"\d+ ms", took)
    assert told[of_page][4] == "Publish: Clubs (English)"
    assert "Search engines: English" in told[of_page][5]


def test_a_change_past_the_admin_is_in_the_history_without_a_name(admin: Person) -> None:
    content.menu_item()
    publish()
    MenuItem.objects.update(label="SQL")
    version = publish().version

    assert history_of(admin)[version][3:5] == ["Outside the admin", ""]


def test_the_history_has_fifty_versions_and_so_many_are_kept(admin: Person) -> None:
    item = content.menu_item()
    for number in range(55):
        MenuItem.objects.filter(pk=item.pk).update(label=str(number))
        publish()

    assert len(history_of(admin)) == 50
    assert KeptVersion.objects.count() == 50


def test_a_renewal_of_what_expires_is_no_line_of_its_own(admin: Person) -> None:
    publish()
    before = Publication.objects.count()
    publish(again=True)
    assert Publication.objects.count() == before


def test_rebuilding_takes_the_permission(onlooker: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    publish()
    rebuilt = []
    monkeypatch.setattr("cms.admin.published.publish", lambda again: rebuilt.append(again))

    assert not page_of(onlooker).select(".cms-rebuild")
    response = onlooker.client.post(reverse("published:rebuild"))

    assert response["Location"] == "/admin/"
    assert rebuilt == []


@pytest.mark.parametrize(
    ("group", "may_rebuild", "may_restore"),
    [("Editors", False, False), ("Publishers", True, False), ("SEO staff", False, False)],
)
def test_who_of_the_staff_may_rebuild_and_go_back(
    database: None, group: str, may_rebuild: bool, may_restore: bool
) -> None:
    user = get_user_model().objects.create_user("staff", password=PASSWORD)
    user.groups.add(Group.objects.get(name=group))
    publish()
    MenuItem.objects.create(label="New", route="/", locale=content.locale("en"))
    publish()
    page = page_of(Person("staff"))
    assert bool(page.select(".cms-rebuild button")) is may_rebuild
    assert bool(page.select("tr[data-version] a")) is may_restore


def test_rebuild_now_brings_back_what_redis_lost(reader: Reader) -> None:
    rebuilder = someone("rebuilder", "cms.rebuild_documents")
    content.menu_item()
    version = publish().version
    reader.redis.flushdb()

    rebuilder.submits(PUBLISHED)

    assert reader.redis_version() == version
    said = page_of(rebuilder).select_one(".messages").get_text(" ", strip=True)
    assert f"Version {version} was rebuilt in" in said


def test_an_earlier_version_comes_back_under_a_higher_number_and_stays(
    admin: Person, reader: Reader
) -> None:
    item = content.menu_item()
    good = publish().version
    before = reader.everything()
    admin.edits_snippet(item, label="A mistake")
    bad = reader.version()
    assert reader.menu("en") == ["A mistake"]

    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")

    assert reader.everything() == before
    assert reader.version() > bad
    assert reader.redis_version() == reader.version()
    assert {key: reader.redis.get(key) for key in before} == before

    admin.edits_snippet(item, label="Still wrong")
    assert reader.everything() == before, "an edit reached readers"

    page_of(admin)
    last = reader.version()
    admin.client.post(reverse("published:release"))

    assert reader.menu("en") == ["Still wrong"]
    assert reader.version() > last
    assert reader.redis.get("menu_items:en") == reader.get("/api/menu-items/?locale=en").content


def test_readers_who_read_meanwhile_never_go_back_in_number_and_see_no_mixture(
    admin: Person, reader: Reader
) -> None:
    item = content.menu_item("One")
    good = publish().version
    admin.edits_snippet(item, label="Two")
    seen: list[tuple[int, str, bytes]] = []
    trouble: list[BaseException] = []
    stop = threading.Event()

    def reads() -> None:
        from django.test import Client

        client = Client()
        try:
            while not stop.is_set():
                answer = client.get("/api/menu-items/?locale=en")
                body = answer.json()["data"][0]["label"]
                seen.append((int(answer["X-Content-Version"]), body, answer["ETag"].encode()))
        except Exception as error:  # noqa: BLE001 - told by the test
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=reads) for _ in range(2)]
    keeper.start()
    for thread in threads:
        thread.start()
    try:
        admin.submits(reverse("published:restore", args=[good]), reason="Wrong")
        reader.sees(lambda: reader.menu("en"), ["One"])
        admin.client.post(reverse("published:release"))
        reader.sees(lambda: reader.menu("en"), ["Two"])
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert not trouble
    by_version: dict[int, set[tuple[str, bytes]]] = {}
    for version, label, etag in seen:
        by_version.setdefault(version, set()).add((label, etag))
    assert all(len(one) == 1 for one in by_version.values()), by_version
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
    assert not page_of(admin, "/admin/").select(".cms-held")

    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")

    for url in ("/admin/", PUBLISHED, "/admin/pages/", reverse("wagtailimages:index")):
        banner = page_of(admin, url).select_one(".cms-held")
        assert f"Readers get version {good}" in banner.get_text(" ", strip=True), url
        assert "Wrong name" in banner.get_text()
        assert banner.find("form")
    seen = page_of(onlooker, "/admin/").select_one(".cms-held")
    assert seen
    assert not seen.find("form"), "whoever may not undo it has no button"

    admin.client.post(banner.find("form")["action"])
    assert not page_of(admin, "/admin/").select(".cms-held")


def test_a_receipt_says_that_readers_do_not_see_it(admin: Person) -> None:
    item = content.menu_item()
    good = publish().version
    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")
    said = page_of(admin, "/admin/").select_one(".messages").get_text(" ", strip=True)
    assert f"Readers get version {good} again. Live in" in said

    admin.edits_snippet(item, label="Better")

    said = page_of(admin, "/admin/").select_one(".messages").get_text(" ", strip=True)
    assert f"Saved, but not live: readers get version {good}" in said


def test_the_history_tells_of_going_back_and_of_its_end(admin: Person) -> None:
    item = content.menu_item()
    good = publish().version
    admin.edits_snippet(item, label="A mistake")
    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")
    back = publish().version
    admin.client.post(reverse("published:release"))
    present = publish().version

    told = history_of(admin)

    assert told[back][3:5] == ["admin", f"Shows version {good} again"]
    assert told[present][3:5] == ["admin", "Shows the present again"]


@pytest.mark.parametrize("permissions", [(), ("cms.rebuild_documents",)])
def test_going_back_and_undoing_take_the_permission(
    reader: Reader, permissions: tuple[str, ...]
) -> None:
    person = someone("somebody", *permissions)
    item = content.menu_item()
    good = publish().version
    MenuItem.objects.filter(pk=item.pk).update(label="New")
    publish()
    url = reverse("published:restore", args=[good])

    assert "Go back" not in page_of(person).get_text()
    assert person.client.get(url).status_code == 302
    assert person.client.post(url, {"reason": "x"}).status_code == 302
    assert not Hold.objects.exists()
    assert reader.menu("en") == ["New"]

    history.hold(KeptVersion.objects.get(version=good), None, "x")
    publish()
    assert person.client.post(reverse("published:release")).status_code == 302
    assert Hold.objects.exists()
    assert reader.menu("en") == ["About"]


def test_going_back_asks_for_a_reason(admin: Person) -> None:
    version = publish(again=True).version
    response = admin.client.post(reverse("published:restore", args=[version]), {"reason": ""})
    assert response.status_code == 200
    assert not Hold.objects.exists()


def test_any_machine_can_go_back_without_files_of_its_own(
    admin: Person, reader: Reader, settings: Any, tmp_path: Any
) -> None:
    item = content.menu_item()
    good = publish().version
    before = reader.everything()
    admin.edits_snippet(item, label="A mistake")
    settings.PUBLISHED_ROOT = tmp_path / "another machine"
    memory.forget()

    admin.submits(reverse("published:restore", args=[good]), reason="Wrong name")

    assert reader.everything() == before


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
    assert KeptVersion.objects.count() < 5, "what was held back is kept once"


def test_a_build_that_ends_after_somebody_went_back_does_not_forget_that_version(
    admin: Person, monkeypatch: Any
) -> None:
    """It read the database before the hold, and makes one version too many after it."""
    monkeypatch.setattr(history, "KEPT", 5)
    item = content.menu_item()
    for number in range(history.KEPT):
        MenuItem.objects.filter(pk=item.pk).update(label=str(number))
        publish()
    MenuItem.objects.filter(pk=item.pk).update(label="Last")
    present = take_snapshot()
    oldest = KeptVersion.objects.order_by("version").first()
    history.hold(oldest, admin.user, "Wrong name")

    history.record(present, "", time.perf_counter())

    kept = set(KeptVersion.objects.values_list("version", flat=True))
    assert {oldest.version, present.version} <= kept
