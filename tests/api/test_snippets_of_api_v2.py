"""API v2's menu items, heroes, partners, footer links, images and documents, ready to be shown.

What leads to nothing that readers may see is left out; a missing translation falls back to the
source language, and `locale` says so.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from cms.delivery import renditions
from cms.publishing.publish import publish
from tests import content


def answer(path: str, status: int = 200) -> Any:
    response = Client().get(f"/api/v2/{path}")
    assert response.status_code == status, (path, response.content.decode())
    return response.json()


def items(path: str) -> list[Any]:
    response = answer(path)
    assert response["meta"]["total_count"] == len(response["items"])
    return list(response["items"])


def labels(path: str) -> list[tuple[str, str]]:
    return [(item["label"], item["locale"]) for item in items(path)]


def test_a_menu_item_leads_to_its_page_in_its_language(about: Any) -> None:
    item = content.menu_item("About", page=about)
    content.arabic(item, label="من نحن")
    content.arabic(about, title="من نحن")
    english, arabic = items("menu-items/")
    assert english["route"] == "/en/about/"
    assert arabic["route"] == "/ar/about/"
    assert arabic["page"]["title"] == "من نحن"
    assert english["translation_key"] == arabic["translation_key"]
    assert answer(f"menu-items/{item.pk}/") == english


def test_what_is_not_translated_falls_back_and_says_so(database: None) -> None:
    first = content.menu_item("First", "/first/", order=1)
    content.menu_item("Second", "/second/", order=2)
    content.arabic(first, label="الأول")
    assert labels("menu-items/?locale=ar") == [("الأول", "ar"), ("Second", "en")]
    assert labels("menu-items/?locale=en") == [("First", "en"), ("Second", "en")]
    assert labels("menu-items/") == [("First", "en"), ("الأول", "ar"), ("Second", "en")]


def test_what_was_taken_down_in_one_language_does_not_fall_back_there(database: None) -> None:
    content.arabic(content.menu_item("First"), label="الأول").unpublish()
    assert labels("menu-items/?locale=ar") == []
    assert labels("menu-items/") == [("First", "en")]


def test_a_menu_item_to_an_unpublished_page_goes_with_what_is_under_it(about: Any) -> None:
    above = content.menu_item("About", page=about)
    below = content.menu_item("Team", "/team/", parent=above)
    assert labels("menu-items/") == [("About", "en"), ("Team", "en")]
    detail = answer(f"menu-items/{below.pk}/")
    assert detail["parent"]["id"] == above.pk
    assert detail["parent"]["label"] == "About"
    about.unpublish()
    assert items("menu-items/") == []
    answer(f"menu-items/{below.pk}/", status=404)


def test_the_parent_of_a_fallback_is_an_item_of_the_same_answer(database: None) -> None:
    above = content.menu_item("About", "/about/", order=1)
    content.menu_item("Team", "/team/", parent=above, order=2)
    arabic = content.arabic(above, label="من نحن")
    first, second = items("menu-items/?locale=ar")
    assert (first["id"], second["parent"]["id"]) == (arabic.pk, arabic.pk)


def test_heroes_and_partners_have_images_in_the_one_shape(about: Any) -> None:
    picture = content.image("Sea", alt_texts={"en": "The sea", "ar": "البحر"})
    renditions.make([picture.pk])
    hero = content.hero(background_image=picture, button_label="Go", button_page=about)
    content.arabic(hero, title="أبحر")
    content.partner(image=picture)
    image = answer(f"images/{picture.pk}/?locale=ar&image_shapes=hero")
    shape = {name: image[name] for name in items("partners/")[0]["image"]}
    arabic = items("heroes/?locale=ar")[0]
    assert arabic["background_image"] == shape
    assert shape["alt"] == "البحر"
    assert arabic["button_route"] == "/en/about/"
    assert arabic["button_page"]["locale"] == "en"
    narrow = items("heroes/?locale=ar&fields=_,background_image(_,src)")
    assert narrow == [{"background_image": {"src": shape["src"]}}]


def test_wagtails_filters_and_orders_hold(about: Any) -> None:
    content.footer_link("privacy", "Privacy", order=2)
    content.footer_link("terms", "Terms", order=1)
    assert labels("footer-links/") == [("Terms", "en"), ("Privacy", "en")]
    assert labels("footer-links/?order=label") == [("Privacy", "en"), ("Terms", "en")]
    assert labels("footer-links/?key=terms") == [("Terms", "en")]
    assert answer("footer-links/?limit=1")["meta"]["total_count"] == 2
    second = answer("footer-links/?limit=1&offset=1")["items"]
    assert [item["label"] for item in second] == ["Privacy"]


@pytest.mark.parametrize(
    "query",
    ["page=x", "translation_key=1", "is_external=maybe", "order=route2", "x=1", "id=a"],
)
def test_what_cannot_be_meant_is_refused_by_name(database: None, query: str) -> None:
    refusal = answer(f"footer-links/?{query}", status=400)
    assert refusal["field"] == query.partition("=")[0]
    assert refusal["field"] in refusal["message"]


def test_images_have_the_one_shape_and_their_tags(database: None) -> None:
    picture = content.image("Sea", alt_texts={"en": "The sea"})
    picture.tags.add("water", "blue")
    renditions.make([picture.pk])
    (image,) = items("images/")
    assert set(image) == {
        *("id", "meta", "title", "width", "height"),
        *("alt", "src", "srcset", "sources", "focal_point", "color", "placeholder", "shapes"),
    }
    assert image["meta"]["tags"] == ["blue", "water"]
    assert image["meta"]["download_url"].endswith(picture.file.url)
    assert [source["type"] for source in image["sources"]] == ["image/avif", "image/webp"]
    assert image["srcset"].endswith(" 800w")


def test_pictures_of_private_collections_are_not_searched(database: None) -> None:
    root = Collection.get_first_root_node()
    private = root.add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    content.image("Sea shown")
    content.image("Sea hidden", collection=private.add_child(name="Below"))
    assert [image["title"] for image in items("images/?search=sea")] == ["Sea shown"]
    assert [image["title"] for image in items("images/")] == ["Sea shown"]


def queries(path: str) -> int:
    answer(path)
    with CaptureQueriesContext(connection) as captured:
        answer(path)
    return len(captured)


ENDPOINTS = ["menu-items", "heroes", "partners", "footer-links", "images", "documents", "redirects"]


@transaction.atomic
def fill(count: int, about: Any) -> None:
    from wagtail.contrib.redirects.models import Redirect

    for number in range(count):
        picture = content.image(f"i{number}", (40, 30))
        picture.tags.add("blue", f"t{number}")
        document = get_document_model()(title=f"d{number}")
        document.file.save("d.txt", ContentFile(b"x"))
        document.tags.add("blue")
        target = content.page("Target", f"target-{count}-{number}", parent=about)
        Redirect.add_redirect(f"/old-{count}-{number}", target)
        above = content.menu_item("Item", page=target)
        content.arabic(content.menu_item("Below", page=target, parent=above), label="تحت")
        content.hero(background_image=picture, button_label="x", button_page=target)
        content.partner(image=picture)
        content.footer_link(f"k-{count}-{number}", page=target, route="")


def test_listings_cost_the_same_for_many_as_for_one(about: Any) -> None:
    fill(1, about)
    few = {name: queries(f"{name}/?fields=*") for name in ENDPOINTS}
    fill(10, about)
    many = {name: queries(f"{name}/?fields=*") for name in ENDPOINTS}
    assert many == few
    assert max(many.values()) <= 12


def test_a_key_means_the_same_in_the_document_and_in_api_v2(database: None) -> None:
    link = content.footer_link()
    publish()
    [document] = Client().get("/api/footer-links/?locale=en").json()["data"]
    [item] = Client().get("/api/v2/footer-links/?locale=en").json()["items"]
    same = {"id": link.pk, "key": link.key, "translation_key": str(link.translation_key)}
    assert document | same == document
    assert item | same == item
