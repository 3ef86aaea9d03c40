"""An image is described in every language, wherever it is uploaded or edited."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from django.urls import reverse
from PIL import Image
from wagtail.coreutils import get_content_languages
from wagtail.images.forms import get_image_form

from snippets.models import SiteImage
from tests.people import Person

pytestmark = pytest.mark.usefixtures("database")

TEXTS = {"alt_text_en": "A boat at sea", "alt_text_ar": "قارب في البحر"}
STORED = {"en": "A boat at sea", "ar": "قارب في البحر"}


def picture() -> ContentFile[bytes]:
    written = io.BytesIO()
    Image.new("RGB", (8, 8)).save(written, "PNG")
    return ContentFile(written.getvalue(), "boat.png")


def image(**fields: Any) -> SiteImage:
    return SiteImage.objects.create(title="Boat", file=picture(), **fields)


def prefixed(prefix: str, **fields: Any) -> dict[str, Any]:
    return {f"{prefix}-{name}": value for name, value in fields.items()}


def test_an_uploaded_image_is_described_in_both_languages(admin: Person) -> None:
    url = reverse("wagtailimages:add")
    response = admin.client.post(url, {"title": "Boat", "file": picture()} | TEXTS)
    assert response.status_code == 302
    assert SiteImage.objects.get().alt_texts == STORED


def test_an_edited_image_shows_and_keeps_its_descriptions(admin: Person) -> None:
    picture = image(alt_texts=STORED)
    url = reverse("wagtailimages:edit", args=[picture.pk])
    page = admin.reads(url)
    texts = {name: page.find(attrs={"name": name})["value"] for name in TEXTS}
    assert texts == TEXTS
    admin.submits(url, title="Ship")
    picture.refresh_from_db()
    assert (picture.title, picture.alt_texts) == ("Ship", STORED)


def test_each_image_of_an_upload_of_many_is_described(admin: Person) -> None:
    response = admin.client.post(
        reverse("wagtailimages:add_multiple"), {"title": "Boat", "files[]": picture()}
    )
    answer = response.json()
    assert answer["success"], answer
    pk = answer["image_id"]
    assert f'name="image-{pk}-alt_text_ar"' in answer["form"]
    edited = admin.client.post(
        reverse("wagtailimages:edit_multiple", args=[pk]),
        prefixed(f"image-{pk}", title="Boat", **TEXTS),
    )
    assert edited.json()["success"]
    assert SiteImage.objects.get().alt_texts == STORED


def test_an_image_uploaded_from_a_chooser_is_described(admin: Person) -> None:
    response = admin.client.post(
        reverse("wagtailimages_chooser:create"),
        prefixed("image-chooser-upload", title="Boat", file=picture(), **TEXTS),
    )
    assert response.json()["step"] == "chosen"
    assert SiteImage.objects.get().alt_texts == STORED


def test_an_emptied_description_is_none(admin: Person) -> None:
    picture = image(alt_texts=STORED)
    admin.submits(reverse("wagtailimages:edit", args=[picture.pk]), alt_text_ar="  ")
    picture.refresh_from_db()
    assert picture.alt_texts == {"en": "A boat at sea"}


def test_a_form_without_the_descriptions_leaves_them() -> None:
    picture = image(alt_texts=STORED)
    form = get_image_form(SiteImage, ["title"])(
        {"title": "Ship", "collection": 1}, instance=picture
    )
    assert form.is_valid(), form.errors
    form.save()
    picture.refresh_from_db()
    assert (picture.title, picture.alt_texts) == ("Ship", STORED)


def test_a_description_too_long_is_refused(admin: Person) -> None:
    picture = image(alt_texts=STORED)
    url = reverse("wagtailimages:edit", args=[picture.pk])
    admin.submits(url, expect=200, alt_text_en="x" * 251)
    picture.refresh_from_db()
    assert picture.alt_texts == STORED


def test_arabic_is_written_from_right_to_left(admin: Person) -> None:
    page = admin.reads(reverse("wagtailimages:add"))
    directions = {name: page.find(attrs={"name": name})["dir"] for name in TEXTS}
    assert directions == {"alt_text_en": "ltr", "alt_text_ar": "rtl"}


def test_the_text_for_all_languages_at_once_is_not_asked_for(admin: Person) -> None:
    page = admin.opens(reverse("wagtailimages:add")).content.decode()
    assert 'id="id_alt_text_en"' in page
    assert 'id="id_description"' not in page


@pytest.mark.parametrize(
    ("texts", "language", "alt"),
    [
        (STORED, "ar", "قارب في البحر"),
        ({"en": "A boat"}, "ar", "A boat"),
        ({"ar": "قارب"}, "en", "قارب"),
        ({}, "en", ""),
    ],
)
def test_a_missing_description_is_that_of_another_language_and_never_the_title(
    texts: dict[str, str], language: str, alt: str
) -> None:
    assert image(alt_texts=texts).alt_in(language) == alt


def test_a_third_language_gets_a_field_of_its_own(admin: Person) -> None:
    languages = [("en", "English"), ("ar", "Arabic"), ("fr", "French")]
    with override_settings(LANGUAGES=languages, WAGTAIL_CONTENT_LANGUAGES=languages):
        get_content_languages.cache_clear()
        try:
            page = admin.opens(reverse("wagtailimages:add")).content.decode()
            assert 'name="alt_text_fr"' in page
        finally:
            get_content_languages.cache_clear()
