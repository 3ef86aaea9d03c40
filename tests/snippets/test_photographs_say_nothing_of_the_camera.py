"""Of a photograph readers get the picture, upright, and nothing of the camera and the place.

Every stored file is looked at, the original and its sizes, whatever was uploaded and how.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageCms, ImageSequence, PngImagePlugin
from pillow_heif import register_heif_opener

from snippets.models import SiteImage
from tests.people import Person

pytestmark = pytest.mark.usefixtures("database")

register_heif_opener()
WIDE, HIGH = 64, 48
SECRETS = (b"SecretCam", b"24.4539", b"SecretNote", b"SecretXmp")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>SecretXmp 24.4539</a></x:xmpmeta>'
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic"}


def photograph(kind: str, orientation: int = 6, **options: Any) -> bytes:
    """As a phone held on its side takes it: left half red, right half blue, as it is stored."""
    picture = Pillow.new("RGB", (WIDE, HIGH), (220, 20, 20))
    picture.paste((20, 20, 220), (WIDE // 2, 0, WIDE, HIGH))
    exif = Pillow.Exif()
    exif[0x0110] = "SecretCam"
    exif[0x010E] = "SecretNote"
    if orientation:
        exif[0x0112] = orientation
    exif.get_ifd(0x8825)[29] = "24.4539"
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", "SecretNote")
    if kind != "HEIF":
        options |= {"xmp": XMP}
    output = io.BytesIO()
    picture.save(output, kind, exif=exif.tobytes(), icc_profile=PROFILE, quality=95, **options)
    return output.getvalue()


def upload(admin: Person, data: bytes, name: str) -> SiteImage:
    file = SimpleUploadedFile(name, data)
    answer = admin.client.post(
        reverse("wagtailimages:add_multiple"), {"title": "Sea", "files[]": file}
    )
    assert answer.json().get("success"), answer.json()
    image: SiteImage = SiteImage.objects.get()
    return image


def stored_files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", FORMATS)
def test_nothing_of_the_camera_is_in_any_stored_file(admin: Person, kind: str) -> None:
    image = upload(admin, photograph(kind), f"sea.{FORMATS[kind]}")
    image.get_renditions("width-20|format-jpeg", "width-20|format-webp", "width-20|format-avif")
    files = stored_files()
    assert len(files) >= 4
    for path in files:
        data = path.read_bytes()
        assert [secret for secret in SECRETS if secret in data] == [], path
        with Pillow.open(path) as picture:
            assert not picture.getexif(), path
            assert not picture.info.get("xmp"), path
            assert picture.info.get("icc_profile") == PROFILE, path


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_width_and_height_are_those_of_what_readers_see(admin: Person, kind: str) -> None:
    image = upload(admin, photograph(kind), f"sea.{FORMATS[kind]}")
    assert (image.width, image.height) == (HIGH, WIDE)
    with Pillow.open(image.file.path) as picture:
        assert picture.size == (HIGH, WIDE)
        top, bottom = (
            picture.convert("RGB").getpixel((HIGH // 2, y)) for y in (WIDE // 8, WIDE * 7 // 8)
        )
    assert top[0] > 150 > top[2], "the red half of what a camera turned to the right is on top"
    assert bottom[2] > 150 > bottom[0]


@pytest.mark.parametrize("name", ["sea.heic", "sea.HEIF", "sea.jpg"])
def test_what_a_phone_makes_is_taken_and_becomes_jpeg(admin: Person, name: str) -> None:
    image = upload(admin, photograph("HEIF", orientation=1), name)
    assert image.filename.endswith(".jpg")
    assert image.file_size == Path(image.file.path).stat().st_size
    with Pillow.open(image.file.path) as picture:
        assert (picture.format, picture.size) == ("JPEG", (WIDE, HIGH))
    assert (image.width, image.height) == (WIDE, HIGH)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_nothing_is_turned_the_pixels_are_the_same(kind: str) -> None:
    data = photograph(kind, orientation=1, **({"progressive": True} if kind == "JPEG" else {}))
    image = SiteImage.objects.create(
        title="Sea", file=ImageFile(io.BytesIO(data), name=f"sea.{FORMATS[kind]}")
    )
    with Pillow.open(io.BytesIO(data)) as before, Pillow.open(image.file.path) as after:
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    assert image.file_size < len(data)


def test_a_file_without_notes_keeps_its_bytes() -> None:
    output = io.BytesIO()
    Pillow.new("RGB", (WIDE, HIGH), (20, 90, 160)).save(output, "JPEG")
    image = SiteImage.objects.create(
        title="Sea", file=ImageFile(io.BytesIO(output.getvalue()), name="sea.jpg")
    )
    assert Path(image.file.path).read_bytes() == output.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_an_animation_goes_on(kind: str) -> None:
    frames = [Pillow.new("RGB", (WIDE, HIGH), (80 * number, 20, 20)) for number in range(3)]
    output = io.BytesIO()
    note = {"comment": b"SecretNote"} if kind == "GIF" else {"exif": b"Exif\0\0SecretCam"}
    frames[0].save(
        output, kind, save_all=True, append_images=frames[1:], duration=120, loop=0, **note
    )
    assert any(secret in output.getvalue() for secret in SECRETS)
    image = SiteImage.objects.create(
        title="Sea", file=ImageFile(io.BytesIO(output.getvalue()), name=f"sea.{kind.lower()}")
    )
    data = Path(image.file.path).read_bytes()
    assert not any(secret in data for secret in SECRETS)
    with Pillow.open(io.BytesIO(output.getvalue())) as before, Pillow.open(io.BytesIO(data)) as now:
        assert now.n_frames == before.n_frames == 3
        assert now.info.get("loop") == before.info.get("loop")
        for frame, original in zip(
            ImageSequence.all_frames(before), ImageSequence.all_frames(now), strict=True
        ):
            assert frame.convert("RGB").tobytes() == original.convert("RGB").tobytes()


def test_what_a_phone_appends_to_a_picture_goes(admin: Person) -> None:
    data = photograph("JPEG", orientation=1) + photograph("JPEG", orientation=1)
    image = upload(admin, data, "sea.jpg")
    assert not any(secret in Path(image.file.path).read_bytes() for secret in SECRETS)


def test_a_replaced_file_is_turned_too(admin: Person) -> None:
    image = upload(admin, photograph("JPEG", orientation=1), "sea.jpg")
    address = reverse("wagtailimages:edit", args=[image.pk])
    admin.submits(address, file=SimpleUploadedFile("new.jpg", photograph("JPEG")))
    image.refresh_from_db()
    assert (image.width, image.height) == (HIGH, WIDE)


def test_what_was_uploaded_before_is_cleaned_by_a_command(admin: Person) -> None:
    image = upload(admin, photograph("JPEG", orientation=1), "sea.jpg")
    image.get_rendition("width-20|format-jpeg")
    for path in stored_files():  # as an earlier version stored them
        path.write_bytes(photograph("JPEG"))
    output = io.StringIO()
    call_command("clean_pictures", stdout=output)
    assert output.getvalue() == "1 picture cleaned\n"
    image.refresh_from_db()
    assert (image.width, image.height) == (HIGH, WIDE)
    [path] = stored_files()
    assert not any(secret in path.read_bytes() for secret in SECRETS)
    call_command("clean_pictures", stdout=output)
    assert output.getvalue().endswith("0 pictures cleaned\n")


@pytest.mark.parametrize(
    ("name", "says"), [("sea.bmp", "export it as JPEG"), ("sea.tiff", "export it as JPEG")]
)
def test_a_refusal_says_what_to_do(admin: Person, name: str, says: str) -> None:
    output = io.BytesIO()
    Pillow.new("RGB", (WIDE, HIGH)).save(output, "BMP" if name.endswith("bmp") else "TIFF")
    answer = admin.client.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Sea", "files[]": SimpleUploadedFile(name, output.getvalue())},
    )
    assert says in answer.json()["error_message"]
    assert not SiteImage.objects.exists()
    assert stored_files() == []
