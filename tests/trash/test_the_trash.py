"""The trash of the admin: who sees it, what it says, what is in the way, when it is emptied."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Page, Revision
from wagtail.users.models import UserProfile

from cms.trash import emptying
from cms.trash.models import TrashedRow, TrashEntry
from home.models import ContentPage
from snippets.models import MenuItem, Partner
from tests import content
from tests.home.roles import person
from tests.people import Person, Reader
from tests.trash.deleting import deletes, differences, restores, rows, text_of

INDEX = "/admin/trash/"


def undo_of(answer: Any) -> str:
    """The address of the button "Undo" in a message."""
    soup = BeautifulSoup(answer.content.decode(), "html.parser")
    return str(soup.select_one(".messages form.cms-undo")["action"])


def test_undo_brings_a_page_back_with_all_that_is_its(
    admin: Person, reader: Reader, about: Any
) -> None:
    below = content.page("History", "history", parent=about)
    arabic = content.arabic(about, title="عن النادي")
    item = content.menu_item("About", page=about)
    Redirect.objects.create(old_path="/old", redirect_page=about)
    about.title = "A draft that nobody has seen"
    about.save_revision()
    every_row, paths = rows(), reader.paths("en")

    answer = admin.client.post(
        reverse("wagtailadmin_pages:delete", args=[about.pk]),
        {"together": [str(arabic.pk)]},
        follow=True,
    )

    assert f"It stays in the trash for {settings.TRASH_DAYS} days." in text_of(answer)
    assert not Page.objects.filter(pk__in=[about.pk, below.pk, arabic.pk]).exists()
    assert reader.paths("en") != paths
    assert MenuItem.objects.get(pk=item.pk).page_id is None
    before = reader.version()
    answer = admin.client.post(undo_of(answer), follow=True)
    assert "Restored: “A draft that nobody has seen” and “عن النادي”." in text_of(answer)
    assert reader.paths("en") == paths
    assert reader.version() == before + 1, "all of it in one version"
    assert differences(every_row) == {}
    assert Revision.page_revisions.filter(object_id=about.pk).count() == 2


@pytest.mark.parametrize("many", [False, True], ids=["one", "many"])
def test_snippets_come_back(many: bool, admin: Person, reader: Reader) -> None:
    partners = [content.partner(name) for name in ("Blue Water", "Red Sand")]
    arabic = content.arabic(partners[0], name="الماء الأزرق")
    every_row = rows()
    if many:
        url = reverse("wagtail_bulk_action", args=["snippets", "partner", "delete"])
        ids = "&".join(f"id={partner.pk}" for partner in partners)
        admin.client.post(f"{url}?{ids}", {"together": [str(arabic.pk)]})
        assert not Partner.objects.exists()
        entry = TrashEntry.objects.get()
    else:
        entry = deletes(admin, partners[0], arabic)
    assert len(entry.things) == 2 + many
    restores(admin, entry)
    assert differences(every_row) == {}
    assert not TrashEntry.objects.exists()
    assert not TrashedRow.objects.exists()
