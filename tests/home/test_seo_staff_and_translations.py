"""SEO staff may not change the texts of a translated page by any address of wagtail-localize."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
)

from tests import content
from tests.home.roles import person
from tests.people import Person
from tests.snippets.translating import translate

pytestmark = pytest.mark.usefixtures("database")

FORM = "application/x-www-form-urlencoded"
LINK = [{"type": "paragraph", "value": '<p><a href="https://example.com/">here</a></p>'}]


def ask(who: Person, translation: Translation, name: str) -> HttpResponse:
    """Uses one address of wagtail-localize."""
    source = translation.source
    if name == "edit_string_translation":
        segment = StringSegment.objects.get(source=source, context__path="title")
        url = reverse(f"wagtail_localize:{name}", args=[translation.pk, segment.pk])
        return who.client.put(url, "value=نص", content_type=FORM)
    if name == "edit_override":
        overridable = OverridableSegment.objects.get(source=source)
        url = reverse(f"wagtail_localize:{name}", args=[translation.pk, overridable.pk])
        return who.client.put(url, "value=/ar/", content_type=FORM)
    data = {}
    if name == "upload_pofile":
        po = translation.export_po()
        for entry in po:
            entry.msgstr = "نص"
        data = {"file": SimpleUploadedFile("ar.po", str(po).encode())}
    url = reverse(f"wagtail_localize:{name}", args=[translation.pk])
    return who.client.post(url, data)


@pytest.mark.parametrize(
    "name",
    [
        "edit_string_translation",
        "edit_override",
        "upload_pofile",
        "machine_translate",
        "stop_translation",
    ],
)
def test_seo_staff_are_refused_where_editors_are_not(name: str) -> None:
    translation = translate(content.page(body=json.dumps(LINK)))

    refusal = ask(person("S"), translation, name)
    # How the admin refuses: with a message on its first page.
    assert (refusal.status_code, refusal["Location"]) == (302, reverse("wagtailadmin_home"))
    assert not StringTranslation.objects.exists()
    assert not SegmentOverride.objects.exists()
    assert Translation.objects.get().enabled

    # Machine translation answers 404 when no translator is configured.
    answer = ask(person("E"), translation, name)
    assert answer.status_code in (200, 201, 302, 404)
    if name != "machine_translate":
        changed = (
            StringTranslation.objects.exists(),
            SegmentOverride.objects.exists(),
            not Translation.objects.get().enabled,
        )
        assert any(changed)
