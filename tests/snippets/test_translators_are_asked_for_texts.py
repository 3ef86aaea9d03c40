"""Translators are asked for texts, and not for addresses; what they enter is checked."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    Translation,
    TranslationSource,
)

from home.models import ContentPage
from snippets.models import FooterLink, Partner
from tests import content
from tests.content import home, locale
from tests.people import Person
from tests.snippets.translating import hero, in_language, link, page, translate

pytestmark = pytest.mark.usefixtures("database")


def strings_of(instance: Any) -> dict[str, str]:
    source, _created = TranslationSource.update_or_create_from_instance(instance)
    segments = StringSegment.objects.filter(source=source).order_by("order")
    return {segment.context.path: segment.string.data for segment in segments}


BODY = [
    {"type": "heading", "value": {"text": "A heading", "level": "h3"}},
    {"type": "paragraph", "value": '<p>See <a href="https://example.com/">this</a></p>'},
    {
        "type": "call_to_action",
        "value": {
            "title": "Join",
            "text": "Now",
            "button_label": "Join us",
            "link": {"page": None, "route": "/join/"},
        },
    },
    {"type": "video", "value": {"url": "https://www.youtube.com/watch?v=1", "caption": "Film"}},
]


def body() -> str:
    return json.dumps([block | {"id": str(uuid.uuid4())} for block in BODY])


@pytest.mark.parametrize(
    ("source", "texts"),
    [
        (lambda: link(), {"About"}),
        (
            lambda: FooterLink.objects.create(
                key="privacy", label="Privacy", route="/privacy/", locale=locale("en")
            ),
            {"Privacy"},
        ),
        (
            lambda: Partner.objects.create(
                name="Partner", url="https://example.com/", locale=locale("en")
            ),
            {"Partner"},
        ),
        (
            lambda: hero(description="Words", button_label="Go", button_route="/go/"),
            {"Welcome", "Words", "Go"},
        ),
        (
            lambda: page(body=body(), canonical_url="https://example.com/", seo_title="SEO"),
            {
                *("About", "A heading", 'See <a id="a1">this</a>'),
                *("Join", "Now", "Join us", "Film"),
            },
        ),
    ],
)
def test_translators_are_asked_for_texts_and_not_for_addresses(
    source: Any, texts: set[str]
) -> None:
    assert set(strings_of(source()).values()) == texts


def test_a_translated_page_keeps_the_routes_and_levels_of_its_blocks() -> None:
    source = page(body=body())
    translate(source, title="من نحن").save_target(publish=True)
    heading, _prose, action, video = in_language(source, "ar").body
    assert heading.value["level"] == "h3"
    assert action.value["link"]["route"] == "/join/"
    assert video.value["url"].url == "https://www.youtube.com/watch?v=1"


def test_a_draft_with_unfinished_blocks_can_be_translated() -> None:
    empty = [
        {"type": "video", "value": {"url": None, "caption": ""}},
        {"type": "image", "value": {"image": None, "caption": ""}},
        {"type": "paragraph", "value": ""},
        {"type": "heading", "value": {"text": "", "level": ""}},
        {"type": "cards", "value": {"cards": []}},
    ]
    source = ContentPage(title="Unfinished", live=False, body=json.dumps(empty))
    home("en").add_child(instance=source)
    translate(source)
    assert in_language(source, "ar").live is False


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("javascript:alert(1)", "https://example.com/"),
        ("//evil.example", "https://example.com/"),
        ("https://example.com/ar/", "https://example.com/ar/"),
    ],
)
def test_a_translator_may_lead_a_link_elsewhere_but_only_to_a_route(
    address: str, leads_to: str, admin: Person
) -> None:
    source = page(body=body())
    translation = translate(source, title="من نحن")
    segment = OverridableSegment.objects.get(
        source=translation.source, data_json='"https://example.com/"'
    )
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    response = admin.client.generic(
        "PUT",
        url,
        f"value={address}",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code in (200, 201)
    assert SegmentOverride.objects.get().has_error == (leads_to != address)
    translation.save_target(publish=True)
    assert f'href="{leads_to}"' in in_language(source, "ar").body[1].value.source


def put(
    person: Person, translation: Translation, source_value: object, value: str
) -> SegmentOverride:
    """Replaces a value of the source in a translation, as the editor of translations does."""
    segment = OverridableSegment.objects.get(
        source=translation.source, data_json=json.dumps(source_value)
    )
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    response = person.client.generic(
        "PUT", url, urlencode({"value": value}), content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code in (200, 201)
    return SegmentOverride.objects.get(context=segment.context)


@pytest.mark.parametrize(
    ("source_value", "wrong", "right"),
    [
        ("https://example.com/", "javascript:alert(1)", "https://example.com/ar/"),
        (
            "https://www.youtube.com/watch?v=1",
            "//evil.example/",
            "https://www.youtube.com/watch?v=2",
        ),
    ],
)
def test_an_address_that_was_wrong_once_is_used_when_it_is_right_and_the_other_way_round(
    source_value: str, wrong: str, right: str, admin: Person
) -> None:
    source = page(body=body())
    translation = translate(source, title="من نحن")

    def used() -> str:
        translation.save_target(publish=True)
        return json.dumps(in_language(source, "ar").body.get_prep_value(), ensure_ascii=False)

    override = put(admin, translation, source_value, wrong)
    assert (override.has_error, bool(override.field_error)) == (True, True)
    assert wrong not in used()

    override = put(admin, translation, source_value, right)
    assert (override.has_error, override.field_error) == (False, "")
    assert right in used()

    assert put(admin, translation, source_value, wrong).has_error
    assert wrong not in used()
    assert right in used(), "the last value that was right counts"


def test_an_error_of_what_is_no_address_is_taken_back_with_the_next_value(admin: Person) -> None:
    """The error that wagtail-localize notes when the target refuses a value, on publishing."""
    picture = content.image()
    source = page(body=json.dumps([{"type": "image", "value": {"image": picture.pk}}]))
    translation = translate(source, title="من نحن")
    override = put(admin, translation, picture.pk, "7")
    override.set_field_error([ValidationError("Refused.")])
    assert SegmentOverride.objects.get().has_error

    override = put(admin, translation, picture.pk, "8")
    assert (override.has_error, override.field_error) == (False, "")
