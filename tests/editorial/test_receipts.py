"""After publishing, an editor reads what came of it: live since when, or not yet and why.

The receipt is at the top of the page that the form leads to, in the editor's own language.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cms.background import threads
from cms.engines.circuit_breaker import REDIS
from cms.publishing.models import Change, Publication
from cms.publishing.publish import publish
from snippets.models import MenuItem
from tests import content
from tests.people import Person, Reader, snippet_url


def receipts(person: Person) -> list[str]:
    """The messages on the next page that the person opens."""
    page = person.reads("/admin/")
    return [item.get_text(" ", strip=True) for item in page.select(".messages ul > li")]


def receipt(person: Person, start: str) -> str:
    matching = [text for text in receipts(person) if text.startswith(start)]
    assert len(matching) == 1, matching
    return matching[0]


@pytest.fixture
def arabic_admin(admin: Person) -> Person:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(admin.user)
    profile.preferred_language = "ar"
    profile.save()
    return admin


def test_a_published_page_is_live_in_its_language_within_milliseconds(
    admin: Person, reader: Reader
) -> None:
    page = content.page()
    publish()
    receipts(admin)

    admin.edits_page(page, title="Who we are")

    text = receipt(admin, "Live")
    match = re.match(r"Live in (\d+) ms, version (\d+), in English\. ", text)
    assert match, text
    assert int(match[2]) == reader.version()
    assert 0 < int(match[1]) < 1000


def test_a_change_that_both_languages_share_is_live_in_both(admin: Person) -> None:
    link = content.footer_link()
    content.arabic(link, label="الخصوصية")
    publish()
    receipts(admin)

    admin.edits_snippet(link, route="/legal/")

    assert "in English and Arabic." in receipt(admin, "Live")


def test_an_arabic_editor_reads_it_in_arabic(arabic_admin: Person, reader: Reader) -> None:
    item = content.menu_item()
    publish()
    receipts(arabic_admin)

    arabic_admin.edits_snippet(item, label="Who we are")

    text = receipt(arabic_admin, "ظهر للقراء")
    assert f"الإصدار {reader.version()}" in text
    assert "باللغات: الإنجليزيّة و" in text


def test_a_draft_has_no_receipt(admin: Person) -> None:
    item = content.menu_item()
    publish()
    receipts(admin)

    admin.edits_snippet(item, action="action-save", label="Draft")

    assert not [text for text in receipts(admin) if "ersion" in text]


def test_what_another_editor_publishes_meanwhile_is_not_on_my_receipt(admin: Person) -> None:
    """The draft is saved while somebody else's transaction raises the version."""
    mine, theirs = content.menu_item("Mine"), content.menu_item("Other")
    publish()
    receipts(admin)
    from django.db.models.signals import post_save
    from wagtail.models import Revision

    def somebody_else(**kwargs: Any) -> None:
        def publishes() -> None:
            MenuItem.objects.filter(pk=theirs.pk).update(label="Changed")
            connection.close()

        thread = threading.Thread(target=publishes)
        thread.start()
        thread.join()

    before = publish().version
    post_save.connect(somebody_else, sender=Revision)
    try:
        admin.edits_snippet(mine, action="action-save", label="Draft")
    finally:
        post_save.disconnect(somebody_else, sender=Revision)

    assert publish().version > before, "nobody else published"
    assert not [text for text in receipts(admin) if "ersion" in text]
    assert not Change.objects.filter(user=admin.user).exists()


def test_found_live_by_the_keeper_it_is_live_all_the_same(admin: Person, reader: Reader) -> None:
    item = content.menu_item()
    publish()
    receipts(admin)
    threads.start()

    admin.edits_snippet(item, label="Who we are")

    assert receipt(admin, "Live in").split("version ")[1].startswith(str(reader.version()))


@pytest.fixture
def redis_goes_away(settings: Any) -> Iterator[Callable[[], None]]:
    """From when it is called on, nothing listens where Redis was."""

    def goes_away() -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

    yield goes_away
    REDIS.succeeded()


def test_redis_away_is_said(
    admin: Person, reader: Reader, redis_goes_away: Callable[[], None]
) -> None:
    item = content.menu_item()
    publish()
    receipts(admin)
    redis_goes_away()

    admin.edits_snippet(item, label="Who we are")

    text = receipt(admin, "Live on this server")
    assert "Redis does not answer" in text
    assert reader.menu("en") == ["Who we are"]
    assert Publication.objects.first().redis_error


def test_a_build_that_fails_is_said_with_its_reason(
    admin: Person, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError

    item = content.menu_item()
    publish()
    receipts(admin)

    def fails(snapshot: object, **options: object) -> None:
        raise DatabaseError("out of shared memory")

    monkeypatch.setattr("cms.publishing.publish.take_snapshot", fails)

    admin.edits_snippet(item, label="Who we are")

    text = receipt(admin, "Saved, but not live yet")
    assert "out of shared memory" in text
    assert reader.menu("en") == ["About"]


def test_what_is_scheduled_says_when_readers_see_it(admin: Person) -> None:
    item = content.menu_item()
    publish()
    receipts(admin)
    tomorrow = timezone.localtime() + timedelta(days=1)

    admin.edits_snippet(item, label="Later", go_live_at=tomorrow.strftime("%Y-%m-%d %H:%M"))

    text = receipt(admin, "Not live yet")
    assert tomorrow.strftime("%Y") in text
    assert "Asia/Dubai" in text


def test_what_opens_no_page_leaves_no_receipt_for_later(admin: Person) -> None:
    """A drag answers a script; a dialog follows its redirect by itself."""
    first, second = content.menu_item("First"), content.menu_item("Second")
    before = publish().version
    receipts(admin)

    dragged = admin.client.post(snippet_url(MenuItem, "reorder", second.pk) + "?position=0")
    assert dragged.status_code == 200
    assert (after := publish().version) > before
    dialog = admin.client.post(
        snippet_url(MenuItem, "unpublish", first.pk), headers={"X-Requested-With": "XMLHttpRequest"}
    )
    assert dialog.status_code == 302
    assert publish().version > after

    assert not [text for text in receipts(admin) if text.startswith("Live")]


def test_who_and_what_are_noted_for_exactly_the_versions_of_the_request(admin: Person) -> None:
    page = content.page()
    publish()
    before = Publication.objects.first().version

    admin.edits_page(page, title="Who we are")

    changes = list(Change.objects.filter(version__gt=before))
    assert {change.user for change in changes} == {admin.user}
    entries = [entry for change in changes for entry in change.entries]
    assert ("wagtail.publish", "Who we are") in [
        (entry["action"], entry["title"]) for entry in entries
    ]
    assert changes[-1].version == Publication.objects.first().version


def test_a_line_of_the_history_that_comes_a_moment_later_is_waited_for(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process published the version, and writes its line while the receipt is made."""
    from cms.publishing import history
    from cms.publishing.events import version_live

    item = content.menu_item()
    publish()
    receipts(admin)
    write = history.record
    late: list[threading.Thread] = []

    def record(*of_version: Any) -> None:
        def after_a_moment() -> None:
            time.sleep(0.1)
            write(*of_version)
            connection.close()

        late.append(threading.Thread(target=after_a_moment))
        late[-1].start()

    monkeypatch.setitem(version_live.handlers, "history", record)
    admin.edits_snippet(item, label="Who we are")
    for thread in late:
        thread.join()

    assert late
    assert re.match(r"Live in \d+ ms, version \d+, in English and Arabic", receipt(admin, "Live"))


# --- "Live" is said of what readers get ---------------------------------------------------------


def texts(person: Person) -> str:
    return " ".join(receipts(person)).replace("\u2066", "").replace("\u2069", "")


def test_it_says_where_readers_find_a_page(admin: Person) -> None:
    page = content.page()
    publish()
    receipts(admin)

    admin.edits_page(page, title="Who we are")

    assert "in English. Readers find it at /en/about/." in texts(admin)


def test_what_readers_have_already_is_live(admin: Person) -> None:
    """Published again without a change: no document says anything else."""
    item = content.menu_item()
    publish()
    receipts(admin)

    admin.edits_snippet(item)

    assert re.match(r"Live in \d+ ms, version \d+\. ", receipt(admin, "Live"))


def test_a_deleted_draft_has_no_receipt(admin: Person) -> None:
    draft, item = content.page("Draft", "draft", live=False), content.menu_item(live=False)
    publish()
    receipts(admin)

    admin.client.post(f"/admin/pages/{draft.pk}/delete/")
    admin.client.post(snippet_url(MenuItem, "delete", item.pk))

    assert not MenuItem.objects.filter(pk=item.pk).exists()
    assert "ersion" not in texts(admin)


def test_what_nobody_may_read_is_not_called_live(admin: Person) -> None:
    from wagtail.models import PageViewRestriction

    private, hidden = content.page(), content.page("Hidden", "hidden", live=False)
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    publish()
    receipts(admin)

    for change in (
        lambda: admin.edits_page(private, title="Who we are"),
        lambda: admin.adds_snippet(MenuItem, label="Hidden", route="", page=str(hidden.pk)),
    ):
        change()
        receipts_shown = texts(admin)
        assert "Published, but readers get nothing of it" in receipts_shown
        assert "Live" not in receipts_shown


def test_a_page_that_stands_under_no_home_page_is_not_called_live(admin: Person) -> None:
    """As one that was put there before it was refused, or by SQL."""
    from wagtail.models import Page

    from home.models import ContentPage

    page = content.page()
    Page.objects.filter(pk=page.pk).update(locale=content.locale("ar"))
    publish()
    receipts(admin)

    admin.edits_page(ContentPage.objects.get(pk=page.pk), title="Who we are")

    assert "Published, but readers get nothing of it" in texts(admin)
