"""Looking at "What changes" leaves no trace, and nobody waits for it."""

from __future__ import annotations

import os
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from cms.publishing.publish import publish
from snippets.models import MenuItem, Partner
from tests import content
from tests.editorial.what_changes import draft, look, sentences_for
from tests.people import Person, Reader


def _everything_in_the_database() -> dict[str, str]:
    """Table -> fingerprint of its rows; also the sequences' tables are rolled back or not."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM baseline.tables")]
        version = str(connection.execute("SELECT * FROM content_version").fetchone())
        return {"content_version": version} | {
            name: connection.execute("SELECT baseline.fingerprint(%s)", [name]).fetchone()[0]
            for name in names
            if name not in ("django_session",)
        }


def _files() -> set[str]:
    roots = (settings.PUBLISHED_ROOT, settings.MEDIA_ROOT)
    return {str(path) for root in roots for path in root.rglob("*")}


def _documents_in_redis(reader: Reader) -> set[bytes]:
    return {key for key in reader.redis.scan_iter() if b"cache" not in key}


@pytest.mark.parametrize("kind", ["page", "snippet", "translation", "in a workflow"])
def test_looking_leaves_no_trace(kind: str, admin: Person, reader: Reader) -> None:
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

    page = content.page()
    content.arabic(page, title="من نحن")
    page.copy(
        to=content.home(), copy_revisions=False, keep_live=True, update_attrs={"slug": "copy"}
    )
    page.create_alias(parent=content.home(), update_slug="alias")
    instance: Any = draft(page, title="Who we are", slug="who-we-are")
    if kind == "snippet":
        instance = draft(content.hero(), title="Row with us")
    if kind == "translation":
        from wagtail_localize.models import Translation, TranslationSource

        source, _made = TranslationSource.get_or_create_from_instance(content.partner())
        Translation.objects.create(source=source, target_locale=content.locale("ar")).save_target(
            publish=False
        )
        instance = Partner.objects.get(locale__language_code="ar")
    if kind == "in a workflow":
        workflow = Workflow.objects.create(name="Approval")
        task = GroupApprovalTask.objects.create(name="Look")
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
        workflow.start(instance, admin.user)
    publish()
    look(admin, content.home())  # what the first visit of an admin page writes
    mail.outbox.clear()
    before = _everything_in_the_database(), reader.everything(), _files()
    keys = _documents_in_redis(reader)

    assert look(admin, instance).select(".cms-changes__place, .help-block")

    assert (_everything_in_the_database(), reader.everything(), _files()) == before
    assert _documents_in_redis(reader) == keys
    assert mail.outbox == []
    assert publish().built is False


def test_what_cannot_be_published_says_why(admin: Person) -> None:
    page = content.page(live=False)
    revision = page.save_revision()
    revision.content["title"] = ""
    revision.save()

    text = look(admin, page).get_text(" ", strip=True)

    assert "This cannot be published as it is: Title: This field cannot be blank." in text


def test_why_is_said_in_words_and_not_in_names_of_code(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_args: Any, **_kwargs: Any) -> None:
        raise ValidationError({NON_FIELD_ERRORS: ["Not like this."], "seo_title": ["Too long."]})

    page = draft(content.page(), title="Who we are")
    monkeypatch.setattr(type(page), "full_clean", refusing)
    text = look(admin, page).select_one(".help-critical bdi").get_text(strip=True)
    assert text == "Not like this. Title tag: Too long."


def test_who_publishes_meanwhile_waits_for_nothing_and_is_not_in_it(admin: Person) -> None:
    """Somebody else's published change is no part of what mine changes."""
    mine, theirs = content.menu_item("Mine"), content.menu_item("Other")
    publish()
    mine = draft(mine, label="My draft")
    MenuItem.objects.filter(pk=theirs.pk).update(label="Changed")

    assert sentences_for(admin, mine) == {"Menu": ["“Mine” → “My draft” English and Arabic"]}


def test_somebody_who_writes_the_same_thing_now_is_waited_for_or_named(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.engines.dry_run.PATIENCE", 0.2)
    item = content.menu_item("About us")
    publish()
    item = draft(item, label="Who we are")
    with psycopg.connect(os.environ["DATABASE_URL"]) as somebody:
        somebody.execute("UPDATE snippets_menuitem SET label = 'Theirs'")

        text = look(admin, item).get_text(" ", strip=True)

        assert "Somebody is changing the same thing at this moment" in text
        somebody.rollback()
    assert sentences_for(admin, item) == {"Menu": ["“About us” → “Who we are” English and Arabic"]}
