"""The picture of a shared link is 1200 × 630, cropped around its focal point, everywhere.

Width and height are those of the file that is named, whatever file that is.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Pillow

from cms.delivery import renditions
from cms.publishing.publish import publish
from home.models import SiteMetadata
from home.seo import SOCIAL_CROP
from snippets.models import SiteImage
from tests import content
from tests.people import Reader

pytestmark = pytest.mark.usefixtures("database")

RED, BLUE = (200, 30, 30), (30, 30, 200)


def half_red_half_blue(size: tuple[int, int], **fields: Any) -> SiteImage:
    picture = Pillow.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    data = io.BytesIO()
    picture.save(data, "PNG")
    file = ImageFile(io.BytesIO(data.getvalue()), name="halves.png")
    return SiteImage.objects.create(title="Halves", file=file, **fields)


def focal_point(x: int, y: int) -> dict[str, int]:
    return {
        "focal_point_x": x,
        "focal_point_y": y,
        "focal_point_width": 100,
        "focal_point_height": 100,
    }


def shared_with(picture: SiteImage) -> Any:
    page = content.page(social_image=picture)
    renditions.make([picture.pk])
    publish()
    return page


def social(reader: Reader) -> Any:
    return reader.data("/api/seo-data/?path=/en/about/")["social"]["image"]


def opened(picture: SiteImage, served: Any) -> Any:
    """The file that an answer names."""
    crops = [
        rendition for rendition in picture.renditions.all() if rendition.file.url == served["src"]
    ]
    assert len(crops) == 1, served
    with crops[0].file.open() as file:
        return Pillow.open(io.BytesIO(file.read())).convert("RGB")


def test_every_answer_has_the_crop_with_its_own_size_and_text(reader: Reader) -> None:
    picture = half_red_half_blue((2600, 1800), alt_texts={"en": "Red and blue"})
    page = shared_with(picture)
    served = social(reader)
    assert set(served) == {"id", "alt", "width", "height", "src"}
    assert (served["width"], served["height"]) == (1200, 630)
    assert served["alt"] == "Red and blue"
    assert opened(picture, served).size == (1200, 630)
    listed = next(entry for entry in reader.seo_data("en")["pages"] if entry["id"] == page.pk)
    detail = reader.get(f"/api/v2/pages/{page.pk}/").json()
    listing = reader.get("/api/v2/pages/?slug=about&fields=seo").json()["items"][0]
    for seo in (listed, detail["seo"], listing["seo"]):
        assert seo["social"]["image"] == served
        # Whole, for the lists of a website.
        assert (seo["social"]["picture"]["width"], seo["social"]["picture"]["height"]) == (
            2600,
            1800,
        )
    tags = {
        tag["attributes"].get("property"): tag["attributes"].get("content")
        for tag in reader.data("/api/head/?path=/en/about/")["tags"]
    }
    assert tags["og:image"] == served["src"]
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")
    assert tags["og:image:alt"] == "Red and blue"


def test_the_picture_of_the_website_is_cropped_too(reader: Reader) -> None:
    picture = half_red_half_blue((2600, 1800))
    content.snippet(SiteMetadata, site_name="Club", social_image=picture)
    content.page()
    renditions.make([picture.pk])
    publish()
    assert social(reader) == reader.website_data("en")["seo"]["social_image"]
    assert social(reader)["width"] == 1200


@pytest.mark.parametrize(("x", "color"), [(100, RED), (2300, BLUE)])
def test_it_is_cropped_around_its_focal_point(x: int, color: Any, reader: Reader) -> None:
    picture = half_red_half_blue((2400, 630), **focal_point(x, 300))
    shared_with(picture)
    crop = opened(picture, social(reader))
    for corner in ((100, 10), (1100, 620)):
        assert crop.getpixel(corner) == pytest.approx(color, abs=12)


def test_another_focal_point_is_another_file(reader: Reader) -> None:
    picture = half_red_half_blue((2400, 630), **focal_point(100, 300))
    shared_with(picture)
    before = social(reader)
    picture.focal_point_x = 2300
    picture.save()
    publish()
    # Until the new crop is made: no crop around what is no focal point any more.
    assert social(reader)["src"] != before["src"]
    renditions.make_missing([picture.pk])
    publish()
    assert social(reader)["src"] != before["src"]
    assert opened(picture, social(reader)).getpixel((100, 10)) == pytest.approx(BLUE, abs=12)


def test_a_small_picture_keeps_its_pixels_and_takes_the_shape(reader: Reader) -> None:
    picture = half_red_half_blue((800, 600))
    shared_with(picture)
    served = social(reader)
    assert (served["width"], served["height"]) == (800, 420)
    assert opened(picture, served).size == (800, 420)


def test_until_the_crop_is_made_the_size_is_that_of_the_file_that_is_named(reader: Reader) -> None:
    picture = half_red_half_blue((2000, 1000))
    content.page(social_image=picture)
    publish()
    assert social(reader)["src"] == picture.file.url
    assert (social(reader)["width"], social(reader)["height"]) == (2000, 1000)
    renditions.make([picture.pk])
    picture.renditions.filter(filter_spec=SOCIAL_CROP).delete()
    publish()
    served = social(reader)
    assert opened(picture, served).size == (served["width"], served["height"]) == (1024, 512)


def test_readers_hear_of_the_crop_when_it_is_made(reader: Reader) -> None:
    """It raises the version, as every rendition that documents show; other crops do not."""
    picture = half_red_half_blue((1300, 700))
    content.page(social_image=picture)
    renditions.make([picture.pk])
    publish()
    before = reader.version()
    picture.get_rendition("fill-100x100|format-jpeg")
    publish()
    assert reader.version() == before
    picture.renditions.filter(filter_spec=SOCIAL_CROP).delete()
    renditions.make([picture.pk])
    publish()
    assert reader.version() > before
