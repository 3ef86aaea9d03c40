"""Editors make share links, see and revoke their own; a link is shown once."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.previews.share_links import ShareLink
from tests.people import Person, in_group
from tests.previews.drafts import Frontend

LIST = "/admin/share-links/"


def shares(person: Person, lasts: str = "7") -> str:
    """Makes a link by the admin's form, and copies it; answers its secret."""
    answer = person.submits(
        reverse("share_links:add"), expect=200, name="For the board", lasts=lasts
    )
    found = re.search(r'id="secret"[^>]*value="([^"]+)"', answer.content.decode())
    assert found, "no link is shown"
    address, _, secret = found[1].partition("?drafts=")
    assert address == f"{settings.FRONTEND_URL}/preview/"
    return secret


def test_an_editor_makes_one_and_revokes_it(database: None) -> None:
    editor = in_group("salma", "Editors")
    secret = shares(editor)
    assert re.fullmatch(r"admsc_share_[A-Za-z0-9_-]{43}", secret), "secret scanners know it"
    link = ShareLink.objects.get()
    assert link.expires_at - link.made_at == timedelta(days=7)
    page = Frontend(secret)
    assert page.get("/api/drafts/website-data/?locale=en").status_code == 200
    listed = editor.opens(LIST).content.decode()
    assert "For the board" in listed
    assert secret not in listed
    assert reverse("share_links:delete", args=[link.pk]) in listed, "the button that revokes it"
    editor.submits(reverse("share_links:delete", args=[link.pk]))
    assert page.get("/api/drafts/website-data/?locale=en").status_code == 401


def test_it_lasts_a_week_at_most(database: None) -> None:
    editor = in_group("salma", "Editors")
    answer = editor.submits(reverse("share_links:add"), expect=200, name="Board", lasts="8")
    assert "error-message" in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_editors_see_their_own_and_administrators_all(admin: Person) -> None:
    editor, publisher = in_group("salma", "Editors"), in_group("huda", "Publishers")
    shares(editor)
    link = ShareLink.objects.get()
    assert "For the board" not in publisher.opens(LIST).content.decode()
    address = reverse("share_links:delete", args=[link.pk])
    assert publisher.client.post(address).status_code == 404
    assert ShareLink.objects.get().revoked_at is None
    assert "For the board" in admin.opens(LIST).content.decode()
    admin.submits(address)
    assert ShareLink.objects.get().revoked_at is not None


def test_who_has_no_right_makes_none_and_links_end_with_the_right(database: None) -> None:
    seo = in_group("lina", "SEO staff")
    assert seo.client.get(reverse("share_links:add")).status_code == 302
    editor = in_group("salma", "Editors")
    page = Frontend(shares(editor))
    group = Group.objects.get(name="Editors")
    group.permissions.remove(group.permissions.get(codename="add_sharelink"))
    assert page.get("/api/drafts/website-data/?locale=en").status_code == 401
