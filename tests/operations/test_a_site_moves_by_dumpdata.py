"""`manage.py dumpdata` and `loaddata --replace` bring a website over, and what was deleted too.

The other installation is this database with things of its own, and other numbers for kinds of
content and permissions.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page, PageLogEntry

from cms.publishing.publish import publish
from cms.publishing.stores import memory
from cms.search.models import SearchSynonyms
from snippets.models import MenuItem
from tests import content
from tests.api.one_of_everything import one_of_everything
from tests.people import Person


def what_readers_get() -> dict[str, Any]:
    """Every document without the moment of its publishing, pages of API v2, and a search."""
    publish()
    snapshot = memory.newest()
    assert snapshot is not None
    documents = {key: json.loads(body.plain)["data"] for key, body in snapshot.documents.items()}
    answers = {
        address: Client().get(address, headers={"Authorization": "none"}).json()
        for address in (
            "/api/v2/pages/?fields=*&limit=50",
            "/api/v2/pages/?search=sailing&locale=en",
            "/api/v2/pages/find/?html_path=/old",
        )
    }
    return documents | answers


def rights() -> dict[str, set[str]]:
    return {
        group.name: {
            f"{permission.content_type.app_label}.{permission.codename}"
            for permission in group.permissions.select_related("content_type")
        }
        for group in Group.objects.all()
    }


@pytest.fixture
def deleted(admin: Person) -> int:
    """The number of a page that an editor deleted: the log still names it."""
    one_of_everything()
    SearchSynonyms.objects.create(locale=content.locale("en"), words="sail, boat")
    left = content.menu_item("Left in English", "/left/")
    content.arabic(left, label="بالعربية")
    left.delete()
    page = content.page("Gone", "gone")
    admin.client.post(f"/admin/pages/{page.pk}/delete/")
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.delete").exists()
    return int(page.pk)


def become_another_installation() -> None:
    """With content, people and numbers that the dump knows nothing of."""
    content.page("Only here", "only-here")
    content.menu_item("Only here", "/only-here/")
    get_user_model().objects.create_user("onlyhere")
    Page.objects.get(slug="about", locale__language_code="en").delete()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table, columns in (
            ("django_content_type", ("id",)),
            ("auth_permission", ("id", "content_type_id")),
        ):
            moved = ", ".join(f"{column} = {column} + 1000" for column in columns)
            cursor.execute(f"UPDATE {table} SET {moved}")
        cursor.execute("SET session_replication_role = origin")
    ContentType.objects.clear_cache()


def test_the_other_installation_is_the_same_website(
    deleted: int, admin: Person, tmp_path: Path
) -> None:
    readers, groups = what_readers_get(), rights()
    dump = tmp_path / "site.json"
    call_command("dumpdata", output=str(dump), verbosity=0)
    become_another_installation()
    call_command("loaddata", str(dump), replace=True, verbosity=0)
    assert what_readers_get() == readers
    assert rights() == groups
    assert Permission.objects.filter(group__isnull=False).exists()
    assert not MenuItem.objects.filter(label="Only here").exists()
    assert not get_user_model().objects.filter(username="onlyhere").exists()
    assert PageLogEntry.objects.filter(page=deleted, action="wagtail.delete").exists()


def test_editors_go_on_there(deleted: int, admin: Person, tmp_path: Path) -> None:
    dump = tmp_path / "site.json"
    call_command("dumpdata", output=str(dump), verbosity=0)
    become_another_installation()
    call_command("loaddata", str(dump), replace=True, verbosity=0)
    made = content.page("Made after the move", "after")
    assert made.pk > deleted
    publish()
    answer = Client().get("/api/v2/pages/", {"search": "move", "locale": "en"})
    assert [item["id"] for item in answer.json()["items"]] == [made.pk]


def test_a_file_that_cannot_be_loaded_changes_nothing(
    deleted: int, admin: Person, tmp_path: Path
) -> None:
    readers = what_readers_get()
    broken = tmp_path / "site.json"
    broken.write_text('[{"model": "home.contentpage", "pk": 1, "fields": {"title": 1, "no": 2}}]')
    with pytest.raises(Exception, match="no field named 'no'"):
        call_command("loaddata", str(broken), replace=True, verbosity=0)
    assert what_readers_get() == readers
