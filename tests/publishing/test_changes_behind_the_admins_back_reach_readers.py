"""What changes content behind the admin's back reaches readers too: the keeper publishes it.

Plain SQL and bulk updates tell nobody but the database.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from wagtail.models import Collection, CollectionViewRestriction, Page

from cms.background import threads
from cms.delivery import renditions
from snippets.models import MenuItem
from tests import content
from tests.people import Person, Reader
from tests.publishing.reaching_readers import (
    Case,
    alt_of_hero,
    assert_redis_says_the_same,
    hero_with_image,
)


def _hero_with_resized_image() -> Any:
    picture = hero_with_image()
    renditions.make([picture.pk])
    return picture


def _has_files_of_the_hero(reader: Reader) -> bool:
    """Whether there is a file at every address that browsers are offered for its picture."""
    (hero,) = reader.website_data("en")["heroes"]
    offered = [
        candidate.split()[0]
        for source in hero["background_image"]["sources"]
        for candidate in source["srcset"].split(", ")
    ]
    names = [address.partition("/media/")[2] for address in offered]
    return len(names) == 6 and all(map(default_storage.exists, names))


def _hide_collection(_admin: Person, picture: Any) -> None:
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    type(picture).objects.filter(pk=picture.pk).update(collection=private)


def _sql(statement: str) -> Callable[[Person, Any], None]:
    def act(_admin: Person, _thing: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return act


CASES = [
    Case(
        "Wagtail makes all pictures anew",
        _hero_with_resized_image,
        lambda _admin, _hero: call_command("wagtail_update_image_renditions", stdout=io.StringIO()),
        _has_files_of_the_hero,
        before=True,
        after=True,
    ),
    Case(
        "a QuerySet.update()",
        content.menu_item,
        lambda _admin, _item: MenuItem.objects.update(label="Who we are"),
        lambda reader: reader.menu("en"),
        before=["About"],
        after=["Who we are"],
    ),
    Case(
        "a bulk update of pages",
        content.page,
        lambda _admin, _page: Page.objects.filter(slug="about").update(seo_title="Updated"),
        lambda reader: reader.titles("en"),
        before=["Home", "About"],
        after=["Home", "Updated"],
    ),
    Case(
        "plain SQL",
        content.partner,
        _sql("UPDATE snippets_partner SET name = 'SQL'"),
        lambda reader: [partner["name"] for partner in reader.data("/api/partners/?locale=en")],
        before=["Blue Water"],
        after=["SQL"],
    ),
    Case(
        "an image is moved to a private collection by an update",
        hero_with_image,
        _hide_collection,
        alt_of_hero,
        before="A boat",
        after=None,
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_the_keeper_publishes_is_soon_read(case: Case, admin: Person, reader: Reader) -> None:
    arranged = case.is_published_before(reader)
    version = reader.version()
    threads.start()

    case.act(admin, arranged)

    reader.sees(lambda: case.reads(reader), case.after)
    assert reader.version() > version
    # The keeper writes files first, then Redis: a reader may come between the two.
    reader.sees(lambda: reader.redis.get("content_version"), str(reader.version()).encode())
    assert_redis_says_the_same(reader)
