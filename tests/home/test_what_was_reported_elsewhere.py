"""What people reported of systems like this one, where no other test says what is right here.

The reports, and what came of those that other tests hold, are in docs/reports-tried.md.
"""

from __future__ import annotations

import io
import json
import re
import uuid
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import polib
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Locale, Page
from wagtail_localize.models import (
    LocaleSynchronization,
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
)

from cms.publishing.publish import publish
from snippets.models import SiteImage
from tests import content
from tests.people import Person, Reader
from tests.snippets.translating import in_language, translate

FOCUS = {"focal_point_x": 900, "focal_point_y": 600, "focal_point_width": 60} | {
    "focal_point_height": 60
}


# --- Languages ------------------------------------------------------------------------------------


def test_a_language_repeats_another_after_a_page_was_moved_in_one_alone(database: None) -> None:
    """wagtail-localize 906: an error page, and a part of the tree."""
    former = content.page("Former", "former")
    page = content.page("Page", "page", parent=former)
    content.arabic(former, title="السابق")
    content.arabic(page, title="صفحة")
    page.move(content.page("New", "new"), pos="last-child")

    french = Locale.objects.create(language_code="fr")
    LocaleSynchronization.objects.create(locale=french, sync_from=content.locale("en"))

    aliases = Page.objects.filter(locale=french, alias_of__isnull=False)
    assert sorted(aliases.values_list("url_path", flat=True)) == [
        "/home-fr/",
        "/home-fr/former/",
        "/home-fr/new/",
        "/home-fr/new/page/",
    ]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (content.page, "title"),
        (content.hero, "title"),
        (content.menu_item, "label"),
    ],
    ids=["page", "hero", "menu item"],
)
def test_a_language_is_saved_published_and_taken_down_alone(
    make: Callable[..., Any], field: str, admin: Person
) -> None:
    """Strapi 23591, 24298, 24780; Payload 14672: others were published, or lost their drafts."""
    english = make()
    arabic = content.arabic(english, **{field: "عنا"})
    setattr(arabic, field, "مسودة")
    arabic.save_revision()
    edits = admin.edits_page if isinstance(english, Page) else admin.edits_snippet

    def arabic_now() -> tuple[bool, str, str]:
        row = type(arabic).objects.get(pk=arabic.pk)
        draft = row.get_latest_revision_as_object()
        return row.live, getattr(row, field), getattr(draft, field)

    before = arabic_now()
    assert before == (True, "عنا", "مسودة")
    edits(english, action="", **{field: "English draft"})
    assert arabic_now() == before
    edits(english, **{field: "English live"})
    assert arabic_now() == before
    type(english).objects.get(pk=english.pk).unpublish()
    assert arabic_now() == before


def cards(*titles: str) -> list[dict[str, Any]]:
    link = {"page": None, "route": "/x/"}
    items = [
        {"id": str(uuid.uuid4()), "type": "item", "value": {"title": title, "link": link}}
        for title in titles
    ]
    return [{"id": str(uuid.uuid4()), "type": "cards", "value": {"cards": items}}]


def test_items_of_a_list_keep_their_translations_when_they_change_places(admin: Person) -> None:
    """wagtail-localize 22: a text came to stand at another item, or none was translated."""
    body = cards("One", "Two", "Three")
    page = content.page("Page", "page", body=json.dumps(body))
    translation = translate(page)
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data=f"ع {segment.string.data}",
        )
    translation.save_target(publish=True)

    items = body[0]["value"]["cards"]
    page.body = json.dumps([body[0] | {"value": {"cards": [items[2], items[0]]}}])
    page.save_revision().publish()
    url = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    admin.client.post(url, {"publish_translations": "on"})

    arabic = in_language(page, "ar").body[0].value["cards"]
    assert [card["title"] for card in arabic] == ["ع Three", "ع One"]


def test_quotes_and_signs_come_back_from_a_po_file_as_they_went_out(admin: Person) -> None:
    """wagtail-localize 165: an apostrophe came back as &#x27;."""
    title, prose = """It's <b> & "so" """.strip(), "<p>It's R&amp;D &lt;3 <b>bold</b></p>"
    body = [{"id": str(uuid.uuid4()), "type": "paragraph", "value": prose}]
    page = content.page(title, "signs", body=json.dumps(body))
    translation: Translation = translate(page)

    download = reverse("wagtail_localize:download_pofile", args=[translation.pk])
    catalogue = polib.pofile(admin.client.get(download).content.decode())
    for entry in catalogue:
        entry.msgstr = entry.msgid
    upload = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    file = ContentFile(str(catalogue).encode(), name="ar.po")
    admin.client.post(upload, {"file": file, "next": "/admin/"})
    translation.save_target(publish=True)

    arabic = in_language(page, "ar")
    assert (arabic.title, arabic.body[0].value.source) == (title, prose)


# --- Pictures and files ---------------------------------------------------------------------------


def jpeg(size: tuple[int, int]) -> ContentFile[bytes]:
    data = io.BytesIO()
    Pillow.new("RGB", size, (200, 30, 30)).save(data, "JPEG")
    return ContentFile(data.getvalue(), name="other.jpg")


@pytest.mark.parametrize(
    ("size", "point"),
    [
        ((600, 400), {"x": 0.75, "y": 0.75}),  # the same picture, smaller
        ((2400, 1600), {"x": 0.75, "y": 0.75}),
        ((1200, 1200), None),
        ((300, 400), None),
    ],
)
def test_the_focal_point_goes_along_to_another_file_or_is_forgotten(
    size: tuple[int, int], point: Any, admin: Person, reader: Reader
) -> None:
    """It stayed at the pixels of the file before: in a smaller one outside of the picture."""
    picture = content.image("Sea", (1200, 800), **FOCUS)
    admin.submits(reverse("wagtailimages:edit", args=[picture.pk]), file=jpeg(size))
    publish()
    answer = reader.get(f"/api/v2/images/{picture.pk}/").json()
    assert (answer["width"], answer["height"]) == size
    assert answer["focal_point"] == point


def test_a_focal_point_outside_of_the_picture_is_none(admin: Person, reader: Reader) -> None:
    """Directus 22391: the crop failed with an error page."""
    picture = content.image("Sea", (1200, 800), **FOCUS)
    url = reverse("wagtailimages:edit", args=[picture.pk])
    admin.submits(url, focal_point_x="1201")
    assert not SiteImage.objects.get().has_focal_point()

    SiteImage.objects.update(**FOCUS | {"focal_point_y": 801})  # by a program
    publish()
    answer = reader.get(f"/api/v2/images/{picture.pk}/").json()
    assert answer["focal_point"] is None


def test_a_page_whose_pictures_were_deleted_is_read_and_edited(
    admin: Person, reader: Reader
) -> None:
    """Strapi 4384, 5380: neither could be opened any more."""
    picture = content.image()
    captioned = {"image": picture.pk, "caption": "The sea"}
    items = [{"id": str(uuid.uuid4()), "type": "item", "value": captioned}]
    body = [
        {"id": str(uuid.uuid4()), "type": "image", "value": captioned},
        {"id": str(uuid.uuid4()), "type": "gallery", "value": {"images": items}},
    ]
    page = content.page(body=json.dumps(body), social_image=picture)
    partner = content.partner(image=picture)
    admin.client.post(reverse("wagtailimages:delete", args=[picture.pk]))
    publish()

    image, gallery = reader.get(f"/api/v2/pages/{page.pk}/").json()["body"]
    assert image["value"] == gallery["value"]["images"][0] == {"image": None, "caption": "The sea"}
    admin.opens(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    admin.edits_snippet(partner, name="Old Harbour")
    assert [row["name"] for row in reader.data("/api/partners/?locale=en")] == ["Old Harbour"]


def a_document(collection: Collection) -> Any:
    file = ContentFile(b"%PDF", name="rules.pdf")
    return get_document_model().objects.create(title="Rules", file=file, collection=collection)


def test_no_cache_serves_a_document_without_asking_and_none_keeps_a_private_one(
    admin: Person,
) -> None:
    """Wagtail 12455, 12026, 9776: it was served from caches after it became private or another."""
    collection = Collection.get_first_root_node().add_child(name="Members")
    url = a_document(collection).url
    answer = Client().get(url)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Content-Encoding" not in answer.headers, "None is the name of no coding"
    assert "ETag" not in answer.headers, "nobody knows the hash of this one"

    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    for client in (Client(), admin.client):
        answer = client.get(url)
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]
    assert b"".join(answer.streaming_content) == b"%PDF"


def test_a_file_whose_name_has_no_letter_keeps_its_kind(admin: Person) -> None:
    """It was called `.jpg.9cd5b5031df5`, which no browser takes for a picture."""
    picture = ContentFile(jpeg((40, 30)).read(), name="🏁.jpg")
    form = {"title": "Finish", "file": picture, "collection": "1"}
    admin.client.post(reverse("wagtailimages:add"), form)
    assert SiteImage.objects.get().file.name.endswith(".jpg")

    form["file"] = ContentFile(b"%PDF", name="🏁.pdf")
    admin.client.post(reverse("wagtaildocs:add"), form)
    assert get_document_model().objects.get().filename == "file.pdf"


def test_a_document_that_an_editor_uploaded_is_known_by_its_hash(admin: Person) -> None:
    form = {"title": "Rules", "file": ContentFile(b"%PDF", name="rules.pdf"), "collection": "1"}
    admin.client.post(reverse("wagtaildocs:add"), form)
    url = get_document_model().objects.get().url
    etag = Client().get(url).headers["ETag"]
    again = Client().get(url, headers={"if-none-match": etag})
    assert (again.status_code, again.headers["Cache-Control"]) == (304, "no-cache")


# --- Translators' choices, and aliases ------------------------------------------------------------


def block(kind: str, value: dict[str, Any]) -> str:
    return json.dumps([{"id": str(uuid.uuid4()), "type": kind, "value": value}])


def chooses(translation: Translation, what: Any) -> None:
    """The translator takes another picture or page than the source."""
    segment = OverridableSegment.objects.get(
        source=translation.source, data_json__regex=r"^\d+$", context__path__regex="(image|page)$"
    )
    SegmentOverride.objects.create(
        locale=translation.target_locale, context=segment.context, data_json=json.dumps(what.pk)
    )
    translation.save_target(publish=True)


def chosen_in_arabic(page: Any) -> Any:
    (block_shown,) = in_language(page, "ar").body
    return (
        block_shown.value["image"]
        if "image" in block_shown.value
        else block_shown.value["link"]["page"]
    )


def a_picture(target: Any) -> str:
    return block("image", {"image": target.pk, "caption": ""})


def a_link(target: Any) -> str:
    link = {"page": target.pk, "route": ""}
    return block(
        "call_to_action", {"title": "Join", "text": "", "button_label": "Go", "link": link}
    )


@pytest.mark.parametrize(
    ("make", "body"),
    [
        (lambda name: content.image(name), a_picture),
        (lambda name: content.page(name, name.lower()), a_link),
    ],
    ids=["picture", "page"],
)
def test_a_translation_whose_picture_or_page_was_deleted_has_that_of_its_source(
    make: Callable[[str], Any], body: Callable[[Any], str], admin: Person
) -> None:
    """wagtail-localize 769, 825: the editor stayed blank, and publishing was an error page."""
    of_source, of_translator = make("One"), make("Two")
    page = content.page(body=body(of_source))
    translation = translate(page)
    chooses(translation, of_translator)
    assert chosen_in_arabic(page).pk == of_translator.pk

    of_translator.delete()
    translation.save_target(publish=True)
    assert chosen_in_arabic(page).pk == of_source.pk
    segments = admin.opens(reverse("wagtailadmin_pages:edit", args=[in_language(page, "ar").pk]))
    assert f'"value": {of_translator.pk}' not in segments.content.decode()


def test_what_a_translator_chose_stays_when_that_of_the_source_is_deleted(admin: Person) -> None:
    """Its editor asks for no picture that is gone: that left it blank."""
    of_source, of_translator = content.image("One"), content.image("Two")
    page = content.page(body=a_picture(of_source))
    translation = translate(page)
    chooses(translation, of_translator)

    of_source.delete()
    translation.save_target(publish=True)
    assert chosen_in_arabic(page).pk == of_translator.pk
    numbers = OverridableSegment.objects.filter(source=translation.source)
    assert set(numbers.values_list("data_json", flat=True)) == {"null"}


def test_pages_are_published_with_aliases_among_them(admin: Person) -> None:
    """Wagtail 10994: an error page, and nothing was published."""
    page = content.page("News", "news", live=False)
    draft = content.page("Old news", "old-news", parent=page, live=False)
    alias = page.create_alias(parent=content.home(), update_slug="again")
    page.create_alias(parent=page, update_slug="below")
    url = f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}&id={alias.pk}&next=/admin/"

    text = admin.reads(url).select_one("main").get_text(" ", strip=True)
    assert "These repeat another page, and go live with that one: News" in text
    admin.client.post(url, {"include_descendants": "on"})
    assert Page.objects.filter(pk__in=[page.pk, draft.pk, alias.pk], live=True).count() == 3


def test_a_translation_that_there_is_is_not_made_again(admin: Person) -> None:
    page = content.page()
    content.arabic(page)
    url = f"/admin/api/main/pages/{page.pk}/action/copy_for_translation/"
    answer = admin.client.post(url, {"locale": "ar"})
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "This page is there in Arabic already.",
    )


def test_what_was_chosen_and_deleted_before_is_forgotten_by_the_migration(database: None) -> None:
    there, gone = content.image("There"), content.image("Gone")
    page = content.page(body=a_picture(there))
    translation = translate(page)
    chooses(translation, there)
    SegmentOverride.objects.update(data_json=json.dumps(gone.pk))
    SiteImage.objects.filter(pk=gone.pk)._raw_delete("default")  # as if nobody had noticed
    OverridableSegment.objects.filter(source=translation.source).update(data_json=str(gone.pk))

    module = import_module("snippets.migrations.0005_choices_of_what_was_deleted")
    module.forget(apps, None)
    assert not SegmentOverride.objects.exists()
    assert set(OverridableSegment.objects.values_list("data_json", flat=True)) == {"null"}


def test_the_list_of_reports_names_tests_that_there_are() -> None:
    tests = Path(__file__).parents[1]
    text = (tests.parent / "docs/reports-tried.md").read_text()
    names = set(re.findall(r"`(test_\w+)`", text))
    defined = {
        name
        for path in tests.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(), re.M)
    }
    assert len(names) > 20
    assert names - defined == set()
