"""Pictures come in the shapes that places of a website need, cut around their focal points.

Frontends name shapes and never sizes: what can be cut is a table. Each file is what the answer says
it is, and is made while nobody waits.
"""

from __future__ import annotations

import io
from base64 import b64decode
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.db.models import F
from django.test import Client
from PIL import Image as Pillow
from thumbhash import thumb_hash_to_average_rgba

from cms.delivery import renditions
from cms.delivery.images import OF_PLACES
from cms.publishing.publish import publish
from snippets.models import SiteImage
from snippets.models.image import placeholder_of
from snippets.picture_shapes import BY_NAME, NAMES, SHAPES, SPECS, crops_of
from tests import content
from tests.people import Reader

pytestmark = pytest.mark.usefixtures("database")

RED, BLUE = (200, 30, 30), (30, 30, 200)
SIZE = (1000, 500)


def halves(x: int | None = None, kind: str = "PNG", **fields: Any) -> SiteImage:
    """Red at the left, blue at the right, with a focal point at `x`; with all its files."""
    picture = Pillow.new("RGB", SIZE, RED)
    picture.paste(BLUE, (SIZE[0] // 2, 0, *SIZE))
    data = io.BytesIO()
    picture.save(data, kind)
    if x is not None:
        point = {"x": x, "y": 250, "width": 10, "height": 10}
        fields |= {f"focal_point_{name}": value for name, value in point.items()}
    file = ImageFile(io.BytesIO(data.getvalue()), name=f"halves.{kind.lower()}")
    image = SiteImage.objects.create(title="Halves", file=file, **fields)
    renditions.make([image.pk])
    return image


def api(path: str, status: int = 200) -> Any:
    response = Client().get(f"/api/v2/{path}")
    assert response.status_code == status, response.content.decode()
    return response.json()


def opened(image: SiteImage, address: str) -> Any:
    """The file that an answer names."""
    [name] = (row.file.name for row in image.renditions.all() if row.file.url == address)
    with image.renditions.get(file=name).file.open() as file:
        return Pillow.open(io.BytesIO(file.read()))


def in_srcset(srcset: str) -> list[tuple[str, int]]:
    pairs = (entry.split(" ") for entry in srcset.split(", "))
    return [(address, int(width.removesuffix("w"))) for address, width in pairs]


def test_each_file_is_what_the_answer_says_and_is_cut_around_the_focal_point() -> None:
    left, right = halves(x=150), halves(x=850)
    for image, color in ((left, RED), (right, BLUE)):
        served = api(f"images/{image.pk}/?image_shapes={','.join(NAMES)}")["shapes"]
        assert tuple(served) == NAMES
        for name, shape in served.items():
            width, height = BY_NAME[name].sizes[-1]
            assert shape["width"] / shape["height"] == pytest.approx(width / height, rel=0.01)
            plain = opened(image, shape["src"])
            assert plain.size == (shape["width"], shape["height"])
            kinds = {source["type"]: source["srcset"] for source in shape["sources"]}
            assert list(kinds) == ["image/avif", "image/webp"]
            for kind, srcset in {**kinds, "image/jpeg": shape["srcset"]}.items():
                for address, wide in in_srcset(srcset):
                    file = opened(image, address)
                    assert (file.get_format_mimetype(), file.width) == (kind, wide)
        square = opened(image, served["thumbnail"]["src"]).convert("RGB")
        # Cut in the middle, the two colours would meet there.
        assert square.getpixel((square.width // 2, 5)) == pytest.approx(color, abs=16)


def test_a_small_picture_is_never_blown_up() -> None:
    for width, height in ((100, 100), (500, 700), (1000, 500), (4000, 3000)):
        for shape in SHAPES:
            crops = shape.crops_of(width, height)
            assert {crop.format for crop in crops} == {"avif", "webp", "jpeg"}
            most = min(width, round(height * shape.sizes[-1][0] / shape.sizes[-1][1]))
            # What is larger than the picture is made once, and has the pixels that there are.
            larger = [w for w, _ in shape.sizes if w >= most]
            assert len(crops) == 3 * (len(shape.sizes) - max(0, len(larger) - 1))
    served = api(f"images/{halves().pk}/?image_shapes=hero")["shapes"]["hero"]
    assert (served["width"], served["height"]) == (890, 500)


def test_each_place_of_a_document_has_the_shapes_that_it_needs(reader: Reader) -> None:
    picture = halves()
    home = content.home()
    home.hero, home.social_image = content.hero(background_image=picture), picture
    chosen = {"image": picture, "caption": ""}
    home.body = [
        ("image", chosen),
        ("gallery", {"images": [chosen]}),
        ("cards", {"cards": [{"title": "Sail", "image": picture}]}),
    ]
    home.save_revision().publish()
    content.partner(image=picture)
    publish()
    document = reader.website_data("en")
    page = document["home_page"]
    whole, gallery, cards = (block["value"] for block in page["body"])
    assert set(document["hero"]["background_image"]["shapes"]) == {"hero"}
    assert set(whole["image"]["shapes"]) == set()
    assert set(gallery["images"][0]["image"]["shapes"]) == {"thumbnail"}
    assert set(cards["cards"][0]["image"]["shapes"]) == {"card"}
    assert set(page["seo"]["social"]["picture"]["shapes"]) == {"card"}
    assert set(document["partners"][0]["image"]["shapes"]) == set()
    # As API v2 has it, where nobody chose.
    assert api(f"pages/{home.pk}/")["body"] == page["body"]
    assert {"hero", "card", "thumbnail", "social"} == OF_PLACES


def test_a_frontend_chooses_the_shapes_of_every_picture() -> None:
    picture = halves()
    hero = content.hero(background_image=picture)
    page = content.page(social_image=picture, body=[("image", {"image": picture, "caption": ""})])
    chosen = "image_shapes=portrait,card,card"
    shown = [
        api(f"pages/{page.pk}/?{chosen}")["body"][0]["value"]["image"],
        api(f"pages/?slug=about&fields=body&{chosen}")["items"][0]["body"][0]["value"]["image"],
        api(f"pages/find/?html_path=/en/about/&{chosen}")["seo"]["social"]["picture"],
        api(f"heroes/{hero.pk}/?{chosen}")["background_image"],
        api(f"images/?{chosen}")["items"][0],
    ]
    for image in shown:
        assert list(image["shapes"]) == ["card", "portrait"]
        assert image["shapes"]["card"]["srcset"].count("w") >= 2
    # The picture of a shared link is a matter of its own.
    assert api(f"pages/{page.pk}/?{chosen}")["seo"]["social"]["image"]["width"] == 954
    assert api(f"images/{picture.pk}/")["shapes"] == {}


@pytest.mark.parametrize("wrong", ["", "poster", "card,", "card,1200x800", "Card", "card hero"])
@pytest.mark.parametrize("path", ["pages/", "images/", "heroes/", "partners/"])
def test_a_wrong_name_is_told_the_right_ones(path: str, wrong: str) -> None:
    made = SiteImage.objects.count()
    refused = api(f"{path}?image_shapes={wrong}", status=400)
    assert refused["field"] == "image_shapes"
    assert all(name in refused["message"] for name in NAMES)
    assert SiteImage.objects.count() == made


def test_what_has_no_pictures_knows_no_shapes() -> None:
    assert api("menu-items/?image_shapes=card", status=400)["field"] == "image_shapes"


def test_reading_makes_nothing_and_shows_the_whole_picture_until_it_is_cut(
    reader: Reader,
) -> None:
    picture = content.image("New", SIZE)
    content.hero(background_image=picture)
    publish()
    for served in (
        reader.data("/api/heroes/?locale=en")[0]["background_image"]["shapes"]["hero"],
        api(f"images/{picture.pk}/?image_shapes=hero")["shapes"]["hero"],
    ):
        assert served == {
            "width": SIZE[0],
            "height": SIZE[1],
            "src": picture.file.url,
            "srcset": "",
            "sources": [],
        }
    assert not picture.renditions.exists()

    # Whoever publishes asks for what readers were shown without.
    assert publish().incomplete_images in ({picture.pk}, frozenset())
    assert renditions.make_missing([picture.pk]) == len(_all_files(picture))
    publish()
    served = reader.data("/api/heroes/?locale=en")[0]["background_image"]["shapes"]["hero"]
    assert served["src"] != picture.file.url
    assert renditions.make_missing() == 0


def _all_files(picture: SiteImage) -> set[str]:
    widths = {f"width-{w}|format-{kind}" for w in (320, 640, 1000) for kind in _KINDS}
    return widths | {crop.spec for crop in crops_of(*SIZE)}


_KINDS = ("avif", "webp", "jpeg")


def test_another_focal_point_is_other_files_and_those_of_before_go_later(reader: Reader) -> None:
    picture = halves(x=150)
    content.hero(background_image=picture)
    publish()
    before = reader.data("/api/heroes/?locale=en")[0]["background_image"]["shapes"]["hero"]
    SiteImage.objects.filter(pk=picture.pk).update(focal_point_x=F("focal_point_x") + 700)
    publish()
    between = reader.data("/api/heroes/?locale=en")[0]["background_image"]["shapes"]["hero"]
    assert between["src"] not in (before["src"], "")
    assert between["srcset"] == ""
    renditions.make_missing([picture.pk])
    publish()
    after = reader.data("/api/heroes/?locale=en")[0]["background_image"]["shapes"]["hero"]
    assert after["src"] != before["src"]
    # A website that was built before shows them for a while.
    assert opened(picture, before["src"]).width == before["width"]
    renditions.make_missing()
    crops = picture.renditions.filter(filter_spec__in=SPECS)
    assert crops.values("focal_point_key").distinct().count() == 1
    assert opened(picture, after["src"]).width == after["width"]
    assert picture.renditions.filter(filter_spec__startswith="width-").exists()


def test_a_placeholder_can_be_painted_at_once(reader: Reader) -> None:
    picture = halves()
    content.partner(image=picture)
    publish()
    placeholder = reader.data("/api/partners/?locale=en")[0]["image"]["placeholder"]
    assert placeholder == picture.placeholder == api(f"images/{picture.pk}/")["placeholder"]
    red, green, blue, alpha = thumb_hash_to_average_rgba(list(b64decode(placeholder)))
    assert (red, green, blue) == pytest.approx((0.45, 0.12, 0.45), abs=0.05)
    assert alpha == 1
    assert len(placeholder) <= 36


def test_it_is_the_thumbhash_that_decoders_know() -> None:
    """What the reference implementation (thumbhash of npm) answers for these pixels."""
    picture = Pillow.new("RGBA", (64, 32), RED)
    picture.paste(BLUE, (32, 0, 64, 32))
    assert placeholder_of(picture) == "laYCpJp4eHeHh3eHh3+Ph/iIiA=="
    seen_through = Pillow.new("RGBA", (64, 32), (0, 0, 0, 0))
    assert placeholder_of(seen_through) == placeholder_of(Pillow.new("RGBA", (64, 32), "white"))


def test_old_pictures_get_a_placeholder_and_damaged_ones_hold_up_none() -> None:
    old, damaged = halves(), halves()
    SiteImage.objects.update(placeholder="", color="")
    with damaged.file.storage.open(damaged.file.name, "wb") as file:
        file.write(b"no picture")
    renditions.make_missing()
    read = {image.pk: image.placeholder for image in SiteImage.objects.all()}
    assert read == {old.pk: old.placeholder, damaged.pk: ""}
    assert api(f"images/{damaged.pk}/")["placeholder"] is None
