"""Whatever is uploaded, imported or translated: the answer says what is wrong, at its field.

Never an error page, and nothing of what was sent beside it is lost. What no form of the admin can
send (a part is missing) is a bad request.
"""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail_localize.models import OverridableSegment, StringSegment, StringTranslation

from snippets.models import MenuItem, SiteImage
from tests import content
from tests.people import Person, snippet_url
from tests.snippets.translating import in_language, link, page, translate

DAMAGED = "This picture is damaged"
FORM = "application/x-www-form-urlencoded"


@cache
def picture(form: str) -> bytes:
    data = io.BytesIO()
    Pillow.effect_noise((300, 200), 80).convert("RGB").save(data, form)
    return data.getvalue()


def words(answer: Any) -> str:
    """What a person reads in an answer, of whichever kind it is."""
    text = answer.content.decode()
    if answer["Content-Type"].startswith("application/json"):
        text = " ".join(str(value) for value in json.loads(text).values())
    return BeautifulSoup(text, "html.parser").get_text(" ", strip=True)


# --- Pictures and documents ----------------------------------------------------------------------

UPLOADS = {
    "add": ("wagtailimages:add", "", "file"),
    "multiple": ("wagtailimages:add_multiple", "", "files[]"),
    "chooser": ("wagtailimages_chooser:create", "image-chooser-upload-", "file"),
}


def uploads(person: Person, form: str, name: str, data: bytes, title: str = "Sea") -> Any:
    address, prefix, field = UPLOADS[form]
    values = {"title": title, "collection": 1, "alt_text_en": "The sea"}
    sent: dict[str, Any] = {f"{prefix}{key}": value for key, value in values.items()}
    return person.client.post(
        reverse(address), sent | {f"{prefix}{field}": SimpleUploadedFile(name, data)}
    )


@pytest.mark.parametrize("form", UPLOADS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_a_picture_that_was_cut_off_is_said_to_be_damaged(
    form: str, kind: str, admin: Person
) -> None:
    whole = picture(kind)
    for length in (100, 900, len(whole) // 2):
        answer = uploads(admin, form, f"sea.{kind.lower()}", whole[:length])
        assert answer.status_code == 200
        assert DAMAGED in words(answer), (length, words(answer))
        if form != "multiple":
            assert "The sea" in answer.content.decode()
    assert not SiteImage.objects.exists()
    uploads(admin, form, f"sea.{kind.lower()}", whole)
    assert SiteImage.objects.count() == 1


def test_a_damaged_picture_takes_the_place_of_no_other(admin: Person) -> None:
    image = content.image()
    file = SimpleUploadedFile("sea.jpg", picture("JPEG")[:900])
    url = reverse("wagtailimages:edit", args=[image.pk])
    answer = admin.client.post(url, {"title": "Waves", "file": file})
    assert DAMAGED in words(answer)
    assert "Waves" in answer.content.decode()
    original = SiteImage.objects.get()
    assert (original.title, original.file.name) == ("Sea", image.file.name)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_damage_is_told_in_the_language_of_the_reader(language: str, admin: Person) -> None:
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=admin.user, defaults={"preferred_language": language})
    answer = uploads(admin, "add", "sea.jpg", picture("JPEG")[:900])
    assert (DAMAGED if language == "en" else "هذه الصورة تالفة") in words(answer)


@pytest.mark.parametrize("form", UPLOADS)
@pytest.mark.parametrize("title", ["", "a" * 300, "a\x00b", "\u200b"], ids=ascii)
def test_a_picture_without_a_title_that_can_be_used_is_asked_for_one(
    form: str, title: str, admin: Person
) -> None:
    answer = uploads(admin, form, "sea.jpg", picture("JPEG"), title=title)
    assert answer.status_code == 200
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("name", ["sea.exe", "sea", "sea.pdf"])
@pytest.mark.parametrize(
    ("address", "prefix", "field"),
    [
        ("wagtaildocs:add", "", "file"),
        ("wagtaildocs:add_multiple", "", "files[]"),
        ("wagtaildocs_chooser:create", "document-chooser-upload-", "file"),
    ],
)
def test_a_document_of_no_allowed_kind_or_without_content_is_refused(
    name: str, address: str, prefix: str, field: str, admin: Person
) -> None:
    sent = {f"{prefix}title": "Rules", f"{prefix}collection": 1}
    file = SimpleUploadedFile(name, b"" if name.endswith("pdf") else b"x")
    answer = admin.client.post(reverse(address), sent | {f"{prefix}{field}": file})
    assert answer.status_code == 200
    assert "allowed" in words(answer) or "empty" in words(answer)
    assert not Document.objects.exists()


@pytest.mark.parametrize("address", ["wagtailimages:add_multiple", "wagtaildocs:add_multiple"])
def test_an_upload_without_its_file_is_a_bad_request(address: str, admin: Person) -> None:
    file = SimpleUploadedFile("sea.jpg", picture("JPEG"))
    assert admin.client.post(reverse(address), {"title": "Sea", "file": file}).status_code == 400


def test_a_word_in_the_place_of_a_chosen_page_is_said_to_be_no_choice(admin: Person) -> None:
    form = {"label": "About", "page": "about", "action-publish": "1"}
    answer = admin.client.post(snippet_url(MenuItem, "add"), form)
    assert answer.status_code == 200
    assert answer.context_data["form"].errors["page"]


# --- Redirects -----------------------------------------------------------------------------------


def imports(person: Person, name: str, data: bytes) -> Any:
    url = reverse("wagtailredirects:start_import")
    return person.client.post(url, {"import_file": SimpleUploadedFile(name, data)}, follow=True)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"from,to\n/a,https://a.example/\n\n/b,https://b.example/\n", "Row 3"),
        ("a.csv", b"from,to\n/a\n", "Row 2"),
        ("a.csv", b"from,to\n/a,/b,/c\n", "Row 2"),
        ("a.csv", b"from,to\n/\xe9,https://a.example/\n", "cannot be read as a table"),
        ("a.xlsx", b"hello", "cannot be read as a table"),
        ("a.png", b"hello", "is not supported"),
    ],
)
def test_a_file_of_redirects_that_cannot_be_read_is_refused_whole(
    name: str, data: bytes, reason: str, admin: Person
) -> None:
    answer = imports(admin, name, data)
    assert answer.status_code == 200
    assert reason in words(answer)
    assert not Redirect.objects.exists()


def confirmed(answer: Any) -> dict[str, str]:
    fields = BeautifulSoup(answer.content.decode(), "html.parser").select(
        "input[name=import_file_name], input[name=input_format]"
    )
    return {field["name"]: field["value"] for field in fields} | {
        "from_index": "0",
        "to_index": "1",
        "permanent": "on",
    }


def test_redirects_are_imported_once_however_often_the_button_is_pressed(admin: Person) -> None:
    rows = b"from,to\n/a,https://a.example/\n/b,#top\n/%b,https://a.example/\n" % (b"c" * 2700)
    form = confirmed(imports(admin, "A.CSV", rows))
    process = reverse("wagtailredirects:process_import")
    text = words(admin.client.post(process, form))
    assert "Say where this leads" in text
    assert "too long" in text
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/a"]
    form = confirmed(imports(admin, "b.csv", b"from,to\n/b,https://b.example/\n"))
    admin.client.post(process, form)
    again = admin.client.post(process, form, follow=True)
    assert "no longer there" in words(again)
    assert "no longer there" in words(admin.client.post(process, {"from_index": "0"}, follow=True))
    assert Redirect.objects.count() == 2


# --- Translations --------------------------------------------------------------------------------


def translated_page() -> Any:
    source = page("About", slug="about", introduction="Hello")
    text = '<p>See <a href="https://a.example/">this</a></p>'
    source.body = [("paragraph", text), ("heading", {"text": "Head", "level": "h2"})]
    source.save_revision().publish()
    return translate(source, title="عن")


def text_address(translation: Any, path: str) -> str:
    segment = StringSegment.objects.get(source=translation.source, context__path__endswith=path)
    return reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])


def writes(person: Person, translation: Any, path: str, value: str) -> Any:
    body = urlencode({"value": value})
    return person.client.put(text_address(translation, path), body, content_type=FORM)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("title", "ع" * 256, "at most 255 characters"),
        ("introduction", "ع" * 601, "at most 600 characters"),
        (".text", "ع" * 201, "at most 200 characters"),
        ("title", "\u200b\u2060", "signs that nobody can see"),
    ],
)
def test_a_text_that_cannot_be_used_is_kept_with_the_reason_and_not_published(
    path: str, value: str, reason: str, admin: Person
) -> None:
    translation = translated_page()
    answer = writes(admin, translation, path, value)
    assert answer.status_code in (200, 201)
    assert reason in answer.json()["error"]
    assert answer.json()["data"] == value
    arabic = translation.get_target_instance()
    edit = reverse("wagtailadmin_pages:edit", args=[arabic.pk])
    for action in ("save", "publish"):
        assert admin.client.post(edit, {"action": action}, follow=True).status_code == 200
    arabic_row = in_language(arabic, "ar")
    assert value not in (
        arabic_row.title,
        arabic_row.introduction,
        arabic_row.body[1].value["text"],
    )
    assert reason in admin.opens(edit).content.decode()

    assert writes(admin, translation, path, "سليم").json()["error"] is None
    admin.client.post(edit, {"action": "publish"})
    arabic_row = in_language(arabic, "ar")
    assert "سليم" in (arabic_row.title, arabic_row.introduction, arabic_row.body[1].value["text"])


def test_a_label_that_is_too_long_is_kept_with_the_reason(admin: Person) -> None:
    translation = translate(link())
    assert "at most 80 characters" in writes(admin, translation, "label", "a" * 81).json()["error"]
    item = translation.get_target_instance()
    url = snippet_url(MenuItem, "edit", item.pk)
    assert admin.client.post(url, {"action": "publish"}, follow=True).status_code == 200
    assert in_language(item, "ar").label == "About"


def test_signs_that_cannot_be_stored_are_left_out(admin: Person) -> None:
    translation = translated_page()
    assert writes(admin, translation, "title", "ع\x00ن").json()["data"] == "عن"
    segment = OverridableSegment.objects.get(source=translation.source)
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    answer = admin.client.put(url, urlencode({"value": "/a\x00/"}), content_type=FORM)
    assert answer.json()["data"] == "/a/"


def test_a_translation_without_its_text_is_a_bad_request(admin: Person) -> None:
    translation = translated_page()
    url = text_address(translation, "title")
    assert admin.client.put(url, "", content_type=FORM).status_code == 400
    body = json.dumps({"value": "عن"})
    assert admin.client.put(url, body, content_type="application/json").status_code == 400


def sends_po(person: Person, translation: Any, data: bytes | None) -> Any:
    arabic = translation.get_target_instance()
    sent: dict[str, Any] = {"next": reverse("wagtailadmin_pages:edit", args=[arabic.pk])}
    if data is not None:
        sent["file"] = SimpleUploadedFile("a.po", data)
    url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    return person.client.post(url, sent, follow=True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (None, "Choose the PO file"),
        (b"", "says to which translation"),
        (b'msgid "a"\nmsgstr "b"\n', "says to which translation"),
        (b"hello", "says to which translation"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "says to which translation"),
        ('msgid "a"\nmsgstr "é"\n'.encode("utf-16"), "says to which translation"),
    ],
    ids=range(6),
)
def test_a_file_that_is_no_po_file_is_said_to_be_none(
    data: bytes | None, reason: str, admin: Person
) -> None:
    translation = translated_page()
    answer = sends_po(admin, translation, data)
    assert answer.status_code == 200
    assert reason in words(answer)
    assert StringTranslation.objects.get().data == "عن"


def test_a_po_file_is_imported_and_what_cannot_be_used_is_counted(admin: Person) -> None:
    translation = translated_page()
    catalogue = translation.export_po()
    for entry in catalogue:
        entry.msgstr = {"title": "ع" * 256, "introduction": "أهلا\x01"}.get(entry.msgctxt, "")
    answer = sends_po(admin, translation, str(catalogue).encode())
    assert "1 text cannot be used" in words(answer)
    texts = StringTranslation.objects.order_by("context__path")
    assert [text.data for text in texts] == ["أهلا", "ع" * 256]
    assert [text.has_error for text in texts] == [False, True]
