"""Nothing private, draft, unpublished or expired is in any document or answer of API v2.

Each case hides one thing in one way. The word in its text is then looked for in everything that
an anonymous reader can ask for.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.test import Client
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.background import schedule
from cms.publishing.publish import publish
from home.models import ContentPage
from snippets.models import FooterLink, Hero, MenuItem, Partner
from tests import content
from tests.people import Person, Reader

SECRET = "Zanzibar"

ADDRESSES = [
    *(
        "/api/website-data/",
        "/api/seo-data/",
        "/api/home-page/",
        "/api/menu-items/",
        "/api/heroes/",
    ),
    *("/api/partners/", "/api/footer-links/"),
    *(
        f"/api/v2/{name}/?fields=*&limit=100"
        for name in (
            *("pages", "images", "documents", "redirects"),
            *("menu-items", "heroes", "partners", "footer-links"),
        )
    ),
]


def everything(reader: Reader) -> str:
    answers = []
    for address in ADDRESSES:
        response = reader.get(address)
        assert response.status_code == 200, (address, response.content)
        answers.append(response.content.decode())
    for page in Page.objects.filter(depth__gt=1):
        answers.append(reader.get(f"/api/v2/pages/{page.pk}/").content.decode())
    return "\n".join(answers)


def _expired(page: Any) -> None:
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save_revision().publish()
    schedule.carry_out()


def _expired_page() -> None:
    _expired(content.page(SECRET, "secret"))


def _expired_menu_item() -> None:
    _expired(content.menu_item(SECRET))


def _page_for_later() -> None:
    page = content.page(SECRET, "secret", live=False)
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def _child_of_private_page() -> None:
    parent = content.page("Members", "members")
    content.page(SECRET, "secret", parent=parent)
    PageViewRestriction.objects.create(page=parent, restriction_type="password", password="x")


def _private_page() -> None:
    page = content.page(SECRET, "secret")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    content.menu_item("Members", page=page)


def _draft_of_live_page() -> None:
    page = content.page("About", "about")
    page.title = SECRET
    page.save_revision()


def _draft_of_live_snippet() -> None:
    for row in (content.menu_item(), content.hero(), content.partner(), content.footer_link()):
        for name in ("label", "title", "name"):
            if hasattr(row, name):
                setattr(row, name, SECRET)
        row.save_revision()


def _draft_translation() -> None:
    item = content.menu_item().copy_for_translation(content.locale("ar"))
    item.label, item.live = SECRET, False
    item.save()
    item.save_revision()


def _private_collection() -> Any:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    return private


def _image_in_private_collection() -> None:
    picture = content.image(SECRET, alt_texts={"en": SECRET}, collection=_private_collection())
    content.hero(background_image=picture)
    content.partner(image=picture)


def _document_in_private_collection() -> Any:
    return get_document_model().objects.create(
        title=SECRET, file=ContentFile(b"x", name="x.pdf"), collection=_private_collection()
    )


def _page_outside_the_site() -> None:
    root = Page.get_first_root_node()
    other = ContentPage(title=SECRET, slug="other", locale=content.locale("en"))
    root.add_child(instance=other)


HIDDEN: dict[str, Callable[[], Any]] = {
    "a page that was never published": lambda: content.page(SECRET, "secret", live=False),
    "a page that was unpublished": lambda: content.page(SECRET, "secret").unpublish(),
    "a page that has expired": _expired_page,
    "a page that goes live tomorrow": _page_for_later,
    "a page for members": _private_page,
    "a page under a page with a password": _child_of_private_page,
    "a page outside the website": _page_outside_the_site,
    "the draft of a live page": _draft_of_live_page,
    "drafts of live snippets": _draft_of_live_snippet,
    "a draft menu item": lambda: content.snippet(MenuItem, live=False, label=SECRET, route="/"),
    "a draft hero": lambda: content.snippet(Hero, live=False, title=SECRET),
    "a draft partner": lambda: content.snippet(Partner, live=False, name=SECRET),
    "a draft footer link": lambda: content.snippet(
        FooterLink, live=False, key="x", label=SECRET, route="/"
    ),
    "a menu item that was unpublished": lambda: content.menu_item(SECRET).unpublish(),
    "a menu item that has expired": _expired_menu_item,
    "a translation that is a draft": _draft_translation,
    "an image in a private collection": _image_in_private_collection,
    "a document in a private collection": _document_in_private_collection,
}


@pytest.mark.parametrize("hide", HIDDEN.values(), ids=HIDDEN.keys())
def test_an_anonymous_reader_finds_no_trace_of(hide: Callable[[], Any], reader: Reader) -> None:
    hide()
    publish()
    assert SECRET not in everything(reader)


def test_the_search_for_traces_would_find_one(reader: Reader) -> None:
    content.page(SECRET, "secret")
    publish()
    assert everything(reader).count(SECRET) >= 3


def test_an_editor_gets_the_same_answers_as_everybody(admin: Person, reader: Reader) -> None:
    _private_page()
    publish()
    assert everything(Reader(admin.client, reader.redis)) == everything(reader)


def test_a_missing_translation_falls_back_and_says_so(reader: Reader) -> None:
    content.menu_item("About")
    publish()
    [item] = reader.data("/api/menu-items/?locale=ar")
    assert (item["label"], item["locale"]) == ("About", "en")


def test_a_translation_that_was_taken_down_does_not_fall_back(reader: Reader) -> None:
    source = content.menu_item("About")
    translation = content.arabic(source, label="من نحن")
    translation.unpublish()
    publish()
    assert reader.menu("ar") == []
    assert reader.menu("en") == ["About"]


def test_a_menu_item_under_one_that_is_hidden_is_hidden(reader: Reader) -> None:
    page = content.page()
    parent = content.menu_item("About", page=page)
    content.menu_item("Team", route="/team/", parent=parent)
    page.unpublish()
    publish()
    assert reader.menu("en") == []


def test_a_private_document_asks_strangers_to_log_in(admin: Person, client: Client) -> None:
    address = _document_in_private_collection().url

    response = client.get(address, follow=True)

    assert response.redirect_chain[-1][0] == "/admin/login/?" + urlencode({"next": address})
    assert b"".join(admin.client.get(address).streaming_content) == b"x"


def test_a_private_document_on_s3_comes_from_us(
    admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 has no paths. What an address of the bucket answers, everybody may read or nobody."""

    def path(file: FieldFile) -> str:
        raise NotImplementedError

    document = _document_in_private_collection()
    monkeypatch.setattr(FieldFile, "path", property(path))
    response = admin.client.get(document.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"x"
