"""The address of a picture, and of each of its sizes, is of the same pixels for ever.

Caches and browsers keep pictures for a year. So other pixels have another address, whether a
picture is replaced, deleted and uploaded under the same name, or resized with other settings.
"""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from PIL import Image as Pillow

from snippets.models.image import LONGEST_PATH, SiteImage, SiteRendition, with_hash
from tests import content

pytestmark = pytest.mark.usefixtures("database")

RED, BLUE = (200, 20, 20), (20, 20, 200)
SPEC = "width-320|format-webp"
HASHED = re.compile(r"\.[0-9a-f]{12}(?:_[A-Za-z0-9]{7})?\.\w+$")


def pixels(color: tuple[int, int, int]) -> bytes:
    data = io.BytesIO()
    Pillow.new("RGB", (400, 300), color).save(data, "PNG")
    return data.getvalue()


def upload(color: tuple[int, int, int], name: str = "sea.png") -> SiteImage:
    file = ImageFile(io.BytesIO(pixels(color)), name=name)
    return SiteImage.objects.create(title="Sea", file=file)


def replace(image: SiteImage, color: tuple[int, int, int], name: str = "sea.png") -> None:
    """As Wagtail's form does."""
    old = image.file
    image.file = ImageFile(io.BytesIO(pixels(color)), name=name)
    image.save()
    old.storage.delete(old.name)
    image.renditions.all().delete()


def addresses(image: SiteImage) -> set[str]:
    return {image.file.url, image.get_rendition(SPEC).file.url}


def is_there(address: str) -> bool:
    return SiteImage._meta.get_field("file").storage.exists(
        address.removeprefix(settings.MEDIA_URL)
    )


@pytest.mark.parametrize("name", ["sea.png", "صورة البحر.png", "x" * 120 + ".png", "a b.c.png"])
def test_an_address_has_a_hash_in_it(name: str) -> None:
    image = upload(RED, name)
    for file in (image.file, image.get_rendition(SPEC).file):
        assert HASHED.search(file.name), file.name
        assert len(file.name) <= LONGEST_PATH + 8
        assert is_there(file.url)


def test_a_picture_that_is_replaced_has_other_addresses() -> None:
    image = upload(RED)
    red = addresses(image)
    replace(image, BLUE)
    blue = addresses(image)
    assert red.isdisjoint(blue)
    assert not any(map(is_there, red))
    replace(image, RED)
    assert addresses(image) == red


def test_a_picture_that_is_uploaded_in_the_place_of_a_deleted_one_has_other_addresses() -> None:
    first = upload(RED)
    red = addresses(first)
    first.delete()
    assert red.isdisjoint(addresses(upload(BLUE)))


def test_two_pictures_with_one_file_do_not_share_it() -> None:
    first, second = upload(RED), upload(RED)
    assert addresses(first).isdisjoint(addresses(second))
    addresses_before = addresses(second)
    first.delete()
    assert all(map(is_there, addresses_before))


def test_a_size_that_is_made_with_another_quality_has_another_address(settings: Any) -> None:
    image = content.image(size=(900, 700))
    before = image.get_rendition("width-800|format-jpeg").file.url
    image.renditions.all().delete()
    settings.WAGTAILIMAGES_JPEG_QUALITY = 20
    assert image.get_rendition("width-800|format-jpeg").file.url != before


def test_the_hash_is_of_the_whole_file_and_leaves_it_as_it_was() -> None:
    first, second = ContentFile(b"a" * 200_000 + b"1"), ContentFile(b"a" * 200_000 + b"2")
    assert with_hash("images/x.png", first) != with_hash("images/x.png", second)
    assert first.tell() == 0


def test_every_picture_of_the_api_has_such_an_address(reader: Any) -> None:
    image = upload(RED)
    for width in (320, 640):
        image.get_rendition(f"width-{width}|format-png")
    item = reader.get("/api/v2/images/").json()["items"][0]
    addresses_shown = [item["src"], item["meta"]["download_url"]]
    assert all(HASHED.search(address) for address in addresses_shown), addresses_shown
    assert SiteRendition.objects.count() >= 2
