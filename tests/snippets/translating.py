"""Content that is translated as editors do it, in few words."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
)
from wagtail_localize.operations import translate_object

from home.models import ContentPage
from snippets.models import Hero, MenuItem
from tests.content import home, locale


def in_language(source: Any, code: str) -> Any:
    return type(source).objects.get(
        translation_key=source.translation_key, locale__language_code=code
    )


def hero(title: str = "Welcome", language: str = "en", **fields: Any) -> Hero:
    return Hero.objects.create(title=title, locale=locale(language), **fields)


def page(title: str = "About", parent: Page | None = None, **fields: Any) -> ContentPage:
    new_page = ContentPage(title=title, **fields)
    (parent or home("en")).add_child(instance=new_page)
    new_page.save_revision().publish()
    return ContentPage.objects.get(pk=new_page.pk)


def translate(source: Any, code: str = "ar", **strings: str) -> Translation:
    """Submits for translation as the admin does, and writes the named strings."""
    translate_object(source, [locale(code)])
    translation = Translation.objects.get(
        source__object_id=source.translation_key, target_locale=locale(code)
    )
    write(translation, **strings)
    return translation


def write(translation: Translation, **strings: str) -> None:
    for path, text in strings.items():
        segment = StringSegment.objects.get(source=translation.source, context__path=path)
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            defaults={"data": text},
        )


def link(label: str = "About", language: str = "en", **fields: Any) -> MenuItem:
    fields = {"route": "/about/"} | fields
    return MenuItem.objects.create(label=label, locale=locale(language), **fields)
