"""A rollback shows an earlier version, without what was made private, taken down or deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.publishing.publish import publish
from snippets.models import SiteImage
from tests import content
from tests.people import Person, Reader


@pytest.fixture
def good(database: None) -> dict[str, Any]:
    """A version that names everything, with pages under it and links to it."""
    page = content.page("Zwieback page", slug="zwieback-page", search_description="Zwieback text")
    below = content.page("Zwieback below", slug="zwieback-below", parent=page)
    arabic = content.arabic(page, title="Zwieback in Arabic")
    picture = content.image("Zwieback-picture")
    hero = content.hero("Zwieback hero", button_label="Zwieback button", button_page=page)
    partner = content.partner("Zwieback partner", image=picture)
    nasmat = content.partner("Nasmat", image=picture)
    content.menu_item("Zwieback link", page=page)
    content.menu_item("Stays")
    home = content.home()
    home.hero = hero
    home.body = json.dumps(
        [
            {
                "type": "paragraph",
                "value": f'<p>To <a linktype="page" id="{page.pk}">Zwieback</a></p>',
            },
            {"type": "paragraph", "value": "<p>Stays too</p>"},
        ]
    )
    home.save_revision().publish()
    objects = locals()
    objects["version"] = publish().version
    return objects


def rolls_back(admin: Person, good: dict[str, Any]) -> str:
    """What the screen says before."""
    address = reverse("published:restore", args=[good["version"]])
    text = admin.opens(address).content.decode()
    admin.submits(address, reason="A test")
    return text


def everything(reader: Reader) -> str:
    """What any layer gives to readers: answers, Redis and files."""
    answers = b"".join(reader.everything().values())
    keys = b"".join(reader.redis.get(key) or b"" for key in reader.everything())
    root = settings.PUBLISHED_ROOT / "current"
    files = b"".join(file.read_bytes() for file in sorted(root.rglob("*.json")))
    return (answers + keys + files).decode()


def test_nothing_changes_where_all_may_come_back(admin: Person, reader: Reader, good: Any) -> None:
    before = reader.what_documents_say()
    assert "Zwieback" in before["home_page:en"]["body"][0]["value"]
    admin.edits_snippet(good["nasmat"], name="A mistake")
    assert "does not come back" not in rolls_back(admin, good)
    assert reader.what_documents_say() == before


@pytest.mark.parametrize("way", ["private", "unpublished", "deleted"])
def test_a_page_does_not_come_back(admin: Person, reader: Reader, good: Any, way: str) -> None:
    page = good["page"]
    if way == "private":
        for kin in (page, good["arabic"]):
            PageViewRestriction.objects.create(page=kin, restriction_type="login")
    elif way == "unpublished":
        for kin in (good["below"], page, good["arabic"]):
            kin.unpublish()
    else:
        good["arabic"].delete()
        page.refresh_from_db()
        page.delete()
    publish()

    answer = rolls_back(admin, good)

    assert "Zwieback page" in answer
    assert "Zwieback below" in answer
    text = everything(reader)
    for secret in ("Zwieback page", "Zwieback below", "Zwieback text", "Zwieback in Arabic"):
        assert secret not in text, secret
    assert "zwieback-page" not in text, "its address"
    assert "Zwieback link" not in text, "a link to it"
    assert "Zwieback button" not in text, "a button that leads to it"
    assert "Zwieback hero" in text, "the hero itself is public"
    assert reader.menu("en") == ["Stays"]
    assert "Stays too" in text
    assert "Nasmat" in text


def test_a_snippet_and_a_picture_do_not_come_back(admin: Person, reader: Reader, good: Any) -> None:
    good["partner"].unpublish()
    good["hero"].delete()
    private = Collection.get_first_root_node().add_child(name="Board")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    SiteImage.objects.filter(pk=good["picture"].pk).update(collection=private)
    publish()

    assert "Zwieback partner" in rolls_back(admin, good)

    text = everything(reader)
    for secret in ("Zwieback partner", "Zwieback hero", "zwieback-picture"):
        assert secret not in text, secret
    partners = reader.data("/api/partners/?locale=en")
    assert [(partner["name"], partner["image"]) for partner in partners] == [("Nasmat", None)]
    assert reader.website_data("en")["home_page"]["hero"] is None


def test_what_becomes_private_during_a_rollback_goes_at_once(
    admin: Person, reader: Reader, good: Any
) -> None:
    rolls_back(admin, good)
    assert "Zwieback page" in everything(reader)
    address = reverse("wagtailadmin_pages:set_privacy", args=[good["page"].pk])
    admin.client.post(
        address, {"restriction_type": "login", "password": "", "cover": [str(good["arabic"].pk)]}
    )
    text = everything(reader)
    assert "Zwieback page" not in text
    assert "Zwieback in Arabic" not in text


def test_a_home_page_that_was_taken_down_does_not_come_back(
    admin: Person, reader: Reader, good: Any
) -> None:
    content.home().unpublish()
    publish()
    rolls_back(admin, good)
    assert reader.data("/api/home-page/?locale=en") is None
    assert reader.website_data("en")["home_page"] is None
