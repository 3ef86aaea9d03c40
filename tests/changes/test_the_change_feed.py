"""GET /api/changes/?since=VERSION says what changed since then: documents, pages with where they
were, snippets, pictures, tags. Nothing that the public may not know of ever comes out."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.changes import feed
from cms.changes import record as recording
from cms.changes.models import ChangeRecord, PublicItem
from cms.changes.recorder import Recorder
from cms.publishing import version
from cms.publishing.publish import publish
from home.models import ContentPage
from snippets.models import MenuItem
from tests import content
from tests.changes.follower import everything_is_live
from tests.many_pages import make_pages
from tests.people import Reader


@pytest.fixture
def changes_since(reader: Reader) -> Any:
    """Answers what changed since it was asked last."""
    # The first version of a database has no notes.
    version.raise_version()
    everything_is_live()
    since = reader.version()

    def changes() -> Any:
        nonlocal since
        everything_is_live()
        answer = reader.data(f"/api/changes/?since={since}")
        since = answer["version"]
        return answer

    return changes


def brief(changes: Any) -> list[tuple[str, str | None, list[str]]]:
    return [(page["change"], page["path"], page["previous_paths"]) for page in changes["pages"]]


def test_a_new_page_is_named_with_its_address_type_and_language(changes_since: Any) -> None:
    about = content.page()
    changes = changes_since()
    assert changes["pages"] == [
        {
            "id": about.pk,
            "type": "home.ContentPage",
            "locale": "en",
            "path": "/en/about/",
            "previous_paths": [],
            "change": "added",
        }
    ]
    keys = {document["key"] for document in changes["documents"]}
    assert {"seo_data:en", "seo_data"} <= keys
    assert "menu_items:en" not in keys
    assert changes_since()["pages"] == changes_since()["documents"] == changes_since()["tags"] == []


def test_a_page_that_moved_says_where_it_and_all_below_it_were(changes_since: Any) -> None:
    section = content.page("Section", "section")
    below = content.page("Below", "below", parent=section)
    changes_since()
    section.slug = "renamed"
    section.save_revision().publish()
    changes = changes_since()
    assert sorted(brief(changes)) == [
        ("changed", "/en/renamed/", ["/en/section/"]),
        ("changed", "/en/renamed/below/", ["/en/section/below/"]),
    ]
    assert {page["id"] for page in changes["pages"]} == {section.pk, below.pk}


def test_what_moved_twice_is_named_once_with_both_addresses(
    changes_since: Any, reader: Reader
) -> None:
    page = content.page("First", "first")
    changes_since()
    since = reader.version()
    for slug in ("second", "third"):
        page.slug = slug
        page.save_revision().publish()
        everything_is_live()
    changes = reader.data(f"/api/changes/?since={since}")
    assert brief(changes) == [("changed", "/en/third/", ["/en/first/", "/en/second/"])]


@pytest.mark.parametrize("how", ["deletes", "unpublishes", "hides"])
def test_a_page_that_is_taken_away_says_where_it_was(how: str, changes_since: Any) -> None:
    page = content.page()
    changes_since()
    if how == "deletes":
        page.delete()
    elif how == "unpublishes":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert brief(changes_since()) == [("removed", None, ["/en/about/"])]


def test_a_section_that_becomes_private_takes_away_all_below_it(changes_since: Any) -> None:
    section = content.page("Section", "section")
    content.page("Below", "below", parent=section)
    changes_since()
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert {(change, path) for change, path, _before in brief(changes_since())} == {
        ("removed", None)
    }
    restriction.delete()
    assert sorted(path or "" for _change, path, _before in brief(changes_since())) == [
        "/en/section/",
        "/en/section/below/",
    ]


def test_what_the_public_may_not_know_of_never_comes_out(changes_since: Any) -> None:
    secret = content.page("Secret", "secret-plan")
    draft = content.page("Draft", "secret-draft", live=False)
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    hidden = content.menu_item("Hidden", "/secret-route/", live=False)
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    changes_since()
    secret.title, secret.slug = "Secret still", "secret-place"
    secret.save_revision().publish()
    draft.slug = "secret-other"
    draft.save_revision()
    content.page("Below", "secret-below", parent=ContentPage.objects.get(pk=secret.pk))
    hidden.label = "Hidden still"
    hidden.save_revision()
    content.image("Secret", collection=private)
    changes = changes_since()
    assert changes["pages"] == changes["snippets"] == changes["images"] == []
    assert "secret" not in repr(changes)
    assert "secret" not in repr(list(ChangeRecord.objects.values()))
    assert "secret" not in repr(list(PublicItem.objects.values()))


def test_snippets_and_pictures_are_named_by_their_endpoints_and_ids(changes_since: Any) -> None:
    item, picture = content.menu_item(), content.image()
    changes = changes_since()
    assert changes["snippets"] == [
        {
            "endpoint": "menu-items",
            "type": "snippets.MenuItem",
            "id": item.pk,
            "locale": "en",
            "change": "added",
        }
    ]
    assert changes["images"] == [{"id": picture.pk, "change": "added"}]
    MenuItem.objects.filter(pk=item.pk).update(live=False)
    picture.delete()
    changes = changes_since()
    assert [entry["change"] for entry in (*changes["snippets"], *changes["images"])] == [
        "removed"
    ] * 2


def test_a_link_whose_page_nobody_may_see_any_more_is_removed(changes_since: Any) -> None:
    about = content.page()
    item = content.menu_item(page=about)
    changes_since()
    about.unpublish()
    changes = changes_since()
    assert [(entry["id"], entry["change"]) for entry in changes["snippets"]] == [
        (item.pk, "removed")
    ]


def test_pictures_of_a_collection_that_becomes_private_are_removed(changes_since: Any) -> None:
    collection = Collection.get_first_root_node().add_child(name="Club")
    picture = content.image(collection=collection)
    content.image("Other")
    changes_since()
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert changes_since()["images"] == [{"id": picture.pk, "change": "removed"}]


def test_a_version_is_told_when_readers_have_it_and_not_before(
    reader: Reader, changes_since: Any
) -> None:
    since = reader.version()
    with connection.cursor() as cursor:
        # As plain SQL does: nobody publishes it yet.
        cursor.execute("UPDATE wagtailcore_page SET title = 'Home again' WHERE slug = 'home'")
    assert recording.record() is not None
    changes = reader.data(f"/api/changes/?since={since}")
    assert (changes["version"], changes["pages"]) == (since, [])
    publish()
    assert reader.data(f"/api/changes/?since={since}")["pages"] != []


def test_a_rolled_back_edit_is_told_to_nobody(changes_since: Any) -> None:
    with transaction.atomic():
        content.page()
        transaction.set_rollback(True)
    assert changes_since()["pages"] == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "missing_parameter"),
        ("?since=", "malformed_value"),
        ("?since=-1", "malformed_value"),
        ("?since=1.5", "malformed_value"),
        ("?since=%00", "malformed_value"),
        ("?since=٣", "malformed_value"),
        ("?since=" + "9" * 40, "malformed_value"),
        ("?since=1&since=2", "repeated_parameter"),
    ],
)
def test_a_malformed_version_is_a_400_that_names_it(
    query: str, code: str, changes_since: Any
) -> None:
    answer = Reader.get(_reader(), f"/api/changes/{query}")
    assert answer.status_code == 400
    assert [(entry["code"], entry["field"]) for entry in answer.json()["errors"]] == [
        (code, "since")
    ]


def test_an_unknown_parameter_is_a_400_that_names_it(changes_since: Any) -> None:
    answer = _reader().get("/api/changes/?since=1&page=2")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "page"


def _reader() -> Reader:
    from django.test import Client

    return Reader(Client(), None)


def test_who_comes_too_late_begins_anew(changes_since: Any, reader: Reader) -> None:
    oldest = ChangeRecord.objects.order_by("version")[0]
    answer = reader.get(f"/api/changes/?since={oldest.version - 1}")
    assert answer.status_code == 410
    assert answer.json()["errors"][0]["code"] == "start_anew"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_has_a_version_that_never_was_begins_anew(changes_since: Any, reader: Reader) -> None:
    assert reader.get(f"/api/changes/?since={reader.version() + 1}").status_code == 410


def test_a_version_raised_by_hand_may_be_anything(changes_since: Any, reader: Reader) -> None:
    since = reader.version()
    version.raise_version()
    everything_is_live()
    assert reader.get(f"/api/changes/?since={since}").status_code == 410
    # And who began anew goes on.
    since = reader.version()
    content.page()
    everything_is_live()
    assert len(reader.data(f"/api/changes/?since={since}")["pages"]) == 1


def test_much_is_told_in_several_answers(
    changes_since: Any, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MOST_RECORDS", 2)
    since = reader.version()
    for slug in ("one", "two", "three"):
        content.page(slug, slug)
        everything_is_live()
    first = reader.data(f"/api/changes/?since={since}")
    assert (len(first["pages"]), first["more"]) == (2, True)
    second = reader.data(f"/api/changes/?since={first['version']}")
    assert (len(second["pages"]), second["more"]) == (1, False)


def test_records_are_kept_for_fifty_versions_and_for_seven_days(
    changes_since: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "KEPT_RECORDS", 3)
    for _time in range(5):
        content.page(slug=f"page-{_time}")
        changes_since()
    assert ChangeRecord.objects.count() == 6
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cms_changerecord SET recorded_at = now() - interval '8 days'")
    content.page(slug="page-6")
    changes_since()
    assert ChangeRecord.objects.count() == 3
    assert (recording.KEPT_DAYS, feed.MOST_RECORDS) == (7, 500)


def test_it_is_304_until_something_changes(changes_since: Any, reader: Reader) -> None:
    address = f"/api/changes/?since={reader.version()}"
    etag = reader.get(address).headers["ETag"]
    assert reader.get(address, **{"If-None-Match": etag}).status_code == 304
    content.page()
    everything_is_live()
    assert reader.get(address, **{"If-None-Match": etag}).status_code == 200


def test_a_record_costs_the_same_on_a_large_website(changes_since: Any) -> None:
    content.menu_item()

    def queries_of_an_edit(title: str) -> int:
        page = ContentPage.objects.get(slug="about")
        page.title = title
        page.save_revision().publish()
        publish()
        with CaptureQueriesContext(connection) as queries:
            record = recording.record()
        assert record is not None
        assert len(record.items) == 1
        rows = sum("cms_publicitem" in query["sql"] for query in queries)
        assert rows > 0
        return len(queries)

    content.page()
    changes_since()
    small = queries_of_an_edit("Small")
    make_pages(300, "en")
    everything_is_live()
    assert queries_of_an_edit("Large") == small


class Elected:
    """The signals of a process whose keeper is the elected one, or is not."""

    def __init__(self, is_elected: bool) -> None:
        from cms.background.watcher import Signals

        self.signals = Signals()
        if is_elected:
            self.signals.elected.set()


def test_what_a_killed_process_did_not_record_the_next_one_does(
    changes_since: Any, reader: Reader
) -> None:
    since = reader.version()
    content.page()
    publish()
    # The process that published it died here; another one is not elected, a third one is.
    Recorder(Elected(False).signals).step()
    assert reader.data(f"/api/changes/?since={since}")["pages"] == []
    Recorder(Elected(True).signals).step()
    assert len(reader.data(f"/api/changes/?since={since}")["pages"]) == 1
