"""The page "Published" says what readers have, what they had and who made it so."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.urls import reverse

from cms.publishing.models import KeptVersion, Publication
from cms.publishing.publish import publish
from snippets.models import MenuItem
from tests import content
from tests.editorial.published_page import PUBLISHED, history_of, page_of
from tests.people import PASSWORD, Person, Reader, with_permissions


def test_every_document_in_every_language_is_there_with_its_size_and_time(
    onlooker: Person, reader: Reader
) -> None:
    content.menu_item()
    publish()

    rows = page_of(onlooker).select("#documents-section tbody tr")

    by_document = {
        row.find("a")["href"]: [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
        for row in rows
    }
    assert len(by_document) == len(rows) == len(reader.everything())
    for path, cells in by_document.items():
        size = len(reader.get(path).content)
        kilobytes = float(re.sub(r"[^\d.]", "", cells[3].replace("\xa0", " ").split()[0]))
        unit = 1024 if "KB" in cells[3] else 1
        assert abs(kilobytes * unit - size) < 0.06 * unit, (path, cells, size)
    minutes = by_document["/api/menu-items/?locale=ar"][5]
    assert minutes == "30 minutes"
    assert by_document["/api/website-data/"][5] == "60 minutes"


def test_a_document_says_in_which_version_it_last_said_something_new(admin: Person) -> None:
    partner, item = content.partner(), content.menu_item()
    first = publish().version
    admin.edits_snippet(item, label="Who we are")
    second = publish().version

    rows = page_of(admin).select("#documents-section tbody tr")

    version_of = {
        row.find("a")["href"]: row.find_all("td")[2].get_text(" ", strip=True) for row in rows
    }
    assert f"version {second}" in version_of["/api/menu-items/?locale=en"]
    assert (
        int(re.search(r"version (\d+)", version_of["/api/partners/?locale=en"])[1])
        <= first
        < second
    )
    assert partner.live


def test_every_layer_says_its_version_and_a_lagging_one_says_so(
    onlooker: Person, reader: Reader
) -> None:
    publish()
    version = str(publish().version)
    layers = page_of(onlooker).select(".cms-layer")
    assert [version in layer.get_text() for layer in layers] == [True] * 4

    reader.redis.flushdb()
    connection.cursor().execute("SELECT raise_content_version()")
    layers = page_of(onlooker).select(".cms-layer")

    assert ["--ok" in " ".join(layer["class"]) for layer in layers][0]
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

    entries = history_of(admin)

    _version, _when, milliseconds, editor, action, changed, *_ = entries[of_item]
    assert (editor, action, changed) == (
        "admin",
        "Publish: Who we are (English)",
        "Menu: English and Arabic",
    )
    assert re.fullmatch(r"\d+ ms", milliseconds)
    assert entries[of_page][4] == "Publish: Clubs (English)"
    assert "Search engines: English" in entries[of_page][5]


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
    monkeypatch.setattr("cms.editorial.published.publish", lambda again: rebuilt.append(again))

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
    rebuilder = with_permissions("rebuilder", "cms.rebuild_documents")
    content.menu_item()
    version = publish().version
    reader.redis.flushdb()

    rebuilder.submits(PUBLISHED)

    assert reader.redis_version() == version
    message = page_of(rebuilder).select_one(".messages").get_text(" ", strip=True)
    assert f"Version {version} was rebuilt in" in message
