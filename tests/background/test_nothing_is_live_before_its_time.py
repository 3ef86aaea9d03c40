"""Go-live and expiry hold for the aliases of what is scheduled, and for what is translated of it.

Each case is looked for in everything that an anonymous reader can ask for: documents, API v2,
`find` and the sitemap, in both languages.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision, Workflow
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.background import schedule
from cms.publishing.publish import publish
from snippets.models import MenuItem
from tests import content
from tests.background.scheduled import schedules, seconds_from_now, the_time_comes
from tests.people import Person, Reader

ALIAS = {"en": "/en/early/", "ar": "/ar/news/"}


def _alias(page: Any, language: str) -> Page:
    """Beside the page in its own language, or where its translation would be."""
    if language == "ar":
        return page.copy_for_translation(content.locale("ar"), alias=True)
    return page.create_alias(parent=content.home(), update_slug="early")


def _answers(reader: Reader, path: str) -> set[str]:
    """Which answers tell of a page at this path."""
    publish()
    language = path.split("/")[1]
    page_lookup = reader.get(f"/api/v2/pages/find/?html_path={path}", accept="application/json")
    listed = reader.get("/api/v2/pages/?fields=*&limit=100").content.decode()
    sitemap = reader.get("/sitemap.xml").content.decode()
    by_answer = {
        "documents": path in reader.paths(language),
        "find": page_lookup.status_code != 404,
        "API v2": path in listed,
        "sitemap": path in sitemap,
    }
    return {name for name, tells in by_answer.items() if tells}


def _the_end_comes() -> None:
    now = timezone.now()
    Page.objects.filter(expire_at__gt=now).update(expire_at=now - timedelta(minutes=1))
    MenuItem.objects.filter(expire_at__gt=now).update(expire_at=now - timedelta(minutes=1))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_alias_is_live_when_its_page_is(language: str, reader: Reader, admin: Person) -> None:
    page = content.page("News", "news", live=False)
    _alias(page, language)

    schedules(page, go_live_at=seconds_from_now(3600), expire_at=seconds_from_now(7200))
    assert _answers(reader, "/en/news/") == set()
    assert _answers(reader, ALIAS[language]) == set()

    the_time_comes()
    schedule.carry_out()
    everywhere = {"documents", "find", "API v2"}
    assert _answers(reader, "/en/news/") == everywhere | {"sitemap"}
    assert _answers(reader, ALIAS[language]) >= everywhere

    _the_end_comes()
    schedule.carry_out()
    assert _answers(reader, "/en/news/") == set()
    assert _answers(reader, ALIAS[language]) == set()


def test_an_alias_of_an_alias_waits_as_well(database: None) -> None:
    page = content.page("News", "news", live=False)
    alias = _alias(page, "ar")
    second = alias.create_alias(parent=content.home("ar"), update_slug="again")

    schedules(page, go_live_at=seconds_from_now(3600))
    assert not Page.objects.filter(pk__in=[alias.pk, second.pk], live=True).exists()

    the_time_comes()
    schedule.carry_out()
    assert Page.objects.filter(pk__in=[alias.pk, second.pk], live=True).count() == 2


def test_a_live_page_that_is_scheduled_keeps_its_aliases_as_they_are(database: None) -> None:
    page = content.page("News", "news")
    alias = _alias(page, "ar")
    page.title = "Later"

    schedules(page, go_live_at=seconds_from_now(3600))
    alias.refresh_from_db()
    assert (alias.live, alias.title) == (True, "News")

    the_time_comes()
    schedule.carry_out()
    alias.refresh_from_db()
    assert (alias.live, alias.title) == (True, "Later")


def test_what_came_back_after_its_end_is_not_called_expired(database: None) -> None:
    page = content.page("News", "news", live=False)
    alias = _alias(page, "ar")
    schedules(page, expire_at=seconds_from_now(3600))
    _the_end_comes()
    schedule.carry_out()
    page.refresh_from_db()
    Page.objects.filter(pk=alias.pk).update(expired=True)

    schedules(page, expire_at=None)

    alias.refresh_from_db()
    assert (alias.live, alias.expired) == (True, False)


@pytest.mark.parametrize("make", [content.page, content.menu_item])
def test_what_has_ended_while_nobody_looked_is_never_live(make: Any, reader: Reader) -> None:
    """The worker was down from before the start until after the end."""
    item = make("News", live=False)
    if isinstance(item, Page):
        _alias(item, "ar")
    schedules(item, go_live_at=seconds_from_now(3600), expire_at=seconds_from_now(3700))
    before = publish(again=True).version
    the_time_comes()
    for revision in Revision.objects.exclude(approved_go_live_at=None):
        past = (timezone.now() - timedelta(minutes=1)).isoformat()
        Revision.objects.filter(pk=revision.pk).update(
            content={**revision.content, "expire_at": past}
        )

    schedule.carry_out()

    item.refresh_from_db()
    assert (item.live, item.expired) == (False, True)
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    assert not Page.objects.filter(title="News", live=True).exists()
    publish()
    assert "News" not in reader.titles("en") + reader.titles("ar") + reader.menu("en")
    assert reader.version() >= before


def _in_bulk(admin: Person, page: Any) -> None:
    admin.client.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&next=/admin/", {})


def _by_the_admins_api(admin: Person, page: Any) -> None:
    assert admin.client.post(f"/admin/api/main/pages/{page.pk}/action/publish/").status_code == 200


def _approved(admin: Person, page: Any) -> None:
    task = Workflow.objects.get().start(page, admin.user).current_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    admin.client.post(url)


@pytest.mark.parametrize("act", [_in_bulk, _by_the_admins_api, _approved])
def test_what_is_published_after_its_end_is_not_live_and_the_receipt_says_so(
    act: Any, admin: Person, reader: Reader
) -> None:
    page = content.page("News", "news", live=False)
    _alias(page, "ar")
    past = (timezone.now() - timedelta(minutes=1)).isoformat()
    Revision.objects.update(content={**page.latest_revision.content, "expire_at": past})

    act(admin, Page.objects.get(pk=page.pk).specific)
    assert not Page.objects.filter(title="News", live=True).exists()
    publish()
    assert "News" not in reader.titles("en") + reader.titles("ar")
    if act is not _by_the_admins_api:
        text = admin.reads("/admin/").select_one(".messages").get_text(" ", strip=True)
        assert "Not live: the end of “News” has passed." in text


# --- Translations that are made of their source's texts ---------------------------------------


def _translation(source: Any) -> Translation:
    translate_object(source, [content.locale("ar")])
    return Translation.objects.get(target_locale=content.locale("ar"))


def _target(source: Any) -> Any:
    return type(source).objects.get(
        translation_key=source.translation_key, locale=content.locale("ar")
    )


MADE = {"page": content.page, "menu item": content.menu_item}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE.keys())
@pytest.mark.parametrize("sent", ["before it was scheduled", "afterwards"])
def test_a_translation_is_live_no_earlier_than_its_source(
    make: Any, sent: str, database: None
) -> None:
    source = make("News", live=False)
    if sent == "before it was scheduled":
        translation = _translation(source)
        schedules(source, go_live_at=seconds_from_now(3600), expire_at=seconds_from_now(7200))
    else:
        schedules(source, go_live_at=seconds_from_now(3600), expire_at=seconds_from_now(7200))
        translation = _translation(source)

    translation.save_target(publish=True)
    assert not _target(source).live

    the_time_comes()
    schedule.carry_out()
    source.refresh_from_db()
    assert (source.live, _target(source).live) == (True, True)

    _the_end_comes()
    schedule.carry_out()
    source.refresh_from_db()
    assert (source.live, _target(source).live) == (False, False)


@pytest.mark.parametrize("make", MADE.values(), ids=MADE.keys())
def test_a_translation_waits_for_a_source_that_was_put_off(make: Any, database: None) -> None:
    source = make("News", live=False)
    schedules(source, go_live_at=seconds_from_now(3600))
    _translation(source).save_target(publish=True)
    scheduled = _target(source).latest_revision
    schedules(source, go_live_at=seconds_from_now(36000))

    the_time_comes(hours=2)
    schedule.carry_out()
    assert not _target(source).live
    scheduled.refresh_from_db()
    assert scheduled.approved_go_live_at is not None

    the_time_comes(hours=20)
    schedule.carry_out()
    assert _target(source).live


def test_a_translation_of_what_is_live_goes_live_at_once(database: None) -> None:
    source = content.menu_item("News")
    _translation(source).save_target(publish=True)
    assert _target(source).live


def test_a_translation_keeps_a_schedule_of_its_own_that_is_later(database: None) -> None:
    source = content.menu_item("News", live=False)
    schedules(source, go_live_at=seconds_from_now(3600), expire_at=seconds_from_now(7200))
    translation = _translation(source)
    target = _target(source)
    own = tuple(seconds_from_now(later).replace(microsecond=0) for later in (5000, 6000))
    target.go_live_at, target.expire_at = own
    target.save()

    translation.save_target(publish=True)

    draft = _target(source).latest_revision.as_object()
    assert (draft.go_live_at, draft.expire_at) == own
