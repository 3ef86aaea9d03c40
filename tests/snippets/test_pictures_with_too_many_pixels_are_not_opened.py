"""A picture with more pixels than the setting allows is refused by its header, in every form that
takes a picture, and is never decoded."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageFile
from wagtail.users.models import UserProfile

from snippets.models import SiteImage
from tests import content
from tests.people import Person


def picture(width: int, height: int, form: str = "PNG", frames: int = 1) -> bytes:
    data = io.BytesIO()
    more = [Pillow.new("1", (width, height), number % 2) for number in range(1, frames)]
    extra: dict[str, Any] = {"save_all": True, "append_images": more} if more else {}
    Pillow.new("1", (width, height)).save(data, form, **extra)
    return data.getvalue()


FORMS = {
    "one": ("/admin/images/add/", "file", "title"),
    "many": ("/admin/images/multiple/add/", "files[]", "title"),
    "from a chooser": (
        "/admin/images/chooser/create/",
        "image-chooser-upload-file",
        "image-chooser-upload-title",
    ),
}
# 63 million pixels in 8 KB; 400 million, which Pillow refuses to open; an animation.
LARGE = {
    "large.png": (picture(9_000, 7_000), "9000 × 7000"),
    "huge.png": (picture(20_000, 20_000), "far too many pixels"),
    "moving.gif": (picture(4_000, 3_000, "GIF", frames=4), "4000 × 3000"),
}


@pytest.fixture
def nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(picture: ImageFile.ImageFile) -> None:
        raise AssertionError(f"{picture.size} is decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("form", FORMS)
def test_it_is_refused_with_its_reason_and_not_decoded(
    admin: Person, nothing_is_decoded: None, form: str, name: str
) -> None:
    (address, field, title), (data, reason) = FORMS[form], LARGE[name]
    assert len(data) < 100_000
    answer = admin.client.post(
        address, {field: SimpleUploadedFile(name, data), title: "A large picture"}
    )
    assert answer.status_code == 200
    is_json = answer.headers["Content-Type"].startswith("application/json")
    text = str(answer.json()) if is_json else answer.content.decode()
    assert reason in text
    assert not SiteImage.objects.exists()


def test_a_replacement_is_refused_too(admin: Person) -> None:
    image = content.image()
    before = image.file.name
    address = f"/admin/images/{image.pk}/"
    form = {"file": SimpleUploadedFile("large.png", LARGE["large.png"][0]), "title": "Sea"}
    assert "too many pixels" in admin.client.post(address, form).content.decode()
    image.refresh_from_db()
    assert image.file.name == before


def test_the_reason_is_told_in_arabic(admin: Person) -> None:
    UserProfile.objects.update_or_create(user=admin.user, defaults={"preferred_language": "ar"})
    form = {"file": SimpleUploadedFile("large.png", LARGE["large.png"][0]), "title": "Sea"}
    assert (
        "عدد كبير جدًا من البكسلات" in admin.client.post("/admin/images/add/", form).content.decode()
    )


def test_what_the_setting_allows_is_taken(admin: Person, settings: Any) -> None:
    data = SimpleUploadedFile("photo.png", picture(2_000, 1_500))
    admin.client.post("/admin/images/add/", {"file": data, "title": "A photo"})
    assert SiteImage.objects.get().title == "A photo"
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS == 40_000_000
